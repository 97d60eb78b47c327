package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// stages/invitation/stages is the stage that lets in only users with an invitation.
var _ = declareStage("InvitationStage", drf.Resource{
	Path: "stages/invitation/stages", Type: "invitation",
	Fields: []drf.Field{{
		Name: "continue_flow_without_invitation", Kind: drf.Boolean, Default: false,
		Help: "If this flag is set, this Stage will jump to the next Stage when no Invitation is given. By default this Stage will cancel the Flow when no invitation is given.",
	}},
	Filters: []drf.Filter{{Name: "no_flows", Kind: drf.BooleanFilter, Match: func(r *drf.Request, row *store.Row, none any) bool {
		return (r.Tx.First("binding", "stage", row.PK()) == nil) == none
	}}},
})
