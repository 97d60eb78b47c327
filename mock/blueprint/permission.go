package blueprint

import (
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// holdsPermissions says whether permissions may be an attribute of the object: users and roles have them.
func (o *object) holdsPermissions() bool { return o.Model.Table == "role" || o.Model.Table == "user" }

// assign gives the permissions that the entry names: over all objects to a user or role (the attribute permissions),
// and over this object to others (the permissions of the entry).
func (o *object) assign() error {
	if value, given := o.values.Get("permissions"); given && o.holdsPermissions() {
		list, ok := value.([]any)
		if !ok {
			return o.at("permissions", "permissions are a list: - app_label.codename")
		}
		for _, permission := range list {
			if err := o.grantAll(python.Str(permission)); err != nil {
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

func (o *object) grantAll(permission string) error {
	if strings.Count(permission, ".") != 1 {
		return o.at("permissions", "a permission is app_label.codename, such as authentik_core.view_group")
	}
	role := o.row
	if o.Model.Table == "user" {
		var err error
		if role, err = o.managedRole(o.row); err != nil {
			return err
		}
	}
	return o.grant(role, permission, "")
}

// assignOne reads {permission, user, role} and gives the permission over the object to the user, to the role, or to both.
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
	for _, table := range []string{"user", "role"} {
		holder := find(members, table)
		if holder == nil {
			continue
		}
		if err := o.assignTo(table, holder, permission); err != nil {
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
	if message != nil {
		return o.Wrong(node.GetToken(), "name the %s by its primary key: with !KeyOf or !Find", table)
	}
	holder := o.request.Tx.ByPK(table, key)
	if holder == nil {
		return o.Wrong(node.GetToken(), "there is no %s %s", table, python.Str(value))
	}
	if table == "user" {
		if holder, err = o.managedRole(holder); err != nil {
			return err
		}
	}
	return o.grant(holder, permission, drf.KeyText(o.row.PK()))
}

// grant gives a role a permission over one object, or over all of them ("").
func (l *loader) grant(role *store.Row, permission, object string) error {
	tx := l.request.Tx
	if tx.Find("role_permission", "role", role.PK(), "permission", permission, "object", object) != nil {
		return nil
	}
	_, err := tx.Insert("role_permission", map[string]any{"role": role.PK(), "permission": permission, "object": object})
	return err
}

// managedRole is the role that carries what a user is given himself; authentik 2025.12 made it take the place of
// permissions of users.
func (l *loader) managedRole(user *store.Row) (*store.Row, error) {
	tx := l.request.Tx
	name := "ak-managed-role--user-" + python.Str(user.PK())
	role := tx.Find("role", "name", name)
	if role == nil {
		var err error
		if role, err = tx.Insert("role", map[string]any{"uuid": tx.UUID(), "name": name}); err != nil {
			return nil, err
		}
	}
	if tx.Find("user_role", "user", user.PK(), "role", role.PK()) != nil {
		return role, nil
	}
	_, err := tx.Insert("user_role", map[string]any{"user": user.PK(), "role": role.PK()})
	return role, err
}
