package mock_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

func TestWhatAuthentikCanAndTheFakeCannotIs501(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		for _, request := range []struct {
			method, path string
			status       int
		}{
			{"GET", "/api/v3/providers/oauth2/3/", 501},
			{"POST", "/api/v3/admin/settings/", 405},
			{"DELETE", "/api/v3/providers/all/3/", 501},
			{"GET", "/api/v3/providers/none/", 404},
			{"POST", "/api/v3/admin/version/", 405},
		} {
			a := want(t, call(t, s, request.method, request.path, ""), request.status)
			if marked := a.header.Get("X-Authentik-Mock") == "not-implemented"; marked != (request.status == 501) {
				t.Errorf("%s %s: %v", request.method, request.path, a.header)
			}
			if request.status == 501 && !strings.Contains(a.json(t)["detail"].(string), request.method+" "+request.path) {
				t.Errorf("the answer does not say what was asked: %s", a.text)
			}
		}
	})
}

// recordedPermissions returns the first hundred permissions of a release, by name, as a real server listed them, and how many
// it had in all.
func recordedPermissions(t *testing.T, release string) (count float64, rows []string) {
	t.Helper()
	text, err := os.ReadFile("testdata/permissions/" + release + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	rows = strings.Split(strings.TrimSpace(string(text)), "\n")
	var first struct{ Count float64 }
	if err := json.Unmarshal([]byte(rows[0]), &first); err != nil || first.Count == 0 {
		t.Fatalf("the first line does not say how many there are: %s", rows[0])
	}
	return first.Count, rows[1:]
}

// Of two permissions with one name PostgreSQL takes either first.
func TestThePermissionsThatWereRecorded(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		_, recorded := recordedPermissions(t, release)
		list := want(t, call(t, s, "GET", "/api/v3/rbac/permissions/?page_size=100", ""), 200)
		_, results, _ := strings.Cut(list.text, `"results":[`)
		results, _, _ = strings.Cut(results, `]`)
		rows := strings.Split(strings.ReplaceAll(results, "},{", "}\n{"), "\n")
		if names := members(t, list, "name"); !slices.IsSorted(names) {
			t.Errorf("not sorted by name: %v", names)
		}
		slices.Sort(recorded)
		slices.Sort(rows)
		for i, row := range recorded {
			if i >= len(rows) || rows[i] != row {
				t.Fatalf("%s is not in the list", row)
			}
		}
	})
}

func TestPermissionsOfANewInstallation(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		list := want(t, call(t, s, "GET", "/api/v3/rbac/permissions/?page_size=2", ""), 200).json(t)
		recorded, _ := recordedPermissions(t, release)
		if count := list["pagination"].(map[string]any)["count"]; count != recorded {
			t.Errorf("%v permissions, want %v", count, recorded)
		}
		codenames := members(t, call(t, s, "GET", "/api/v3/rbac/permissions/?content_type__model=denystage&ordering=-codename", ""), "codename")
		if got := strings.Join(codenames, " "); got != "view_denystage delete_denystage change_denystage add_denystage" {
			t.Error(got)
		}
		user := newPerson(t, s, "ann")
		want(t, call(t, s, "GET", "/api/v3/rbac/permissions/1/", "", user.as()...), 200)
		want(t, call(t, s, "GET", "/api/v3/rbac/permissions/1/", "", "Authorization", ""), 403)
		want(t, call(t, s, "GET", "/api/v3/rbac/permissions/assigned_by_roles/", ""), 400)
	})
}

func TestPolicyBindingsTakeEitherKeyOfTheirTarget(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		const bindings = "/api/v3/policies/bindings/"
		flow := want(t, call(t, s, "POST", "/api/v3/flows/instances/", `{"name": "f", "slug": "f", "title": "f", "designation": "enrollment"}`), 201).json(t)
		group := made(t, s, "/api/v3/core/groups/", `{"name": "g"}`, "pk")
		body := func(target any, rest string) string { return fmt.Sprintf(`{"target": %q, "order": 0%s}`, target, rest) }

		first := want(t, call(t, s, "POST", bindings, body(flow["pk"], fmt.Sprintf(`, "group": %q`, group))), 201).json(t)
		second := want(t, call(t, s, "POST", bindings, body(flow["policybindingmodel_ptr_id"], `, "user": 1`)), 201).json(t)
		for _, binding := range []map[string]any{first, second} {
			if binding["target"] != flow["pk"] {
				t.Errorf("target %v, want the flow's own key %v", binding["target"], flow["pk"])
			}
		}
		if name := first["group_obj"].(map[string]any)["name"]; name != "g" {
			t.Errorf("group_obj is %v", name)
		}
		for rest, message := range map[string]string{
			"": "One of 'group', 'policy', 'user' must be set.",
			fmt.Sprintf(`, "user": 1, "group": %q`, group): "Only one of 'group', 'policy', 'user' can be set.",
		} {
			if a := want(t, call(t, s, "POST", bindings, body(flow["pk"], rest)), 400); !strings.Contains(a.text, message) {
				t.Errorf("%s: %s", rest, a.text)
			}
		}
		want(t, call(t, s, "GET", bindings+"?target="+flow["pk"].(string), ""), 400)
		list := bindings + "?target=" + flow["policybindingmodel_ptr_id"].(string)
		if found := members(t, call(t, s, "GET", list, ""), "pk"); len(found) != 2 {
			t.Errorf("bindings of the flow: %v", found)
		}
		want(t, call(t, s, "DELETE", "/api/v3/core/groups/"+group+"/", ""), 204)
		want(t, call(t, s, "GET", bindings+first["pk"].(string)+"/", ""), 404)
		want(t, call(t, s, "DELETE", "/api/v3/flows/instances/f/", ""), 204)
		want(t, call(t, s, "GET", bindings+second["pk"].(string)+"/", ""), 404)
	})
}

func TestAttributesComeBackAsTheDatabaseKeepsThem(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	const sent = `{"aaa":1,"b":1e16,"a":{"ä":-0.0,"c":[{"y":1,"x":2.50}]}}`
	created := want(t, call(t, s, "POST", "/api/v3/core/groups/", `{"name": "g", "attributes": `+sent+`}`), 201)
	for _, step := range []struct{ text, attributes string }{
		{created.text, `"attributes":{"aaa":1,"b":1e16,"a":{"ä":-0.0,"c":[{"y":1,"x":2.5}]}}`},
		{call(t, s, "GET", "/api/v3/core/groups/"+created.json(t)["pk"].(string)+"/", "").text,
			`"attributes":{"a":{"c":[{"x":2.5,"y":1}],"ä":0.0},"b":10000000000000000,"aaa":1}`},
	} {
		if !strings.Contains(step.text, step.attributes) {
			t.Errorf("want %s in %s", step.attributes, step.text)
		}
	}
	want(t, call(t, s, "POST", "/api/v3/core/groups/", `{"name": "h", "attributes": {"a": "\u0000"}}`), 405) // the database refuses
}

func TestTheTreeOfGroupsIsUsedAllTheWay(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	top := made(t, s, "/api/v3/core/groups/", `{"name": "top"}`, "pk")
	middle := made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "middle", "parents": [%q]}`, top), "pk")
	bottom := made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "bottom", "parents": [%q]}`, middle), "pk")
	a := want(t, call(t, s, "GET", "/api/v3/core/groups/"+bottom+"/used_by/", ""), 200)
	for _, node := range []string{bottom + "-" + middle, bottom + "-" + top} {
		if !strings.Contains(a.text, node) {
			t.Errorf("no %s in %s", node, a.text)
		}
	}
	if strings.Contains(a.text, middle+"-"+top) {
		t.Errorf("a step between others: %s", a.text)
	}
}

func TestUsersAreFoundByTimes(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		ann := newPerson(t, s, "ann")
		want(t, call(t, s, "GET", "/api/v3/core/users/paths/", "", ann.as()...), 403)
		for query, found := range map[string]bool{
			"date_joined__gt=2026-01-01T00:00:00Z&date_joined__lt=2999-01-01T00:00:00Z": true,
			"date_joined__gt=2999-01-01T00:00:00Z":                                      false,
			"last_updated__lt=2026-01-01T00:00:00Z":                                     false,
			"last_login__isnull=true":                                                   true,
			"last_login__isnull=false":                                                  !since(release, "2026.2"), // not a filter before
		} {
			names := members(t, call(t, s, "GET", "/api/v3/core/users/?username=ann&"+query, ""), "username")
			if len(names) > 0 != found {
				t.Errorf("%s finds %v", query, names)
			}
			paths := want(t, call(t, s, "GET", "/api/v3/core/users/paths/?username=ann&"+query, ""), 200).json(t)["paths"]
			if len(paths.([]any)) > 0 != found {
				t.Errorf("%s finds the paths %v", query, paths)
			}
		}
	})
}

func TestDescribeKnowsWhatIsProved(t *testing.T) {
	t.Parallel()
	rows, err := describe.Coverages()
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]map[string]describe.Coverage{
		"PATCH /api/v3/stages/user_write/{stage_uuid}/":                {"documented": describe.Proved, "2025.10": describe.Proved, "2026.5": describe.Proved},
		"GET /api/v3/admin/system/":                                    {"2025.12": describe.Modelled},
		"GET /api/v3/providers/oauth2/":                                {"2025.12": describe.NotServed},
		"POST /api/v3/rbac/permissions/assigned_by_users/{id}/assign/": {"2025.10": describe.Modelled, "2025.12": describe.Absent},
		"GET /api/v3/flows/instances/{slug}/export/":                   {"2025.10": describe.Modelled, "2026.5": describe.Proved},
	}
	found := 0
	for _, row := range rows {
		for name, coverage := range wanted[row.Method+" "+row.Path] {
			found++
			if got := row.Profiles[name]; got != coverage {
				t.Errorf("%s %s in %s is %q, want %q", row.Method, row.Path, name, got, coverage)
			}
		}
	}
	if found != 9 {
		t.Errorf("%d of the operations are in the table, want 9", found)
	}
}

// crowd returns a seed with count users in addition to the fresh one.
func crowd(t testing.TB, users int) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("users:\n")
	for i := range users {
		fmt.Fprintf(&text, "  - {username: user-%05d, name: Crowd %d, email: user-%d@example.com}\n", i, i, i)
	}
	return writeFile(t, "crowd.yaml", text.String())
}

func get(t testing.TB, handler http.Handler, path string) []byte {
	request := httptest.NewRequest("GET", path, nil)
	request.Header.Set("Authorization", "Bearer "+mock.DefaultToken)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	if recorder.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, recorder.Code, recorder.Body)
	}
	return recorder.Body.Bytes()
}

func TestAPageOf10000UsersCostsWhatAPageOf100Costs(t *testing.T) {
	cost := map[int]float64{}
	for _, users := range []int{100, 10_000} {
		handler, err := mock.New(mock.Options{Profile: "2026.5", Seeds: []string{crowd(t, users)}})
		if err != nil {
			t.Fatal(err)
		}
		path := fmt.Sprintf("/api/v3/core/users/?page_size=20&page=%d", users/20)
		var page struct{ Results []struct{ Username string } }
		if err := json.Unmarshal(get(t, handler, path), &page); err != nil {
			t.Fatal(err)
		}
		if got, wanted := page.Results[19].Username, fmt.Sprintf("user-%05d", users-3); got != wanted {
			t.Errorf("the page ends with %s, want %s", got, wanted)
		}
		cost[users] = testing.AllocsPerRun(10, func() { get(t, handler, path) })
	}
	if cost[10_000] > 1.5*cost[100] {
		t.Errorf("a page takes %v allocations of 10,000 users, %v of 100", cost[10_000], cost[100])
	}
}

// A writer that had to wait for a search would wait for about as long as the search takes. When the machine gives the
// writer no processor in time, the next attempt decides.
func TestASearchDoesNotHoldWriters(t *testing.T) {
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{crowd(t, 10_000)}})
	stage := made(t, s, "/api/v3/stages/user_write/", `{"name": "one"}`, "pk")
	for range 50 {
		begun := time.Now()
		over := make(chan time.Duration)
		go func() {
			call(t, s, "GET", "/api/v3/core/users/?search=crowd&ordering=-email&page_size=1", "")
			over <- time.Since(begun)
		}()
		longest := time.Duration(0)
		for searching := true; searching; {
			wrote := time.Now()
			want(t, call(t, s, "PATCH", "/api/v3/stages/user_write/"+stage+"/", `{"create_users_as_inactive": true}`), 200)
			longest = max(longest, time.Since(wrote))
			select {
			case search := <-over:
				if longest < search/4 {
					return
				}
				searching = false
			default:
			}
		}
	}
	t.Error("whenever a search ran, a writer took a quarter of its time or longer")
}

// TestABrandMayHaveALanguage: what is said comes in the brand's language, though the header names the client's.
func TestABrandMayHaveALanguage(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		brand := members(t, call(t, s, "GET", "/api/v3/core/brands/", ""), "brand_uuid")[0]
		refused := func(headers ...string) answer {
			return want(t, call(t, s, "POST", "/api/v3/stages/user_write/", "{}", headers...), 400)
		}
		if a := refused("Cookie", "authentik_language=de", "Accept-Language", "da"); !strings.Contains(a.text, "Dieses Feld ist erforderlich.") || a.header.Get("Content-Language") != "de" {
			t.Errorf("%s: %s", a.header.Get("Content-Language"), a.text)
		}
		want(t, call(t, s, "PATCH", "/api/v3/core/brands/"+brand+"/", `{"attributes": {"settings": {"locale": "fr", "theme": {"base": "dark"}}}}`), 200)
		if a := refused("Accept-Language", "de"); !strings.Contains(a.text, "Ce champ est ") || a.header.Get("Content-Language") != "de" {
			t.Errorf("%s: %s", a.header.Get("Content-Language"), a.text)
		}
		current := want(t, call(t, s, "GET", "/api/v3/core/brands/current/", ""), 200).json(t)
		if current["default_locale"] != "fr" || current["ui_theme"] != "dark" {
			t.Errorf("%v %v", current["default_locale"], current["ui_theme"])
		}
	})
}

func TestABrandIsForItsDomain(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		domainFor := func(host string) any {
			request, err := http.NewRequest("GET", s.URL+"/api/v3/core/brands/current/", nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Host = host
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			var brand map[string]any
			if err := json.NewDecoder(response.Body).Decode(&brand); err != nil {
				t.Fatal(err)
			}
			return brand["matched_domain"]
		}
		made(t, s, "/api/v3/core/brands/", `{"domain": "example.com"}`, "brand_uuid")
		made(t, s, "/api/v3/core/brands/", `{"domain": "login.example.com"}`, "brand_uuid")
		ending := map[bool]string{false: "example.com", true: "authentik-default"}[since(release, "2026.2")]
		for host, domain := range map[string]string{
			"example.com": "example.com", "a.EXAMPLE.com": "example.com", "login.example.com": "login.example.com",
			"my-example.com": ending, "example.com:9000": "authentik-default",
		} {
			if got := domainFor(host); got != domain {
				t.Errorf("%s is of %v, want %s", host, got, domain)
			}
		}
		for _, brand := range members(t, call(t, s, "GET", "/api/v3/core/brands/", ""), "brand_uuid") {
			want(t, call(t, s, "DELETE", "/api/v3/core/brands/"+brand+"/", ""), 204)
		}
		if got := domainFor("example.com"); got != "fallback" {
			t.Errorf("without brands: %v", got)
		}
	})
}

// TestAPageKnowsGETAndNothingElse: Django's pages answer other methods with 405, also the one for too many parameters.
func TestAPageKnowsGETAndNothingElse(t *testing.T) {
	s := mocktest.Start(t, mock.Options{})
	many := "/api/v3/stages/user_write/?" + strings.Repeat("a=1&", 1001)
	for _, request := range []struct {
		method, path string
		status       int
	}{
		{"GET", many, 400}, {"POST", many, 405}, {"OPTIONS", many, 200}, {"GET", "/api/v3/", 200}, {"TRACE", "/api/v3/", 405}, {"POST", "/api/v3/", 403},
	} {
		a := want(t, call(t, s, request.method, request.path, ""), request.status)
		if allow := a.header.Get("Allow"); (allow == "GET, HEAD, OPTIONS") != (request.status == 405 || request.method == "OPTIONS") {
			t.Errorf("%s %.30s: Allow %q", request.method, request.path, allow)
		}
	}
}
