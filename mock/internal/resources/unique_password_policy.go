package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// policies/unique_password is a policy that refuses the passwords that a user had before. It needs a licence.
var _ = declarePolicy("ak-policy-password-uniqueness-form", drf.Resource{
	Path: "policies/unique_password", Type: "unique_password", Title: "Unique Password Policy", Description: "Password Uniqueness Policy Viewset",
	Model: drf.Model{
		App: "authentik_policies_unique_password", Name: "uniquepasswordpolicy", Object: "UniquePasswordPolicy",
		Verbose: "Password Uniqueness Policy", VerbosePlural: "Password Uniqueness Policies",
	},
	Fields: []drf.Field{
		passwordField,
		amount("num_historical_passwords", 1, "Number of passwords to check against."),
	},
	Validate: licensed,
})
