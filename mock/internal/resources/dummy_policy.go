package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// policies/dummy is a policy for trying out bindings: it waits, then passes or does not.
var _ = declarePolicy("ak-policy-dummy-form", drf.Resource{
	Path: "policies/dummy", Type: "dummy", Title: "Dummy Policy", Description: "Dummy Viewset",
	Model: drf.Model{
		App: "authentik_policies_dummy", Name: "dummypolicy", Object: "DummyPolicy",
		Verbose: "Dummy Policy", VerbosePlural: "Dummy Policies",
	},
	Fields: []drf.Field{
		{Name: "result", Kind: drf.Boolean, Default: false},
		{Name: "wait_min", Kind: drf.Integer, Default: int64(5), Min: lowestInteger, Max: highestInteger},
		{Name: "wait_max", Kind: drf.Integer, Default: int64(30), Min: lowestInteger, Max: highestInteger},
	},
})
