package mock_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// refusedChoices are documented values that a serializer refuses in words of its own.
var refusedChoices = map[string]string{
	"POST intent verification":           "Invalid intent verification",
	"POST intent recovery":               "Invalid intent recovery",
	"PATCH intent verification":          "Invalid intent verification",
	"PATCH intent recovery":              "Invalid intent recovery",
	"POST type internal_service_account": "Setting a user to internal service account is not allowed.",
}

// TestEveryDocumentedChoiceIsTakenAndShown sends every value that a document lists for a member, with POST and with PATCH,
// and one that it does not list.
func TestEveryDocumentedChoiceIsTakenAndShown(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			s := mocktest.Start(t, mock.Options{Profile: release, Seeds: []string{"fresh"}, AllowHosts: []string{".brand.test"}})
			sent := 0
			operations := documentedOperations(t, release)
			for _, collection := range slices.Sorted(maps.Keys(creating)) {
				request := operations["/"+collection+"/"]["post"].RequestBody.Content["application/json"].Schema
				if request.Ref == "" || unserved(t, s, "/"+collection+"/") {
					continue
				}
				for _, m := range component(t, release, request) {
					for i := range m.Enum {
						name := fmt.Sprintf("%s-%s-%d", strings.ReplaceAll(collection, "/", "-"), strings.ReplaceAll(m.Name, "_", "-"), i)
						tryChoice(t, s, collection, name, m, i)
						sent++
					}
				}
			}
			if sent < 40 {
				t.Errorf("only %d values were sent", sent)
			}
		})
	}
}

// tryChoice creates an object with a choice, gives it the next one, and one that there is not.
func tryChoice(t *testing.T, s *mocktest.Server, collection, name string, m schemas.Member, i int) {
	t.Helper()
	value, next := m.Enum[i], m.Enum[(i+1)%len(m.Enum)]
	check := func(method, address, body, value string) answer {
		a := call(t, s, method, address, body)
		switch refused := refusedChoices[method+" "+m.Name+" "+value]; {
		case refused != "":
			if a.status != 400 || a.text != fmt.Sprintf(`{%q:[%q]}`, m.Name, refused) {
				t.Errorf("%s %s %s answers %d %.200s", method, address, body, a.status, a.text)
			}
		case a.status/100 != 2 || a.json(t)[m.Name] != value:
			t.Errorf("%s %s %s answers %d %.200s", method, address, body, a.status, a.text)
		}
		return a
	}
	address := fmt.Sprintf("/api/v3/%s/", collection)
	if how := creating[collection]; how.body == "" {
		address += newObject(t, s, collection, name) + "/"
	} else {
		created := check("POST", address, withMember(t, fmt.Sprintf(how.body, name), m.Name, value), value)
		if created.status != 201 {
			return
		}
		address += fmt.Sprint(created.json(t)[how.key]) + "/"
	}
	check("PATCH", address, fmt.Sprintf(`{%q: %q}`, m.Name, next), next)
	wrong := call(t, s, "PATCH", address, fmt.Sprintf(`{%q: %q}`, m.Name, value+"x"))
	if wrong.status != 400 || wrong.text != fmt.Sprintf(`{%q:["\"%sx\" is not a valid choice."]}`, m.Name, value) {
		t.Errorf("PATCH %s %s to %sx answers %d %s", address, m.Name, value, wrong.status, wrong.text)
	}
}

// withMember returns a JSON object with one member more, or another.
func withMember(t *testing.T, object, name, value string) string {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(object), &members); err != nil {
		t.Fatal(err)
	}
	members[name] = value
	return compact(t, members)
}
