package blueprint

import (
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// holdsPermissions reports whether the object may have the attribute permissions: users and roles may.
func (o *object) holdsPermissions() bool { return o.Model.Table == "role" || o.Model.Table == "user" }

// assign assigns the permissions in the entry: over all objects to a user or role (the attribute
// permissions), and over this object to others (the permissions of the entry).
func (o *object) assign() error {
	if value, given := o.values.Get("permissions"); given && o.holdsPermissions() {
		list, ok := value.([]any)
		if !ok {
			return o.at("permissions", "permissions are a list: - app_label.codename")
		}
		if err := o.checkPermissions(list); err != nil {
			return err
		}
		for _, permission := range list {
			if err := resources.Grant(o.request, o.row, python.Str(permission), ""); err != nil {
				return err
			}
		}
	}
	for _, node := range o.entry.permissions {
		if err := o.assignOne(node); err != nil {
			return err
		}
	}
	return nil
}

// checkPermissions returns an error for permissions that do not exist.
func (o *object) checkPermissions(list []any) error {
	var wrong []string
	var first any
	for i, permission := range list {
		if o.request.Tx.One("permission", "label", python.Str(permission)) != nil {
			continue
		}
		if len(wrong) == 0 {
			first = permission
		}
		fault := messages.New(`"{input}" is not a valid choice.`, "input", python.Str(permission)).Coded("invalid_choice")
		wrong = append(wrong, strconv.Itoa(i)+": "+o.details([]any{fault}))
	}
	if len(wrong) == 0 {
		return nil
	}
	return o.invalid(o.at("permissions", "there is no permission %q: name one as app_label.codename, such as authentik_core.view_group", python.Str(first)),
		"Serializer errors {'permissions': {"+strings.Join(wrong, ", ")+"}}")
}

// assignOne reads {permission, user, role} and assigns the permission over the object to the user, to the
// role, or to both.
func (o *object) assignOne(node ast.Node) error {
	members, err := o.members(node, "a permission")
	if err != nil {
		return err
	}
	given := find(members, "permission")
	if given == nil {
		return o.Wrong(node.GetToken(), "name the permission, and a user or a role: {permission: view_flow, role: …}")
	}
	permission, err := o.text(given, "a permission")
	if err != nil {
		return err
	}
	if !strings.Contains(permission, ".") {
		permission = o.Model.App + "." + permission
	}
	if o.request.Tx.One("permission", "label", permission) == nil {
		return o.Wrong(given.GetToken(), "there is no permission %q", permission)
	}
	for _, table := range []string{"user", "role"} {
		if err := o.assignTo(table, find(members, table), permission); err != nil {
			return err
		}
	}
	return nil
}

func (o *object) assignTo(table string, node ast.Node, permission string) error {
	value, err := o.value(node)
	if err != nil || value == nil {
		return err
	}
	key, message := drf.ParseKey(o.request.Tx.Serial(table), value)
	if message != nil || o.request.Tx.ByPK(table, key) == nil {
		return o.Wrong(node.GetToken(), "there is no %s with the primary key %s", table, python.Str(value))
	}
	return resources.Grant(o.request, o.request.Tx.ByPK(table, key), permission, drf.KeyText(o.row.PK()))
}
