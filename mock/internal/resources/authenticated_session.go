package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

var sessionModel = drf.Model{
	Table: "authenticated_session", App: "authentik_core", Name: "authenticatedsession", Object: "AuthenticatedSession",
	Verbose: "Authenticated Session", VerbosePlural: "Authenticated Sessions",
	String: func(_ *store.Tx, row *store.Row) string {
		return "Authenticated Session " + string([]rune(row.Text("session"))[:10])
	},
}

// sessionsOf returns the sessions of a user.
var sessionsOf = rowsWhere("authenticated_session", "user")

// core/authenticated_sessions lists the sessions of users' browsers. Nobody logs in to the fake, so that there are none.
var _ = declare(drf.Resource{
	Path: "core/authenticated_sessions", Title: "Authenticated Session", Description: "AuthenticatedSession Viewset", Model: sessionModel,
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "DELETE", "HEAD", "OPTIONS"},
	Unserved:      []string{"DELETE"},
	Fields: []drf.Field{
		{Name: "uuid", Kind: drf.UUID},
		{Name: "current", Kind: drf.Method, Value: nothing}, {Name: "user_agent", Kind: drf.Method, Value: nothing},
		{Name: "geo_ip", Kind: drf.Method, Value: nothing}, {Name: "asn", Kind: drf.Method, Value: nothing},
		{Name: "user", Kind: drf.Related, To: "user", Required: true},
		{Name: "last_ip", Kind: drf.Method, Value: followed("session__last_ip")},
		{Name: "last_user_agent", Kind: drf.Method, Value: followed("session__last_user_agent")},
		{Name: "last_used", Kind: drf.Method, Value: followed("session__last_used")},
		{Name: "expires", Kind: drf.Method, Value: followed("session__expires")},
	},
	Filters:  []drf.Filter{{Name: "user__username"}, {Name: "session__last_ip"}, {Name: "session__last_user_agent"}},
	Search:   []string{"user__username", "session__last_ip", "session__last_user_agent"},
	Ordering: []string{"user__username"},
	OrderingFields: []string{"uuid", "user", "session__last_ip", "session__last_user_agent", "session__last_used",
		"session__expires"},
	OwnerColumn: "user",
	UsedBy:      []drf.Relation{},
}, store.Schema{
	Name: "session", PK: "session_key", Columns: []string{"session_key", "last_ip", "last_user_agent", "last_used", "expires"},
}, store.Schema{
	Name: "authenticated_session", PK: "uuid", Columns: []string{"uuid", "session", "user"},
	Refs: []store.Ref{{Column: "session", To: "session"}, {Column: "user", To: "user"}},
})
