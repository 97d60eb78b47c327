package mock_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// usedBy returns what used_by names, an object a line: app, model, name and action.
func usedBy(t *testing.T, s *mocktest.Server, path string, headers ...string) string {
	t.Helper()
	var lines []string
	for _, each := range want(t, call(t, s, "GET", path+"used_by/", "", headers...), 200).list(t) {
		object := each.(map[string]any)
		var words []string
		for _, member := range []string{"app", "model_name", "name", "action"} {
			words = append(words, object[member].(string))
		}
		lines = append(lines, strings.Join(words, ", "))
	}
	return strings.Join(lines, "\n")
}

// TestUsedByNamesWhatAUserMayDoUntil2025_10 holds Django's table of permissions and guardian's, which are a user's own.
func TestUsedByNamesWhatAUserMayDoUntil2025_10(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.10", Seeds: []string{mock.SeedFresh}})
	ann := newPerson(t, s, "ann")
	const assign = "/api/v3/rbac/permissions/assigned_by_users/"
	want(t, call(t, s, "POST", assign+ann.pk+"/assign/", `{"permissions": ["authentik_core.view_group"]}`), 200)
	want(t, call(t, s, "POST", assign+ann.pk+"/assign/", `{"permissions": ["change_user"], "model": "authentik_core.user", "object_pk": "`+ann.pk+`"}`), 200)
	want(t, call(t, s, "POST", "/api/v3/core/tokens/", `{"identifier": "own", "intent": "api"}`, ann.as()...), 201)
	const named = "auth, permission, authentik Core | Group | Can view Group, cascade_many\n" +
		"guardian, userobjectpermission, ann | ann | change_user, cascade\n" +
		"guardian, userobjectpermission, own (expires="
	got := usedBy(t, s, "/api/v3/core/users/"+ann.pk+"/")
	if !strings.HasPrefix(got, named) || !strings.HasSuffix(got, "+00:00) | ann | view_token_key, cascade") {
		t.Errorf("got\n%s", got)
	}
}

// TestUsedByNamesOnlyWhatTheUserMaySee gives ann the right to see a role, and then what gives it its permissions.
func TestUsedByNamesOnlyWhatTheUserMaySee(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		if !since(release, "2025.12") {
			return // a role's permissions are Django's, on a group that used_by does not reach
		}
		ann := newPerson(t, s, "ann")
		role := made(t, s, "/api/v3/rbac/roles/", `{"name": "r"}`, "pk")
		path := "/api/v3/rbac/roles/" + role + "/"
		want(t, call(t, s, "POST", path+"add_user/", `{"pk": `+ann.pk+`}`), 204)
		allow(t, s, role, `"authentik_rbac.view_role"`, "")
		if got := usedBy(t, s, path, ann.as()...); got != "" {
			t.Errorf("ann may see roles only, and used_by names\n%s", got)
		}
		allow(t, s, role, `"guardian.view_rolemodelpermission"`, "")
		got := usedBy(t, s, path, ann.as()...)
		if strings.Count(got, "guardian, rolemodelpermission, RoleModelPermission with role "+role+" and permission ") != 2 {
			t.Errorf("got\n%s", got)
		}
	})
}
