package mock_test

import (
	"slices"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// An event names a permission over one object as guardian prints its row, which is how used_by names it too.
func TestEventsNameTheObjectPermissionsOfRoles(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		role := made(t, s, "/api/v3/rbac/roles/", `{"name": "readers"}`, "pk")
		group := made(t, s, "/api/v3/core/groups/", `{"name": "g"}`, "pk")
		before := len(events(t, s, ""))
		body := `{"permissions": ["authentik_core.view_group"], "model": "authentik_core.group", "object_pk": "` + group + `"}`
		want(t, call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/", body), 200)
		wanted := "roleobjectpermission Group g | False | view_group"
		if !since(release, "2025.12") {
			wanted = "groupobjectpermission Group g | readers | view_group"
		}
		if got := events(t, s, "")[before:]; !slices.Equal(got, []string{"model_created " + wanted}) {
			t.Errorf("assigning writes %q, want %q", got, wanted)
		}
		want(t, call(t, s, "DELETE", "/api/v3/rbac/roles/"+role+"/", ""), 204)
		if got := events(t, s, "")[before+1:]; !slices.Contains(got, "model_deleted "+wanted) {
			t.Errorf("deleting the role writes %q, want one of %q", got, wanted)
		}
	})
}
