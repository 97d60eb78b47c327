package mock_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
)

// TestDeclarationsAreSaidInTheLanguageOfTheClient: as far as authentik has marked them, at a time when there is a client.
func TestDeclarationsAreSaidInTheLanguageOfTheClient(t *testing.T) {
	tests := []struct{ name, method, path, french, english string }{
		{"the label of a field", "OPTIONS", "core/users/", `"label":"Adresse électronique"`, `"label":"Email address"`},
		{"a label without a name of its own", "OPTIONS", "flows/instances/", `"label":"Name"`, `"label":"Nom"`},
		{"a label by its first letter", "OPTIONS", "core/groups/", `"label":"Nom"`, `"label":"nom"`},
		{"the help for a field", "OPTIONS", "flows/instances/", `"help_text":"Visible dans l'URL"`, "Visible in the URL."},
		{"a choice that is translated", "OPTIONS", "flows/instances/", `"display_name":"toutes, toutes les politiques doivent réussir"`, "all, all"},
		{"a choice that is not", "OPTIONS", "flows/instances/", `"display_name":"Recovery"`, "Récupération"},
		{"a model of a permission", "GET", "rbac/permissions/?codename=view_flow", `"model_verbose":"Flux"`, `"Flow"`},
		{"an app of a permission", "GET", "rbac/permissions/?codename=view_flow", `"app_label_verbose":"authentik Flows"`, "Flux de"},
		{"a name that is made at the start", "GET", "policies/bindings/", `"verbose_name":"Expression Policy"`, "Politique"},
		{"a stage that a user sets up", "GET", "stages/all/user_settings/", `"title":"Étape de mot de passe"`, "Password Stage"},
		{"a stage's name in its installation", "GET", "stages/all/user_settings/", `"title":"TOTP Device"`, "Équipement TOTP"},
	}
	onReleases(t, func(t *testing.T, s *mock.Server, _ string) {
		for _, test := range tests {
			a := want(t, call(t, s, test.method, "/api/v3/"+test.path, "", "Accept-Language", "fr"), 200)
			if !strings.Contains(a.text, test.french) || strings.Contains(a.text, test.english) {
				t.Errorf("%s: %s", test.name, a.text)
			}
		}
	})
}

// TestStageTypesAreSortedByTheirNamesInTheLanguageOfTheClient: by code points, so that an É stands behind a Z.
func TestStageTypesAreSortedByTheirNamesInTheLanguageOfTheClient(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mock.Server, _ string) {
		names := namesIn(t, want(t, call(t, s, "GET", "/api/v3/stages/all/types/", "", "Accept-Language", "fr"), 200).text)
		if !slices.IsSorted(names) || names[0] != "Email Stage" || !strings.HasPrefix(names[len(names)-1], "Étape") {
			t.Errorf("%q", names)
		}
	})
}

// namesIn are the names of the objects in a list.
func namesIn(t *testing.T, list string) []string {
	t.Helper()
	var objects []struct{ Name string }
	if err := json.Unmarshal([]byte(list), &objects); err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(objects))
	for i, object := range objects {
		names[i] = object.Name
	}
	return names
}
