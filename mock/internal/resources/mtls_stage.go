package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/mtls is the stage that asks browsers for a certificate.
var _ = declareStage("MutualTLSStage", drf.Resource{
	Path: "stages/mtls", Type: "mtls",
	Fields: []drf.Field{
		{Name: "mode", Kind: drf.Choice, Choices: stageModes, Required: true},
		{
			Name: "certificate_authorities", Kind: drf.ManyRelated, To: "certificate", Through: certificateAuthorities,
			Help: "Configure certificate authorities to validate the certificate against. This option has a higher priority than the `client_certificate` option on `Brand`.",
		},
		{Name: "cert_attribute", Kind: drf.Choice, Choices: certificateAttributes, Required: true},
		{Name: "user_attribute", Kind: drf.Choice, Choices: userAttributes, Required: true},
	},
	Validate: licensed,
})

var certificateAuthorities = &drf.Through{Table: "certificate_authority", Near: "stage", Far: "certificate"}

var _ = keep(linkTable("certificate_authority", "stage", "certificate"))

var certificateAttributes = []drf.Option{
	{Value: "subject", Name: "Subject"}, {Value: "common_name", Name: "Common Name"}, {Value: "email", Name: "Email"},
}

var userAttributes = []drf.Option{{Value: "username", Name: "Username"}, {Value: "email", Name: "Email"}}
