package resources

import (
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// groupAttributes returns the attributes of a user merged over those of the user's groups, in the order of
// their names, and these over those of the brand (User.group_attributes).
func groupAttributes(r *drf.Request, user *store.Row) *python.Dict {
	groups := ancestors(r.Tx, linkedRows(r.Tx, userGroups, "group", user))
	slices.SortStableFunc(groups, func(a, b *store.Row) int { return strings.Compare(a.Text("name"), b.Text("name")) })
	merged := python.NewDict()
	for _, holder := range slices.Concat([]*store.Row{hostBrand(r)}, groups, []*store.Row{user}) {
		if attributes, ok := holder.Get("attributes").(*python.Dict); ok {
			merged = merge(merged, attributes).(*python.Dict)
		}
	}
	return merged
}

// merge implements the always_merger of deepmerge: objects are merged member by member, lists are
// concatenated, other values are replaced.
func merge(base, next any) any {
	switch next := next.(type) {
	case *python.Dict:
		if object, ok := base.(*python.Dict); ok {
			return mergeObjects(object, next)
		}
	case []any:
		if items, ok := base.([]any); ok {
			return slices.Concat(items, next)
		}
	}
	return next
}

func mergeObjects(base, next *python.Dict) *python.Dict {
	merged := python.NewDict()
	for name, value := range base.All() {
		merged.Set(name, value)
	}
	for name, value := range next.All() {
		if own, there := base.Get(name); there {
			value = merge(own, value)
		}
		merged.Set(name, value)
	}
	return merged
}
