package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

var roleModel = drf.Model{
	Table: "role", App: "authentik_rbac", Name: "role", Object: "Role", Verbose: "Role", VerbosePlural: "Roles",
	String: func(_ *store.Tx, row *store.Row) string { return "Role " + row.Text("name") },
}

// role carries permissions.
var role = drf.Resource{
	Path: "rbac/roles", Title: "Role", Description: "Role viewset", Model: roleModel,
	Fields: roleFields,
	Filters: []drf.Filter{
		{Name: "name"},
		{Name: "users", Kind: drf.NumberFilter, Match: roleOfUser, Since: profile.V2025_12},
		{Name: "groups", Match: roleOfGroup, Since: profile.V2025_12},
	},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	UsedBy: []drf.Relation{
		{Model: groupModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
			return linkedRows(tx, &drf.Through{Table: "group_role", Near: "role", Far: "group"}, "group", row)
		}},
		{Model: userModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
			return linkedRows(tx, &drf.Through{Table: "user_role", Near: "role", Far: "user"}, "user", row)
		}, Since: profile.V2025_12},
	},
}

var roleFields = []drf.Field{
	{Name: "pk", Kind: drf.UUID, Source: "uuid", Label: "Uuid", ReadOnly: true},
	{Name: "name", Kind: drf.Char, Required: true, MaxLength: 150, Rules: []drf.Rule{drf.Unique("role", "name", "Role")}, Until: profile.V2026_5},
	{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("role", "name", "Role")}, Since: profile.V2026_5},
}

func roleOfUser(r *drf.Request, row *store.Row, value any) bool {
	return r.Tx.Find("user_role", "user", value, "role", row.PK()) != nil
}

func roleOfGroup(r *drf.Request, row *store.Row, value any) bool {
	key, message := drf.ParseKey(false, value)
	return message == nil && r.Tx.Find("group_role", "group", key, "role", row.PK()) != nil
}
