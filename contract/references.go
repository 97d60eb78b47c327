package contract

import (
	"iter"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Two objects of different kinds may have one id, as the stage and the group of the demo seed do. Of which kind a reference
// is follows from the API's own members: create_users_group refers to a group.

// servedResources yields each resource, once for every profile that serves it.
func servedResources() iter.Seq[describe.Resource] {
	return func(yield func(describe.Resource) bool) {
		for _, p := range profile.All {
			all, err := describe.Resources(p.Contract)
			if err != nil {
				continue // the tests of the resources find that
			}
			for _, resource := range all {
				if !yield(resource) {
					return
				}
			}
		}
	}
}

// relations say which table a collection shows, and which one a member refers to.
type relations struct{ collections, members map[string]string }

// relationsOf are the relations of everything that the fake serves in any profile. A member that refers to different tables
// is none.
var relationsOf = sync.OnceValue(func() relations {
	all := relations{map[string]string{}, map[string]string{}}
	for resource := range servedResources() {
		all.collections[resource.Path] = resource.Table
		for _, f := range resource.Members {
			if f.To == "" || !f.Given {
				continue
			}
			if known, seen := all.members[f.Name]; seen && known != f.To {
				all.members[f.Name] = ""
			} else {
				all.members[f.Name] = f.To
			}
		}
	}
	return all
})

// tableAt is the table of the objects at an address, "" if it is not known.
func tableAt(path string) string {
	found := collectionOfAddress.FindStringSubmatch(path)
	if found == nil {
		return ""
	}
	return relationsOf().collections[found[1]]
}

// tableUnder is the table that a value refers to which stands in the answer of an address: its own for pk, another one for
// members that refer to others.
func tableUnder(path, at string) string {
	member := at[strings.LastIndex(at, ".")+1:]
	if member == "pk" {
		return tableAt(path)
	}
	return relationsOf().members[member]
}

// called lets a word stand for the id of an object of a table.
func (d *describer) called(id, word, table string) {
	if d.tables[table] == nil {
		d.tables[table] = map[string]string{}
	}
	d.tables[table][id] = word
	if d.words[id] == "" {
		d.words[id], d.of[id] = word, table
	}
}

// otherThan says whether the word for an id stands for an object of another table than that which a member refers to; then
// word is the one for the object that is meant, "" if it has none.
func (d *describer) otherThan(member, id string) (word string, other bool) {
	if member == "pk" {
		word = d.tables[d.at][id]
		return word, word != ""
	}
	table := relationsOf().members[member]
	if table == "" || d.words[id] == "" || d.of[id] == "" || d.of[id] == table {
		return "", false
	}
	return d.tables[table][id], true
}

// segment is an id in an address: the word for the object that the address is of.
func (d *describer) segment(path, id string) (word string, other bool) {
	table := tableAt(path)
	if table == "" || d.words[id] == "" || d.of[id] == "" || d.of[id] == table {
		return "", false
	}
	if word := d.tables[table][id]; word != "" {
		return word, true
	}
	return id, true
}
