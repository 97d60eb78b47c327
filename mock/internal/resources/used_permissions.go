package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// What used_by says of permissions: until 2025.10 users hold them, in Django's and guardian's tables; since then roles do,
// in tables of guardian's.

var (
	// modelPermission is Django's permission over all objects, as a user holds it.
	modelPermission = permission.Model
	// roleModelPermission is guardian's row that gives one to a role.
	roleModelPermission = drf.Model{App: "guardian", Name: "rolemodelpermission"}
)

// permissionsOfUser are the permissions over all objects that a user holds.
func permissionsOfUser(r *drf.Request, user *store.Row) []drf.Used {
	var used []drf.Used
	for held := range r.Tx.Where("user_permission", "user", user.PK()) {
		found := permissionRow(r.Tx, held.Text("permission"))
		used = append(used, drf.Used{Key: drf.KeyText(found.PK()), Name: permissionText(r, found)})
	}
	return used
}

// permissionText is a permission as text, with the names of its app and its model for people.
func permissionText(r *drf.Request, row *store.Row) string {
	app, model := translated(followed("content_type__app_verbose")), translated(followed("content_type__verbose"))
	return app(r, row).(string) + " | " + model(r, row).(string) + " | " + row.Text("name")
}

// permissionsOfRole are the rows that give a role permissions over all objects.
func permissionsOfRole(r *drf.Request, role *store.Row) []drf.Used {
	var used []drf.Used
	for held := range r.Tx.Where("role_permission", "role", role.PK()) {
		used = append(used, drf.Used{Key: drf.KeyText(held.PK()), Name: rolePermissionText(r.Tx, held)})
	}
	return used
}

// rolePermissionText is such a row as guardian prints it.
func rolePermissionText(tx *store.Tx, held *store.Row) string {
	return "RoleModelPermission with role " + drf.KeyText(held.Get("role")) + " and permission " +
		drf.KeyText(permissionRow(tx, held.Text("permission")).PK())
}

// heldObjects are the rows that give a role or a user permissions over single objects.
func heldObjects(holder string) func(*drf.Request, *store.Row) []drf.Used {
	return func(r *drf.Request, row *store.Row) []drf.Used {
		var used []drf.Used
		for held := range r.Tx.Where(holder+"_object_permission", holder, row.PK()) {
			used = append(used, drf.Used{Key: drf.KeyText(held.PK()), Name: heldText(r, holder, held)})
		}
		return used
	}
}

// heldText is such a row as text: object, holder and codename. guardian looks for a user or a group that holds it and
// writes False where a role does.
func heldText(r *drf.Request, holder string, held *store.Row) string {
	who := "False"
	if holder == "user" {
		who = r.Tx.ByPK("user", held.Get("user")).Text("username")
	}
	codename := ofPermission("codename")(r, held).(string)
	return python.Str(describeHeld(r, held)) + " | " + who + " | " + codename
}
