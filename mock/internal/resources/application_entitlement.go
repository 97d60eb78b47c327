package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var entitlementModel = drf.Model{
	Table: "application_entitlement", App: "authentik_core", Name: "applicationentitlement", Object: "ApplicationEntitlement",
	Verbose: "Application Entitlement", VerbosePlural: "Application Entitlements",
	String: func(_ *store.Tx, row *store.Row) string {
		return "Application Entitlement " + row.Text("name") + " for app " + drf.KeyText(row.Get("app"))
	},
}

// core/application_entitlements are rights inside an application, for the groups and users that are bound to
// them.
var _ = declare(drf.Resource{
	Path: "core/application_entitlements", Title: "Application Entitlement", Description: "ApplicationEntitlement Viewset",
	Model: entitlementModel,
	Fields: []drf.Field{
		{Name: "pbm_uuid", Kind: drf.UUID, Label: "Pbm uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true},
		{Name: "app", Kind: drf.Related, To: "application", Required: true, Check: visibleApplication},
		{Name: "attributes", Kind: drf.JSONDict, Default: python.NewDict()},
	},
	UniqueTogether: [][]string{{"app", "name"}},
	Filters: []drf.Filter{
		{Name: "pbm_uuid", Kind: drf.UUIDFilter}, {Name: "name"}, {Name: "app", Kind: drf.ModelFilter, To: "application"},
	},
	Ask:      searchesApplications,
	Ordering: []string{"name"},
	UsedBy: []drf.Relation{
		{Model: policyBindingModel, Action: "cascade", Rows: boundTo},
		{Model: policyModel, Action: "cascade_many", Rows: boundPolicies},
	},
}, store.Schema{
	Name: "application_entitlement", PK: "pbm_uuid", Columns: []string{"pbm_uuid", "name", "app", "attributes"},
	Unique: [][]string{{"app", "name"}},
	Refs:   []store.Ref{{Column: "app", To: "application"}},
})

// visibleApplication refuses an application that the requesting user may not view.
func visibleApplication(r *drf.Request, _ *store.Row, value any) (any, *messages.Message) {
	needed := applicationModel.Permission("view")
	if r.User.Has(needed) || r.User.HasFor(needed, r.Tx.ByPK("application", value)) {
		return value, nil
	}
	message := messages.New("User does not have access to application.")
	return nil, &message
}

// searchesApplications fails for any word, as authentik does: its list of columns to search has a reference,
// in which Django finds no text.
func searchesApplications(_ *drf.Request, text string) (func(*store.Row) bool, error) {
	if len(django.SearchSplit(text)) == 0 {
		return nil, nil
	}
	return nil, drf.Crash("Django does not look for a text in a foreign key (FieldError)").In(drf.LayerStore).Of("search")
}
