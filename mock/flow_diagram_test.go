package mock_test

import (
	"slices"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestTheDiagramOfAFlowShowsEveryWay builds a flow with all that a diagram can show: what it asks of users, a policy of
// its own, stages with and without policies.
func TestTheDiagramOfAFlowShowsEveryWay(t *testing.T) {
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			s := mocktest.Start(t, mock.Options{Profile: release, Seeds: []string{mock.SeedFresh}})
			flow := want(t, call(t, s, "POST", "/api/v3/flows/instances/",
				`{"name": "Way", "slug": "way", "title": "W", "designation": "enrollment", "authentication": "require_superuser"}`), 201).json(t)
			diagram := func(wanted string) {
				t.Helper()
				if got := want(t, call(t, s, "GET", "/api/v3/flows/instances/way/diagram/", ""), 200).json(t)["diagram"]; got != wanted {
					t.Errorf("got\n%s\nwant\n%s", got, wanted)
				}
			}
			diagram(required + emptyFlow)
			first := made(t, s, "/api/v3/stages/deny/", `{"name": "a \"quoted\" stage"}`, "pk")
			second := made(t, s, "/api/v3/stages/user_write/", `{"name": "b"}`, "pk")
			bind := func(stage, order string) string {
				return made(t, s, "/api/v3/flows/bindings/", `{"target": "`+flow["pk"].(string)+`", "stage": "`+stage+`", "order": `+order+`}`, "policybindingmodel_ptr_id")
			}
			bind(second, "20")
			guarded := bind(first, "10")
			diagram(required + twoStages)
			bindings, _ := objects(call(t, s, "GET", "/api/v3/policies/bindings/?policy__isnull=false&page_size=100", ""))
			i := slices.IndexFunc(bindings, func(b map[string]any) bool {
				bound, _ := b["policy_obj"].(map[string]any)
				return bound["name"] == "default-source-enrollment-if-sso"
			})
			policy := `"policy": "` + bindings[i]["policy"].(string) + `"`
			want(t, call(t, s, "POST", "/api/v3/policies/bindings/", `{"target": "`+guarded+`", "order": 2, `+policy+`}`), 201)
			want(t, call(t, s, "POST", "/api/v3/policies/bindings/", `{"target": "`+flow["policybindingmodel_ptr_id"].(string)+`", "order": 5, `+policy+`}`), 201)
			want(t, call(t, s, "PATCH", "/api/v3/flows/instances/way/", `{"authentication": "none"}`), 200)
			diagram(guardedStages)
		})
	}
}

const (
	required = `graph TD
flow_auth_requirement["Flow authentication requirement
require_superuser"]
flow_auth_requirement --Requirement not fulfilled--> done[["End of the flow"]]
flow_auth_requirement --Requirement fulfilled--> flow_start["placeholder"]
`
	emptyFlow = `flow_start[["Flow
Way"]]
flow_start --> done[["End of the flow"]]`
	twoStages = `flow_start[["Flow
Way"]]
--> stage_0(["Stage (Deny Stage)
a #quot;quoted#quot; stage"])
--> stage_1(["Stage (User Write Stage)
b"])
stage_1 --> done[["End of the flow"]]`
	guardedStages = `graph TD
flow_pre[["Pre-flow policies"]]
flow_pre --Binding 5--> flow_policy_0{{"Policy (Expression Policy)
default-source-enrollment-if-sso"}}
flow_policy_0 --Policy denied--> done[["End of the flow"]]
flow_policy_0 --> flow_start[["Flow
Way"]]
stage_0_policy_0 --Policy passed--> stage_0(["Stage (Deny Stage)
a #quot;quoted#quot; stage"])
--> stage_1(["Stage (User Write Stage)
b"])
flow_start --> stage_0_policy_0{{"Policy (Expression Policy)
default-source-enrollment-if-sso"}}
stage_0_policy_0 --Policy denied--> stage_1(["Stage (User Write Stage)
b"])
stage_1 --> done[["End of the flow"]]`
)
