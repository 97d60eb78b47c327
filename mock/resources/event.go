package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// The fake keeps no log of what happens to it, so there are no events and no notifications of them. Pages of the admin
// interface ask for both; they get the empty lists of an installation in which nothing has happened.

var event = drf.Resource{
	Path: "events/events", Title: "Event", Description: "Event Read-Only Viewset",
	Model:         logModel("event", "Event"),
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "HEAD", "OPTIONS"},
	Fields:        []drf.Field{{Name: "pk", Kind: drf.UUID, Source: "uuid", Label: "Event uuid", ReadOnly: true}},
}

var notification = drf.Resource{
	Path: "events/notifications", Title: "Notification", Description: "Notification Viewset",
	Model:         logModel("notification", "Notification"),
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"},
	OwnerColumn:   "user",
	Fields:        []drf.Field{{Name: "pk", Kind: drf.UUID, Source: "uuid", Label: "Uuid", ReadOnly: true}},
}

func logModel(name, object string) drf.Model {
	return drf.Model{
		Table: name, App: "authentik_events", Name: name, Object: object, Verbose: object, VerbosePlural: object + "s",
		String: func(_ *store.Tx, row *store.Row) string { return object + " " + drf.KeyText(row.PK()) },
	}
}
