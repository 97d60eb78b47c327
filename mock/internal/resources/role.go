package resources

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var roleModel = drf.Model{
	Table: "role", App: "authentik_rbac", Name: "role", Object: "Role", Verbose: "Role", VerbosePlural: "Roles",
	String: func(_ *store.Tx, row *store.Row) string { return "Role " + row.Text("name") },
}

// role holds permissions.
var _ = declare(drf.Resource{
	Path: "rbac/roles", Title: "Role", Description: "Role viewset", Model: roleModel,
	Fields: roleFields,
	Filters: []drf.Filter{
		{Name: "name"},
		{Name: "managed", Kind: drf.ModelsFilter, To: "role", By: "name", Column: "uuid", Span: profile.Since(managedRoles, profile.Recorded)},
		{Name: "managed__isnull", Kind: drf.BooleanFilter, Span: profile.Since(managedRoles, profile.Document), Match: func(_ *drf.Request, row *store.Row, null any) bool {
			return !strings.HasPrefix(row.Text("name"), managedRolePrefix) == null
		}},
		{Name: "users", Kind: drf.NumberFilter, Match: roleOfUser, Span: profile.Since(profile.V2025_12, profile.Document)},
		{Name: "ak_groups", Kind: drf.UUIDFilter, Match: roleOfGroup, Span: profile.Between(profile.V2025_12, profile.V2026_2, profile.Document)},
		{Name: "groups", Kind: drf.UUIDFilter, Match: roleOfGroup, Span: profile.Since(profile.V2026_2, profile.Document)},
	},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	Actions: []drf.Action{
		roleMembership("add_user", "Add user to role", addMember),
		roleMembership("remove_user", "Remove user from role", removeMember),
	},
	UsedBy: []drf.Relation{
		{Model: groupModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
			return linkedRows(tx, &drf.Through{Table: "group_role", Near: "role", Far: "group"}, "group", row)
		}},
		{Model: initialPermissionsModel, Action: "cascade", Rows: rowsWhere("initial_permissions", "role")},
		{Model: roleModelPermission, Action: "cascade", Objects: permissionsOfRole, Span: profile.Since(managedRoles, profile.Source)},
		{Model: heldModel("role"), Action: "cascade", Objects: heldObjects("role"), Span: profile.Since(managedRoles, profile.Source)},
		{Model: userModel, Action: "cascade_many", Rows: func(tx *store.Tx, row *store.Row) []*store.Row {
			return linkedRows(tx, &drf.Through{Table: "user_role", Near: "role", Far: "user"}, "user", row)
		}, Span: profile.Since(profile.V2025_12, profile.Source)},
	},
}, store.Schema{
	Name: "role", PK: "uuid",
	Columns: []string{"uuid", "name"},
	Unique:  [][]string{{"name"}},
})

// roleMembership returns an action that changes the holders of a role. It does not validate its body.
func roleMembership(name, description string, change membershipChange) drf.Action {
	return drf.Action{
		Name: name, Description: description, Detail: true, Method: http.MethodPost, Free: true, Unfiltered: true,
		Needs: "authentik_rbac.change_role", Refers: memberRefers, Run: changeMembership(change, "user_role", rawMember),
		Span: profile.Since(profile.V2025_12, profile.Document),
	}
}

var roleFields = []drf.Field{
	{Name: "pk", Kind: drf.UUID, Source: "uuid", Label: "Uuid", ReadOnly: true},
	{Name: "name", Kind: drf.Char, Required: true, MaxLength: 150, Rules: []drf.Rule{drf.Unique("role", "name", "Role")}, Span: profile.Until(profile.V2026_2, profile.Recorded)},
	{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("role", "name", "Role")}, Span: profile.Since(profile.V2026_2, profile.Recorded)},
}

// managedRolePrefix is the prefix of the roles that authentik creates for users' and groups' own permissions.
const managedRolePrefix = "ak-managed-role--"

// inherited reports whether the filters by user and group include roles of the groups above.
func inherited(r *drf.Request) bool { return isTrue(r.Query.Get("inherited")) }

func roleOfUser(r *drf.Request, row *store.Row, value any) bool {
	if r.Tx.Find("user_role", "user", value, "role", row.PK()) != nil {
		return true
	}
	user := r.Tx.ByPK("user", value)
	return inherited(r) && user != nil && roleOfAny(r, row, ancestors(r.Tx, linkedRows(r.Tx, userGroups, "group", user)))
}

func roleOfGroup(r *drf.Request, row *store.Row, value any) bool {
	group := r.Tx.ByPK("group", value)
	if group == nil {
		return false
	}
	groups := []*store.Row{group}
	if inherited(r) {
		groups = ancestors(r.Tx, groups)
	}
	return roleOfAny(r, row, groups)
}

func roleOfAny(r *drf.Request, role *store.Row, groups []*store.Row) bool {
	return slices.ContainsFunc(groups, func(group *store.Row) bool {
		return r.Tx.Find("group_role", "group", group.PK(), "role", role.PK()) != nil
	})
}
