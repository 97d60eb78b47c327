package main

import (
	"fmt"
	"math/rand/v2"
)

// target is a resource, and how its requests and answers are made and compared.
type target struct {
	resource string
	members  []member
	// keys returns the keys of the objects that there are.
	keys func(w world) []string
}

var targets = []target{
	{"stages/user_write", []member{
		{"name", true, (*generator).stageName},
		{"user_creation_mode", false, choice("never_create", "create_when_required", "always_create", "Never_create")},
		{"create_users_as_inactive", false, boolean},
		{"create_users_group", false, (*generator).group},
		{"user_type", false, choice("internal", "external", "service_account", "internal_service_account", "")},
		{"user_path_template", false, (*generator).text},
	}, func(w world) []string { return keysOf(w.UserWrite, "stage_uuid") }},
	{"core/groups", []member{
		{"name", true, (*generator).groupName},
		{"is_superuser", false, boolean},
		{"parents", false, many((*generator).parent)},
		{"users", false, many((*generator).user)},
		{"attributes", false, func(g *generator) string { return g.object(0) }},
		{"roles", false, many((*generator).role)},
	}, func(w world) []string { return keysOf(w.Groups, "group_uuid")[:1] }},
	{"core/tokens", []member{
		{"managed", false, (*generator).text},
		{"identifier", true, (*generator).slug},
		{"intent", false, choice("api", "app_password", "app_password", "app_password", "verification", "recovery")},
		{"user", false, (*generator).user},
		{"description", false, (*generator).text},
		{"expires", false, (*generator).time},
		{"expiring", false, boolean},
	}, func(w world) []string { return nil }},
}

// keysOf returns one member of every object.
func keysOf(objects []map[string]any, member string) []string {
	var keys []string
	for _, object := range objects {
		keys = append(keys, fmt.Sprint(object[member]))
	}
	return keys
}

// choice returns a generator of choices.
func choice(values ...string) func(*generator) string {
	return func(g *generator) string { return quote(g.pick(values...)) }
}

// boolean returns what may be a boolean.
func boolean(g *generator) string {
	return g.pick("true", "false", "null", "1", "0", "1.0", "0.0", "2", `"t"`, `"T"`, `"yes"`, `"Yes"`, `"YES"`, `"yEs"`, `"on"`, `"ON"`, `"off"`, `"n"`, `"no"`, `"f"`,
		`"False"`, `"true"`, `"1"`, `"0"`, `"1.0"`, `""`, `" true "`, `"null"`, `"Null"`, `"NULL"`, "[]", "{}", `[true]`)
}

// many returns a generator of lists.
func many(item func(*generator) string) func(*generator) string {
	return func(g *generator) string { return g.list(func() string { return item(g) }) }
}

func (g *generator) group() string { return g.uuid(keysOf(g.world.Groups, "group_uuid")...) }

// parent returns a group that is above none: what authentik's database says of circles is not Django's.
func (g *generator) parent() string { return g.uuid(keysOf(g.world.Groups, "group_uuid")[1:]...) }

func (g *generator) role() string {
	var keys []string
	for _, role := range g.world.Roles {
		keys = append(keys, fmt.Sprint(role))
	}
	return g.uuid(keys...)
}

// user returns what may be the key of a user, which is a number.
func (g *generator) user() string {
	if g.IntN(4) == 0 {
		return g.pick("true", `"x"`, `""`, `" 1 "`, `"1_0"`, `"１"`, `"1.0"`, `"-1"`, "1.9", "[]", "{}", "null", g.number())
	}
	for key := range g.world.Users {
		return g.pick(key, quote(key), key+".0")
	}
	return "0"
}

func (g *generator) stageName() string {
	for _, name := range g.world.Stages {
		if g.IntN(4) == 0 {
			return quote(g.pick(name, name+" ", " "+name))
		}
		break
	}
	return g.text()
}

func (g *generator) groupName() string {
	if g.IntN(4) == 0 {
		return quote(g.pick(keysOf(g.world.Groups, "name")...))
	}
	return g.text()
}

func (g *generator) slug() string {
	if g.IntN(3) == 0 {
		return g.text()
	}
	if g.IntN(4) == 0 {
		return quote(g.pick(keysOf(g.world.Tokens, "identifier")...))
	}
	return quote(fmt.Sprintf("%s%d", g.pick("t-", "T_", "é", ""), g.IntN(1000)))
}

// time returns what may be a time, often one that an app password may have. A fraction follows seconds only, and no space
// precedes a zone: the two implementations in Python differ on these.
func (g *generator) time() string {
	day := fmt.Sprintf("2026-%02d-%02d", g.IntN(14), g.IntN(33))
	if g.IntN(2) == 0 {
		day = g.pick("2026-06-01", "2026-06-02", "2026-05-31", "2026-6-1", "0001-01-01", "9999-12-31")
	}
	clock := fmt.Sprintf("%02d:%02d:%02d", g.IntN(25), g.IntN(61), g.IntN(61))
	clock = g.pick(clock+g.pick("", ".5", ".123456", ",5", ".1234567"), clock[:5], clock[:2], "")
	return quote(day + g.pick("T", " ", "t", "") + clock + g.pick("Z", "z", "+00:00", "+02", "+0230", "-11:59", "", "+24:00"))
}

// request returns a random request.
func (g *generator) request() question {
	t := targets[g.IntN(len(targets))]
	q := question{Resource: t.resource, Method: "POST"}
	if keys := t.keys(g.world); len(keys) > 0 && g.IntN(4) > 0 {
		q.Method, q.Key = g.pick("PATCH", "PATCH", "PUT"), g.pick(keys...)
	}
	q.Body = []byte(g.body(t.members, q.Method != "PATCH"))
	return q
}

// newGenerator returns a generator for what a world holds.
func newGenerator(random *rand.Rand, w world) *generator { return &generator{random, w} }
