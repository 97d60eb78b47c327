package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// policyBinding ties users and groups to what only they may use, as far as pages list it: without policies.
var policyBinding = drf.Resource{
	Path: "policies/bindings", Title: "Policy Binding", Description: "PolicyBinding Viewset",
	ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: []string{"GET", "DELETE", "HEAD", "OPTIONS"},
	Model: drf.Model{
		Table: "policy_binding", App: "authentik_policies", Name: "policybinding", Object: "PolicyBinding",
		Verbose: "Policy Binding", VerbosePlural: "Policy Bindings",
		String: func(*store.Tx, *store.Row) string { return "Policy Binding" },
	},
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "policy_binding_uuid", Label: "Policy binding uuid", ReadOnly: true},
		{Name: "policy", Kind: drf.ReadOnly},
		{Name: "group", Kind: drf.Related, To: "group", Null: true},
		{Name: "user", Kind: drf.Related, To: "user", Null: true},
		{Name: "target", Kind: drf.ReadOnly},
		{Name: "negate", Kind: drf.Boolean, Default: false, Help: "Negates the outcome of the policy. Messages are unaffected."},
		{Name: "enabled", Kind: drf.Boolean, Default: true},
		{Name: "order", Kind: drf.Integer, Required: true, Min: -1 << 31, Max: 1<<31 - 1},
		{Name: "timeout", Kind: drf.Integer, Default: int64(30), Max: 1<<31 - 1},
		{Name: "failure_result", Kind: drf.Boolean, Default: false, Help: "Result if the Policy execution fails."},
	},
	Filters: []drf.Filter{
		{Name: "target"},
		{Name: "enabled", Kind: drf.BooleanFilter},
		{Name: "order", Kind: drf.NumberFilter},
	},
	Ordering: []string{"order", "pk"},
}
