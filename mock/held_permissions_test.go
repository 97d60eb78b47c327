package mock_test

import (
	"fmt"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

func TestPermissionsOverSingleObjectsAreListed(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		const path = "/api/v3/rbac/permissions/roles/"
		first := made(t, s, "/api/v3/rbac/roles/", `{"name": "b"}`, "pk")
		second := made(t, s, "/api/v3/rbac/roles/", `{"name": "a"}`, "pk")
		for i := range 12 {
			stage := made(t, s, "/api/v3/stages/user_write/", fmt.Sprintf(`{"name": "s%d"}`, i), "pk")
			object := `, "model": "authentik_stages_user_write.userwritestage", "object_pk": "` + stage + `"`
			allow(t, s, first, `"authentik_stages_user_write.change_userwritestage"`, object)
			if i == 0 {
				allow(t, s, second, `"authentik_stages_user_write.view_userwritestage"`, object)
			}
		}
		list := want(t, call(t, s, "GET", path+"?uuid="+second, ""), 200).json(t)
		held := list["results"].([]any)[0].(map[string]any)
		for member, value := range map[string]any{
			"codename": "view_userwritestage", "model": "userwritestage", "app_label": "authentik_stages_user_write",
			"name": "Can view User Write Stage", "app_label_verbose": "authentik Stages.User Write", "model_verbose": "User Write Stage",
			"object_description": "Stage s0",
		} {
			if held[member] != value {
				t.Errorf("%s is %v, want %v", member, held[member], value)
			}
		}
		if got := members(t, call(t, s, "GET", path+"?page_size=50", ""), "codename"); len(got) != 10 || got[0] != "view_userwritestage" {
			t.Errorf("a page has ten at most, ordered by the role's name: %v", got)
		}
		detail := fmt.Sprintf("%s%v/", path, held["id"])
		if since(release, "2025.12") {
			want(t, call(t, s, "GET", detail, ""), 404)
			return
		}
		want(t, call(t, s, "PUT", detail, "{}"), 400)
		want(t, call(t, s, "PATCH", detail, "{}"), 200)
		want(t, call(t, s, "DELETE", detail, ""), 204)
		want(t, call(t, s, "GET", detail, ""), 404)
		ann := newPerson(t, s, "ann")
		want(t, call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_users/"+ann.pk+"/assign/", `{"permissions": ["view_user"], "model": "authentik_core.user", "object_pk": "`+ann.pk+`"}`), 200)
		own := want(t, call(t, s, "GET", "/api/v3/rbac/permissions/users/?user_id="+ann.pk, ""), 200).json(t)["results"].([]any)[0].(map[string]any)
		if own["object_pk"] != ann.pk || own["object_description"] != "ann" {
			t.Errorf("of a user: %v", own)
		}
		want(t, call(t, s, "GET", path, "", ann.as()...), 403)
	})
}

func TestAGroupAdoptsChildrenUntil2025_10(t *testing.T) {
	s := mocktest.Start(t, mock.Options{Profile: "2025.10", Seeds: []string{"fresh"}})
	const groups = "/api/v3/core/groups/"
	one, two := made(t, s, groups, `{"name": "one"}`, "pk"), made(t, s, groups, `{"name": "two"}`, "pk")
	parent := made(t, s, groups, `{"name": "parent", "children": ["`+one+`"]}`, "pk")
	parentOf := func(group string) any {
		return want(t, call(t, s, "GET", groups+group+"/", ""), 200).json(t)["parent"]
	}
	if parentOf(one) != parent {
		t.Errorf("one was not adopted: %v", parentOf(one))
	}
	want(t, call(t, s, "PATCH", groups+parent+"/", `{"children": ["`+two+`"]}`), 200)
	if parentOf(one) != nil || parentOf(two) != parent {
		t.Errorf("parents: %v, %v", parentOf(one), parentOf(two))
	}
	want(t, call(t, s, "PATCH", groups+parent+"/", `{"children": ["x"]}`), 400)
	want(t, call(t, s, "PUT", groups+parent+"/", `{"name": "parent"}`), 200)
	if parentOf(two) != nil {
		t.Errorf("PUT without children lets all go: %v", parentOf(two))
	}
}
