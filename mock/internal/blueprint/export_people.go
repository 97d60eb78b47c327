package blueprint

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// administratorsToken is the token whose key the flag --token sets, overriding files.
const administratorsToken = "authentik-bootstrap-token"

// named is a table with the column that names its rows.
type named struct{ table, column string }

// people lists the tables of users, roles and what they own, in the order in which they can be loaded; places
// lists the tables that need flows.
var (
	people = []named{{"role", "name"}, {"group", "name"}, {"user", "username"}, {"token", "identifier"}}
	places = []named{{"application", "slug"}, {"brand", "domain"}}
)

// all writes tables: roles with their permissions, groups, users with their groups and password, tokens with their keys,
// applications and brands.
func (x *exporter) all(tables []named) {
	for _, t := range tables {
		rows := slices.Collect(x.ordered(t.table, t.column))
		if t.table == "group" {
			rows = x.parentsFirst(rows)
		}
		for _, row := range rows {
			if t.table == "token" && row.Get("identifier") == administratorsToken {
				continue
			}
			x.person(row, t.column)
		}
	}
}

// person writes a row of such a table. The members of a group are written with the users.
func (x *exporter) person(row *store.Row, name string) {
	attributes := x.attributes(row)
	x.withoutUnkept(row, attributes)
	attributes.Delete("users")
	attributes.Delete("children") // the parent of each says the same
	if row.Table() == "role" || row.Table() == "user" {
		attributes.Set("permissions", x.heldBy(row))
	}
	x.write(row, attributes, present, name)
}

// withoutUnkept removes members that a row shows and that cannot be loaded.
func (x *exporter) withoutUnkept(row *store.Row, attributes *python.Dict) {
	m := x.request.Site.ModelOf(row)
	var unkept []string
	for name := range attributes.All() {
		_, special := specials(m)[name]
		if _, _, kept := m.Resource.Member(name); !kept && !special {
			unkept = append(unkept, name)
		}
	}
	for _, name := range unkept {
		attributes.Delete(name)
	}
}

// heldBy returns the permissions over all objects that a role or a user holds.
func (x *exporter) heldBy(row *store.Row) []any {
	labels := []string{}
	for held := range x.request.Tx.Where(row.Table()+"_permission", row.Table(), row.PK()) {
		labels = append(labels, python.Str(held.Get("permission")))
	}
	slices.Sort(labels)
	all := make([]any, len(labels))
	for i, label := range labels {
		all[i] = label
	}
	return all
}

// parentsFirst sorts groups after the groups that they refer to.
func (x *exporter) parentsFirst(rows []*store.Row) []*store.Row {
	var sorted []*store.Row
	placed := map[string]bool{}
	var place func(row *store.Row)
	place = func(row *store.Row) {
		key := drf.KeyText(row.PK())
		if placed[key] {
			return
		}
		placed[key] = true
		attributes := x.attributes(row)
		parents, _ := attributes.Get("parents")
		parent, _ := attributes.Get("parent")
		list, _ := parents.([]any)
		for _, candidate := range rows {
			for _, above := range append(slices.Clone(list), parent) {
				if above != nil && python.Str(above) == drf.KeyText(candidate.PK()) {
					place(candidate)
				}
			}
		}
		sorted = append(sorted, row)
	}
	for _, row := range rows {
		place(row)
	}
	return sorted
}

// gonePeople writes entries for people and places of another state that were deleted.
func (x *exporter) gonePeople(was *exporter) {
	for _, t := range slices.Concat(places, people) {
		for row := range was.ordered(t.table, t.column) {
			x.absent(was, row, t.column)
		}
	}
}

// overObjects writes the permissions over single objects, after all objects.
func (x *exporter) overObjects() {
	for _, row := range x.written {
		label := x.request.Site.ModelOf(row).Model.Label()
		var held []any
		for _, holder := range []string{"role", "user"} {
			for one := range x.request.Tx.All(holder + "_object_permission") {
				permission := one.Text("permission")
				if one.Text("object") == drf.KeyText(row.PK()) && x.modelOf(permission) == label {
					held = append(held, dict("permission", permission, holder, one.Get(holder)))
				}
			}
		}
		if len(held) > 0 {
			attributes := python.NewDict()
			for _, name := range required[label] {
				value, _ := x.attributes(row).Get(name)
				attributes.Set(name, value)
			}
			if expires, there := x.attributes(row).Get("expires"); there {
				attributes.Set("expires", expires) // authentik would set it anew
			}
			x.entries = append(x.entries, dict("attrs", attributes, "conditions", []any{}, "identifiers", dict("pk", row.PK()),
				"model", label, "permissions", held, "state", present))
		}
	}
}

// modelOf returns the model (app_label.name) of a permission.
func (x *exporter) modelOf(permission string) string {
	tx := x.request.Tx
	row := tx.One("permission", "label", permission)
	return python.Str(tx.Follow(row, "content_type__app_label")) + "." + python.Str(tx.Follow(row, "content_type__model"))
}
