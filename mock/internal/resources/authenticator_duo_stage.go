package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/authenticator/duo is the stage in which users set up Duo as their second factor.
var _ = declareStage("AuthenticatorDuoStage", drf.Resource{
	Path: "stages/authenticator/duo", Type: "authenticator_duo",
	Fields: []drf.Field{
		configureFlow, friendlyName,
		{Name: "client_id", Kind: drf.Char, Required: true},
		{Name: "client_secret", Kind: drf.Char, Required: true, Secret: true, WriteOnly: true},
		{Name: "api_hostname", Kind: drf.Char, Required: true},
		{Name: "admin_integration_key", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "admin_secret_key", Kind: drf.Char, Blank: true, Default: "", Secret: true, WriteOnly: true},
	},
}, "name", "configure_flow", "client_id", "api_hostname")
