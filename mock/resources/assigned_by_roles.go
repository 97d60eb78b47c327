package resources

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// assignedByRoles gives permissions to a role and takes them back: over all objects, or over one.
var assignedByRoles = drf.Resource{
	Path: "rbac/permissions/assigned_by_roles", Title: "Role Assigned Permission",
	Description: "Get assigned object permissions for a single object", Model: roleModel,
	ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: []string{},
	Fields: []drf.Field{
		{Name: "role_pk", Kind: drf.UUID, Source: "uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, ReadOnly: true},
		{Name: "object_permissions", Kind: drf.Method, Value: heldPermissions(func(held *store.Row) bool { return held.Text("object") != "" })},
		{Name: "model_permissions", Kind: drf.Method, Value: heldPermissions(func(held *store.Row) bool { return held.Text("object") == "" })},
	},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	Actions: []drf.Action{
		{Name: "assign", Detail: true, Method: http.MethodPost, Unfiltered: true, Needs: "authentik_rbac.assign_role_permissions", Run: assign},
		{Name: "unassign", Detail: true, Method: http.MethodPatch, Unfiltered: true, Needs: "authentik_rbac.unassign_role_permissions", Run: unassign},
	},
}

var assignmentFields = []drf.Field{
	{Name: "permissions", Kind: drf.Texts, Required: true},
	{Name: "model", Kind: drf.Char, Blank: true},
	{Name: "object_pk", Kind: drf.Char, Blank: true},
}

// readAssignment reads which permissions over what object; the object is "" for all of them.
func readAssignment(r *drf.Request) (permissions []string, object string, err error) {
	data, err := r.Data()
	if err != nil {
		return nil, "", err
	}
	values, err := r.Validate(assignmentFields, data)
	if err != nil {
		return nil, "", err
	}
	model, _ := values["model"].(string)
	object, _ = values["object_pk"].(string)
	app, _, _ := strings.Cut(model, ".")
	for _, item := range values["permissions"].([]any) {
		permission := item.(string)
		if !strings.Contains(permission, ".") {
			permission = app + "." + permission
		}
		if !isPermission(permission) {
			return nil, "", drf.InvalidField("permissions", messages.New(`"{input}" is not a valid choice.`, "input", permission))
		}
		permissions = append(permissions, permission)
	}
	if model == "" {
		object = ""
	}
	return permissions, object, nil
}

func assign(r *drf.Request, row *store.Row) (*drf.Response, error) {
	permissions, object, err := readAssignment(r)
	if err != nil {
		return nil, err
	}
	assigned := []any{}
	for _, permission := range permissions {
		held := r.Tx.Find("role_permission", "role", row.PK(), "permission", permission, "object", object)
		if held == nil {
			held, err = r.Tx.Insert("role_permission", map[string]any{"role": row.PK(), "permission": permission, "object": object})
			if err != nil {
				return nil, err
			}
		}
		entry := python.NewDict()
		entry.Set("id", drf.KeyText(held.PK()))
		assigned = append(assigned, entry)
	}
	return &drf.Response{Status: http.StatusOK, Body: assigned}, nil
}

func unassign(r *drf.Request, row *store.Row) (*drf.Response, error) {
	permissions, object, err := readAssignment(r)
	if err != nil {
		return nil, err
	}
	for _, permission := range permissions {
		if held := r.Tx.Find("role_permission", "role", row.PK(), "permission", permission, "object", object); held != nil {
			if err := r.Tx.Delete(held); err != nil {
				return nil, err
			}
		}
	}
	return &drf.Response{Status: http.StatusNoContent}, nil
}

func heldPermissions(wanted func(*store.Row) bool) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, row *store.Row) any {
		shown := []any{}
		for held := range r.Tx.Where("role_permission", "role", row.PK()) {
			if !wanted(held) {
				continue
			}
			app, codename, _ := strings.Cut(held.Text("permission"), ".")
			entry := python.NewDict()
			entry.Set("id", held.PK())
			entry.Set("codename", codename)
			entry.Set("app_label", app)
			if object := held.Text("object"); object != "" {
				entry.Set("object_pk", object)
			}
			shown = append(shown, entry)
		}
		return shown
	}
}

// isPermission says whether a text could name a permission: app_label.codename.
func isPermission(text string) bool {
	app, codename, ok := strings.Cut(text, ".")
	return ok && strings.HasPrefix(app, "authentik_") && codename != ""
}
