package resources

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// modelPermissionsShown is the contract from which on a role lists its permissions over all objects in
// addition to those over single objects.
var modelPermissionsShown = profile.V2025_12

// Descriptions of the actions in OPTIONS.
const (
	assignToRole     = "Assign permission(s) to role." + whatIsAssigned
	unassignFromRole = "Unassign permission(s) to role." + whatIsAssigned
	unassignFromUser = "Unassign permission(s) to user." + whatIsAssigned
	whatIsAssigned   = " When `object_pk` is set, the permissions\nare only assigned to the specific object, otherwise they are assigned globally."
)

// rbac/permissions/assigned_by_roles assigns permissions to a role and removes them, over all objects or over
// one; its list shows which roles have permissions of a model.
var _ = declare(drf.Resource{
	Path: "rbac/permissions/assigned_by_roles", Title: "Role Assigned Permission",
	Description: "Get assigned object permissions for a single object", Model: roleModel,
	ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: []string{},
	Fields: []drf.Field{
		{Name: "role_pk", Kind: drf.UUID, Source: "uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, ReadOnly: true},
		heldPermissions("permissions", "role_object_permission", "role", profile.Until(modelPermissionsShown, profile.Recorded)),
		heldPermissions("object_permissions", "role_object_permission", "role", profile.Since(modelPermissionsShown, profile.Recorded)),
		heldPermissions("model_permissions", "role_permission", "role", profile.Since(modelPermissionsShown, profile.Recorded)),
	},
	Filters: slices.Concat(separateFilters(modelPermissionsShown), assignedFilters("role", modelPermissionsShown)),
	Search:  []string{"name"}, SearchSpan: profile.Since(modelPermissionsShown, profile.Document),
	Ordering: []string{"name"},
	Actions: []drf.Action{
		{Name: "assign", Description: assignToRole, Detail: true, Method: http.MethodPost, Unfiltered: true, Needs: "authentik_rbac.assign_role_permissions", Run: assign("role")},
		{Name: "unassign", Description: unassignFromRole, Detail: true, Method: http.MethodPatch, Unfiltered: true, Needs: "authentik_rbac.unassign_role_permissions", Run: unassign("role")},
	},
})

// rbac/permissions/assigned_by_users does the same for users, who have permissions of their own until
// 2025.10.
var _ = declare(drf.Resource{
	Path: "rbac/permissions/assigned_by_users", Title: "User Assigned Permission",
	Description: "Get assigned object permissions for a single object", Model: userModel, Span: profile.Until(profile.V2025_12, profile.Document),
	ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: []string{},
	Fields: slices.Concat(groupMemberFields, []drf.Field{
		heldPermissions("permissions", "user_object_permission", "user", profile.Span{}),
		{Name: "is_superuser", Kind: drf.Method, Value: isSuperuser},
	}),
	Filters:  assignedFilters("user", profile.Documented),
	Ordering: []string{"username"},
	Actions: []drf.Action{
		{Name: "assign", Description: "Assign permission(s) to user", Detail: true, Method: http.MethodPost, Unfiltered: true, Needs: "authentik_core.assign_user_permissions", Run: notToInternal("assigned to", assign("user"))},
		{Name: "unassign", Description: unassignFromUser, Detail: true, Method: http.MethodPatch, Unfiltered: true, Needs: "authentik_core.unassign_user_permissions", Run: notToInternal("unassigned from", unassign("user"))},
	},
})

// assignedFilters keep the holders of a permission of the model over all objects, or over the one in
// object_pk. Members of a superuser group hold all permissions.
func assignedFilters(holder string, since profile.Contract) []drf.Filter {
	return []drf.Filter{
		{
			Name: "model", Kind: drf.ChoiceFilter, ChoicesOf: assignableModels, Required: true, Span: profile.Since(since, profile.Document),
			Match: func(r *drf.Request, row *store.Row, model any) bool {
				object := r.Query.Get("object_pk")
				return holdsOf(r, holder, row, model.(string)) ||
					holdsOver(r, holder, row, func(held *store.Row) bool {
						return held.Text("object") == object && permissionModel(r, held) == model
					}) ||
					holder == "user" && slices.ContainsFunc(linkedRows(r.Tx, userGroups, "group", row), isSuperuserGroup)
			},
		},
		{
			Name: "object_pk", Span: profile.Since(since, profile.Document), // read by the filter before
			Match: func(*drf.Request, *store.Row, any) bool { return true },
		},
	}
}

// separateFilters returns the filters of roles until 2025.10, which are independent of each other: a role
// must hold a permission of the model, over any object, and a permission over an object with the key, of any
// model.
func separateFilters(until profile.Contract) []drf.Filter {
	return []drf.Filter{
		{
			Name: "model", Kind: drf.ChoiceFilter, ChoicesOf: assignableModels, Required: true, Span: profile.Until(until, profile.Document),
			Match: func(r *drf.Request, row *store.Row, model any) bool {
				return holdsOf(r, "role", row, model.(string)) ||
					holdsOver(r, "role", row, func(held *store.Row) bool { return permissionModel(r, held) == model })
			},
		},
		{
			Name: "object_pk", Span: profile.Until(until, profile.Document),
			Match: func(r *drf.Request, row *store.Row, object any) bool {
				return holdsOver(r, "role", row, func(held *store.Row) bool { return held.Text("object") == object })
			},
		},
	}
}

// holdsOf reports whether a role or a user has a permission of the model over all objects.
func holdsOf(r *drf.Request, holder string, row *store.Row, model string) bool {
	for held := range r.Tx.Where(holder+"_permission", holder, row.PK()) {
		if permissionModel(r, held) == model {
			return true
		}
	}
	return false
}

// holdsOver reports whether wanted returns true for one of the permissions over single objects of a role or a
// user.
func holdsOver(r *drf.Request, holder string, row *store.Row, wanted func(*store.Row) bool) bool {
	for held := range r.Tx.Where(holder+"_object_permission", holder, row.PK()) {
		if wanted(held) {
			return true
		}
	}
	return false
}

// permissionModel returns the model (app_label.name) of a held permission.
func permissionModel(r *drf.Request, held *store.Row) string {
	return modelLabel(r, permissionRow(r.Tx, held.Text("permission")))
}

// modelLabel returns the model (app_label.name) of a permission.
func modelLabel(r *drf.Request, permission *store.Row) string {
	return r.Tx.Follow(permission, "content_type__app_label").(string) + "." + r.Tx.Follow(permission, "content_type__model").(string)
}

func permissionRow(tx *store.Tx, label string) *store.Row {
	return tx.One("permission", "label", label)
}

// heldPermissions returns a field that lists the permissions of a role or a user in a table.
func heldPermissions(name, table, holder string, span profile.Span) drf.Field {
	fields := heldFields()
	if !strings.Contains(table, "object") {
		fields = slices.DeleteFunc(fields, func(f drf.Field) bool { return f.Name == "object_pk" })
	}
	return drf.Field{
		Name: name, Kind: drf.Nested, Many: true, Required: true, Fields: fields, Span: span,
		Rows: func(r *drf.Request, row *store.Row) []*store.Row {
			return slices.AppendSeq([]*store.Row{}, r.Tx.Where(table, holder, row.PK()))
		},
	}
}

func assign(holder string) func(*drf.Request, *store.Row) (*drf.Response, error) {
	return func(r *drf.Request, row *store.Row) (*drf.Response, error) {
		wanted, err := readAssignment(r, false)
		if err != nil {
			return nil, err
		}
		assigned := []any{}
		for _, permission := range wanted.permissions {
			held, err := wanted.give(r, holder, row, permission)
			if err != nil {
				return nil, err
			}
			entry := python.NewDict()
			entry.Set("id", drf.KeyText(assignedKey(r, wanted, held, permission)))
			assigned = append(assigned, entry)
		}
		return &drf.Response{Status: http.StatusOK, Body: assigned}, nil
	}
}

// assignedKey returns the key of an assignment: that of the row that holds it or, over all objects, that of
// the permission itself as long as Django's own tables hold these.
func assignedKey(r *drf.Request, wanted assignment, held *store.Row, permission string) any {
	if wanted.object == "" && djangoGroups.In(r.Contract) {
		return permissionRow(r.Tx, permission).PK()
	}
	return held.PK()
}

func unassign(holder string) func(*drf.Request, *store.Row) (*drf.Response, error) {
	return func(r *drf.Request, row *store.Row) (*drf.Response, error) {
		unwanted, err := readAssignment(r, true)
		if err != nil {
			return nil, err
		}
		for _, permission := range unwanted.permissions {
			table, pairs := unwanted.pairs(holder, row, permission)
			if held := r.Tx.Find(table, pairs...); held != nil {
				if err := r.Delete(held); err != nil {
					return nil, err
				}
			}
		}
		return &drf.Response{Status: http.StatusNoContent}, nil
	}
}

// notToInternal refuses changes to the accounts of outposts, whose permissions authentik manages itself.
func notToInternal(what string, run func(*drf.Request, *store.Row) (*drf.Response, error)) func(*drf.Request, *store.Row) (*drf.Response, error) {
	return func(r *drf.Request, row *store.Row) (*drf.Response, error) {
		if row.Get("type") == internalServiceAccount {
			return nil, drf.Invalid([]any{messages.New("Permissions cannot be " + what + " an internal service account.")})
		}
		return run(r, row)
	}
}
