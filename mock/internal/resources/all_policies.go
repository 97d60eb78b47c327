package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// policies/all lists the policies of every type, each with the members of its type, and deletes them. A
// policy is created and changed at the address of its type.
var _ = declare(drf.Resource{
	Path: "policies/all", Title: "Policy", Description: "Policy Viewset", Model: policyModel, Children: policyTypes.models, Resolved: true,
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "DELETE", "HEAD", "OPTIONS"},
	Fields:        policyFields(),
	Filters: []drf.Filter{
		{Name: "bindings__isnull", Kind: drf.NullFilter, Match: func(r *drf.Request, row *store.Row, null any) bool {
			return (len(bindingsOfPolicy(r.Tx, row)) == 0) == null
		}},
		{Name: "promptstage__isnull", Kind: drf.NullFilter, Match: func(r *drf.Request, row *store.Row, null any) bool {
			return (len(promptStagesOfPolicy.Linked(r.Tx, "stage", row)) == 0) == null
		}},
	},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	Actions: []drf.Action{
		{Name: "cache_clear", Description: "Clear policy cache", Method: http.MethodPost, NeedsGlobal: []string{"authentik_policies.clear_policy_cache"}, Run: clearedCache},
		{Name: "cache_info", Description: "Info about cached policies", Method: http.MethodGet, NeedsGlobal: []string{"authentik_policies.view_policy_cache"}, Run: emptyCache},
		{
			Name: "test", Description: "Test policy", Detail: true, Method: http.MethodPost, Unfiltered: true,
			Needs: "authentik_policies.view_policy", Refers: map[string]string{"user": "user"}, Run: testPolicy,
		},
		{Name: "types", Description: "Get all creatable types", Method: http.MethodGet, Run: typeList(func(s *static) []byte { return s.policyTypes })},
	},
	UsedBy: policyUsers,
}, store.Schema{
	Name: "policy", PK: "policy_uuid",
	Columns: []string{"policy_uuid", "type", "name", "execution_logging"},
	Unique:  [][]string{{"name"}},
})

// policyTest is the body of a test: the user, and the context that a flow would have.
var policyTest = []drf.Field{
	{Name: "user", Kind: drf.Related, To: "user", Required: true},
	{Name: "context", Kind: drf.JSONDict},
}

// testPolicy evaluates a policy for a user whom the requesting user may view.
func testPolicy(r *drf.Request, row *store.Row) (*drf.Response, error) {
	data, err := r.Data()
	if err != nil {
		return nil, err
	}
	sent, err := r.Validate(policyTest, data)
	if err != nil {
		return nil, err
	}
	user := r.Tx.ByPK("user", sent["user"])
	const view = "authentik_core.view_user"
	if !r.User.Has(view) && !r.User.HasFor(view, user) {
		return &drf.Response{
			Status: http.StatusBadRequest, Because: &drf.Reason{Layer: drf.LayerPermission, Code: "permission_denied", Value: view},
		}, nil
	}
	context, _ := sent["context"].(*python.Dict)
	result := evaluate(r, row, user, context)
	said := make([]any, len(result.messages))
	for i, message := range result.messages {
		said[i] = r.Say(message)
	}
	return &drf.Response{Status: http.StatusOK, Body: python.DictOf("passing", result.passing, "messages", said, "log_messages", []any{})}, nil
}
