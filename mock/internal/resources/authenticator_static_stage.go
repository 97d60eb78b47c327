package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stages/authenticator/static is the stage in which users get a list of codes that work once each.
var _ = declareStage("AuthenticatorStaticStage", drf.Resource{
	Path: "stages/authenticator/static", Type: "authenticator_static",
	Fields: []drf.Field{
		configureFlow, friendlyName,
		{Name: "token_count", Kind: drf.Integer, Default: int64(6), Max: highestInteger},
		{Name: "token_length", Kind: drf.Integer, Default: int64(12), Max: highestInteger, Span: profile.Until(profile.V2025_12, profile.Recorded)},
		{Name: "token_length", Kind: drf.Integer, Default: int64(12), Max: 100, Span: profile.Since(profile.V2025_12, profile.Recorded)},
	},
})
