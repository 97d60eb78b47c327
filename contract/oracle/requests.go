package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
)

// target is a resource, and how its requests and answers are made and compared.
type target struct {
	resource string
	members  []member
	// keys returns the keys of the objects that there are.
	keys func(w world) []string
	// lists says that lists are compared. Those of groups are searched in a language of authentik's own, and those of tokens show
	// more than both declare.
	lists bool
}

var targets = []target{
	{"stages/user_write", []member{
		{"name", true, (*generator).stageName},
		{"user_creation_mode", false, choice("never_create", "create_when_required", "always_create", "Never_create")},
		{"create_users_as_inactive", false, boolean},
		{"create_users_group", false, (*generator).group},
		{"user_type", false, choice("internal", "external", "service_account", "internal_service_account", "")},
		{"user_path_template", false, (*generator).text},
	}, func(w world) []string { return keysOf(w.UserWrite, "stage_uuid") }, true},
	{"core/groups", []member{
		{"name", true, (*generator).groupName},
		{"is_superuser", false, boolean},
		{"parents", false, many((*generator).parent)},
		{"users", false, many((*generator).user)},
		{"attributes", false, func(g *generator) string { return g.object(0) }},
		{"roles", false, many((*generator).role)},
	}, func(w world) []string { return keysOf(w.Groups, "group_uuid")[:1] }, false},
	{"core/tokens", []member{
		{"managed", false, (*generator).text},
		{"identifier", true, (*generator).slug},
		{"intent", false, choice("api", "app_password", "app_password", "app_password", "verification", "recovery")},
		{"user", false, (*generator).user},
		{"description", false, (*generator).text},
		{"expires", false, (*generator).time},
		{"expiring", false, boolean},
	}, func(w world) []string { return nil }, false},
	simple("stages/consent", stage,
		member{"mode", false, choice("always_require", "permanent", "expiring", "never")},
		member{"consent_expire_in", false, (*generator).duration}),
	simple("stages/user_login", stage,
		member{"session_duration", false, (*generator).duration},
		member{"terminate_other_sessions", false, boolean},
		member{"remember_me_offset", false, (*generator).duration},
		member{"network_binding", false, choice("no_binding", "bind_asn", "bind_asn_network", "bind_asn_network_ip", "bind")},
		member{"geoip_binding", false, choice("no_binding", "bind_continent", "bind_continent_country", "BIND_CONTINENT")},
		member{"remember_device", false, (*generator).duration}),
	simple("stages/email", stage,
		member{"use_global_settings", false, boolean},
		member{"host", false, (*generator).text},
		member{"port", false, (*generator).integer},
		member{"username", false, (*generator).text},
		member{"password", false, (*generator).text},
		member{"use_tls", false, boolean},
		member{"use_ssl", false, boolean},
		member{"timeout", false, (*generator).integer},
		member{"from_address", false, (*generator).email},
		member{"token_expiry", false, (*generator).duration},
		member{"subject", false, (*generator).text},
		member{"template", false, choice("email/password_reset.html", "email/email_otp.html", "email/none.html", "password_reset")},
		member{"activate_user_on_success", false, boolean},
		member{"recovery_max_attempts", false, (*generator).integer},
		member{"recovery_cache_timeout", false, (*generator).duration}),
	simple("stages/captcha", stage,
		member{"public_key", true, (*generator).text},
		member{"private_key", true, (*generator).text},
		member{"js_url", false, (*generator).text},
		member{"api_url", false, (*generator).text},
		member{"interactive", false, boolean},
		member{"score_min_threshold", false, (*generator).float},
		member{"score_max_threshold", false, (*generator).float},
		member{"error_on_invalid_score", false, boolean}),
	simple("stages/authenticator/validate", stage,
		member{"not_configured_action", false, choice("skip", "deny", "configure", "configure", "none")},
		member{"device_classes", false, many(choice("static", "totp", "webauthn", "duo", "sms", "email", "Email"))},
		member{"configuration_stages", false, many((*generator).stage)},
		member{"last_auth_threshold", false, (*generator).duration},
		member{"webauthn_user_verification", false, choice("required", "preferred", "discouraged", "")}),
	simple("stages/prompt/prompts", member{"name", true, named("stages/prompt/prompts")},
		member{"field_key", true, (*generator).text},
		member{"label", true, (*generator).text},
		member{"type", true, choice("text", "username", "number", "radio-button-group", "ak-locale", "texts")},
		member{"required", false, boolean},
		member{"placeholder", false, (*generator).text},
		member{"initial_value", false, (*generator).text},
		member{"order", false, (*generator).integer},
		member{"sub_text", false, (*generator).text},
		member{"placeholder_expression", false, boolean},
		member{"initial_value_expression", false, boolean}),
	simple("stages/invitation/invitations", member{"name", true, (*generator).slug},
		member{"expires", false, (*generator).time},
		member{"fixed_data", false, func(g *generator) string { return g.object(0) }},
		member{"single_use", false, boolean}),
	simple("policies/password", policy,
		member{"execution_logging", false, boolean},
		member{"password_field", false, (*generator).text},
		member{"amount_digits", false, (*generator).integer},
		member{"amount_uppercase", false, (*generator).integer},
		member{"amount_lowercase", false, (*generator).integer},
		member{"amount_symbols", false, (*generator).integer},
		member{"length_min", false, (*generator).integer},
		member{"symbol_charset", false, (*generator).text},
		member{"error_message", false, (*generator).text},
		member{"check_static_rules", false, boolean},
		member{"hibp_allowed_count", false, (*generator).integer}),
	simple("policies/password_expiry", policy,
		member{"execution_logging", false, boolean},
		member{"days", true, (*generator).integer},
		member{"deny_only", false, boolean}),
	simple("policies/reputation", policy,
		member{"execution_logging", false, boolean},
		member{"check_ip", false, boolean},
		member{"check_username", false, boolean},
		member{"threshold", false, (*generator).integer}),
	simple("policies/geoip", policy,
		member{"execution_logging", false, boolean},
		member{"asns", false, many((*generator).integer)},
		member{"countries", true, many((*generator).country)},
		member{"check_history_distance", false, boolean},
		member{"history_max_distance_km", false, (*generator).integer},
		member{"distance_tolerance_km", false, (*generator).integer},
		member{"check_impossible_travel", false, boolean}),
	simple("policies/event_matcher", policy,
		member{"execution_logging", false, boolean},
		member{"action", true, choice("login", "model_created", "custom_", "", "Login")},
		member{"client_ip", false, (*generator).text},
		member{"app", false, choice("authentik.core", "authentik.flows", "core", "")},
		member{"model", false, choice("authentik_core.user", "authentik_flows.flow", "user", "")}),
}

// The names of stages are unique among all types, those of policies too.
var (
	stage  = member{"name", true, (*generator).stageName}
	policy = member{"name", true, func(g *generator) string {
		resource := g.pick("policies/password", "policies/geoip", "policies/reputation")
		return named(resource)(g)
	}}
)

// simple returns a resource whose objects both hold from the beginning.
func simple(resource string, members ...member) target {
	return target{resource, members, func(w world) []string { return keysOf(w.Objects[resource], "pk") }, true}
}

// named returns a generator of names, some of which objects of a resource have.
func named(resource string) func(*generator) string {
	return func(g *generator) string {
		if names := keysOf(g.world.Objects[resource], "name"); g.IntN(4) == 0 && len(names) > 0 {
			name := g.pick(names...)
			return quote(g.pick(name, name+" ", strings.ToUpper(name)))
		}
		return g.text()
	}
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

// stage returns the key of a stage.
func (g *generator) stage() string { return g.uuid(slices.Sorted(maps.Keys(g.world.Stages))...) }

// integer returns what may be an integer.
func (g *generator) integer() string {
	if g.IntN(3) > 0 {
		return g.number()
	}
	return g.pick("2147483647", "-2147483648", "-2147483649", "true", "false", `"1"`, `" 1 "`, `"1.0"`, `"1.50"`, `"1_000"`, `"１２"`, `"-0"`, `"+1"`, `"0x1"`, `""`, `"1e2"`,
		`"1\n"`, `"00000000000000000007"`, `"1.000"`, "1.0", "-1.5", "1e3")
}

// float returns what may be a number.
func (g *generator) float() string {
	if g.IntN(3) > 0 {
		return g.number()
	}
	return g.pick("true", `"1"`, `" 1.5 "`, `"1_0.5"`, `"１"`, `"1e5"`, `"-.5"`, `"5."`, `"0x1p3"`, `""`, `"1e-400"`, "1e-320", "0.1", "1e22", "123456789.123456789")
}

// duration returns what may be a duration of authentik.
func (g *generator) duration() string {
	if g.IntN(6) == 0 {
		return g.text()
	}
	var pairs []string
	for range g.IntN(4) {
		unit := g.pick("hours", "minutes", "seconds", "days", "weeks", "milliseconds", "microseconds", "Hours", " hours", "years", "")
		pairs = append(pairs, unit+g.pick("=", "=", "=", "=", "", "==")+g.pick("1", "3", " 2 ", "-1", "1.5", "1e3", "1_0", "1e", "", "x", "nan", "inf", "1e20", "999999999", "٣"))
	}
	return quote(strings.Join(pairs, g.pick(";", ";", ";", ",")) + g.pick("", "", "", ";"))
}

// email returns what may be an address of mail.
func (g *generator) email() string {
	if g.IntN(6) == 0 {
		return g.text()
	}
	local := g.pick("a", "a.b", "a..b", ".a", `"a b"`, "a b", "ä", "a+b", strings.Repeat("a", 64), strings.Repeat("a", 65), strings.Repeat("a", 250), "")
	domain := g.pick("example.com", "localhost", "example", "example.c", "-example.com", "exa_mple.com", "[127.0.0.1]", "[::1]", "[1.2.3]", "bücher.de",
		"xn--bcher-kva.de", "example.com.", strings.Repeat("d", 64)+".com", "a@b.com", "EXAMPLE.ORG", "")
	return quote(g.pick("", "", "", " ") + local + g.pick("@", "@", "@", "") + domain)
}

// country returns what may be a country.
func (g *generator) country() string {
	return g.pick(`"DE"`, `"FR"`, `"de"`, `"DEU"`, `"276"`, `"Germany"`, `"germany"`, `{"code":"IT"}`, `{"code":"XX"}`, `"XX"`, `"ß"`, `"0276"`, `"+276"`, `"２７６"`, `" DE"`, `""`, "276", `{"code":""}`, `{"name":"Germany"}`)
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
	if t.lists && g.IntN(4) == 0 {
		return question{Resource: t.resource, Method: "GET", Query: g.query(t.members)}
	}
	q := question{Resource: t.resource, Method: "POST"}
	if keys := t.keys(g.world); len(keys) > 0 && g.IntN(4) > 0 {
		q.Method, q.Key = g.pick("PATCH", "PATCH", "PUT"), g.pick(keys...)
	}
	q.Body = []byte(g.body(t.members, q.Method != "PATCH"))
	return q
}

// query returns a random query of a list. Whatever is no filter is ignored.
func (g *generator) query(members []member) string {
	var pairs []string
	pair := func(name, value string) { pairs = append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(value)) }
	for _, m := range members {
		value := plain(m.values(g))
		if strings.HasPrefix(value, "0001-") || strings.HasPrefix(value, "9999-") {
			continue // PostgreSQL has years beyond Python's, and SQLite has none
		}
		if g.IntN(len(members)) < 2 {
			pair(m.name, value)
		}
	}
	if g.IntN(4) == 0 {
		pair(g.pick("stage_uuid", "policy_uuid", "pk"), plain(g.uuid()))
	}
	if g.IntN(4) == 0 {
		pair("search", g.pick("default", "a b", "a,b", `"default a"`, `"a`, "'a'", "", " ", ",", "DEFAULT", "x\x00", "%", "_", `\`, "o", "api", "user_write"))
	}
	if g.IntN(3) == 0 {
		pair("page", g.pick("1", "2", "0", "-1", "last", "", "x", "1.0", "1.5", " 1", "+1", "١", "99999999999999999999", "1_0", "LAST"))
	}
	if g.IntN(3) == 0 {
		pair("page_size", g.pick("1", "2", "3", "7", "0", "-1", "", "x", "1.0", "100", "101", "1000", "٢", " 5 ", "99999999999999999999"))
	}
	if g.IntN(6) == 0 {
		pair("ordering", g.pick("", "none", "-", "--name", ",", "name,none"))
	}
	return strings.Join(pairs, "&")
}

// plain returns the text in a text of JSON, and other values as they are written.
func plain(value string) string {
	var text string
	if json.Unmarshal([]byte(value), &text) != nil {
		return value
	}
	return text
}

// newGenerator returns a generator for what a world holds.
func newGenerator(random *rand.Rand, w world) *generator { return &generator{random, w} }
