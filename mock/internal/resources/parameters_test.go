package resources_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// everyList holds the parameters of every list, which the engine reads.
var everyList = []string{"ordering", "page", "page_size", "search"}

// readElsewhere holds documented parameters of lists that are not filters, and what reads them. The list must
// not grow.
var readElsewhere = map[string]string{
	"core/groups include_users":              "its members of that name, by onDemand",
	"core/groups include_parents":            "its members of that name, by onDemand",
	"core/groups include_children":           "its members of that name, by included",
	"core/groups include_inherited_roles":    "its members of that name, by included",
	"core/users include_groups":              "its members of that name, by onDemand",
	"core/users include_roles":               "its members of that name, by onDemand",
	"rbac/roles inherited":                   "the filters users and groups, by inherited",
	"core/applications for_user":             "the offer of applications, by userToAskFor",
	"core/applications only_with_launch_url": "the offer of applications",
	"core/applications superuser_full_list":  "the offer of applications",
}

// TestEveryDocumentedParameterOfAListIsDeclared compares the filters of every served list with authentik's
// own documents.
func TestEveryDocumentedParameterOfAListIsDeclared(t *testing.T) {
	t.Parallel()
	used, missing := map[string]bool{}, []string{}
	for _, p := range profile.All {
		site, err := resources.Site(p.Contract)
		if err != nil {
			t.Fatal(err)
		}
		documented := documentedParameters(t, p.Name)
		for _, endpoint := range site.Endpoints() {
			path := strings.TrimSuffix(endpoint.Pattern, "/")
			if strings.Contains(path, "{") || !site.Serves(path) || site.Resource(path).Single != nil {
				continue
			}
			names, there := documented[path]
			if !there {
				missing = append(missing, p.Name+" "+path)
				continue
			}
			var declared []string
			for _, f := range site.Resource(path).Filters {
				declared = append(declared, f.Name)
				if !slices.Contains(names, f.Name) {
					t.Errorf("%s %s: ?%s= is declared and not documented", p.Name, path, f.Name)
				}
			}
			for _, name := range names {
				switch exception := path + " " + name; {
				case slices.Contains(declared, name), slices.Contains(everyList, name):
				case readElsewhere[exception] != "":
					used[exception] = true
				default:
					t.Errorf("%s %s: ?%s= is documented and not declared", p.Name, path, name)
				}
			}
		}
	}
	for exception, reason := range readElsewhere {
		if !used[exception] {
			t.Errorf("no list has %s (%s) any more: remove it from readElsewhere", exception, reason)
		}
	}
	for _, list := range missing {
		t.Errorf("%s is served, and not in the document: run make schemas", list)
	}
}

// documentedParameters returns the query parameters of every GET of a profile's document, by path.
func documentedParameters(t *testing.T, name string) map[string][]string {
	t.Helper()
	text, err := schemas.OpenAPI(name)
	if err != nil {
		t.Fatal(err)
	}
	type parameter struct {
		Ref  string `json:"$ref"`
		Name string `json:"name"`
		In   string `json:"in"`
	}
	var document struct {
		Paths map[string]struct {
			Get struct{ Parameters []parameter }
		}
		Components struct{ Parameters map[string]parameter }
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	documented := map[string][]string{}
	for path, methods := range document.Paths {
		names := []string{}
		for _, p := range methods.Get.Parameters {
			if shared, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
				p = document.Components.Parameters[shared]
			}
			if p.In == "query" {
				names = append(names, p.Name)
			}
		}
		documented[strings.Trim(path, "/")] = names
	}
	return documented
}
