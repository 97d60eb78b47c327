package mock_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

var fileToken = regexp.MustCompile(`token=(eyJ[-\w]+)\.([-\w]+)\.[-\w]+`)

// TestAddressesPicturesAndSlugsOfApplications: real servers were sent each value as a change of an application.
func TestAddressesPicturesAndSlugsOfApplications(t *testing.T) {
	cases := tabletest.Cases[struct {
		Releases     []string
		Method, Sent string
		Status       int
		Answer       map[string]any
	}](t, "applications.jsonl")
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		made(t, s, "/api/v3/core/applications/", `{"name": "a", "slug": "a"}`, "pk")
		for _, c := range cases {
			if !slices.Contains(c.Releases, release) {
				continue
			}
			a := call(t, s, c.Method, "/api/v3/core/applications/a/", c.Sent)
			var got map[string]any
			if err := json.Unmarshal([]byte(fileToken.ReplaceAllString(a.text, "token=<token>")), &got); err != nil {
				t.Fatal(err)
			}
			for member := range got {
				if _, compared := c.Answer[member]; !compared && a.status == 200 {
					delete(got, member)
				}
			}
			if a.status != c.Status || !reflect.DeepEqual(got, c.Answer) {
				t.Errorf("%.100s: %d %v, want %d %v", c.Sent, a.status, got, c.Status, c.Answer)
			}
		}
	})
}

// TestTheTokenOfAFileNamesItsPath: the holder of an address may read this file, for a while.
func TestTheTokenOfAFileNamesItsPath(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}, Now: noon})
	made(t, s, "/api/v3/core/applications/", `{"name": "a", "slug": "a", "meta_icon": "x-%(theme)s.png"}`, "pk")
	text := call(t, s, "GET", "/api/v3/core/applications/a/", "").text
	var paths []string
	for _, token := range fileToken.FindAllStringSubmatch(text, -1) {
		claims, err := base64.RawURLEncoding.DecodeString(token[2])
		if err != nil {
			t.Fatal(err)
		}
		var claimed struct {
			Path     string
			Exp, Nbf int64
		}
		if err := json.Unmarshal(claims, &claimed); err != nil {
			t.Fatal(err)
		}
		if now := noon.Unix(); claimed.Nbf > now || claimed.Exp < now+60 || claimed.Exp-claimed.Nbf != 915 {
			t.Errorf("at %d: %s", now, claims)
		}
		paths = append(paths, claimed.Path)
	}
	if want := []string{"media/public/x-%(theme)s.png", "media/public/x-light.png", "media/public/x-dark.png"}; !slices.Equal(paths, want) {
		t.Errorf("%v in %s", paths, text)
	}
}

// TestWhoMayUseAnApplication: groups and users that are bound to it, those in a group below one of them too; everybody if
// nothing is bound.
func TestWhoMayUseAnApplication(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		const applications = "/api/v3/core/applications/"
		group := made(t, s, "/api/v3/core/groups/", `{"name": "g"}`, "pk")
		parent := map[bool]string{true: fmt.Sprintf(`"parent": %q`, group), false: fmt.Sprintf(`"parents": [%q]`, group)}[!since(release, "2025.12")]
		child := made(t, s, "/api/v3/core/groups/", `{"name": "c", `+parent+`}`, "pk")
		user := made(t, s, "/api/v3/core/users/", fmt.Sprintf(`{"username": "u", "name": "U", "groups": [%q]}`, child), "pk")
		made(t, s, "/api/v3/core/tokens/", `{"identifier": "t", "intent": "api", "user": `+user+`}`, "pk")
		want(t, call(t, s, "POST", "/api/v3/core/tokens/t/set_key/", `{"key": "u-key"}`), 204)
		made(t, s, applications, `{"name": "open", "slug": "open", "meta_launch_url": "https://%(username)s.example/"}`, "pk")
		closed := made(t, s, applications, `{"name": "closed", "slug": "closed"}`, "pk")
		both := made(t, s, applications, `{"name": "both", "slug": "both", "policy_engine_mode": "all"}`, "pk")
		bind := func(body string, values ...any) string {
			return made(t, s, "/api/v3/policies/bindings/", fmt.Sprintf(body, values...), "pk")
		}
		bind(`{"target": %q, "group": %q, "order": 0}`, both, group)
		bind(`{"target": %q, "user": 1, "order": 1}`, both)
		binding := bind(`{"target": %q, "group": %q, "order": 0}`, closed, group)

		list := func(query string, headers ...string) string {
			return strings.Join(members(t, call(t, s, "GET", applications+"?"+query, "", headers...), "slug"), " ")
		}
		asUser := []string{"Authorization", "Bearer u-key"}
		// All of them had to pass only since 2026.5; until then one of the groups and users was enough.
		his := map[bool]string{false: "both closed open", true: "closed open"}[since(release, "2026.5-rc1")]
		for query, slugs := range map[string]string{"": "open", "superuser_full_list=True": "both closed open", "for_user=" + user: his} {
			if got := list(query); got != slugs {
				t.Errorf("the administrator, %q: %q, want %q", query, got, slugs)
			}
		}
		for query, slugs := range map[string]string{"": his, "superuser_full_list=true": his, "only_with_launch_url=true": "open"} {
			if got := list(query, asUser...); got != slugs {
				t.Errorf("the user, %q: %q, want %q", query, got, slugs)
			}
		}
		if a := call(t, s, "GET", applications, ""); !strings.Contains(a.text, `"count":3,`) || !strings.Contains(a.text, `"end_index":3`) ||
			!strings.Contains(a.text, `"launch_url":"https://akadmin.example/"`) {
			t.Errorf("a page counts what it leaves out: %s", a.text)
		}
		want(t, call(t, s, "GET", applications+"open/", "", asUser...), 403) // to see it is another thing
		for query, answer := range map[string]string{"for_user=x": `["Invalid input."]`, "for_user=999": `{"for_user":"User not found"}`, "for_user=99999999999999999999": `{"for_user":"User not found"}`} {
			if a := want(t, call(t, s, "GET", applications+"?"+query, ""), 400); a.text != answer {
				t.Errorf("%s: %s", query, a.text)
			}
		}

		passing := func(query string, headers ...string) any {
			return want(t, call(t, s, "GET", applications+"closed/check_access/"+query, "", headers...), 200).json(t)["passing"]
		}
		expect := func(administrator, himself bool) {
			t.Helper()
			if a, u, self := passing(""), passing("?for_user="+user), passing("?for_user=1", asUser...); a != administrator || u != himself || self != himself {
				t.Errorf("administrator %v, user %v, himself %v; want %v, %v", a, u, self, administrator, himself)
			}
		}
		expect(false, true)
		want(t, call(t, s, "GET", applications+"closed/check_access/?for_user=x", ""), 400)
		want(t, call(t, s, "GET", applications+"closed/check_access/?for_user=-99999999999999999999", ""), 400)
		change := func(members string) {
			t.Helper()
			want(t, call(t, s, "PATCH", "/api/v3/policies/bindings/"+binding+"/", fmt.Sprintf(`{"target": %q, "group": %q, %s}`, closed, group, members)), 200)
		}
		change(`"negate": true`)
		expect(true, false)
		change(`"enabled": false`)
		expect(true, true)
	})
}

// TestApplicationsWithoutBindingsMayBeClosed: since 2026.5 a flag of the installation decides.
func TestApplicationsWithoutBindingsMayBeClosed(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	made(t, s, "/api/v3/core/applications/", `{"name": "a", "slug": "a"}`, "pk")
	for _, open := range []bool{false, true} {
		want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", fmt.Sprintf(`{"flags": {"core_default_app_access": %t}}`, open)), 200)
		if a := call(t, s, "GET", "/api/v3/core/applications/a/check_access/", ""); a.json(t)["passing"] != open {
			t.Errorf("%t: %s", open, a.text)
		}
	}
}

func TestWhatUsesAnApplication(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		application := made(t, s, "/api/v3/core/applications/", `{"name": "app", "slug": "a"}`, "pk")
		group := made(t, s, "/api/v3/core/groups/", `{"name": "g"}`, "pk")
		made(t, s, "/api/v3/policies/bindings/", fmt.Sprintf(`{"target": %q, "group": %q, "order": 2}`, application, group), "pk")
		made(t, s, "/api/v3/core/brands/", fmt.Sprintf(`{"domain": "b", "default_application": %q}`, application), "brand_uuid")
		const binding = `"name":"Binding from app #2 to Group g","action":"cascade"`
		used := call(t, s, "GET", "/api/v3/core/applications/a/used_by/", "").text
		if !strings.Contains(used, binding) || !strings.Contains(used, `"name":"Brand b","action":"set_default"`) {
			t.Error(used)
		}
		if used := call(t, s, "GET", "/api/v3/core/groups/"+group+"/used_by/", "").text; !strings.Contains(used, binding) {
			t.Error(used)
		}
		want(t, call(t, s, "DELETE", "/api/v3/core/applications/a/", ""), 204)
		if a := call(t, s, "GET", "/api/v3/core/brands/?domain=b", ""); !strings.Contains(a.text, `"default_application":null`) {
			t.Error(a.text)
		}
	})
}

func TestPicturesUntil2025_10AreSetByActions(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.10", Seeds: []string{"fresh"}})
	made(t, s, "/api/v3/core/applications/", `{"name": "a", "slug": "a"}`, "pk")
	made(t, s, "/api/v3/flows/instances/", `{"name": "f", "slug": "f", "title": "f", "designation": "enrollment"}`, "pk")
	for _, c := range []struct{ object, action, member, url, shown string }{
		{"core/applications/a/", "set_icon_url/", "meta_icon", "x y.png", "/media/public/x%20y.png"},
		{"core/applications/a/", "set_icon_url/", "meta_icon", "../x?é%", "/media/x%3F%C3%A9%25"},
		{"core/applications/a/", "set_icon_url/", "meta_icon", "/media/x", "/media/x"},
		{"flows/instances/f/", "set_background_url/", "background", "fa://x", "/media/public/fa%3A/x"},
		{"flows/instances/f/", "set_background_url/", "background", "", "/static/dist/assets/images/flow_background.jpg"},
	} {
		want(t, call(t, s, "POST", "/api/v3/"+c.object+c.action, fmt.Sprintf(`{"url": %q}`, c.url)), 200)
		if got := call(t, s, "GET", "/api/v3/"+c.object, "").json(t)[c.member]; got != c.shown {
			t.Errorf("%q: %v, want %s", c.url, got, c.shown)
		}
	}
	for body, status := range map[string]int{`{}`: 400, `{"url": null}`: 400, `{"url": 1}`: 405, `[]`: 405} {
		want(t, call(t, s, "POST", "/api/v3/flows/instances/f/set_background_url/", body), status)
	}
}

// TestBindingsAreFilteredByNumbersAndTargets: a number may have a fraction, which is cut off.
func TestBindingsAreFilteredByNumbersAndTargets(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		first := made(t, s, "/api/v3/core/applications/", `{"name": "a", "slug": "a"}`, "pk")
		second := made(t, s, "/api/v3/core/applications/", `{"name": "b", "slug": "b"}`, "pk")
		for order, target := range map[int]string{1: first, 10: second} {
			made(t, s, "/api/v3/policies/bindings/", fmt.Sprintf(`{"target": %q, "user": 1, "order": %d}`, target, order), "pk")
		}
		both := "target_in=" + first + "&target_in=" + second
		for query, orders := range map[string]string{
			both: "1 10", both + "&order=1.9": "1", both + "&order=1e1": "10", both + "&order=1e49": "", both + "&order=-1e400": "", "target_in=" + second: "10",
		} {
			if got := strings.Join(members(t, call(t, s, "GET", "/api/v3/policies/bindings/?"+query, ""), "order"), " "); got != orders {
				t.Errorf("%s: %s, want %s", query, got, orders)
			}
		}
		for body, message := range map[string]string{
			`{"target": "` + strings.ReplaceAll(first, "-", "") + `", "order": 1}`: "One of", `{"target": ""}`: "This field may not be null.", `{"target": true}`: `Invalid pk \"True\"`,
		} {
			if a := want(t, call(t, s, "POST", "/api/v3/policies/bindings/", body), 400); !strings.Contains(a.text, message) {
				t.Errorf("%s: %s", body, a.text)
			}
		}
		flow := made(t, s, "/api/v3/flows/instances/", `{"name": "f", "slug": "f", "title": "f", "designation": "enrollment"}`, "pk")
		a := want(t, call(t, s, "POST", "/api/v3/policies/bindings/", fmt.Sprintf(`{"target": %q, "order": 1}`, strings.ReplaceAll(flow, "-", ""))), 400)
		if !strings.Contains(a.text, "object does not exist") { // its own key only as authentik writes it
			t.Error(a.text)
		}
		for query, message := range map[string]string{
			"order=NaN": "Enter a number.", "order=1e400": "less than or equal to 1e+50.", "target_in=x": "“x” is not a valid UUID.",
			"target_in=" + exampleStage + "&target_in=y": "“y” is not a valid UUID.", "target_in=" + exampleStage: "is not one of the available choices.",
		} {
			if a := want(t, call(t, s, "GET", "/api/v3/policies/bindings/?"+query, ""), 400); !strings.Contains(a.text, message) {
				t.Errorf("%s: %s", query, a.text)
			}
		}
	})
}
