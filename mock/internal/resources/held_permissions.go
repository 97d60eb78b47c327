package resources

import (
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// heldPage is the maximum size of a page of held permissions, each of which takes several database queries
// (SmallerPagination).
const heldPage = 10

// heldByRoles lists the permissions that roles have over single objects.
var _ = declare(drf.Resource{
	Path: "rbac/permissions/roles", Title: "Role Permission", Description: "Get a role's assigned object permissions",
	Model: heldModel("role"), Fields: slices.Concat(heldFields(), heldNames(), []drf.Field{
		{Name: "object_description", Kind: drf.Method, Value: describeIfSeen("role"), Span: profile.Until(managedRoles, profile.Source)},
		{Name: "object_description", Kind: drf.Method, Value: describeHeld, Span: profile.Since(managedRoles, profile.Source)},
	}),
	ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: heldDetailMethods, NoDetail: profile.History[bool]{{managedRoles, profile.Document, true}},
	Filters:  []drf.Filter{{Name: "uuid", Kind: drf.UUIDFilter, Column: "role"}},
	Ordering: []string{"role__name"}, MostPerPage: heldPage, Plain: profile.History[bool]{{profile.Documented, profile.Document, true}, {profile.V2026_5RC1, profile.Document, false}},
})

// rbac/permissions/users does the same for users, who have permissions of their own until 2025.10.
var _ = declare(drf.Resource{
	Path: "rbac/permissions/users", Title: "User Permission", Description: "Get a users's assigned object permissions",
	Model: heldModel("user"), Span: profile.Until(managedRoles, profile.Document), Fields: slices.Concat(heldFields(), heldNames(), []drf.Field{
		{Name: "object_description", Kind: drf.Method, Value: describeIfSeen("user")},
	}),
	ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: heldDetailMethods,
	Filters:  []drf.Filter{{Name: "user_id", Kind: drf.NumberFilter, Column: "user"}},
	Ordering: []string{"user__username"}, MostPerPage: heldPage, Plain: profile.History[bool]{{profile.Documented, profile.Document, true}, {profile.V2026_5RC1, profile.Document, false}},
})

var heldDetailMethods = []string{"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

// heldModel returns guardian's model of a permission that a role or a user has over one object.
func heldModel(holder string) drf.Model {
	return drf.Model{
		Table: holder + "_object_permission", App: "guardian", Name: holder + "objectpermission",
		Object:  strings.ToUpper(holder[:1]) + holder[1:] + "ObjectPermission",
		Verbose: holder + " object permission", VerbosePlural: holder + " object permissions",
		String: func(tx *store.Tx, row *store.Row) string { return row.Text("permission") },
	}
}

// heldFields returns the members of a held permission.
func heldFields() []drf.Field {
	return []drf.Field{
		{Name: "id", Kind: drf.Integer, Label: "ID", ReadOnly: true},
		{Name: "codename", Kind: drf.Method, Value: ofPermission("codename")},
		{Name: "model", Kind: drf.Method, Value: ofPermission("content_type__model")},
		{Name: "app_label", Kind: drf.Method, Value: ofPermission("content_type__app_label")},
		{Name: "object_pk", Kind: drf.Char, Source: "object", Required: true},
		{Name: "name", Kind: drf.Method, Value: ofPermission("name")},
	}
}

// heldNames returns the members with display names.
func heldNames() []drf.Field {
	return []drf.Field{
		{Name: "app_label_verbose", Kind: drf.Method, Value: translated(ofPermission("content_type__app_verbose"))},
		{Name: "model_verbose", Kind: drf.Method, Value: translated(ofPermission("content_type__verbose"))},
	}
}

// ofPermission returns a column of the held permission, or of a row that it refers to.
func ofPermission(path string) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, held *store.Row) any {
		return r.Tx.Follow(permissionRow(r.Tx, held.Text("permission")), path)
	}
}

// describeHeld returns the object of a held permission as text.
func describeHeld(r *drf.Request, held *store.Row) any {
	model, row := heldObject(r, held)
	if row == nil {
		return nil
	}
	return model.Model.String(r.Tx, row)
}

func heldObject(r *drf.Request, held *store.Row) (drf.Registered, *store.Row) {
	model, served := r.Site.Model(permissionModel(r, held))
	if !served {
		return model, nil
	}
	table := model.Model.Table
	key, message := drf.ParseKey(r.Tx.Serial(table), held.Text("object"))
	if message != nil || key == nil {
		return model, nil
	}
	return model, r.Tx.ByPK(table, key)
}

// describeIfSeen does the same if the holder of the permission may view the object.
func describeIfSeen(holder string) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, held *store.Row) any {
		model, row := heldObject(r, held)
		if row == nil || !maySee(r, holder, held, model.Model.Permission("view"), row) {
			return nil
		}
		return model.Model.String(r.Tx, row)
	}
}

// maySee reports whether the holder of a permission has another one too, over the object or over all objects.
func maySee(r *drf.Request, holder string, held *store.Row, permission string, object *store.Row) bool {
	who := held.Get(holder)
	if holder == "user" {
		user := NewUser(r.Tx, r.Tx.ByPK("user", who))
		return user.Has(permission) || user.HasFor(permission, object)
	}
	return r.Tx.Find("role_permission", "role", who, "permission", permission) != nil ||
		r.Tx.Find("role_object_permission", "role", who, "permission", permission, "object", drf.KeyText(object.PK())) != nil
}
