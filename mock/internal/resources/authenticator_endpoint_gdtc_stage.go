package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/authenticator/endpoint_gdtc is the stage that asks Google about the device of a user.
var _ = declareStage("AuthenticatorEndpointGDTCStage", drf.Resource{
	Path: "stages/authenticator/endpoint_gdtc", Type: "authenticator_endpoint_gdtc",
	Fields: []drf.Field{
		configureFlow, friendlyName,
		{Name: "credentials", Kind: drf.JSONDict, Required: true, Secret: true},
	},
	Validate: licensed,
}, "name", "configure_flow")
