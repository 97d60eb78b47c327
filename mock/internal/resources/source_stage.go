package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/source is the stage that sends users to a source, and takes them back.
var _ = declareStage("SourceStage", drf.Resource{
	Path: "stages/source", Type: "source",
	Fields: []drf.Field{
		{Name: "source", Kind: drf.Related, To: "source", Required: true},
		timeSpan("resume_timeout", "minutes=10", "Amount of time a user can take to return from the source to continue the flow (Format: hours=-1;minutes=-2;seconds=-3)"),
	},
	Validate: licensed,
})
