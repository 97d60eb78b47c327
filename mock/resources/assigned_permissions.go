package resources

import (
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// modelPermissionsShown says since when a role shows what it may do with all objects, beside what with single ones.
const modelPermissionsShown = profile.V2025_12

// assignedByRoles gives permissions to a role and takes them back, over all objects or over one; its list says which
// roles hold permissions of a model.
var assignedByRoles = drf.Resource{
	Path: "rbac/permissions/assigned_by_roles", Title: "Role Assigned Permission",
	Description: "Get assigned object permissions for a single object", Model: roleModel,
	ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: []string{},
	Fields: []drf.Field{
		{Name: "role_pk", Kind: drf.UUID, Source: "uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, ReadOnly: true},
		{Name: "permissions", Kind: drf.Method, Value: objectPermissions("role"), Until: modelPermissionsShown},
		{Name: "object_permissions", Kind: drf.Method, Value: objectPermissions("role"), Since: modelPermissionsShown},
		{Name: "model_permissions", Kind: drf.Method, Value: modelPermissions("role"), Since: modelPermissionsShown},
	},
	Filters:  assignedFilters("role"),
	Search:   []string{"name"},
	Ordering: []string{"name"},
	Actions: []drf.Action{
		{Name: "assign", Detail: true, Method: http.MethodPost, Unfiltered: true, Needs: "authentik_rbac.assign_role_permissions", Run: assign("role")},
		{Name: "unassign", Detail: true, Method: http.MethodPatch, Unfiltered: true, Needs: "authentik_rbac.unassign_role_permissions", Run: unassign("role")},
	},
}

// assignedByUsers does the same with a user, who holds permissions himself until 2025.10.
var assignedByUsers = drf.Resource{
	Path: "rbac/permissions/assigned_by_users", Title: "User Assigned Permission",
	Description: "Get assigned object permissions for a single object", Model: userModel, Until: profile.V2025_12,
	ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: []string{},
	Fields: slices.Concat(groupMemberFields, []drf.Field{
		{Name: "permissions", Kind: drf.Method, Value: objectPermissions("user")},
		{Name: "is_superuser", Kind: drf.Method, Value: isSuperuser},
	}),
	Filters:  assignedFilters("user"),
	Ordering: []string{"username"},
	Actions: []drf.Action{
		{Name: "assign", Detail: true, Method: http.MethodPost, Unfiltered: true, Needs: "authentik_core.assign_user_permissions", Run: notToInternal("assigned to", assign("user"))},
		{Name: "unassign", Detail: true, Method: http.MethodPatch, Unfiltered: true, Needs: "authentik_core.unassign_user_permissions", Run: notToInternal("unassigned from", unassign("user"))},
	},
}

// assignedFilters keep those who hold a permission of the model over all objects, or over the one that object_pk names.
// Superusers hold all of them.
func assignedFilters(holder string) []drf.Filter {
	return []drf.Filter{
		{
			Name: "model", Kind: drf.ChoiceFilter, Choices: assignableModels, Required: true,
			Match: func(r *drf.Request, row *store.Row, model any) bool {
				return holdsOf(r, holder, row, model.(string), r.Query.Get("object_pk")) ||
					holder == "user" && NewUser(r.Tx, row).superuser
			},
		},
		{Name: "object_pk", Match: func(*drf.Request, *store.Row, any) bool { return true }}, // read by the filter before
	}
}

func holdsOf(r *drf.Request, holder string, row *store.Row, model, object string) bool {
	for held := range r.Tx.Where(holder+"_permission", holder, row.PK()) {
		if permissionModel(r, held) == model {
			return true
		}
	}
	for held := range r.Tx.Where(holder+"_object_permission", holder, row.PK()) {
		if held.Text("object") == object && permissionModel(r, held) == model {
			return true
		}
	}
	return false
}

// permissionModel is the model (app_label.name) that a held permission is about.
func permissionModel(r *drf.Request, held *store.Row) string {
	found := permissionRow(r.Tx, held.Text("permission"))
	return r.Tx.Follow(found, "content_type__app_label").(string) + "." + r.Tx.Follow(found, "content_type__model").(string)
}

func permissionRow(tx *store.Tx, label string) *store.Row {
	return tx.One("permission", "label", label)
}

func modelPermissions(holder string) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, row *store.Row) any {
		shown := []any{}
		for held := range r.Tx.Where(holder+"_permission", holder, row.PK()) {
			shown = append(shown, showHeld(r, held, ""))
		}
		return shown
	}
}

func objectPermissions(holder string) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, row *store.Row) any {
		shown := []any{}
		for held := range r.Tx.Where(holder+"_object_permission", holder, row.PK()) {
			shown = append(shown, showHeld(r, held, held.Text("object")))
		}
		return shown
	}
}

func showHeld(r *drf.Request, held *store.Row, object string) *python.Dict {
	found := permissionRow(r.Tx, held.Text("permission"))
	entry := python.NewDict()
	entry.Set("id", held.PK())
	entry.Set("codename", found.Text("codename"))
	entry.Set("model", r.Tx.Follow(found, "content_type__model"))
	entry.Set("app_label", r.Tx.Follow(found, "content_type__app_label"))
	if object != "" {
		entry.Set("object_pk", object)
	}
	entry.Set("name", found.Text("name"))
	return entry
}

func assign(holder string) func(*drf.Request, *store.Row) (*drf.Response, error) {
	return func(r *drf.Request, row *store.Row) (*drf.Response, error) {
		wanted, err := readAssignment(r)
		if err != nil {
			return nil, err
		}
		assigned := []any{}
		for _, permission := range wanted.permissions {
			held, err := wanted.give(r.Tx, holder, row, permission)
			if err != nil {
				return nil, err
			}
			entry := python.NewDict()
			entry.Set("id", drf.KeyText(held.PK()))
			assigned = append(assigned, entry)
		}
		return &drf.Response{Status: http.StatusOK, Body: assigned}, nil
	}
}

func unassign(holder string) func(*drf.Request, *store.Row) (*drf.Response, error) {
	return func(r *drf.Request, row *store.Row) (*drf.Response, error) {
		unwanted, err := readAssignment(r)
		if err != nil {
			return nil, err
		}
		for _, permission := range unwanted.permissions {
			table, pairs := unwanted.pairs(holder, row, permission)
			if held := r.Tx.Find(table, pairs...); held != nil {
				if err := r.Tx.Delete(held); err != nil {
					return nil, err
				}
			}
		}
		return &drf.Response{Status: http.StatusNoContent}, nil
	}
}

// notToInternal keeps the accounts of outposts, whose permissions authentik manages itself, from a change.
func notToInternal(what string, run func(*drf.Request, *store.Row) (*drf.Response, error)) func(*drf.Request, *store.Row) (*drf.Response, error) {
	return func(r *drf.Request, row *store.Row) (*drf.Response, error) {
		if row.Get("type") == internalServiceAccount {
			return nil, drf.Invalid([]any{messages.New("Permissions cannot be " + what + " an internal service account.")})
		}
		return run(r, row)
	}
}
