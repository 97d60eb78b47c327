package resources

import (
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
)

// Seeded is a resource with a section in seeds.
type Seeded struct {
	// Section is the name of the section.
	Section string
	drf.Resource
}

// Sections returns the sections of seeds, in the order in which they are loaded. A resource has a section if
// people can name its objects, clients can create them, even if only by type, and they are not deleted with
// others. Objects that are, such as a user's tokens, stand inside the object that they belong to.
var Sections = sync.OnceValue(func() []Seeded {
	var sections []Seeded
	for _, line := range inventory.Resources {
		i := slices.IndexFunc(declared.resources, func(r drf.Resource) bool { return r.Path == line.Path })
		if i < 0 || line.Name == "" {
			continue
		}
		r := declared.resources[i]
		creatable := r.ListMethods == nil && !slices.Contains(r.Unserved, "POST") || slices.Contains(r.ListMethods, "POST") || r.Children != nil
		if r.Type == "" && r.Single == nil && creatable && NaturalKey(r.Model.Table) != "" && !dependent(r.Model.Table) {
			sections = append(sections, Seeded{Plural(line.Name), r})
		}
	}
	return sections
})

// Plural returns the plural of a name: of flow flows, of policy policies.
func Plural(name string) string {
	if stem, ok := strings.CutSuffix(name, "y"); ok {
		return stem + "ies"
	}
	return name + "s"
}

// NaturalKey returns the column by which people name the rows of a table: the first unique one, "" if there
// is none.
func NaturalKey(table string) string {
	schema := tablesByName()[table]
	if schema == nil || len(schema.Unique) == 0 || len(schema.Unique[0]) != 1 {
		return ""
	}
	return schema.Unique[0][0]
}

// SingleOf returns the path of the resource whose one object is the row of a table, "" if there is none.
func SingleOf(table string) string {
	for _, r := range declared.resources {
		if r.Single != nil && r.Model.Table == table {
			return r.Path
		}
	}
	return ""
}

// dependent reports whether the rows of a table, of every kind, are deleted with others.
func dependent(table string) bool {
	schema := tablesByName()[table]
	return slices.ContainsFunc(schema.Refs, func(ref store.Ref) bool {
		return ref.OnDelete == store.Cascade && slices.Contains(schema.Columns, ref.Column)
	})
}

var tablesByName = sync.OnceValue(func() map[string]*store.Schema {
	byName := map[string]*store.Schema{}
	for _, table := range Tables() {
		byName[table.Name] = table
	}
	return byName
})
