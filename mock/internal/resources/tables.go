package resources

import (
	"cmp"
	"maps"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// Tables returns the tables of the fake, new ones at each call: one for every model, and one for every
// many-to-many relation. Child models share their parent's table and are told apart by its column "type";
// each has columns of its own.
func Tables() []*store.Schema {
	merged := map[string]*store.Schema{}
	for _, part := range declared.tables {
		whole := merged[part.Name]
		if whole == nil {
			whole = &store.Schema{Name: part.Name}
			merged[part.Name] = whole
		}
		whole.PK, whole.Serial, whole.Keep = cmp.Or(whole.PK, part.PK), whole.Serial || part.Serial, cmp.Or(whole.Keep, part.Keep)
		whole.Columns = append(whole.Columns, part.Columns...)
		for kind, columns := range part.Kinds {
			if whole.Kinds == nil {
				whole.Kinds = map[string][]string{}
			}
			whole.Kinds[kind] = columns
		}
		whole.Unique = append(whole.Unique, part.Unique...)
		whole.Ordered = append(whole.Ordered, part.Ordered...)
		whole.Refs = append(whole.Refs, part.Refs...)
	}
	var tables []*store.Schema
	for _, name := range slices.Sorted(maps.Keys(merged)) {
		tables = append(tables, merged[name])
	}
	return tables
}

// permissionTable returns the table of a role's or a user's permissions over all objects,
// objectPermissionTable that of permissions over one object.
func permissionTable(holder string) store.Schema {
	return store.Schema{
		Name: holder + "_permission", PK: "id", Serial: true, Columns: []string{"id", holder, "permission"},
		Unique: [][]string{{holder, "permission"}},
		Refs:   []store.Ref{{Column: holder, To: holder}},
	}
}

func objectPermissionTable(holder string) store.Schema {
	return store.Schema{
		Name: holder + "_object_permission", PK: "id", Serial: true, Columns: []string{"id", holder, "permission", "object"},
		Unique: [][]string{{holder, "permission", "object"}},
		Refs:   []store.Ref{{Column: holder, To: holder}},
	}
}

// linkTable returns the table of a many-to-many relation; its columns have the names of the tables they refer
// to.
func linkTable(name, near, far string) store.Schema {
	return store.Schema{
		Name: name, PK: "id", Serial: true, Columns: []string{"id", near, far},
		Unique: [][]string{{near, far}},
		Refs:   []store.Ref{{Column: near, To: near}, {Column: far, To: far}},
	}
}
