package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var initialPermissionsModel = drf.Model{
	Table: "initial_permissions", App: "authentik_rbac", Name: "initialpermissions", Object: "InitialPermissions",
	Verbose: "Initial Permissions", VerbosePlural: "Initial Permissions",
	String: func(_ *store.Tx, row *store.Row) string {
		text := "Initial Permissions for Role #" + drf.KeyText(row.Get("role"))
		if mode := row.Text("mode"); mode != "" {
			return text + ", applying to #" + mode
		}
		return text + "."
	},
}

// rbac/initial_permissions are the permissions over each new object that its creator's role gets, or until
// 2025.10 its creator.
var _ = declare(drf.Resource{
	Path: "rbac/initial_permissions", Title: "Initial Permissions", Description: "InitialPermissions viewset", Model: initialPermissionsModel,
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.Integer, Source: "id", Label: "ID", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, MaxLength: 150, Rules: []drf.Rule{drf.Unique("initial_permissions", "name", "Initial Permissions")}},
		{Name: "mode", Kind: drf.Choice, Required: true, Choices: initialPermissionsModes, Span: profile.Until(managedRoles, profile.Document)},
		{Name: "role", Kind: drf.Related, To: "role", Required: true},
		{Name: "permissions", Kind: drf.ManyRelated, To: "permission", Through: initialPermissions},
		{
			Name: "permissions_obj", Kind: drf.Nested, Many: true, OwnItems: true, ReadOnly: true, Fields: permission.Fields,
			Rows: linked(initialPermissions, "permission"),
		},
	},
	Filters:  []drf.Filter{{Name: "name"}},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	UsedBy: []drf.Relation{
		{Model: modelPermission, Action: "cascade_many", Objects: permissionsInitially},
	},
}, store.Schema{
	Name: "initial_permissions", PK: "id", Serial: true, Columns: []string{"id", "name", "mode", "role"}, Unique: [][]string{{"name"}},
	Refs: []store.Ref{{Column: "role", To: "role"}},
}, linkTable("initial_permission", "initial_permissions", "permission"))

var initialPermissions = &drf.Through{Table: "initial_permission", Near: "initial_permissions", Far: "permission"}

// The values of mode: who gets the permissions.
var initialPermissionsModes = []drf.Option{{Value: "user", Name: "User", Translated: true}, {Value: "role", Name: "Role", Translated: true}}

// permissionsInitially returns the permissions that initial permissions are linked with.
func permissionsInitially(r *drf.Request, row *store.Row) []drf.Used {
	var used []drf.Used
	for _, found := range initialPermissions.Linked(r.Tx, "permission", row) {
		used = append(used, drf.Used{Key: drf.KeyText(found.PK()), Name: permissionText(r, found)})
	}
	return used
}

// grantInitially gives the permissions over an object that the requesting user has created which the user's
// roles have initially.
func grantInitially(r *drf.Request, model drf.Model, row *store.Row) error {
	if r.Viewer == nil {
		return nil
	}
	for _, role := range heldRoles(r.Tx, r.Viewer) {
		for given := range r.Tx.Where("initial_permissions", "role", role.PK()) {
			holder := role
			if given.Get("mode") == "user" {
				holder = r.Viewer
			}
			for _, found := range initialPermissions.Linked(r.Tx, "permission", given) {
				if modelLabel(r, found) != model.Label() {
					continue
				}
				if err := Grant(r, holder, found.Text("label"), drf.KeyText(row.PK())); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
