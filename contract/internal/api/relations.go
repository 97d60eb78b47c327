package api

import (
	"iter"
	"regexp"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Objects of different kinds may have the same id, as the stage and the group of the demo seed do.
// The kind that a reference means follows from the API's own members: create_users_group refers to
// a group.

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

// relations maps collections to the tables that they show, and members to the tables that they
// refer to.
type relations struct{ collections, members map[string]string }

// relationsOf returns the relations of all resources that the fake serves in any profile. A member
// that refers to different tables is left out.
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

// TableOf returns the table that a collection shows, "" if it is unknown.
func TableOf(collection string) string { return relationsOf().collections[collection] }

// TableBehind returns the table that a member refers to, "" if it refers to none or to different
// ones.
func TableBehind(member string) string { return relationsOf().members[member] }

// TableAt returns the table of the objects at an address, "" if it is unknown.
func TableAt(path string) string { return TableOf(CollectionIn(path)) }

// CollectionIn returns the collection that an address begins with, "" if it begins with none.
func CollectionIn(path string) string {
	found := collectionOfAddress.FindStringSubmatch(path)
	if found == nil {
		return ""
	}
	return found[1]
}

// TableUnder returns the table that a member's value refers to, in the answer of the address at:
// the address's own table for pk, the table behind the member otherwise.
func TableUnder(path, at string) string {
	member := at[strings.LastIndex(at, ".")+1:]
	if member == "pk" {
		return TableAt(path)
	}
	return TableBehind(member)
}

var collectionOfAddress = regexp.MustCompile(`^/api/v3/([a-z_]+/[a-z_]+)/`)
