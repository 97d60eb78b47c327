package mock_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// set changes the settings of the installation, with the flags that they need.
func set(t *testing.T, s *mocktest.Server, members string) {
	t.Helper()
	want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", `{"flags": {}, `+members+`}`), 200)
}

// TestFooterLinksAreShownAsLinks stores any JSON that the settings accept; the brand shows it in the form of
// its serializer.
func TestFooterLinksAreShownAsLinks(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		for stored, shown := range map[string]string{
			`[{"name": "Help", "href": "https://help.example", "icon": "q"}, {"name": "No link"}]`: `[{"href":"https://help.example","name":"Help"},{"href":null,"name":"No link"}]`,
			`[{"href": 5}, {"name": null, "href": true}, {}]`:                                      `[{"href":"5"},{"href":"True","name":null},{"href":null}]`,
			`["text", 7, ["x"], null]`:                                                             `[{"href":null},{"href":null},{"href":null},null]`,
			`{"a": 1}`:                                                                             `[{"href":null}]`,
			`"ab"`:                                                                                 `[{"href":null},{"href":null}]`,
			`[]`:                                                                                   `[]`,
		} {
			set(t, s, `"footer_links": `+stored)
			var brand struct {
				Links json.RawMessage `json:"ui_footer_links"`
			}
			answer := want(t, call(t, s, "GET", "/api/v3/core/brands/current/", "", "Authorization", ""), 200)
			if err := json.Unmarshal([]byte(answer.text), &brand); err != nil || string(brand.Links) != shown {
				t.Errorf("%s is shown as %s (%v), want %s", stored, brand.Links, err, shown)
			}
		}
		set(t, s, `"footer_links": 5`)
		if a := call(t, s, "GET", "/api/v3/core/brands/current/", ""); a.status != 500 || a.header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("a number has no items, and the answer is %d %s", a.status, a.text)
		}
	})
}

// currentBrand returns the installation's only brand, as an administrator changes it.
func currentBrand(t *testing.T, s *mocktest.Server) (path string) {
	t.Helper()
	brands := want(t, call(t, s, "GET", "/api/v3/core/brands/?default=true", ""), 200).json(t)["results"].([]any)
	return fmt.Sprintf("/api/v3/core/brands/%v/", brands[0].(map[string]any)["brand_uuid"])
}

// TestFlagsAndThemeAreShownAsTheyAre holds values that pass the settings and the brand, though they are not of the type that
// the document says.
func TestFlagsAndThemeAreShownAsTheyAre(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", `{"flags": {"flows_refresh_others": null}}`), 200)
		brand := currentBrand(t, s)
		for theme, shown := range map[string]any{`{"base": "dark"}`: "dark", `{"base": 5}`: 5.0, `{"base": null}`: nil, `{}`: "automatic", `7`: "automatic"} {
			want(t, call(t, s, "PATCH", brand, `{"attributes": {"settings": {"theme": `+theme+`}}}`), 200)
			current := want(t, call(t, s, "GET", "/api/v3/core/brands/current/", ""), 200).json(t)
			if current["ui_theme"] != shown {
				t.Errorf("theme %s is shown as %v", theme, current["ui_theme"])
			}
			if flag, there := current["flags"].(map[string]any)["flows_refresh_others"]; flag != nil || !there {
				t.Errorf("the flag is %v", flag)
			}
		}
	})
}

// TestSettingsOfAUserAreMerged holds deepmerge over the brand, the groups by name, those above them included, and the user.
func TestSettingsOfAUserAreMerged(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		want(t, call(t, s, "PATCH", currentBrand(t, s), `{"attributes": {"settings": {"of": "brand", "only": {"brand": 1}}}}`), 200)
		above := made(t, s, "/api/v3/core/groups/", `{"name": "b above", "attributes": {"settings": {"of": "above", "list": [1], "only": {"above": 1}}}}`, "pk")
		parent := `"parents": ["` + above + `"]`
		if !since(release, "2025.12") {
			parent = `"parent": "` + above + `"`
		}
		group := made(t, s, "/api/v3/core/groups/", `{"name": "a", `+parent+`, "attributes": {"settings": {"of": "group", "list": [2], "mixed": [1]}}}`, "pk")
		ann := newPerson(t, s, "ann")
		want(t, call(t, s, "PATCH", "/api/v3/core/users/"+ann.pk+"/",
			`{"groups": ["`+group+`"], "attributes": {"settings": {"list": [3], "mixed": {"x": 1}}}}`), 200)
		user := want(t, call(t, s, "GET", "/api/v3/core/users/me/", "", ann.as()...), 200).json(t)["user"].(map[string]any)
		merged := map[string]any{
			"of": "above", "list": []any{2.0, 1.0, 3.0}, "mixed": map[string]any{"x": 1.0}, "only": map[string]any{"brand": 1.0, "above": 1.0},
		}
		if !reflect.DeepEqual(user["settings"], merged) {
			t.Errorf("got %v, want %v", user["settings"], merged)
		}
	})
}

// TestHowLongAppPasswordsLast takes the longest life from the attributes of groups in the order of their names.
func TestHowLongAppPasswordsLast(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		const tokens = "/api/v3/core/tokens/"
		life := func(value string) string { return `{"goauthentik.io/user/token-maximum-lifetime": ` + value + `}` }
		first := made(t, s, "/api/v3/core/groups/", `{"name": "b", "attributes": `+life(`"weeks=10000"`)+`}`, "pk")
		second := made(t, s, "/api/v3/core/groups/", `{"name": "a", "attributes": `+life(`"hours=1"`)+`}`, "pk")
		ann := newPerson(t, s, "ann")
		want(t, call(t, s, "PATCH", "/api/v3/core/users/"+ann.pk+"/", `{"groups": ["`+first+`", "`+second+`"]}`), 200)
		body := `{"identifier": "%s", "intent": "app_password", "user": ` + ann.pk + `, "expires": "2100-01-01T00:00:00Z"}`
		want(t, call(t, s, "POST", tokens, fmt.Sprintf(body, "last")), 201)
		for value, status := range map[string]int{`"hours=1"`: 400, `"nonsense"`: 400, `7`: crashed(release)} {
			want(t, call(t, s, "PATCH", "/api/v3/core/users/"+ann.pk+"/", `{"attributes": `+life(value)+`}`), 200)
			want(t, call(t, s, "POST", tokens, fmt.Sprintf(body, "never")), status)
		}
	})
}
