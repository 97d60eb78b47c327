package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/authenticator/totp is the stage in which users set up an app with codes that depend on the time.
var _ = declareStage("AuthenticatorTOTPStage", drf.Resource{
	Path: "stages/authenticator/totp", Type: "authenticator_totp",
	Fields: []drf.Field{
		configureFlow, friendlyName,
		{Name: "digits", Kind: drf.Choice, Choices: totpDigits, Required: true},
	},
})

var totpDigits = []drf.Option{
	{Value: "6", Name: "6 digits, widely compatible", Translated: true},
	{Value: "8", Name: "8 digits, not compatible with apps like Google Authenticator", Translated: true},
}
