package mock_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

const settingsPath = "/api/v3/admin/settings/"

func TestSettingsAreReadAndChanged(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		before := want(t, call(t, s, "GET", settingsPath, ""), 200).json(t)
		if _, paged := before["pagination_default_page_size"]; paged != since(release, "2025.12") {
			t.Errorf("page sizes are a setting of %s: %v", release, paged)
		}
		for body, said := range map[string]string{
			`{"flags": {"flows_refresh_others": 1}}`: `{"flags":["Value for flag flows_refresh_others needs to be of type bool."]}`,
			`{"flags": []}`:                          `{"flags":["Value must be a dictionary, and not have any duplicate keys."]}`,
			`{"event_retention": "days=x"}`:          `{"event_retention":["days=x is not in the correct format of 'hours=3;minutes=1'."]}`,
			`{"event_retention": "years=1"}`:         `{"event_retention":["years=1 is not in the correct format of 'hours=3;minutes=1'."]}`,
			`{"reputation_upper_limit": -1}`:         `{"reputation_upper_limit":["Ensure this value is greater than or equal to 0."]}`,
			`{"default_token_length": 0}`:            `{"default_token_length":["Ensure this value is greater than or equal to 1."]}`,
			`{"footer_links": null}`:                 `{"footer_links":["This field may not be null."]}`,
		} {
			if a := want(t, call(t, s, "PATCH", settingsPath, body), 400); a.text != said {
				t.Errorf("PATCH %s:\ngot  %s\nwant %s", body, a.text, said)
			}
		}
		if a := want(t, call(t, s, "PUT", settingsPath, "{}"), 400); a.text != `{"flags":["This field is required."]}` {
			t.Error(a.text)
		}
		want(t, call(t, s, "POST", settingsPath, "{}"), 405)
		changed := want(t, call(t, s, "PATCH", settingsPath, `{"event_retention": "Hours=1.5;years=1;weeks= 2 ", "flags": {"flows_refresh_others": true, "x": 1},
			"footer_links": [{"name": "a", "href": "b"}]}`), 200).json(t)
		if changed["event_retention"] != "Hours=1.5;years=1;weeks= 2" {
			t.Errorf("%q", changed["event_retention"])
		}
		brand := want(t, call(t, s, "GET", "/api/v3/core/brands/current/", "", "Authorization", ""), 200).json(t)
		if brand["flags"].(map[string]any)["flows_refresh_others"] != true || len(brand["ui_footer_links"].([]any)) != 1 {
			t.Errorf("the brand does not show what was set: %v %v", brand["flags"], brand["ui_footer_links"])
		}
	})
}

func TestSettingsNeedPermissionsOfTheirOwn(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		user := newPerson(t, s, "ann")
		want(t, call(t, s, "GET", settingsPath, "", "Authorization", ""), 403)
		want(t, call(t, s, "GET", settingsPath, "", user.as()...), 403)
		role := roleOf(t, s, user)
		allow(t, s, role, `"authentik_rbac.view_system_settings"`, "")
		want(t, call(t, s, "GET", settingsPath, "", user.as()...), 200)
		want(t, call(t, s, "PATCH", settingsPath, "{}", user.as()...), 403)
		allow(t, s, role, `"authentik_rbac.edit_system_settings"`, "")
		want(t, call(t, s, "PATCH", settingsPath, "{}", user.as()...), 200)
	})
}

func TestSettingsSayHowLongPagesAre(t *testing.T) {
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	length := func(query string) float64 {
		list := want(t, call(t, s, "GET", "/api/v3/flows/instances/"+query, ""), 200).json(t)
		return list["pagination"].(map[string]any)["end_index"].(float64)
	}
	want(t, call(t, s, "PATCH", settingsPath, `{"pagination_default_page_size": 3, "pagination_max_page_size": 5}`), 200)
	if few, most := length(""), length("?page_size=100"); few != 3 || most != 5 {
		t.Errorf("pages of %v and %v", few, most)
	}
	want(t, call(t, s, "PATCH", settingsPath, `{"pagination_default_page_size": 0}`), 200)
	if list := want(t, call(t, s, "GET", "/api/v3/flows/instances/", ""), 200); list.text[0] != '[' {
		t.Errorf("a size of 0 switches pages off: %s", list.text)
	}
}

// roleOf gives a person a role, through a group, and returns the role's id.
func roleOf(t *testing.T, s *mocktest.Server, user person) string {
	t.Helper()
	role := made(t, s, "/api/v3/rbac/roles/", `{"name": "role of `+user.pk+`"}`, "pk")
	made(t, s, "/api/v3/core/groups/", `{"name": "group of `+user.pk+`", "users": [`+user.pk+`], "roles": ["`+role+`"]}`, "pk")
	return role
}

// allow gives a role permissions; object is more of the body, which names what they are over, "" for everything.
func allow(t *testing.T, s *mocktest.Server, role, permissions, object string) {
	t.Helper()
	want(t, call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/", `{"permissions": [`+permissions+`]`+object+`}`), 200)
}
