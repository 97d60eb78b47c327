package resources

import (
	"errors"
	"fmt"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var assignmentFields = []drf.Field{
	{Name: "permissions", Kind: drf.List, Required: true},
	{Name: "model", Kind: drf.Choice, ChoicesOf: assignableModels},
	{Name: "object_pk", Kind: drf.Char},
}

// assignment is the body of a request to assign: permissions (app_label.codename), and their object, "" for
// all objects.
type assignment struct {
	permissions []string
	object      string
}

// readAssignment reads a body. An object that does not exist counts as none: authentik then assigns over all
// objects. Permissions to remove need not exist.
func readAssignment(r *drf.Request, back bool) (assignment, error) {
	var read assignment
	data, err := r.Data()
	if err != nil {
		return read, err
	}
	values, err := r.Validate(assignmentFields, data)
	if err != nil {
		return read, err
	}
	model, named := values["model"].(string)
	key, keyed := values["object_pk"].(string)
	if named != keyed {
		return read, drf.InvalidObject(messages.New("The fields {field_names} must be used together.", "field_names", "model, object_pk"))
	}
	if read.object, err = existing(r, model, key); err != nil {
		return read, err
	}
	for _, item := range values["permissions"].([]any) {
		label, err := permissionLabel(r, item.(string), model, read.object)
		if errors.Is(err, errNoPermission) && back && read.object != "" && byCodename.In(r.Contract) {
			continue
		}
		if err != nil {
			return read, err
		}
		read.permissions = append(read.permissions, label)
	}
	return read, nil
}

// existing returns the key of an object if it exists, "" if not. An invalid UUID is refused, an invalid
// number makes the server crash: Django raises its own error for the first, and Python's for the second.
func existing(r *drf.Request, label, key string) (string, error) {
	model, served := r.Site.Model(label)
	if !served {
		return "", nil
	}
	table := model.Model.Table
	serial := r.Tx.Serial(table)
	parsed, message := drf.ParseKey(serial, key)
	switch {
	case message != nil && serial:
		return "", drf.Crash("int() raises a ValueError for this key, and nothing catches it").Of("object_pk")
	case message != nil:
		return "", drf.InvalidObject(*message)
	}
	if parsed == nil {
		return "", nil
	}
	if row := r.Tx.ByPK(table, parsed); row == nil || !model.Holds(row) {
		return "", nil
	}
	return drf.KeyText(parsed), nil
}

// byCodename is the span in which a permission over an object is looked up by its codename and must belong to
// the object's model. Afterwards it is looked up by its full name, and may belong to another model of which
// the object is an instance too.
var byCodename = profile.Dated("a permission over an object is named by its codename", profile.Until(profile.V2026_2, profile.Source))

// permissionLabel finds the permission that a request names. Over all objects, and since 2026.5 over one,
// this is its full name; until then over an object it is its codename, with or without the app, and must
// belong to the object's model.
func permissionLabel(r *drf.Request, text, model, object string) (label string, err error) {
	_, codename, dotted := strings.Cut(text, ".")
	if model == "" && !dotted {
		return "", drf.InvalidField("permissions", messages.New("When assigning global permissions, codename must be given as app_label.codename"))
	}
	app, name, _ := strings.Cut(model, ".")
	ofModel := object != "" && byCodename.In(r.Contract)
	if ofModel && dotted {
		text = app + "." + codename
	} else if ofModel {
		text = app + "." + text
	}
	found := permissionRow(r.Tx, text)
	if found == nil || ofModel && r.Tx.Follow(found, "content_type__model") != name {
		return "", noPermission()
	}
	if object != "" && !ofModel {
		of := modelLabel(r, found)
		if key, err := existing(r, of, object); of != model && (err != nil || key == "") {
			return "", noPermission()
		}
	}
	return text, nil
}

// errNoPermission reports that a permission does not exist. authentik does not check this and crashes; only
// removing a permission over an object needs no look-up, until 2025.12.
var errNoPermission = errors.New("there is no such permission")

func noPermission() error {
	return fmt.Errorf("%w: %w", errNoPermission,
		drf.Crash("nothing catches Permission.DoesNotExist").In(drf.LayerLookUp).Of("permissions"))
}

// pairs returns the columns of a held permission and their values, for finding or inserting it.
func (a assignment) pairs(holder string, row *store.Row, permission string) (table string, pairs []any) {
	pairs = []any{holder, row.PK(), "permission", permission}
	if a.object == "" {
		return holder + "_permission", pairs
	}
	return holder + "_object_permission", append(pairs, "object", a.object)
}

// give gives the holder a permission. It does nothing if they have it already.
func (a assignment) give(r *drf.Request, holder string, row *store.Row, permission string) (*store.Row, error) {
	table, pairs := a.pairs(holder, row, permission)
	if held := r.Tx.Find(table, pairs...); held != nil {
		return held, nil
	}
	values := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i].(string)] = pairs[i+1]
	}
	return r.Insert(table, values)
}

// managedRoles is the first contract in which a role that authentik creates holds a user's own permissions.
var managedRoles = profile.V2025_12

// djangoGroups is the span in which users hold their permissions themselves, and a Django group holds those
// of a role.
var djangoGroups = profile.Dated("users hold permissions themselves", profile.Until(managedRoles, profile.Source))

// Grant gives a user or a role a permission over the object with a key, or over all objects for "". Until
// 2025.10 users hold their permissions themselves; since then their managed roles do.
func Grant(r *drf.Request, holder *store.Row, permission, object string) error {
	if holder.Table() == "user" && !djangoGroups.In(r.Contract) {
		var err error
		if holder, err = managedRole(r, holder); err != nil {
			return err
		}
	}
	_, err := assignment{object: object}.give(r, holder.Table(), holder, permission)
	return err
}

// managedRole finds or creates the role that holds a user's own permissions.
func managedRole(r *drf.Request, user *store.Row) (*store.Row, error) {
	name := managedRolePrefix + "user-" + drf.KeyText(user.PK())
	if role := r.Tx.One("role", "name", name); role != nil {
		return role, nil
	}
	role, err := r.Insert("role", map[string]any{"name": name})
	if err != nil {
		return nil, err
	}
	_, err = r.Tx.Insert("user_role", map[string]any{"user": user.PK(), "role": role.PK()})
	return role, err
}
