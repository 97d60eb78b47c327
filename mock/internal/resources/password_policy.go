package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// policies/password is a policy about the properties of a new password.
var _ = declarePolicy("ak-policy-password-form", drf.Resource{
	Path: "policies/password", Type: "password", Title: "Password Policy", Description: "Password Policy Viewset",
	Model: drf.Model{
		App: "authentik_policies_password", Name: "passwordpolicy", Object: "PasswordPolicy",
		Verbose: "Password Policy", VerbosePlural: "Password Policies",
	},
	Fields: []drf.Field{
		passwordField,
		amount("amount_digits", 0, ""), amount("amount_uppercase", 0, ""), amount("amount_lowercase", 0, ""), amount("amount_symbols", 0, ""),
		amount("length_min", 0, ""),
		{Name: "symbol_charset", Kind: drf.Char, Default: `!\"#$%&'()*+,-./:;<=>?@[\]^_` + "`{|}~ "},
		{Name: "error_message", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "check_static_rules", Kind: drf.Boolean, Default: true},
		{Name: "check_have_i_been_pwned", Kind: drf.Boolean, Default: false},
		{Name: "check_zxcvbn", Kind: drf.Boolean, Default: false},
		amount("hibp_allowed_count", 0, "How many times the password hash is allowed to be on haveibeenpwned"),
		amount("zxcvbn_score_threshold", 2, "If the zxcvbn score is equal or less than this value, the policy will fail."),
	},
})

// passwordField names the prompt with the password that a policy is about.
var passwordField = drf.Field{
	Name: "password_field", Kind: drf.Char, Default: "password",
	Help: "Field key to check, field keys defined in Prompt stages are available.",
}

// amount returns a member that counts (PositiveIntegerField).
func amount(name string, standard int64, help string) drf.Field {
	return drf.Field{Name: name, Kind: drf.Integer, Default: standard, Max: highestInteger, Help: help}
}
