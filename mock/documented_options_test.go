package mock_test

import (
	"cmp"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// documentedOperation is an operation in an OpenAPI document.
type documentedOperation struct {
	Description string
	RequestBody struct {
		Content map[string]struct{ Schema reference }
	}
	Responses map[string]struct {
		Content map[string]struct{ Schema reference }
	}
}

type reference struct {
	Ref string `json:"$ref"`
}

// documentedPaths returns the operations of a release's OpenAPI document by path and method.
func documentedPaths(t *testing.T, release string) map[string]map[string]json.RawMessage {
	t.Helper()
	text, err := schemas.OpenAPI(release)
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return document.Paths
}

func documentedOperations(t *testing.T, release string) map[string]map[string]documentedOperation {
	t.Helper()
	operations := map[string]map[string]documentedOperation{}
	for address, methods := range documentedPaths(t, release) {
		operations[address] = map[string]documentedOperation{}
		for method, text := range methods {
			var operation documentedOperation
			if method != "parameters" {
				if err := json.Unmarshal(text, &operation); err != nil {
					t.Fatal(err)
				}
				operations[address][method] = operation
			}
		}
	}
	return operations
}

// TestOPTIONSSaysWhatTheDocumentSays holds what OPTIONS says of every address, and of every field of what can be created,
// against the OpenAPI document of the same server: both come from the same docstrings, serializers and models.
func TestOPTIONSSaysWhatTheDocumentSays(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			s := mocktest.Start(t, mock.Options{Profile: release, Seeds: []string{mock.SeedFresh}})
			described, compared := 0, 0
			operations := documentedOperations(t, release)
			for _, address := range slices.Sorted(maps.Keys(operations)) {
				methods := operations[address]
				answer := call(t, s, "OPTIONS", "/api/v3"+addressParameter.ReplaceAllString(address, "7"), "")
				if answer.status != 200 || answer.text == "" || toldOtherwise[address] != "" { // without a text the real server fails
					continue
				}
				said := answer.json(t)
				about := slices.Collect(maps.Values(methods))
				described++
				if !slices.ContainsFunc(about, func(o documentedOperation) bool { return words(o.Description) == words(said["description"]) }) {
					t.Errorf("%s: OPTIONS says %q, the document %q", address, said["description"], about[0].Description)
				}
				actions, _ := said["actions"].(map[string]any)
				fields, creates := actions["POST"].(map[string]any)
				operation := methods["post"]
				if creates && operation.RequestBody.Content["application/json"].Schema.Ref != "" && operation.Responses["201"].Content != nil {
					request := component(t, release, operation.RequestBody.Content["application/json"].Schema)
					shown := component(t, release, operation.Responses["201"].Content["application/json"].Schema)
					compareDocumented(t, address, fields, request, shown)
					compared++
				}
			}
			if described < 60 || compared < 8 {
				t.Errorf("only %d addresses and the fields of %d were compared", described, compared)
			}
		})
	}
}

// toldOtherwise are the addresses whose OPTIONS and document have different sources, with the reason.
var toldOtherwise = map[string]string{
	"/endpoints/agents/connectors/":                  "the document has the docstring of a base class, which OPTIONS does not",
	"/endpoints/agents/connectors/{connector_uuid}/": "the document has the docstring of a base class, which OPTIONS does not",
	"/root/config/": "OPTIONS says the docstring of the class, the document that of its method",
	"/schema/":      "OPTIONS is answered in YAML",
}

// orderedOtherwise are the members whose choices have another order in the document, with the reason.
var orderedOtherwise = map[string]string{
	"/stages/authenticator/webauthn/resident_key_requirement": "the document has it as one component with user_verification, in whose order it is",
	"/sources/oauth/provider_type":                            "authentik loads the types of services in an order that differs between builds",
}

// words returns a text with its white space evened out, since a document breaks lines where it likes.
func words(text any) string {
	said, _ := text.(string)
	return strings.Join(strings.Fields(said), " ")
}

func component(t *testing.T, release string, of reference) []schemas.Member {
	t.Helper()
	object, err := schemas.Component(release, path.Base(of.Ref))
	if err != nil {
		t.Fatal(err)
	}
	return object.Members
}

func compareDocumented(t *testing.T, address string, fields map[string]any, request, shown []schemas.Member) {
	t.Helper()
	for name, field := range fields {
		said := field.(map[string]any)
		i := slices.IndexFunc(request, func(m schemas.Member) bool { return m.Name == name })
		if said["read_only"] != (i < 0) {
			t.Errorf("%s.%s: OPTIONS says read_only %v, the document has it in requests: %v", address, name, said["read_only"], i >= 0)
			continue
		}
		documented := schemas.Member{}
		if i >= 0 {
			documented = request[i]
			if said["required"] != documented.Required {
				t.Errorf("%s.%s: OPTIONS says required %v", address, name, said["required"])
			}
			most := cmp.Or(documented.MaxLength, documented.MaxItems)
			if length, bounded := said["max_length"].(float64); bounded && (most == nil || int(length) != *most) ||
				!bounded && most != nil && *most > 0 {
				t.Errorf("%s.%s: OPTIONS says max_length %v", address, name, said["max_length"])
			}
			if choices, ok := said["choices"].([]any); ok {
				var values []string
				for _, choice := range choices {
					values = append(values, choice.(map[string]any)["value"].(string))
				}
				wanted := documented.Enum
				if orderedOtherwise[address+name] != "" {
					values, wanted = slices.Sorted(slices.Values(values)), slices.Sorted(slices.Values(wanted))
				}
				if !slices.Equal(values, wanted) {
					t.Errorf("%s.%s: OPTIONS says choices %v, the document %v", address, name, values, documented.Enum)
				}
			} else if len(documented.Enum) > 0 {
				t.Errorf("%s.%s: OPTIONS says no choices, the document %v", address, name, documented.Enum)
			}
		} else if i = slices.IndexFunc(shown, func(m schemas.Member) bool { return m.Name == name }); i >= 0 {
			documented = shown[i]
		}
		if title := documented.Title; title != "" && words(said["label"]) != title {
			t.Errorf("%s.%s: OPTIONS says label %q, the document %q", address, name, said["label"], title)
		}
		if documented.Description != "" && said["help_text"] != nil && words(said["help_text"]) != words(documented.Description) {
			t.Errorf("%s.%s: OPTIONS says help %q, the document %q", address, name, said["help_text"], documented.Description)
		}
	}
	for _, m := range append(slices.Clone(request), shown...) {
		if fields[m.Name] == nil {
			t.Errorf("%s: OPTIONS does not say %s", address, m.Name)
		}
	}
}
