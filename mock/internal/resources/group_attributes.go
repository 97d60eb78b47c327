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
			merged = python.Merge(merged, attributes).(*python.Dict)
		}
	}
	return merged
}
