package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stages/authenticator/sms is the stage in which users set up codes by SMS as their second factor.
var _ = declareStage("AuthenticatorSMSStage", drf.Resource{
	Path: "stages/authenticator/sms", Type: "authenticator_sms",
	Fields: slices.Concat([]drf.Field{
		configureFlow, friendlyName,
		{Name: "provider", Kind: drf.Choice, Choices: smsProviders, Required: true},
		{Name: "from_number", Kind: drf.Char, Required: true},
		{Name: "account_sid", Kind: drf.Char, Required: true},
	}, secret(drf.Field{Name: "auth", Kind: drf.Char, Required: true}, profile.V2026_8),
		secret(drf.Field{Name: "auth_password", Kind: drf.Char, Blank: true, Default: ""}, profile.V2026_8), []drf.Field{
			{Name: "auth_type", Kind: drf.Choice, Choices: smsAuthTypes, Default: "basic"},
			{
				Name: "verify_only", Kind: drf.Boolean, Default: false,
				Help: "When enabled, the Phone number is only used during enrollment to verify the users authenticity. Only a hash of the phone number is saved to ensure it is not reused in the future.",
			},
			{
				Name: "mapping", Kind: drf.Related, To: "property_mapping", ToType: "notification", Null: true,
				Help: "Optionally modify the payload being sent to custom providers.",
			},
		}),
})

var (
	smsProviders = []drf.Option{{Value: "twilio", Name: "Twilio"}, {Value: "generic", Name: "Generic"}}
	smsAuthTypes = []drf.Option{{Value: "basic", Name: "Basic"}, {Value: "bearer", Name: "Bearer"}}
)
