package resources

import "github.com/authentik-mock/authentik-mock/mock/internal/drf"

// stages/deny is the stage that ends a flow. It is the simplest stage with a text; its names show that all
// stages share theirs.
var _ = declareStage("DenyStage", drf.Resource{
	Path: "stages/deny", Type: "deny",
	Fields: []drf.Field{{Name: "deny_message", Kind: drf.Char, Blank: true, Default: ""}},
})
