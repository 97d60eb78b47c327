package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var flowStageBindingModel = drf.Model{
	Table: "binding", App: "authentik_flows", Name: "flowstagebinding", Object: "FlowStageBinding",
	Verbose: "Flow Stage Binding", VerbosePlural: "Flow Stage Bindings",
	String: func(_ *store.Tx, row *store.Row) string {
		return "Flow-stage binding #" + python.Str(row.Get("order")) + " to " + drf.KeyText(row.Get("target"))
	},
}

// flowStageBinding binds a stage to a flow at a position.
var _ = declare(drf.Resource{
	Path: "flows/bindings", Title: "Flow Stage Binding", Description: "FlowStageBinding Viewset", Model: flowStageBindingModel,
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "fsb_uuid", Label: "Fsb uuid", ReadOnly: true},
		{Name: "policybindingmodel_ptr_id", Kind: drf.ReadOnly},
		{Name: "target", Kind: drf.Related, To: "flow", Required: true},
		{Name: "stage", Kind: drf.Related, To: "stage", Required: true},
		{Name: "stage_obj", Kind: drf.Method, Like: "stages/all", Value: stageOfBinding},
		{
			Name: "evaluate_on_plan", Kind: drf.Boolean, Default: false,
			Help: "Evaluate policies during the Flow planning process.",
		},
		{
			Name: "re_evaluate_policies", Kind: drf.Boolean, Default: true,
			Help: "Evaluate policies when the Stage is presented to the user.",
		},
		{Name: "order", Kind: drf.Integer, Required: true, Min: lowestInteger, Max: highestInteger},
		{Name: "policy_engine_mode", Kind: drf.Choice, Choices: policyEngineModes, Default: "any"},
		{
			Name: "invalid_response_action", Kind: drf.Choice, Choices: invalidResponseActions, Default: "retry",
			Help: "Configure how the flow executor should handle an invalid response to a challenge. RETRY returns the error message and a similar challenge to the executor. RESTART restarts the flow from the beginning, and RESTART_WITH_CONTEXT restarts the flow while keeping the current context.",
		},
	},
	UniqueTogether: [][]string{{"target", "stage", "order"}},
	Validate:       evaluatedOnce,
	Filters: []drf.Filter{
		// all columns of the model, those of the model that it extends first
		{Name: "pbm_uuid", Kind: drf.UUIDFilter, Column: "policybindingmodel_ptr_id"},
		{Name: "policies", Kind: drf.ModelsFilter, To: "policy", Match: hasOnePolicyOf},
		{Name: "policy_engine_mode", Kind: drf.ChoiceFilter, Choices: policyEngineModes},
		{Name: "fsb_uuid", Kind: drf.UUIDFilter},
		{Name: "target", Kind: drf.ModelFilter, To: "flow"},
		{Name: "stage", Kind: drf.ModelFilter, To: "stage"},
		{Name: "evaluate_on_plan", Kind: drf.BooleanFilter},
		{Name: "re_evaluate_policies", Kind: drf.BooleanFilter},
		{Name: "invalid_response_action", Kind: drf.ChoiceFilter, Choices: invalidResponseActions},
		{Name: "order", Kind: drf.NumberFilter},
	},
	Search:         []string{"stage__name"},
	Ordering:       []string{"order", "pk"},
	OrderingFields: []string{"order", "stage__name", "pk"}, BrokenOrdering: []string{"target__uuid"},
	Created: func(r *drf.Request, values drf.Values) {
		values["policybindingmodel_ptr_id"] = r.Tx.UUID()
	},
	UsedBy: []drf.Relation{
		{Model: policyBindingModel, Action: "cascade", Rows: boundTo},
		{Model: policyModel, Action: "cascade_many", Rows: boundPolicies},
	},
}, store.Schema{
	Name: "binding", PK: "fsb_uuid",
	Columns: []string{"fsb_uuid", "policybindingmodel_ptr_id", "target", "stage", "evaluate_on_plan",
		"re_evaluate_policies", "order", "policy_engine_mode", "invalid_response_action"},
	Unique:  [][]string{{"target", "stage", "order"}, {"policybindingmodel_ptr_id"}},
	Ordered: [][]string{{"order", "fsb_uuid"}},
	Refs:    []store.Ref{{Column: "target", To: "flow"}, {Column: "stage", To: "stage"}},
})

// evaluatedOnce requires that policies are evaluated at least once. It checks the sent values, with defaults
// for missing ones, and ignores the binding's current values.
func evaluatedOnce(_ *drf.Request, _ *store.Row, values drf.Values) error {
	if values["re_evaluate_policies"] == false && values["evaluate_on_plan"] != true {
		return drf.InvalidObject(messages.New("Either evaluation on plan or evaluation on run must be enabled"))
	}
	return nil
}

// hasOnePolicyOf reports whether one of the policies is bound to a binding.
func hasOnePolicyOf(r *drf.Request, row *store.Row, policies any) bool {
	return slices.ContainsFunc(policies.([]any), func(policy any) bool {
		return r.Tx.Find("policy_binding", "policy", policy, "target", row.Get("policybindingmodel_ptr_id")) != nil
	})
}

// stageOfBinding returns the stage. Django reads it as its own type, unless the request named it: then the
// validator read it from all stages, as a Stage, which has no form.
func stageOfBinding(r *drf.Request, row *store.Row) any {
	stage := r.Tx.ByPK("stage", row.Get("stage"))
	shown := r.Represent("stages/all", stage)
	if _, named := r.Written["stage"]; !named {
		return shown
	}
	shown.Set("component", "")
	shown.Set("verbose_name", r.Say(messages.New(stageModel.Verbose)))
	shown.Set("verbose_name_plural", r.Say(messages.New(stageModel.VerbosePlural)))
	shown.Set("meta_model_name", stageModel.Label())
	return shown
}

var invalidResponseActions = []drf.Option{
	{Value: "retry", Name: "Retry"},
	{Value: "restart", Name: "Restart"},
	{Value: "restart_with_context", Name: "Restart With Context"},
}
