package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// stages/redirect is the stage that redirects from a flow to an address or to another flow.
var _ = declareStage("RedirectStage", drf.Resource{
	Path: "stages/redirect", Type: "redirect",
	Fields: []drf.Field{
		{Name: "keep_context", Kind: drf.Boolean, Default: true},
		{Name: "mode", Kind: drf.Choice, Choices: redirectModes, Required: true},
		{Name: "target_static", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "target_flow", Kind: drf.Related, To: "flow", Null: true},
	},
	Validate: redirectTarget,
}, "name")

var redirectModes = []drf.Option{{Value: "static", Name: "Static"}, {Value: "flow", Name: "Flow"}}

// redirectTarget requires the target of the sent mode among the sent values; the stage's current values do
// not count.
func redirectTarget(_ *drf.Request, _ *store.Row, values drf.Values) error {
	switch static, _ := values["target_static"].(string); {
	case values["mode"] == "static" && static == "":
		return drf.InvalidObject(messages.New("Target URL should be present when mode is Static."))
	case values["mode"] == "flow" && values["target_flow"] == nil:
		return drf.InvalidObject(messages.New("Target Flow should be present when mode is Flow."))
	}
	return nil
}
