package mock_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

var update = flag.Bool("update", false, "write the files of testdata/golden again")

// golden holds a text against the file that was reviewed; -update writes it again.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := "testdata/golden/" + name
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	wanted, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, want := strings.Split(text, "\n"), strings.Split(string(wanted), "\n")
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("%s, line %d: got\n%s\nwant\n%s\n(if it is meant, go test ./mock -run %s -update)", name, i+1,
				strings.Join(got[min(i, len(got)):min(i+1, len(got))], ""), strings.Join(want[min(i, len(want)):min(i+1, len(want))], ""), t.Name())
			return
		}
	}
}

// creating are the bodies that create an object of a collection, with %q or %s where it takes a name, and the member that
// addresses it. Without a body it takes more than a name, see newObject.
var creating = map[string]struct{ body, key string }{
	"core/applications": {`{"name": %[1]q, "slug": %[1]q}`, "slug"},
	"core/brands":       {`{"domain": "%s.brand.test"}`, "brand_uuid"},
	"core/groups":       {`{"name": %q}`, "pk"},
	"core/tokens":       {`{"identifier": %q, "intent": "api"}`, "identifier"},
	"core/users":        {`{"name": "A", "username": %q}`, "pk"},
	"events/events":     {`{"action": "login", "app": %q}`, "pk"},
	"flows/instances":   {`{"name": "F", "slug": %q, "title": "T", "designation": "enrollment"}`, "slug"},
	"flows/bindings":    {"", "pk"},
	"policies/bindings": {"", "pk"},
	"rbac/roles":        {`{"name": %q}`, "pk"},
	"stages/all":        {`{"name": %q}`, "pk"},
	"stages/deny":       {`{"name": %q}`, "pk"},
	"stages/user_write": {`{"name": %q}`, "pk"},
}

// newObject creates an object of a collection and returns what addresses it; "" if the collection has none that can be
// created.
func newObject(t *testing.T, s *mocktest.Server, collection, name string) string {
	t.Helper()
	switch collection {
	case "flows/bindings":
		return newBinding(t, s, name)
	case "policies/bindings":
		flow := made(t, s, "/api/v3/flows/instances/", fmt.Sprintf(creating["flows/instances"].body, name), "pk")
		group := newObject(t, s, "core/groups", name)
		return made(t, s, "/api/v3/policies/bindings/", fmt.Sprintf(`{"target": %q, "group": %q, "order": 0}`, flow, group), "pk")
	case "rbac/permissions/assigned_by_roles":
		return newObject(t, s, "rbac/roles", name)
	case "rbac/permissions/assigned_by_users":
		return newObject(t, s, "core/users", name)
	case "rbac/permissions":
		return "1"
	case "managed/blueprints": // those of the installation
		return want(t, call(t, s, "GET", "/api/v3/managed/blueprints/", ""), 200).json(t)["results"].([]any)[0].(map[string]any)["pk"].(string)
	}
	how, known := creating[collection]
	if !known {
		return ""
	}
	if collection == "stages/all" {
		collection = "stages/deny"
	}
	return made(t, s, "/api/v3/"+collection+"/", fmt.Sprintf(how.body, name), how.key)
}

func newBinding(t *testing.T, s *mocktest.Server, name string) string {
	t.Helper()
	flow := made(t, s, "/api/v3/flows/instances/", fmt.Sprintf(creating["flows/instances"].body, name), "pk")
	stage := newObject(t, s, "stages/user_write", name)
	return made(t, s, "/api/v3/flows/bindings/", fmt.Sprintf(`{"target": %q, "stage": %q, "order": 0}`, flow, stage), "pk")
}

// TestWhatEveryOperationNeeds sends every operation as a user without permissions, and gives them the
// permissions that the log reports as missing until the request is accepted. The result is compared with a
// reviewed file.
func TestWhatEveryOperationNeeds(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			var log lines
			s := mocktest.Start(t, mock.Options{Profile: release, Seeds: []string{"fresh"}, AllowHosts: []string{".brand.test"}, Logger: slog.New(slog.NewJSONHandler(&log, nil))})
			var said strings.Builder
			operations := documentedPaths(t, release)
			for i, address := range slices.Sorted(maps.Keys(operations)) {
				for j, method := range slices.Sorted(maps.Keys(operations[address])) {
					if method == "parameters" || unserved(t, s, address) {
						continue
					}
					name := fmt.Sprintf("o%d-%d", i, j)
					object := name
					if collection, _, inside := strings.Cut(strings.Trim(address, "/"), "/{"); inside {
						if object = newObject(t, s, collection, name); object == "" {
							continue
						}
					}
					ann := newPerson(t, s, "ann-"+name)
					role := roleOf(t, s, ann)
					needs := lacking(t, &log, func() answer {
						return call(t, s, strings.ToUpper(method), "/api/v3"+addressParameter.ReplaceAllString(address, object), "{}", ann.as()...)
					}, func(permission string) bool {
						return call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/", fmt.Sprintf(`{"permissions": [%q]}`, permission)).status == 200
					})
					fmt.Fprintf(&said, "%-6s %s: %s\n", strings.ToUpper(method), address, needs)
				}
			}
			golden(t, "needs-"+release+".txt", said.String())
		})
	}
}

func unserved(t *testing.T, s *mocktest.Server, address string) bool {
	return call(t, s, "OPTIONS", "/api/v3"+addressParameter.ReplaceAllString(address, "7"), "").status == 501
}

// lacking repeats a request while it is refused for a permission, and gives the user that permission. It
// returns the permissions and the last answer.
func lacking(t *testing.T, log *lines, send func() answer, give func(permission string) bool) string {
	t.Helper()
	var needs []string
	for range 30 {
		log.take()
		a := send()
		var line struct {
			Reasons []struct{ Layer, Code, Value string }
		}
		if err := json.Unmarshal([]byte(log.take()), &line); err != nil {
			t.Fatal(err)
		}
		if a.status != 403 || len(line.Reasons) == 0 || line.Reasons[0].Value == "" {
			return fmt.Sprint(strings.Join(needs, ", "), " ", a.status)
		}
		needs = append(needs, line.Reasons[0].Value)
		if !give(line.Reasons[0].Value) {
			return strings.Join(needs, ", ") + ", which no role can be given"
		}
	}
	t.Fatalf("refused for %v, and for more", needs)
	return ""
}

// TestWhatAnImportNeeds gives a user what the import of a blueprint asks for, model by model.
func TestWhatAnImportNeeds(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}, Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	ann := newPerson(t, s, "ann")
	role := roleOf(t, s, ann)
	const blueprint = "version: 1\nentries:\n- {model: authentik_core.group, identifiers: {name: a}}\n" +
		"- {model: authentik_stages_deny.denystage, identifiers: {name: b}}\n"
	needs := lacking(t, &log, func() answer {
		return upload(t, s, importAddress("2026.5"), blueprint, ann.as()...)
	}, func(permission string) bool { allow(t, s, role, fmt.Sprintf("%q", permission), ""); return true })
	const all = "authentik_blueprints.add_blueprintinstance, authentik_core.add_group, authentik_core.change_group, authentik_core.delete_group, " +
		"authentik_stages_deny.add_denystage, authentik_stages_deny.change_denystage, authentik_stages_deny.delete_denystage 200"
	if needs != all {
		t.Errorf("got  %s\nwant %s", needs, all)
	}
}
