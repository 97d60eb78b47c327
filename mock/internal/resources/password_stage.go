package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stages/password is the stage that asks users for their password.
var _ = declareStage("PasswordStage", drf.Resource{
	Path: "stages/password", Type: "password",
	Fields: []drf.Field{
		{
			Name: "backends", Kind: drf.List, Required: true, NotEmpty: true,
			Fields: []drf.Field{{Name: "backends", Kind: drf.Choice, Choices: passwordBackends, Required: true}},
			Help:   "Selection of backends to test the password against.",
		},
		configureFlow,
		{
			Name: "failed_attempts_before_cancel", Kind: drf.Integer, Default: int64(5), Min: lowestInteger, Max: highestInteger,
			Help: "How many attempts a user has before the flow is canceled. To lock the user out, use a reputation policy and a user_write stage.",
		},
		{
			Name: "allow_show_password", Kind: drf.Boolean, Default: false,
			Help: "When enabled, provides a 'show password' button with the password input field.",
		},
	},
	UsedBy: slices.Concat(stageUsers, []drf.Relation{identifiedBy("password_stage", profile.Span{})}),
}, "name", "configure_flow", "failed_attempts_before_cancel", "allow_show_password")

var passwordBackends = []drf.Option{
	{Value: "authentik.core.auth.InbuiltBackend", Name: "User database + standard password", Translated: true},
	{Value: "authentik.core.auth.TokenBackend", Name: "User database + app passwords", Translated: true},
	{Value: "authentik.sources.ldap.auth.LDAPBackend", Name: "User database + LDAP password", Translated: true},
	{Value: "authentik.sources.kerberos.auth.KerberosBackend", Name: "User database + Kerberos password", Translated: true},
}
