package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stages/captcha is the stage that lets a service find out whether the user is human.
var _ = declareStage("CaptchaStage", drf.Resource{
	Path: "stages/captcha", Type: "captcha",
	Fields: []drf.Field{
		{Name: "public_key", Kind: drf.Char, Required: true, Help: "Public key, acquired your captcha Provider."},
		{
			Name: "private_key", Kind: drf.Char, Required: true, Secret: true, WriteOnly: true,
			Help: "Private key, acquired your captcha Provider.",
		},
		{Name: "js_url", Kind: drf.Char, Default: "https://www.recaptcha.net/recaptcha/api.js"},
		{Name: "api_url", Kind: drf.Char, Default: "https://www.recaptcha.net/recaptcha/api/siteverify"},
		{
			Name: "request_content_type", Kind: drf.Choice, Choices: captchaContentTypes, Default: "application/x-www-form-urlencoded",
			Span: profile.Since(profile.V2026_8RC1, profile.Recorded),
		},
		{Name: "interactive", Kind: drf.Boolean, Default: false},
		{Name: "score_min_threshold", Kind: drf.Float, Default: 0.5},
		{Name: "score_max_threshold", Kind: drf.Float, Default: 1.0},
		{
			Name: "error_on_invalid_score", Kind: drf.Boolean, Default: true,
			Help: "When enabled and the received captcha score is outside of the given threshold, the stage will show an error message. When not enabled, the flow will continue, but the data from the captcha will be available in the context for policy decisions",
		},
	},
	UsedBy: slices.Concat(stageUsers, []drf.Relation{identifiedBy("captcha_stage", profile.Span{})}),
}, "name", "public_key")

var captchaContentTypes = []drf.Option{
	{Value: "application/x-www-form-urlencoded", Name: "Form encoded", Translated: true},
	{Value: "application/json", Name: "JSON", Translated: true},
}
