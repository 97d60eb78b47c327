package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The permissions in used_by: until 2025.10 users have them, in tables of Django and guardian; since then
// roles do, in tables of guardian.

var (
	// modelPermission is Django's model of a user's permission over all objects.
	modelPermission = permission.Model
	// roleModelPermission is guardian's model of a role's permission over all objects.
	roleModelPermission = drf.Model{App: "guardian", Name: "rolemodelpermission"}
)

// permissionsOfUser returns the permissions over all objects of a user.
func permissionsOfUser(r *drf.Request, user *store.Row) []drf.Used {
	var used []drf.Used
	for held := range r.Tx.Where("user_permission", "user", user.PK()) {
		found := permissionRow(r.Tx, held.Text("permission"))
		used = append(used, drf.Used{Key: drf.KeyText(found.PK()), Name: permissionText(r, found)})
	}
	return used
}

// permissionText returns a permission as text, with the display names of its app and its model.
func permissionText(r *drf.Request, row *store.Row) string {
	app, model := translated(followed("content_type__app_verbose")), translated(followed("content_type__verbose"))
	return app(r, row).(string) + " | " + model(r, row).(string) + " | " + row.Text("name")
}

// permissionsOfRole returns the rows of a role's permissions over all objects.
func permissionsOfRole(r *drf.Request, role *store.Row) []drf.Used {
	var used []drf.Used
	for held := range r.Tx.Where("role_permission", "role", role.PK()) {
		used = append(used, drf.Used{Key: drf.KeyText(held.PK()), Name: rolePermissionText(r.Tx, held)})
	}
	return used
}

// rolePermissionText returns such a row as text, as guardian formats it.
func rolePermissionText(tx *store.Tx, held *store.Row) string {
	return "RoleModelPermission with role " + drf.KeyText(held.Get("role")) + " and permission " +
		drf.KeyText(permissionRow(tx, held.Text("permission")).PK())
}

// heldObjects returns the rows of a role's or a user's permissions over single objects.
func heldObjects(holder string) func(*drf.Request, *store.Row) []drf.Used {
	return func(r *drf.Request, row *store.Row) []drf.Used {
		var used []drf.Used
		for held := range r.Tx.Where(holder+"_object_permission", holder, row.PK()) {
			used = append(used, drf.Used{Key: drf.KeyText(held.PK()), Name: heldText(r, holder, held)})
		}
		return used
	}
}

// heldText returns such a row as text: object, holder and codename. guardian formats the user or group that
// holds it, and writes False for a role.
func heldText(r *drf.Request, holder string, held *store.Row) string {
	who := "False"
	if holder == "user" {
		who = r.Tx.ByPK("user", held.Get("user")).Text("username")
	}
	codename := ofPermission("codename")(r, held).(string)
	return python.Str(describeHeld(r, held)) + " | " + who + " | " + codename
}
