package mock_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

const stateAddress = "/__mock/state"

// busy fills a world with what clients make: of every table something, changed and deleted in between.
func busy(t *testing.T, s *mocktest.Server) {
	t.Helper()
	ann := newPerson(t, s, "ann")
	want(t, call(t, s, "POST", "/api/v3/core/users/"+ann.pk+"/set_password/", `{"password": "secret"}`), 204)
	odd := `{"a": 1, "b": [1.5, 1e22, true, null, "x\u0001\t\\ \" \ud83d\ude00 \u2028 é: #"], "é: -": {"": {}}, "big": 9007199254740993, "exp": 2.5e-9, "yes": "no", "1": "0x1", "t": "2026-01-31"}`
	outer := made(t, s, "/api/v3/core/groups/", `{"name": "outer: # 'x'", "is_superuser": true, "attributes": `+odd+`}`, "pk")
	inner := made(t, s, "/api/v3/core/groups/", `{"name": "inner", "users": [`+ann.pk+`]}`, "pk")
	want(t, call(t, s, "PATCH", "/api/v3/core/groups/"+inner+"/", `{"parents": ["`+outer+`"], "parent": "`+outer+`"}`), 200)
	role := made(t, s, "/api/v3/rbac/roles/", `{"name": "keepers"}`, "pk")
	want(t, call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/", `{"permissions": ["authentik_core.view_group"]}`), 200)
	want(t, call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/",
		`{"permissions": ["authentik_core.view_group"], "model": "authentik_core.group", "object_pk": "`+inner+`"}`), 200)
	application := made(t, s, "/api/v3/core/applications/", `{"name": "Wiki", "slug": "wiki"}`, "pk")
	want(t, call(t, s, "POST", "/api/v3/policies/bindings/", `{"target": "`+application+`", "group": "`+inner+`", "order": 3}`), 201)
	want(t, call(t, s, "POST", stageList, `{"name": "of the inner", "create_users_group": "`+inner+`"}`), 201)
	want(t, call(t, s, "POST", "/api/v3/stages/deny/", `{"name": "no", "deny_message": "no way"}`), 201)
	want(t, call(t, s, "PATCH", exampleAddress, `{"name": "changed"}`), 200)
	gone := made(t, s, stageList, `{"name": "gone"}`, "pk")
	want(t, call(t, s, "DELETE", stageList+gone+"/", ""), 204)
	want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", `{"avatars": "none", "footer_links": [{"name": "n", "href": "https://x.example"}]}`), 200)
	want(t, call(t, s, "POST", "/api/v3/core/users/service_account/", `{"name": "robot", "create_group": true}`), 200)
	want(t, call(t, s, "GET", "/api/v3/events/events/", ""), 200)
	want(t, call(t, s, "PATCH", exampleAddress, `{"name": "changed again"}`), 200)
}

var addressOfServer = regexp.MustCompile(`127\.0\.0\.1:\d+`)

func TestAStateGoesIntoAnotherFakeAndBack(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	for _, release := range releases {
		one := mocktest.Start(t, mock.Options{Profile: release, Now: noon, IDs: "42"})
		busy(t, one)
		state := want(t, call(t, one, "GET", stateAddress, ""), 200)
		asJSON := want(t, call(t, one, "GET", stateAddress+"?format=json", ""), 200)
		if got, other := state.header.Get("Content-Type"), asJSON.header.Get("Content-Type"); got != "application/yaml" || other != "application/json" {
			t.Errorf("%s and %s", got, other)
		}
		var indented bytes.Buffer // as other programs write it
		if err := json.Indent(&indented, []byte(asciiOnly(asJSON.text)), "", "\t"); err != nil {
			t.Fatal(err)
		}
		other := mocktest.Start(t, mock.Options{Profile: release, Now: noon, IDs: "42", Seeds: []string{mock.SeedFresh}})
		for media, text := range map[string]string{"application/yaml": state.text, "application/json": asJSON.text, "application/json; charset=utf-8": indented.String()} {
			want(t, call(t, other, "POST", "/__mock/reset", ""), 204)
			want(t, call(t, other, "PUT", stateAddress, text, "Content-Type", media), 204)
			if got := want(t, call(t, other, "GET", stateAddress, ""), 200); got.text != state.text {
				t.Fatalf("%s, %s: %s", release, media, firstDifference(got.text, state.text))
			}
		}
		wantSameLists(t, release, one, other)
		first, second := made(t, one, stageList, `{"name": "next"}`, "pk"), made(t, other, stageList, `{"name": "next"}`, "pk")
		if first != second {
			t.Errorf("%s: the next ids are %s and %s", release, first, second)
		}
	}
}

func wantSameLists(t *testing.T, release string, one, other *mocktest.Server) {
	t.Helper()
	compared := 0
	for _, path := range stateLists {
		a, b := call(t, one, "GET", path, ""), call(t, other, "GET", path, "")
		if a.status != 200 {
			continue
		}
		compared++
		if got, want := addressOfServer.ReplaceAllString(b.text, ""), addressOfServer.ReplaceAllString(a.text, ""); got != want {
			t.Errorf("%s: %s: %s", release, path, firstDifference(got, want))
		}
	}
	if compared < len(stateLists)-2 {
		t.Errorf("%s: only %d lists were compared", release, compared)
	}
}

// stateLists are the lists of what a state holds.
var stateLists = []string{
	"/api/v3/core/users/?page_size=100", "/api/v3/core/groups/?page_size=100&include_users=true", "/api/v3/core/tokens/?page_size=100", "/api/v3/core/applications/?superuser_full_list=true",
	"/api/v3/core/brands/", "/api/v3/rbac/roles/", "/api/v3/flows/instances/?page_size=100", "/api/v3/flows/bindings/?page_size=100",
	"/api/v3/stages/all/?page_size=100", "/api/v3/stages/user_write/", "/api/v3/stages/deny/", "/api/v3/policies/bindings/?page_size=100",
	"/api/v3/admin/settings/", "/api/v3/events/events/?page_size=100", "/api/v3/rbac/permissions/?page_size=100",
	"/api/v3/core/users/me/",
}

// firstDifference shows where two texts part.
func firstDifference(got, want string) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	around := func(text string) string { return text[max(0, i-60):min(len(text), i+60)] }
	return fmt.Sprintf("…%s… instead of …%s…", around(got), around(want))
}

// asciiOnly writes what is not ASCII as JSON escapes.
func asciiOnly(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r < 0x80:
			out.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		}
	}
	return out.String()
}

// TestAStateThatIsWrongChangesNothing: and is told with its place.
func TestAStateThatIsWrongChangesNothing(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5"})
	want(t, call(t, s, "POST", stageList, `{"name": "mine"}`), 201)
	state := want(t, call(t, s, "GET", stateAddress, ""), 200).text
	change := func(from, to string) string {
		t.Helper()
		if !strings.Contains(state, from) {
			t.Fatalf("the state has no %s", from)
		}
		return strings.Replace(state, from, to, 1)
	}
	line := func(part string) string {
		return fmt.Sprintf("state:%d:", 1+strings.Count(state[:strings.Index(state, part)], "\n"))
	}
	for _, c := range []struct{ text, says string }{
		{change("format: 1\n", "format: 2\n"), "state:1:9: this fake reads states of format 1 only"},
		{change(`profile: "2026.5"`, `profile: "2025.10"`), "state:2:10: this is a state of the profile 2025.10, and the fake speaks 2026.5"},
		{change(`profile: "2026.5"`+"\n", ""), "state:1:1: a whole state says its profile"},
		{change("\nusers:", "\nuserz:"), `a whole state has no "userz": did you mean users?`},
		{change(`"username": "erika"`, `"username": 5`), line(`"username": "erika"`)},
		{change(`"username": "nobody"`, `"username": "erika"`), "there are two users with the username \"erika\""},
		{change(`"slug": "employee-enrollment"`, `"slug": "customer-enrollment"`), "there are two flows with the slug"},
		{change(`"is_active": true`, `"is_active": "yes"`), "is_active is true or false"},
		{change(`"is_active": true`, `"active": true`), `users have no "active"`},
		{change(`"user_type": "external"`, `"user_type": "robot"`), `"robot" is not a valid choice`},
		{change(`"name": "employee-enrollment-write", `, ""), "needs its name"},
		{change(`"user": "erika"`, `"user": "nobody else"`), line(`"user": "erika"`)},
		{change(`"user": "erika"`, `"user": null`), "user cannot be null"},
		{change(`"permission": "`, `"permission": "x.`), "there is no permission"},
		{change(`"date_joined": "`, `"date_joined": "x`), "date_joined is a time"},
		{change(`"attributes": {`, `"attributes": [1], "x": {`), "attributes is a mapping"},
		{change(`"made": `, `"made": 0, "x": `), "made is a whole number above 0"},
		{change(`"made": 9`, `"made": 7, "x": `), `have no "x"`},
		{strings.ReplaceAll(state, `"managed": null`, `"managed": "same"`), "another entry of"},
		{change("settings:\n", "settings: []\nx:\n"), `a whole state has no "x"`},
		{"format: 1\nprofile: \"2026.5\"\n", "state:1:1: a whole state has settings once, not 0 times"},
		{"stages: [{name: x, user_type: robot}]", `state:1:31: user_type: "robot" is not a valid choice`},
		{"tokens: [{identifier: x}]", `a seed has no "tokens"`},
		{"stages: [", "state:1:"},
		{"- 1", "state:1:1"},
	} {
		a := call(t, s, "PUT", stateAddress, c.text, "Content-Type", "application/yaml")
		if a.status != 422 {
			t.Fatalf("%s: %d", c.says, a.status)
		}
		wantOwn(t, a, 422, "seed", c.says)
		if got := call(t, s, "GET", stateAddress, "").text; got != state {
			t.Fatalf("%s: the state has changed", c.says)
		}
	}
	wantOwn(t, call(t, s, "PUT", stateAddress, ""), 400, "body", "There is no body")
	wantOwn(t, call(t, s, "PUT", stateAddress, state, "Content-Type", "text/plain"), 415, "media-type", "application/yaml")
	wantOwn(t, call(t, s, "GET", stateAddress+"?format=xml", ""), 400, "query", "yaml or json")
}

// TestASeedMayBePut: it stands on a new installation, as seeds do.
func TestASeedMayBePut(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	want(t, call(t, s, "PUT", stateAddress, "stages: [{name: x}]", append(in("a"), "Content-Type", "application/yaml")...), 204)
	if got := stageNames(t, s, in("a")...); !strings.HasSuffix(got, " x") || strings.Contains(got, "customer") {
		t.Errorf("the stages are %q", got)
	}
	if got := stageNames(t, s); strings.HasSuffix(got, " x") {
		t.Errorf("the common world has %q", got)
	}
	want(t, call(t, s, "POST", "/__mock/reset", "", in("a")...), 204)
	if got := stageNames(t, s, in("a")...); !strings.Contains(got, "customer") {
		t.Errorf("after the reset the stages are %q", got)
	}
}

// TestAStateIsASeed: one that a fake starts with, for which the token of the flag goes before that of the file.
func TestAStateIsASeed(t *testing.T) {
	t.Parallel()
	for _, release := range releases {
		one := mocktest.Start(t, mock.Options{Profile: release})
		busy(t, one)
		state := want(t, call(t, one, "GET", stateAddress, ""), 200).text
		other := mocktest.Start(t, mock.Options{Profile: release, Seeds: []string{writeFile(t, "state.yaml", state)}, Token: "another"})
		want(t, call(t, other, "GET", stageList, "", "Authorization", "Bearer mock-token"), 403)
		got := want(t, call(t, other, "GET", stateAddress, ""), 200).text
		if got = strings.Replace(got, `"key": "another"`, `"key": "mock-token"`, 1); got != state {
			t.Errorf("%s: %s", release, firstDifference(got, state))
		}
	}
}

func TestASnapshotIsText(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	state := want(t, call(t, s, "GET", stateAddress, ""), 200).text
	want(t, call(t, s, "PUT", "/__mock/snapshots/a", ""), 200)
	want(t, call(t, s, "POST", stageList, `{"name": "x"}`), 201)
	if got := want(t, call(t, s, "GET", "/__mock/snapshots/a", ""), 200).text; got != state {
		t.Error(firstDifference(got, state))
	}
	if got := want(t, call(t, s, "GET", "/__mock/snapshots/a?format=json", ""), 200).json(t); got["profile"] != "documented" || got["format"] != 1.0 {
		t.Errorf("as JSON it is of %v, format %v", got["profile"], got["format"])
	}
	wantOwn(t, call(t, s, "GET", "/__mock/snapshots/b", ""), 404, "snapshot", `"b"`)
}
