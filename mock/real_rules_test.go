package mock_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// The tests of this file are from answers of real servers that run beside the fake; each rule is named by its test.

func TestAttributesAreComparedAsDjangoAndPostgreSQLDo(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	for i, attributes := range []string{
		`{}`,
		`{"a": 1, "b": [1, 2, {"c": null}], "t": "Hello World", "n": null}`,
		`{"a": 2.5, "b": {"0": 7}, "t": "hello"}`,
		`{"a": "x", "b": [], "0": 1, "t": 5}`,
		`{"a": {"b": {"c": "d"}}, "t": true, "list": ["p", "q"]}`,
		`{"a": [1], "n": 1, "t": "%a_b"}`,
	} {
		made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "g%d", "attributes": %s}`, i, attributes), "pk")
	}
	for filter, groups := range map[string]string{
		`{"a": 1.0}`: "1", `{"a__0": 1}`: "5", `{"b__2__c": null}`: "1", `{"b__0": 7}`: "2", `{"0": 1}`: "", `{"a__-1": 1}`: "5",
		`{"a__isnull": true}`: "0", `{"a__isnull": 1}`: "012345", `{"isnull": false}`: "012345", `{"n__isnull": false}`: "15",
		`{"a__gt": 1}`: "245", `{"a__lte": "z"}`: "3", `{"a__gt": []}`: "12345", `{"a__lt": {}}`: "1235", `{"a__gt": null}`: "012345",
		`{"t__icontains": "HELLO"}`: "12", `{"t__icontains": "%"}`: "5", `{"t__startswith": "hello"}`: "2", `{"t__icontains": 5}`: "3",
		`{"t__iexact": null}`: "0", `{"t__regex": "^h"}`: "2", `{"t__iregex": "^h"}`: "12", `{"t__icontains": "true"}`: "4",
		`{"a__in": [1, "x"]}`: "13", `{"a__in": "x"}`: "3", `{"a__in": []}`: "", `{"a__range": [0, 2]}`: "1",
		`{"contains": {"a": 1}}`: "1", `{"contained_by": {"a": 1, "b": 2}}`: "0", `{"list__contains": "p"}`: "4", `{"b__contains": [1]}`: "1",
		`{"has_keys": "an"}`: "15", `{"has_any_keys": ["0", "list"]}`: "34", `{"list__has_key": "q"}`: "4", `{"exact": {}}`: "0",
		`{"lt": {"a": 1}}`: "0", `{"icontains": "hello"}`: "12", `{"startswith": "{}"}`: "0", `{"a__nope": 1}`: "", `{"": 1}`: "",
	} {
		found := ""
		for _, name := range members(t, call(t, s, "GET", "/api/v3/core/groups/?search=g&attributes="+url.QueryEscape(filter), ""), "name") {
			found += strings.Trim(name, "abcdefghijklmnopqrstuvwxyz -A")
		}
		if found != groups {
			t.Errorf("%s finds %q, want %q", filter, found, groups)
		}
	}
	for _, filter := range []string{`{"a__in": 1}`, `{"a__in": null}`, `{"has_key": 1}`, `{"t__regex": "("}`, `{"a\u0000": 1}`, `{"a__range": 1}`} {
		want(t, call(t, s, "GET", "/api/v3/core/groups/?attributes="+url.QueryEscape(filter), ""), 500)
	}
	bad := call(t, s, "GET", "/api/v3/core/groups/?attributes=x&members_by_pk=x", "")
	if want(t, bad, 400); !strings.Contains(bad.text, "members_by_pk") {
		t.Errorf("the form's errors come before those of the filter's own reading: %s", bad.text)
	}
}

// orjson writes no integer beyond 64 bits and nothing that is too deep; what was stored by then stays.
func TestWhatCannotBeShownIsStoredAllTheSame(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	group := "/api/v3/core/groups/" + made(t, s, "/api/v3/core/groups/", `{"name": "big", "attributes": {"n": 1e20}}`, "pk") + "/"
	want(t, call(t, s, "GET", group, ""), 500)
	want(t, call(t, s, "PATCH", group, `{"name": "renamed"}`), 405)
	deep := func(levels int) string {
		return `{"attributes": {"d": ` + strings.Repeat("[", levels) + strings.Repeat("]", levels) + `}}`
	}
	want(t, call(t, s, "PATCH", group, deep(254)), 405)
	shown := want(t, call(t, s, "PATCH", group, deep(253)), 200)
	if name := shown.json(t)["name"]; name != "renamed" {
		t.Errorf("the group is called %v", name)
	}
	want(t, call(t, s, "PATCH", group, `{"attributes": {"n": 18446744073709551615}}`), 200)
	want(t, call(t, s, "GET", group, ""), 200)
}

func TestActionsValidateTheirBodiesBeforeTheyLookUp(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		const nobody = "/api/v3/core/groups/00000000-0000-0000-0000-000000000000/add_user/"
		group := "/api/v3/core/groups/" + made(t, s, "/api/v3/core/groups/", `{"name": "g"}`, "pk") + "/add_user/"
		member := newPerson(t, s, "ann")
		old := !since(release, "2025.12")
		for _, c := range []struct {
			path, body string
			old, since int
		}{
			{nobody, "{}", 404, 400}, {group, "{}", 404, 400}, {group, "[]", crashed(release), 400}, {group, `{"pk": "x"}`, crashed(release), 400},
			{group, `{"pk": 9999999999}`, 404, 404}, {group, `{"pk": ` + member.pk + `}`, 204, 204},
			{"/api/v3/core/users/999/set_password/", "{}", 400, 400}, {"/api/v3/core/users/999/set_password/", `{"password": "x"}`, 404, 404},
			{"/api/v3/core/tokens/none/set_key/", "{}", 404, 400},
		} {
			expected := c.since
			if old {
				expected = c.old
			}
			want(t, call(t, s, "POST", c.path, c.body), expected)
		}
		want(t, call(t, s, "POST", "/api/v3/core/users/service_account/", `{"name": "a b"}`), 200)
		clash := want(t, call(t, s, "POST", "/api/v3/core/users/service_account/", `{"name": "a  b"}`), 400)
		if !strings.Contains(clash.text, "non_field_errors") {
			t.Errorf("two names with one slug: %s", clash.text)
		}
	})
}

func TestOptionsOfActionsSayWhatTheyDo(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	me := want(t, call(t, s, "OPTIONS", "/api/v3/core/users/me/", ""), 200).json(t)
	if me["name"] != "User me" || me["description"] != "Get information about current user" {
		t.Errorf("%v", me)
	}
	groups := want(t, call(t, s, "OPTIONS", "/api/v3/core/groups/", ""), 200).json(t)
	fields := groups["actions"].(map[string]any)["POST"].(map[string]any)
	if _, listed := fields["children_obj"].(map[string]any)["child"]; listed {
		t.Error("a method of the serializer tells nothing of its items")
	}
	if item := fields["roles_obj"].(map[string]any)["child"].(map[string]any); item["read_only"] != false || item["required"] != true {
		t.Errorf("the items of a list serializer: %v", item)
	}
	tokens := want(t, call(t, s, "OPTIONS", "/api/v3/core/tokens/", ""), 200).json(t)
	user := tokens["actions"].(map[string]any)["POST"].(map[string]any)["user_obj"].(map[string]any)
	if user["type"] != "nested object" || user["children"].(map[string]any)["username"] == nil {
		t.Errorf("a serializer inside the serializer: %v", user)
	}
}

// An ordinary user, who may read but is no superuser, meets what guardian, the library behind permissions, does not expect.
func TestAnOrdinaryUserMeetsTheLimitsOfGuardian(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		ann := newPerson(t, s, "ann")
		role := made(t, s, "/api/v3/rbac/roles/", `{"name": "readers"}`, "pk")
		group := made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "readers", "roles": [%q], "users": [%s]}`, role, ann.pk), "pk")
		want(t, call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/", `{"permissions": [
			"authentik_core.view_group", "authentik_core.view_token", "authentik_flows.view_stage"]}`), 200)
		stage := made(t, s, "/api/v3/stages/user_write/", `{"name": "s"}`, "pk")
		token := "/api/v3/core/tokens/" + made(t, s, "/api/v3/core/tokens/", `{"identifier": "adminstoken"}`, "identifier") + "/"

		want(t, call(t, s, "DELETE", "/api/v3/stages/all/"+stage+"/", "", ann.as()...), crashed(release))
		usedBy, foreign := 500, 200
		if !since(release, "2025.12") {
			usedBy = 200
		}
		if !since(release, "2026.2") {
			foreign = 404
		}
		want(t, call(t, s, "GET", "/api/v3/core/groups/"+group+"/used_by/?search=nothing", "", ann.as()...), usedBy)
		want(t, call(t, s, "GET", token, "", ann.as()...), foreign)
		want(t, call(t, s, "GET", token, "", "Authorization", ""), 500)
		if me := want(t, call(t, s, "GET", "/api/v3/core/users/me/", "", ann.as()...), 200); since(release, "2025.12") && !strings.Contains(me.text, `"roles":[{"name":"readers"`) {
			t.Errorf("a group's roles are the user's: %s", me.text)
		}
	})
}

func TestANumberFilterTakesTheWholePartOfADecimal(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	whole := members(t, call(t, s, "GET", "/api/v3/flows/bindings/?order=10", ""), "pk")
	if decimal := members(t, call(t, s, "GET", "/api/v3/flows/bindings/?order=10.0", ""), "pk"); len(whole) == 0 || len(decimal) != len(whole) {
		t.Errorf("order=10 finds %d, order=10.0 %d", len(whole), len(decimal))
	}
	want(t, call(t, s, "GET", "/api/v3/flows/bindings/?order=nan", ""), 400)
	want(t, call(t, s, "GET", "/api/v3/flows/bindings/?ordering=target__uuid", ""), 500)
}

// TestListsAreOrderedByJSON: jsonb has an order of its own, objects with fewer members first.
func TestListsAreOrderedByJSON(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}})
	for i, attributes := range []string{`{"b": 1}`, `{}`, `{"a": 2, "b": 1}`, `{"a": 3}`, `{"a": "x"}`} {
		made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "ordered %d", "attributes": %s}`, i, attributes), "pk")
	}
	got := members(t, want(t, call(t, s, "GET", "/api/v3/core/groups/?search=ordered&ordering=attributes", ""), 200), "name")
	if order := strings.Join(got, ", "); order != "ordered 1, ordered 4, ordered 3, ordered 0, ordered 2" {
		t.Error(order)
	}
	back := members(t, call(t, s, "GET", "/api/v3/core/groups/?search=ordered&ordering=-attributes", ""), "name")
	slices.Reverse(back)
	if !slices.Equal(got, back) {
		t.Errorf("descending it is not the reverse: %v", back)
	}
}

// A time span is Python's timedelta: of two amounts of one unit the last counts, a text that is none is refused, and one that is
// too long for Python raises an OverflowError, which nothing catches.
func TestTimeSpansAreReadAsPythonReadsThem(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.8", Seeds: []string{"fresh"}})
	stage := "/api/v3/stages/user_login/" + made(t, s, "/api/v3/stages/user_login/", `{"name": "spans"}`, "pk") + "/"
	for span, status := range map[string]int{
		"days=999999999": 200, "days=1e9": 500, "days=1e9;days=1": 200, "days=1e9;hours=-24": 200, "seconds=1e300": 500,
		"hours=inf": 500, "hours=nan": 400, "minutes=nan;hours=inf": 400, "hours=nan;minutes=inf": 500, "years=1": 400,
		"years=1;DAYS= 1 ": 200, "x; days=1": 400, "days=1;": 400, "days=1=2": 400,
	} {
		if a := call(t, s, "PATCH", stage, fmt.Sprintf(`{"session_duration": %q}`, span)); a.status != status {
			t.Errorf("%s: %d, want %d: %.200s", span, a.status, status, a.text)
		}
	}
	want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", `{"default_token_duration": "days=4000000"}`), 200)
	want(t, call(t, s, "POST", "/api/v3/stages/invitation/invitations/", `{"name": "late"}`), 500)
	want(t, call(t, s, "POST", "/api/v3/core/tokens/", `{"identifier": "late"}`), 500)
}

// Python knows letters that are two in capitals, and digits of all scripts.
func TestCountriesAreFoundAsPythonWritesTheirCodes(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12", Seeds: []string{"fresh"}})
	for country, code := range map[string]string{"ß": "SS", "0276": "DE", "２７６": "DE", "deu": "DE", "GERMANY": "DE", "+276": "", " de": ""} {
		status, name := 201, fmt.Sprintf("%q", "of "+country)
		if code == "" {
			status = 400
		}
		a := call(t, s, "POST", "/api/v3/policies/geoip/", fmt.Sprintf(`{"name": %s, "countries": [%q]}`, name, country))
		if want(t, a, status); !strings.Contains(a.text, `"countries":["`+code) && code != "" {
			t.Errorf("%s: %s", country, a.text)
		}
	}
}

// float() takes integers as far as a float goes; only msgspec reads longer ones exactly.
func TestAnIntegerBeyondAllFloatsIsAnOverflow(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.8", Seeds: []string{"fresh"}})
	for digits, status := range map[int]int{308: 201, 309: 500} {
		body := fmt.Sprintf(`{"name": "c%d", "public_key": "a", "private_key": "b", "score_max_threshold": %s}`, digits, strings.Repeat("9", digits))
		want(t, call(t, s, "POST", "/api/v3/stages/captcha/", body), status)
	}
}
