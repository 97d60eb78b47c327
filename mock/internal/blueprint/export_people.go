package blueprint

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// administratorsToken is the token whose key the flag --token sets, overriding files.
const administratorsToken = "authentik-bootstrap-token"

// named is a table with the column that names its rows.
type named struct{ table, column string }

// people lists the tables of users, roles and what they own, in the order in which they can be loaded; things
// lists the tables that stages need, and places those that need flows.
var (
	people = []named{{"role", "name"}, {"group", "name"}, {"user", "username"}, {"token", "identifier"}}
	things = []named{{"prompt", "name"}, {"property_mapping", "name"}, {"connector", "name"}}
	places = []named{{"application", "slug"}, {"brand", "domain"}}
)

// all writes tables: roles with their permissions, groups, users with their groups and password, tokens with their keys,
// applications and brands.
func (x *exporter) all(tables []named) {
	for _, t := range tables {
		rows := slices.Collect(x.ordered(t.table, t.column))
		switch t.table {
		case "group":
			rows = x.referredFirst(rows)
		case "prompt":
			rows = x.inOrderOfStages(rows)
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

// referredFirst sorts rows of a table after those that they refer to. Rows that refer to each other keep their
// order.
func (x *exporter) referredFirst(rows []*store.Row) []*store.Row {
	byKey := map[string]*store.Row{}
	for _, row := range rows {
		byKey[drf.KeyText(row.PK())] = row
	}
	var sorted []*store.Row
	placed := map[*store.Row]bool{}
	var place func(row *store.Row)
	place = func(row *store.Row) {
		if row == nil || placed[row] {
			return
		}
		placed[row] = true
		for name, value := range x.attributes(row).All() {
			if name == "children" || name == "pk" {
				continue
			}
			list, isList := value.([]any)
			if !isList {
				list = []any{value}
			}
			for _, key := range list {
				place(byKey[python.Str(key)])
			}
		}
		sorted = append(sorted, row)
	}
	for _, row := range rows {
		place(row)
	}
	return sorted
}

// inOrderOfStages sorts prompts so that each stage that has them gets them in its order, which is that in which they
// were written.
func (x *exporter) inOrderOfStages(prompts []*store.Row) []*store.Row {
	before := map[any][]*store.Row{}
	for stage := range x.request.Tx.All("stage") {
		of := resources.PromptsOf(x.request.Tx, stage)
		for i := 1; i < len(of); i++ {
			before[of[i].PK()] = append(before[of[i].PK()], of[i-1])
		}
	}
	var sorted []*store.Row
	placed := map[any]bool{}
	var place func(row *store.Row)
	place = func(row *store.Row) {
		if placed[row.PK()] {
			return
		}
		placed[row.PK()] = true
		for _, earlier := range before[row.PK()] {
			place(earlier)
		}
		sorted = append(sorted, row)
	}
	for _, row := range prompts {
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
