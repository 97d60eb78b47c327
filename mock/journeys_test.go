package mock_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Journeys without a recording: the expected answers follow from the rules.

// releases are the versions that were recorded. A release that has the data of its candidate differs by what its document
// adds, which the scenarios play.
var releases = profile.RecordedNames()

// since reports whether a release is another or a later one.
func since(release, other string) bool {
	contracts := map[string]profile.Contract{}
	for _, p := range profile.All {
		contracts[p.Name] = p.Contract
	}
	if _, known := contracts[other]; !known {
		panic("there is no release " + other)
	}
	return contracts[release] >= contracts[other]
}

// versionOf returns the full version of a release.
func versionOf(t *testing.T, release string) string {
	t.Helper()
	p, err := profile.Parse(release)
	if err != nil {
		t.Fatal(err)
	}
	return p.Version
}

// crashed returns the status with which a release answers a request that may write and on which it fails.
func crashed(release string) int {
	if since(release, "2026.8-rc1") {
		return 500
	}
	return 405
}

// onReleases runs a test against a new installation of every release.
func onReleases(t *testing.T, test func(t *testing.T, s *mocktest.Server, release string)) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			options := mock.Options{Profile: release, Seeds: []string{"fresh"}, AllowHosts: []string{".example.com", "my-example.com", "elsewhere.test", ".brand.test"}}
			test(t, mocktest.Start(t, options), release)
		})
	}
}

// made creates an object and returns the member of it that names it.
func made(t *testing.T, s *mocktest.Server, path, body, member string, headers ...string) string {
	t.Helper()
	created := want(t, call(t, s, "POST", path, body, headers...), 201).json(t)
	switch name := created[member].(type) {
	case string:
		return name
	case float64:
		return fmt.Sprint(int64(name))
	}
	t.Fatalf("no %s in %v", member, created)
	return ""
}

// members returns one member of every result of a list.
func members(t *testing.T, a answer, member string) []string {
	t.Helper()
	var page struct{ Results []map[string]any }
	if err := json.Unmarshal([]byte(want(t, a, 200).text), &page); err != nil {
		t.Fatal(err)
	}
	values := []string{}
	for _, result := range page.Results {
		values = append(values, fmt.Sprint(result[member]))
	}
	return values
}

func TestAFlowIsBuiltReorderedRenamedAndTornDown(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		flow := made(t, s, "/api/v3/flows/instances/", `{"name": "Join", "slug": "join", "title": "Join us", "designation": "enrollment"}`, "pk")
		var stages, bindings []string
		for i, name := range []string{"first", "second", "third"} {
			stage := made(t, s, "/api/v3/stages/user_write/", `{"name": "`+name+`"}`, "pk")
			binding := made(t, s, "/api/v3/flows/bindings/", fmt.Sprintf(`{"target": %q, "stage": %q, "order": %d}`, flow, stage, i*10), "pk")
			stages, bindings = append(stages, stage), append(bindings, binding)
		}
		order := func() string {
			answer := want(t, call(t, s, "GET", "/api/v3/flows/instances/join/", ""), 200).json(t)
			return strings.Join(texts(answer["stages"]), " ")
		}
		if got, wanted := order(), strings.Join(stages, " "); got != wanted {
			t.Fatalf("stages %s, want %s", got, wanted)
		}
		want(t, call(t, s, "PATCH", "/api/v3/flows/bindings/"+bindings[0]+"/", `{"order": 50}`), 200)
		if got, wanted := order(), stages[1]+" "+stages[2]+" "+stages[0]; got != wanted {
			t.Fatalf("after the first went last: %s, want %s", got, wanted)
		}

		want(t, call(t, s, "PATCH", "/api/v3/flows/instances/join/", `{"slug": "welcome"}`), 200)
		want(t, call(t, s, "GET", "/api/v3/flows/instances/join/", ""), 404)
		stage := want(t, call(t, s, "GET", "/api/v3/stages/user_write/"+stages[0]+"/", ""), 200)
		if !strings.Contains(stage.text, `"slug":"welcome"`) || !strings.Contains(stage.text, "/instances/welcome/export/") {
			t.Errorf("the stage does not know the flow's new name: %s", stage.text)
		}
		diagram := want(t, call(t, s, "GET", "/api/v3/flows/instances/welcome/diagram/", ""), 200).json(t)["diagram"].(string)
		if at := []int{strings.Index(diagram, "second"), strings.Index(diagram, "third"), strings.Index(diagram, "first")}; at[0] < 0 || !slices.IsSorted(at) {
			t.Errorf("the diagram is not in the order of the stages: %s", diagram)
		}

		want(t, call(t, s, "DELETE", "/api/v3/stages/user_write/"+stages[1]+"/", ""), 204)
		want(t, call(t, s, "GET", "/api/v3/flows/bindings/"+bindings[1]+"/", ""), 404)
		want(t, call(t, s, "DELETE", "/api/v3/flows/instances/welcome/", ""), 204)
		if left := members(t, call(t, s, "GET", "/api/v3/flows/bindings/?stage="+stages[0], ""), "pk"); len(left) > 0 {
			t.Errorf("bindings of a flow that is gone: %v", left)
		}
		stage = want(t, call(t, s, "GET", "/api/v3/stages/user_write/"+stages[0]+"/", ""), 200)
		if !strings.Contains(stage.text, `"flow_set":[]`) {
			t.Errorf("the stage is in flows that are gone: %s", stage.text)
		}
	})
}

func texts(list any) []string {
	var all []string
	for _, item := range list.([]any) {
		all = append(all, item.(string))
	}
	return all
}

// person is a user with a token.
type person struct{ pk, key string }

func newPerson(t *testing.T, s *mocktest.Server, name string) person {
	t.Helper()
	pk := made(t, s, "/api/v3/core/users/", fmt.Sprintf(`{"username": %q, "name": %q}`, name, name), "pk")
	token := made(t, s, "/api/v3/core/tokens/", fmt.Sprintf(`{"identifier": "of-%s", "intent": "api", "user": %s}`, name, pk), "identifier")
	key := name + "-key"
	want(t, call(t, s, "POST", "/api/v3/core/tokens/"+token+"/set_key/", fmt.Sprintf(`{"key": %q}`, key)), 204)
	return person{pk, key}
}

// as returns the header that makes a request one of the person's.
func (p person) as() []string { return []string{"Authorization", "Bearer " + p.key} }

// A way is how a user gets a permission, and loses it again. It returns the path of the holder's permissions.
type way struct {
	name         string
	since, until string
	give         func(t *testing.T, s *mocktest.Server, user person) (holder string, take func())
}

var ways = []way{
	{name: "himself", until: "2025.12", give: func(_ *testing.T, _ *mocktest.Server, user person) (string, func()) {
		return "assigned_by_users/" + user.pk, nil
	}},
	{name: "a role of his", since: "2025.12", give: func(t *testing.T, s *mocktest.Server, user person) (string, func()) {
		role := made(t, s, "/api/v3/rbac/roles/", `{"name": "helpers"}`, "pk")
		want(t, call(t, s, "POST", "/api/v3/rbac/roles/"+role+"/add_user/", `{"pk": `+user.pk+`}`), 204)
		return "assigned_by_roles/" + role, func() {
			want(t, call(t, s, "POST", "/api/v3/rbac/roles/"+role+"/remove_user/", `{"pk": `+user.pk+`}`), 204)
		}
	}},
	{name: "a role of his group", give: func(t *testing.T, s *mocktest.Server, user person) (string, func()) {
		role := made(t, s, "/api/v3/rbac/roles/", `{"name": "helpers"}`, "pk")
		group := made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "help", "roles": [%q]}`, role), "pk")
		want(t, call(t, s, "POST", "/api/v3/core/groups/"+group+"/add_user/", `{"pk": `+user.pk+`}`), 204)
		return "assigned_by_roles/" + role, func() {
			want(t, call(t, s, "POST", "/api/v3/core/groups/"+group+"/remove_user/", `{"pk": `+user.pk+`}`), 204)
		}
	}},
	{name: "a role of the group above his", since: "2025.12", give: func(t *testing.T, s *mocktest.Server, user person) (string, func()) {
		role := made(t, s, "/api/v3/rbac/roles/", `{"name": "helpers"}`, "pk")
		above := made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "above", "roles": [%q]}`, role), "pk")
		group := made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "help", "parents": [%q], "users": [%s]}`, above, user.pk), "pk")
		return "assigned_by_roles/" + role, func() {
			want(t, call(t, s, "PATCH", "/api/v3/core/groups/"+group+"/", `{"parents": []}`), 200)
		}
	}},
}

func TestAPermissionOnOneStageComesAndGoes(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		for _, w := range ways {
			if w.since != "" && !since(release, w.since) || w.until != "" && since(release, w.until) {
				continue // this release has no such way
			}
			t.Run(w.name, func(t *testing.T) {
				s.Reset()
				user := newPerson(t, s, "ann")
				one := made(t, s, "/api/v3/stages/user_write/", `{"name": "one"}`, "pk")
				other := made(t, s, "/api/v3/stages/user_write/", `{"name": "other"}`, "pk")
				holder, take := w.give(t, s, user)

				change := func(stage string) answer {
					return call(t, s, "PATCH", "/api/v3/stages/user_write/"+stage+"/", `{"create_users_as_inactive": true}`, user.as()...)
				}
				assign := func(method, verb string, permissions ...string) {
					t.Helper()
					list, _ := json.Marshal(permissions)
					body := fmt.Sprintf(`{"permissions": %s, "model": "authentik_stages_user_write.userwritestage", "object_pk": %q}`, list, one)
					if a := call(t, s, method, "/api/v3/rbac/permissions/"+holder+"/"+verb+"/", body); a.status > 204 {
						t.Fatalf("%s: %d %s", verb, a.status, a.text)
					}
				}
				want(t, change(one), 403)
				assign("POST", "assign", "authentik_stages_user_write.view_userwritestage")
				want(t, change(one), 403)
				if names := members(t, call(t, s, "GET", "/api/v3/stages/user_write/", "", user.as()...), "name"); !slices.Equal(names, []string{"one"}) {
					t.Errorf("they see %v, want only one", names)
				}
				assign("POST", "assign", "authentik_stages_user_write.change_userwritestage")
				want(t, change(one), 200)
				want(t, change(other), 404)
				assign("PATCH", "unassign", "authentik_stages_user_write.change_userwritestage")
				want(t, change(one), 403)
				if take == nil {
					return
				}
				assign("POST", "assign", "authentik_stages_user_write.change_userwritestage")
				want(t, change(one), 200)
				take()
				want(t, change(one), 403)
			})
		}
	})
}

func TestAPermissionOverAllObjects(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		user := newPerson(t, s, "ann")
		role := made(t, s, "/api/v3/rbac/roles/", `{"name": "makers"}`, "pk")
		made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "makers", "users": [%s], "roles": [%q]}`, user.pk, role), "pk")
		create := func() answer {
			return call(t, s, "POST", "/api/v3/stages/user_write/", `{"name": "mine"}`, user.as()...)
		}
		want(t, create(), 403)
		assign := "/api/v3/rbac/permissions/assigned_by_roles/" + role + "/assign/"
		want(t, call(t, s, "POST", assign, `{"permissions": ["add_userwritestage"]}`), 400)
		want(t, call(t, s, "POST", assign, `{"permissions": ["add_userwritestage"], "object_pk": "x"}`), 400)
		want(t, call(t, s, "POST", assign, `{"permissions": ["authentik_stages_user_write.add_userwritestage"]}`), 200)
		want(t, create(), 201)
		names := members(t, call(t, s, "GET", "/api/v3/rbac/permissions/assigned_by_roles/?model=authentik_stages_user_write.userwritestage", ""), "name")
		if !slices.Equal(names, []string{"authentik Read-only", "makers"}) {
			t.Errorf("roles with permissions of the model: %v", names)
		}
		codenames := members(t, call(t, s, "GET", "/api/v3/rbac/permissions/?role="+role, ""), "codename")
		if !slices.Equal(codenames, []string{"add_userwritestage"}) {
			t.Errorf("permissions of the role: %v", codenames)
		}
	})
}

func TestATokenBelongsToWhoeverCreatesIt(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		ann, bob := newPerson(t, s, "ann"), newPerson(t, s, "bob")
		body := `{"identifier": "anns", "intent": "app_password", "user": ` + bob.pk + `}`
		created := want(t, call(t, s, "POST", "/api/v3/core/tokens/", body, ann.as()...), 201).json(t)
		if fmt.Sprint(created["user"]) != ann.pk {
			t.Errorf("the token is user %v's, want %s's", created["user"], ann.pk)
		}
		key := want(t, call(t, s, "GET", "/api/v3/core/tokens/anns/view_key/", "", ann.as()...), 200).json(t)["key"].(string)
		if len(key) != 60 {
			t.Errorf("a key of %d characters, want 60", len(key))
		}
		foreign := 403
		if !since(release, "2026.2") {
			foreign = 404 // then only superusers find the tokens of others at all
		}
		want(t, call(t, s, "GET", "/api/v3/core/tokens/anns/view_key/", "", bob.as()...), foreign)
		want(t, call(t, s, "GET", "/api/v3/core/tokens/anns/", "", bob.as()...), 404)
		want(t, call(t, s, "PATCH", "/api/v3/core/tokens/anns/", `{"description": "hers"}`, ann.as()...), 200)
		want(t, call(t, s, "PATCH", "/api/v3/core/tokens/anns/", `{"user": `+bob.pk+`}`), 400)
		want(t, call(t, s, "DELETE", "/api/v3/core/tokens/anns/", "", ann.as()...), 204)
		managed := members(t, call(t, s, "GET", "/api/v3/rbac/roles/?search=ak-managed-role--user-"+ann.pk, ""), "name")
		if has := len(managed) == 1; has != since(release, "2025.12") {
			t.Errorf("managed roles: %v", managed)
		}
	})
}

func TestAnAppPasswordLastsAsLongAsItsUserMay(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		user := made(t, s, "/api/v3/core/users/", `{"username": "bot", "name": "bot"}`, "pk")
		create := func(identifier string, life time.Duration) answer {
			expires := time.Now().Add(life).UTC().Format(time.RFC3339)
			return call(t, s, "POST", "/api/v3/core/tokens/", fmt.Sprintf(
				`{"identifier": %q, "intent": "app_password", "user": %s, "expires": %q}`, identifier, user, expires))
		}
		want(t, create("short", 29*time.Minute), 201)
		if a := want(t, create("long", 31*time.Minute), 400); !strings.Contains(a.text, "Token expires exceeds maximum lifetime (") {
			t.Error(a.text)
		}
		attributes := `{"attributes": {"goauthentik.io/user/token-maximum-lifetime": "days=1;hours=2"}}`
		want(t, call(t, s, "PATCH", "/api/v3/core/users/"+user+"/", attributes), 200)
		want(t, create("long", 25*time.Hour), 201)
		want(t, create("longer", 27*time.Hour), 400)
		// a unit that authentik does not know is passed over, as it is in the settings
		attributes = strings.Replace(attributes, "days=1;", "years=1;days=2;", 1)
		want(t, call(t, s, "PATCH", "/api/v3/core/users/"+user+"/", attributes), 200)
		want(t, create("longer", 27*time.Hour), 201)
	})
}
