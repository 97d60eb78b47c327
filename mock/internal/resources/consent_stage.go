package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/consent is the stage that asks users whether an application may use their data.
var _ = declareStage("ConsentStage", drf.Resource{
	Path: "stages/consent", Type: "consent",
	Fields: []drf.Field{
		{Name: "mode", Kind: drf.Choice, Choices: consentModes, Default: "expiring"},
		{
			Name: "consent_expire_in", Kind: drf.Char, Default: "weeks=4", Rules: []drf.Rule{duration}, Label: "Consent expires in",
			Help: "Offset after which consent expires. (Format: hours=1;minutes=2;seconds=3).",
		},
	},
})

var consentModes = []drf.Option{
	{Value: "always_require", Name: "Always Require"}, {Value: "permanent", Name: "Permanent"}, {Value: "expiring", Name: "Expiring"},
}
