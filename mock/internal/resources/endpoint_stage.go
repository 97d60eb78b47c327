package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stages/endpoints is the stage that asks a connector about the device of a user.
var _ = declareStage("EndpointStage", drf.Resource{
	Path: "stages/endpoints", Type: "endpoint", Span: profile.Since(profile.V2025_12, profile.Recorded),
	Fields: []drf.Field{
		{Name: "connector", Kind: drf.Related, To: "connector", Required: true},
		{Name: "connector_obj", Kind: drf.Nested, ReadOnly: true, Fields: bareConnectorFields, Value: connectorOfStage},
		{Name: "mode", Kind: drf.Choice, Choices: stageModes, Default: "optional"},
	},
}, "name")

var stageModes = []drf.Option{{Value: "optional", Name: "Optional"}, {Value: "required", Name: "Required"}}

var (
	bareConnectorFields  = connectorFields("", connectorModel)
	agentConnectorFields = connectorFields(agentConnectorForm, agentConnectorModel)
)

// connectorOfStage returns the connector. Django reads it as its own model, unless the request named it: see
// stageOfBinding.
func connectorOfStage(r *drf.Request, row *store.Row) any {
	fields := agentConnectorFields
	if _, named := r.Written["connector"]; named {
		fields = bareConnectorFields
	}
	return r.RepresentFields(fields, r.Tx.ByPK("connector", row.Get("connector")))
}
