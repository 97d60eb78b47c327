package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stages/source is the stage that sends users to a source, and takes them back.
var _ = declareStage("SourceStage", drf.Resource{
	Path: "stages/source", Type: "source",
	Fields: []drf.Field{
		{Name: "source", Kind: drf.Related, To: "source", Required: true},
		timeSpan("resume_timeout", "minutes=10", "Amount of time a user can take to return from the source to continue the flow (Format: hours=-1;minutes=-2;seconds=-3)"),
		{
			Name: "resume_on_match_failures", Kind: drf.List, Default: []any{}, Span: profile.Since(profile.V2026_8, profile.Document),
			Fields: []drf.Field{{Name: "resume_on_match_failures", Kind: drf.Choice, Required: true, Choices: []drf.Option{
				{Value: "missing_property", Name: "Missing Property"},
			}}},
			Help: "Source matching failure reasons for which the flow should resume.",
		},
	},
	Validate: licensed,
}, "stage_uuid", "name", "source", "resume_timeout")
