package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

var notificationMappingModel = drf.Model{
	Table: "property_mapping", App: "authentik_events", Name: "notificationwebhookmapping", Object: "NotificationWebhookMapping",
	Verbose: "Webhook Mapping", VerbosePlural: "Webhook Mappings",
	String: func(_ *store.Tx, row *store.Row) string { return "Webhook Mapping " + row.Text("name") },
}

// propertymappings/notification changes what a notification, or a code by SMS, sends to a web hook. The fake
// does not run the expression, and does not check its syntax.
var _ = declare(drf.Resource{
	Path: "propertymappings/notification", Type: "notification", Title: "Notification Webhook Mapping", Description: "NotificationWebhookMapping Viewset",
	Model: notificationMappingModel,
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "pm_uuid", Label: "Pm uuid", ReadOnly: true},
		mappingName, mappingExpression,
	},
	Filters:  []drf.Filter{{Name: "name"}},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	UsedBy: slices.Concat([]drf.Relation{
		{Model: stageTypes.models["authenticator_sms"], Action: "set_null", Rows: rowsWhere("stage", "mapping")},
	}, mappingUsers),
})
