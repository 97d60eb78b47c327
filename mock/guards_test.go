package mock_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// Rules that no recording shows: each test here guards one that was once removed without any test noticing.

func TestAnExpiredTokenIsRefusedAndOneThatExpiresNowIsNot(t *testing.T) {
	t.Parallel()
	for _, release := range releases {
		s := mocktest.Start(t, mock.Options{Profile: release, Now: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)})
		for name, life := range map[string]string{"gone": "microseconds=-1", "going": "seconds=0", "kept": "microseconds=1"} {
			want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", `{"default_token_duration": "`+life+`"}`), 200)
			ann := newPerson(t, s, name)
			want(t, call(t, s, "GET", "/api/v3/core/users/me/", "", ann.as()...), map[bool]int{true: 403, false: 200}[name == "gone"])
		}
	}
}

func TestAGroupOfSuperusersMakesOneOfTheMembersOfGroupsBelow(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		top := made(t, s, "/api/v3/core/groups/", `{"name": "top", "is_superuser": true}`, "pk")
		parents := map[bool]string{true: `"parent": %q`, false: `"parents": [%q]`}[!since(release, "2025.12")]
		middle := made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "middle", `+parents+`}`, top), "pk")
		below := made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "below", `+parents+`}`, middle), "pk")
		ann := newPerson(t, s, "ann")
		want(t, call(t, s, "GET", "/api/v3/core/groups/"+top+"/", "", ann.as()...), 403)
		want(t, call(t, s, "POST", "/api/v3/core/groups/"+below+"/add_user/", `{"pk": `+ann.pk+`}`), 204)
		want(t, call(t, s, "GET", "/api/v3/core/groups/"+top+"/", "", ann.as()...), 200)
	})
}

func TestOnlyAnInternalServiceAccountSeesEmptyListsWithoutAPermission(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		ann := newPerson(t, s, "ann")
		const path = "/api/v3/stages/user_write/"
		made(t, s, path, `{"name": "one"}`, "pk")
		want(t, call(t, s, "GET", path, "", ann.as()...), 403)
		want(t, call(t, s, "PATCH", "/api/v3/core/users/"+ann.pk+"/", `{"type": "internal_service_account"}`), 200)
		if seen := members(t, call(t, s, "GET", path, "", ann.as()...), "name"); len(seen) != 0 {
			t.Errorf("sees %v", seen)
		}
	})
}

func TestOrderingByAMemberThatIsNotOfferedIsIgnored(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		flow := made(t, s, "/api/v3/flows/instances/", `{"name": "f", "slug": "f", "title": "f", "designation": "enrollment"}`, "pk")
		const path = "/api/v3/flows/bindings/"
		for i, mode := range []string{"any", "all", "any"} {
			stage := made(t, s, "/api/v3/stages/user_write/", fmt.Sprintf(`{"name": "s%d"}`, i), "pk")
			made(t, s, path, fmt.Sprintf(`{"target": %q, "stage": %q, "order": %d, "policy_engine_mode": %q}`, flow, stage, i, mode), "pk")
		}
		for ordering, wanted := range map[string][]string{
			"policy_engine_mode": {"0", "1", "2"}, "-policy_engine_mode": {"0", "1", "2"}, "-order": {"2", "1", "0"},
			"-stage__name": {"2", "1", "0"}, "policy_engine_mode,-order": {"2", "1", "0"},
		} {
			if got := members(t, call(t, s, "GET", path+"?target="+flow+"&ordering="+ordering, ""), "order"); !slices.Equal(got, wanted) {
				t.Errorf("?ordering=%s: %v, want %v", ordering, got, wanted)
			}
		}
	})
}

// limited returns a person whose role holds permissions over all objects, and others over single ones.
func limited(t *testing.T, s *mocktest.Server, name string, global string, objects map[string]string) person {
	t.Helper()
	p := newPerson(t, s, name)
	role := made(t, s, "/api/v3/rbac/roles/", fmt.Sprintf(`{"name": "role of %s"}`, name), "pk")
	group := made(t, s, "/api/v3/core/groups/", fmt.Sprintf(`{"name": "group of %s", "roles": [%q]}`, name, role), "pk")
	want(t, call(t, s, "POST", "/api/v3/core/groups/"+group+"/add_user/", `{"pk": `+p.pk+`}`), 204)
	if global != "" {
		allow(t, s, role, global, "")
	}
	for permission, object := range objects {
		allow(t, s, role, fmt.Sprintf("%q", permission), object)
	}
	return p
}

func TestUsedByNamesWhatTheUserMaySeeAndNothingElse(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		stage := made(t, s, "/api/v3/stages/user_write/", `{"name": "one"}`, "pk")
		var bindings []string
		for _, slug := range []string{"f", "g"} {
			flow := made(t, s, "/api/v3/flows/instances/", fmt.Sprintf(`{"name": %[1]q, "slug": %[1]q, "title": "f", "designation": "enrollment"}`, slug), "pk")
			bindings = append(bindings, made(t, s, "/api/v3/flows/bindings/", fmt.Sprintf(`{"target": %q, "stage": %q, "order": 0}`, flow, stage), "pk"))
		}
		ann := limited(t, s, "ann", `"authentik_stages_user_write.view_userwritestage"`, map[string]string{
			"authentik_flows.view_flowstagebinding": `, "model": "authentik_flows.flowstagebinding", "object_pk": "` + bindings[1] + `"`,
		})
		var names []string
		for _, user := range list(t, want(t, call(t, s, "GET", "/api/v3/stages/user_write/"+stage+"/used_by/", "", ann.as()...), 200)) {
			names = append(names, fmt.Sprint(user["model_name"], " ", user["pk"]))
		}
		if wanted := []string{"flowstagebinding " + bindings[1]}; !slices.Equal(names, wanted) {
			t.Errorf("got %v, want %v", names, wanted)
		}
	})
}

func TestAGroupTakesAUserWhomTheAskerMaySeeAndNoOther(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		group := made(t, s, "/api/v3/core/groups/", `{"name": "help"}`, "pk")
		seen, unseen := newPerson(t, s, "seen"), newPerson(t, s, "unseen")
		over := func(model, key string) string { return `, "model": "` + model + `", "object_pk": "` + key + `"` }
		ann := limited(t, s, "ann", "", map[string]string{
			"authentik_core.add_user_to_group": over("authentik_core.group", group),
			"authentik_core.view_group":        over("authentik_core.group", group),
			"authentik_core.view_user":         over("authentik_core.user", seen.pk),
		})
		path := "/api/v3/core/groups/" + group + "/add_user/"
		want(t, call(t, s, "POST", path, `{"pk": `+unseen.pk+`}`, ann.as()...), 404)
		want(t, call(t, s, "POST", path, `{"pk": `+seen.pk+`}`, ann.as()...), 204)
	})
}

func TestOfTwoBindingsBetweenTheSameTwoTheFirstKeepsItsSettings(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	flow := made(t, s, "/api/v3/flows/instances/", `{"name": "f", "slug": "f", "title": "f", "designation": "enrollment"}`, "pk")
	stage := made(t, s, "/api/v3/stages/user_write/", `{"name": "one"}`, "pk")
	const path = "/api/v3/flows/bindings/"
	var first string
	for i, action := range []string{"restart", "restart_with_context"} {
		pk := made(t, s, path, fmt.Sprintf(`{"target": %q, "stage": %q, "order": %d, "invalid_response_action": %q}`, flow, stage, i, action), "pk")
		if i == 0 {
			first = pk
		}
	}
	want(t, call(t, s, "PATCH", "/api/v3/stages/user_write/"+stage+"/", `{"flow_set": [`+flowItem("f")+`]}`), 200)
	left := call(t, s, "GET", path+"?stage="+stage, "")
	if keys, actions := members(t, left, "pk"), members(t, left, "invalid_response_action"); !slices.Equal(keys, []string{first}) || !slices.Equal(actions, []string{"restart"}) {
		t.Errorf("left are %v with %v, want %s with restart", keys, actions, first)
	}
}

func TestAGeneratedKeyRepeatsNothing(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		made(t, s, "/api/v3/core/tokens/", `{"identifier": "one", "intent": "api"}`, "identifier")
		key := want(t, call(t, s, "GET", "/api/v3/core/tokens/one/view_key/", ""), 200).json(t)["key"].(string)
		if len(key) != 60 || key[:30] == key[30:] {
			t.Errorf("the key is %q", key)
		}
	})
}

// list reads an answer that is a list of objects.
func list(t *testing.T, a answer) []map[string]any {
	t.Helper()
	var objects []map[string]any
	if err := json.Unmarshal([]byte(a.text), &objects); err != nil {
		t.Fatalf("no list of objects: %v in %q", err, a.text)
	}
	return objects
}
