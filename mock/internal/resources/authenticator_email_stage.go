package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stages/authenticator/email is the stage in which users set up codes by e-mail as their second factor.
var _ = declareStage("AuthenticatorEmailStage", drf.Resource{
	Path: "stages/authenticator/email", Type: "authenticator_email",
	Fields: slices.Concat([]drf.Field{configureFlow, friendlyName}, emailSettings(secret(drf.Field{Name: "password", Kind: drf.Char, Blank: true, Default: ""}, profile.V2026_8)...), []drf.Field{
		{Name: "subject", Kind: drf.Char, Default: "authentik Sign-in code"},
		timeSpan("token_expiry", "minutes=30", tokenExpiryHelp),
		{Name: "template", Kind: drf.Char, Default: "email/email_otp.html"},
	}),
})

const tokenExpiryHelp = "Time the token sent is valid (Format: hours=3,minutes=17,seconds=300)."
