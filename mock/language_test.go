package mock_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestDeclarationsAreSaidInTheLanguageOfTheClient: as far as authentik has marked them, at a time when there is a client.
func TestDeclarationsAreSaidInTheLanguageOfTheClient(t *testing.T) {
	tests := []struct{ name, method, path, french, english string }{
		{"the label of a field", "OPTIONS", "core/users/", `"label":"Adresse électronique"`, `"label":"Email address"`},
		{"a label without a name of its own", "OPTIONS", "flows/instances/", `"label":"Name"`, `"label":"Nom"`},
		{"a label by its first letter", "OPTIONS", "core/groups/", `"label":"Nom"`, `"label":"nom"`},
		{"a label that a model is called too", "OPTIONS", "policies/bindings/", `"label":"Group"`, `"label":"Groupe"`},
		{"the help for a field", "OPTIONS", "flows/instances/", `"help_text":"Visible dans l'URL"`, "Visible in the URL."},
		{"a choice that is translated", "OPTIONS", "flows/instances/", `"display_name":"toutes, toutes les politiques doivent réussir"`, "all, all"},
		{"a choice that is not", "OPTIONS", "flows/instances/", `"display_name":"Recovery"`, "Récupération"},
		{"a model of a permission", "GET", "rbac/permissions/?codename=view_flow", `"model_verbose":"Flux"`, `"Flow"`},
		{"an app of a permission", "GET", "rbac/permissions/?codename=view_flow", `"app_label_verbose":"authentik Flows"`, "Flux de"},
		{"a name that is made at the start", "GET", "policies/bindings/", `"verbose_name":"Expression Policy"`, "Politique"},
		{"a stage that a user sets up", "GET", "stages/all/user_settings/", `"title":"Étape de mot de passe"`, "Password Stage"},
		{"a stage's name in its installation", "GET", "stages/all/user_settings/", `"title":"TOTP Device"`, "Équipement TOTP"},
	}
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
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
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		first := "Email Stage"
		if since(release, "2026.8-rc1") {
			first = "Account Lockdown Stage"
		}
		names := namesIn(t, want(t, call(t, s, "GET", "/api/v3/stages/all/types/", "", "Accept-Language", "fr"), 200).text)
		if !slices.IsSorted(names) || names[0] != first || !strings.HasPrefix(names[len(names)-1], "Étape") {
			t.Errorf("%q", names)
		}
	})
}

// namesIn returns the names of the objects in a list.
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

// TestPagesNameTheLanguageOfTheClient: the header of a page does, though the words of the fake's pages are English.
func TestPagesNameTheLanguageOfTheClient(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		patched, options := 405, 200
		if since(release, "2026.8-rc1") {
			patched, options = 404, 404
		}
		for _, page := range []struct {
			method, path string
			status       int
		}{
			{"GET", "nothing/", 404}, {"GET", "core/groups", 404}, {"PATCH", "core/groups", patched}, {"OPTIONS", "nothing/", options}, {"GET", "", 200},
			{"POST", "", 403}, {"GET", "core/groups/?" + strings.Repeat("a=1&", 1001), 400},
		} {
			a := want(t, call(t, s, page.method, "/api/v3/"+page.path, "", "Accept-Language", "xx, de-AT;q=0.5"), page.status)
			if got := a.header.Get("Content-Language"); got != "de" {
				t.Errorf("%s %.20s names %q", page.method, page.path, got)
			}
		}
	})
}

// TestTheAttributesFilterIsRefusedInTheLanguageOfTheClientForUsersOnly: and only since that release has words for it.
func TestTheAttributesFilterIsRefusedInTheLanguageOfTheClientForUsersOnly(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		for path, french := range map[string]bool{"core/users/": since(release, "2026.5-rc1"), "core/groups/": false} {
			for value, start := range map[string][2]string{"x": {"filter: failed", "filtre : échec"}, "[]": {"filter: value", "filtre : la valeur"}} {
				a := want(t, call(t, s, "GET", "/api/v3/"+path+"?attributes="+value, "", "Accept-Language", "fr"), 400)
				wanted := start[0]
				if french {
					wanted = start[1]
				}
				if !strings.HasPrefix(a.text, `["`+wanted) {
					t.Errorf("%s, %s: %s", path, value, a.text)
				}
			}
		}
	})
}

// TestALocaleOfABrandIsAnyCode: one that Django would not offer a client is taken as gettext takes it; one that is no text
// breaks every answer.
func TestALocaleOfABrandIsAnyCode(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		brand := want(t, call(t, s, "POST", "/api/v3/core/brands/", `{"domain": "elsewhere.test"}`), 201).json(t)["brand_uuid"].(string)
		set := func(locale string) {
			t.Helper()
			want(t, call(t, s, "PATCH", "/api/v3/core/brands/"+brand+"/", `{"attributes": {"settings": {"locale": `+locale+`}}}`), 200)
		}
		ask := func(path string) answer {
			return call(t, s, "GET", "/api/v3/"+path, "", "Host", "elsewhere.test", "Accept-Language", "pl")
		}
		for locale, said := range map[string]string{`"fr_FR"`: "Flux", `"fr-CH"`: "Flux", `"xx"`: "Flow", `""`: "Przepływ", "null": "Przepływ", "[]": "Przepływ"} {
			set(locale)
			if a := want(t, ask("rbac/permissions/?codename=view_flow"), 200); !strings.Contains(a.text, `"model_verbose":"`+said+`"`) {
				t.Errorf("%s: %s", locale, a.text)
			}
		}
		for locale, shown := range map[string]any{`"fr_FR"`: "fr_FR", "null": nil, "[]": "[]"} {
			set(locale)
			if got := want(t, ask("core/brands/current/"), 200).json(t)["default_locale"]; got != shown {
				t.Errorf("%s is shown as %v", locale, got)
			}
		}
		for _, locale := range []string{"5", `["fr"]`, "true"} {
			set(locale)
			want(t, ask("core/groups/"), 500)
		}
	})
}
