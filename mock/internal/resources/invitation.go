package resources

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var invitationModel = drf.Model{
	Table: "invitation", App: "authentik_stages_invitation", Name: "invitation", Object: "Invitation",
	Verbose: "Invitation", VerbosePlural: "Invitations",
	String: func(tx *store.Tx, row *store.Row) string {
		hex := strings.ReplaceAll(drf.KeyText(row.PK()), "-", "")
		return "Invitation " + hex + " created by " + userModel.String(tx, tx.ByPK("user", row.Get("created_by")))
	},
}

// stages/invitation/invitations lets someone enroll. It expires, if not otherwise stated after the time that
// tokens last by default.
var _ = declare(drf.Resource{
	Path: "stages/invitation/invitations", Title: "Invitation", Description: "Invitation Viewset", Model: invitationModel,
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "invite_uuid", Label: "Invite uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Slug, Required: true, MaxLength: 50, Span: profile.Until(profile.V2025_12, profile.Recorded)},
		{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Slugged}, Span: profile.Since(profile.V2025_12, profile.Recorded)},
		{Name: "expires", Kind: drf.DateTime, Null: true},
		{Name: "fixed_data", Kind: drf.JSONDict, Default: python.NewDict()},
		{Name: "created_by", Kind: drf.Nested, ReadOnly: true, Fields: groupMemberFields, Rows: referred("created_by", "user")},
		{Name: "single_use", Kind: drf.Boolean, Default: false, Help: "When enabled, the invitation will be deleted after usage."},
		{Name: "flow", Kind: drf.Related, To: "flow", Null: true, Help: "When set, only the configured flow can use this invitation."},
		{Name: "flow_obj", Kind: drf.Method, Like: "flows/instances", Value: flowOfInvitation},
	},
	Filters: []drf.Filter{
		{Name: "name"}, {Name: "created_by__username"}, {Name: "expires", Kind: drf.DateTimeFilter}, {Name: "flow__slug"},
	},
	Search:   []string{"name", "created_by__username", "expires", "flow__slug"},
	Ordering: []string{"-expires"},
	Validate: invitationExpires,
	Created:  func(r *drf.Request, values drf.Values) { values["created_by"] = inviter(r).PK() },
	UsedBy:   []drf.Relation{},
}, store.Schema{
	Name: "invitation", PK: "invite_uuid",
	Columns: []string{"invite_uuid", "name", "expires", "fixed_data", "created_by", "single_use", "flow"},
	Refs: []store.Ref{
		{Column: "created_by", To: "user"}, {Column: "flow", To: "flow", OnDelete: store.SetNull},
	},
})

// blueprintsInvite is the span in which an invitation of a blueprint belongs to the anonymous user. Before, it
// belonged to nobody, which the database refuses.
var blueprintsInvite = profile.Dated("blueprints invite", profile.Since(profile.V2026_5RC1, profile.Source))

// inviter returns the user to whom a new invitation belongs, nil if there is none.
func inviter(r *drf.Request) *store.Row {
	if r.Viewer == nil && blueprintsInvite.In(r.Contract) {
		return r.Tx.One("user", "username", anonymous)
	}
	return r.Viewer
}

// invitationExpires gives an invitation an end if it is stored without one.
func invitationExpires(r *drf.Request, row *store.Row, values drf.Values) error {
	if row == nil && inviter(r) == nil {
		return drf.Crash("an invitation belongs to the user who sends the request").In(drf.LayerStore).Of("created_by")
	}
	if expires, sent := values["expires"]; expires == nil && (sent || row == nil) {
		end, err := endOf(r, tokenLife(r))
		values["expires"] = end
		return err
	}
	return nil
}

func flowOfInvitation(r *drf.Request, row *store.Row) any {
	if flow := row.Get("flow"); flow != nil {
		return r.Represent("flows/instances", r.Tx.ByPK("flow", flow))
	}
	return nil
}
