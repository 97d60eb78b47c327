package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

var notificationMappingModel = drf.Model{
	Table: "notification_mapping", App: "authentik_events", Name: "notificationwebhookmapping", Object: "NotificationWebhookMapping",
	Verbose: "Webhook Mapping", VerbosePlural: "Webhook Mappings",
	String: func(_ *store.Tx, row *store.Row) string { return "Webhook Mapping " + row.Text("name") },
}

// propertymappings/notification changes what a notification, or a code by SMS, sends to a web hook. The fake
// does not run the expression, and does not check its syntax.
var _ = declare(drf.Resource{
	Path: "propertymappings/notification", Title: "Notification Webhook Mapping", Description: "NotificationWebhookMapping Viewset",
	Model: notificationMappingModel,
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "pm_uuid", Label: "Pm uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("notification_mapping", "name", "Webhook Mapping")}},
		{Name: "expression", Kind: drf.Char, Required: true},
	},
	Filters:  []drf.Filter{{Name: "name"}},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	UsedBy: []drf.Relation{
		{Model: stageTypes.models["authenticator_sms"], Action: "set_null", Rows: rowsWhere("stage", "mapping")},
		sourcesMappedBy(sourceGroupMappings), sourcesMappedBy(sourceUserMappings),
	},
}, store.Schema{
	Name: "notification_mapping", PK: "pm_uuid", Columns: []string{"pm_uuid", "name", "expression"}, Unique: [][]string{{"name"}},
})
