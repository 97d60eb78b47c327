package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/dummy is a stage for trying out flows: it does nothing, or fails.
var _ = declareStage("DummyStage", drf.Resource{
	Path: "stages/dummy", Type: "dummy",
	Fields: []drf.Field{{Name: "throw_error", Kind: drf.Boolean, Default: false}},
})
