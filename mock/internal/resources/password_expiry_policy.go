package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// policies/password_expiry is a policy that lets users pass whose password is not too old.
var _ = declarePolicy("ak-policy-password-expiry-form", drf.Resource{
	Path: "policies/password_expiry", Type: "password_expiry", Title: "Password Expiry Policy", Description: "Password Expiry Viewset",
	Model: drf.Model{
		App: "authentik_policies_expiry", Name: "passwordexpirypolicy", Object: "PasswordExpiryPolicy",
		Verbose: "Password Expiry Policy", VerbosePlural: "Password Expiry Policies",
	},
	Fields: []drf.Field{
		{Name: "days", Kind: drf.Integer, Required: true, Min: lowestInteger, Max: highestInteger},
		{Name: "deny_only", Kind: drf.Boolean, Default: false},
	},
})
