package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// The fake serves no policies, but it has those that a new installation binds to its flows, so that bindings
// can show them. All of them have one type.

var expressionPolicy = drf.Model{
	Table: "policy", App: "authentik_policies_expression", Name: "expressionpolicy", Object: "ExpressionPolicy",
	Verbose: "Expression Policy", VerbosePlural: "Expression Policies",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
}

// policyModel is the parent model of all policies.
var policyModel = drf.Model{
	Table: "policy", App: "authentik_policies", Name: "policy", Object: "Policy",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
}

var _ = keep(store.Schema{
	Name: "policy", PK: "policy_uuid",
	Columns: []string{"policy_uuid", "name", "execution_logging"},
	Unique:  [][]string{{"name"}},
})

// policyFields are the fields of a policy inside its binding.
var policyFields = []drf.Field{
	{Name: "pk", Kind: drf.UUID, Source: "policy_uuid", Label: "Policy uuid", ReadOnly: true},
	{Name: "name", Kind: drf.Char, Required: true},
	{
		Name: "execution_logging", Kind: drf.Boolean,
		Help: "When this option is enabled, all executions of this policy will be logged. By default, only execution errors are logged.",
	},
	{Name: "component", Kind: drf.Method, Value: fixed("ak-policy-expression-form")},
	{Name: "verbose_name", Kind: drf.Method, Value: said(expressionPolicy.Verbose)},
	{Name: "verbose_name_plural", Kind: drf.Method, Value: said(expressionPolicy.VerbosePlural)},
	{Name: "meta_model_name", Kind: drf.Method, Value: fixed(expressionPolicy.Label())},
	{Name: "bound_to", Kind: drf.Method, Value: func(r *drf.Request, row *store.Row) any {
		return int64(len(rowsWhere("policy_binding", "policy")(r.Tx, row)))
	}},
}

// said returns a function that returns a text in the client's language.
func said(text string) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, _ *store.Row) any { return r.Say(messages.New(text)) }
}

func fixed(value any) func(*drf.Request, *store.Row) any {
	return func(*drf.Request, *store.Row) any { return value }
}
