package mock_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestASeedNamesTheTypeOfItsObjects: without one, it is the usual one.
func TestASeedNamesTheTypeOfItsObjects(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "seed.yaml")
	const seed = `
stages: [{name: typed}, {name: denied, type: deny}]
policies: [{name: typed, expression: "return True"}, {name: weighed, type: dummy}]
property_mappings: [{name: typed, expression: "return 1"}, {name: scoped, type: scope, expression: "return 1"}]
`
	if err := os.WriteFile(file, []byte(seed), 0o600); err != nil {
		t.Fatal(err)
	}
	s := mocktest.Start(t, mock.Options{Seeds: []string{file}})
	for _, c := range []struct{ list, name, component string }{
		{"stages/all", "typed", "ak-stage-user-write-form"},
		{"stages/all", "denied", "ak-stage-deny-form"},
		{"policies/all", "typed", "ak-policy-expression-form"},
		{"policies/all", "weighed", "ak-policy-dummy-form"},
		{"propertymappings/all", "typed", "ak-property-mapping-notification-form"},
		{"propertymappings/all", "scoped", "ak-property-mapping-provider-scope-form"},
	} {
		found := call(t, s, "GET", "/api/v3/"+c.list+"/?search="+c.name, "").json(t)["results"].([]any)
		if len(found) != 1 || found[0].(map[string]any)["component"] != c.component {
			t.Errorf("%s %s: %v", c.list, c.name, found)
		}
	}
	if named := members(t, call(t, s, "GET", "/api/v3/propertymappings/notification/?name=typed", ""), "name"); len(named) != 1 {
		t.Errorf("webhook mappings: %v", named)
	}
}
