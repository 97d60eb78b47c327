package api

import (
	"iter"
	"regexp"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Two objects of different kinds may have one id, as the stage and the group of the demo seed do. Of which kind a reference
// is follows from the API's own members: create_users_group refers to a group.

// ServedResources yields each resource, once for every profile that serves it.
func ServedResources() iter.Seq[describe.Resource] {
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
	for resource := range ServedResources() {
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

// TableOf is the table that a collection shows, "" if it is not known.
func TableOf(collection string) string { return relationsOf().collections[collection] }

// TableBehind is the table that a member refers to, "" if it refers to none or to different ones.
func TableBehind(member string) string { return relationsOf().members[member] }

// TableAt is the table of the objects at an address, "" if it is not known.
func TableAt(path string) string { return TableOf(CollectionIn(path)) }

// CollectionIn is the collection that an address begins with, "" if it begins with none.
func CollectionIn(path string) string {
	found := collectionOfAddress.FindStringSubmatch(path)
	if found == nil {
		return ""
	}
	return found[1]
}

// TableUnder is the table that a value refers to which stands in the answer of an address: its own for pk, another one for
// members that refer to others.
func TableUnder(path, at string) string {
	member := at[strings.LastIndex(at, ".")+1:]
	if member == "pk" {
		return TableAt(path)
	}
	return TableBehind(member)
}

var collectionOfAddress = regexp.MustCompile(`^/api/v3/([a-z_]+/[a-z_]+)/`)
