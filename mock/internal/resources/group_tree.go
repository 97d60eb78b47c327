package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// Since 2025.12 the tree of groups consists of two tables that used_by shows: one row for each parent of each
// group (parentage), and one for each group at any distance above each group (ancestry), which the database
// derives from the first.

var parentageModel = drf.Model{
	Table: "parentage", App: "authentik_core", Name: "groupparentagenode",
	String: func(_ *store.Tx, row *store.Row) string {
		return "Group Parentage Node from #" + drf.KeyText(row.Get("child")) + " to " + drf.KeyText(row.Get("parent"))
	},
}

var ancestryModel = drf.Model{App: "authentik_core", Name: "groupancestrynode"}

// groupChildren leads to the groups that have a group as a parent.
var groupChildren = &drf.Through{Table: "parentage", Near: "parent", Far: "child"}

// ancestryAbove returns the rows of ancestry from a group to the groups above it, ancestryBelow those from
// the groups below to it.
func ancestryAbove(r *drf.Request, row *store.Row) []drf.Used {
	var nodes []drf.Used
	for _, above := range reachable(r.Tx, groupParents, row) {
		nodes = append(nodes, ancestryNode(row, above))
	}
	return nodes
}

func ancestryBelow(r *drf.Request, row *store.Row) []drf.Used {
	var nodes []drf.Used
	for _, below := range reachable(r.Tx, groupChildren, row) {
		nodes = append(nodes, ancestryNode(below, row))
	}
	return nodes
}

func ancestryNode(from, to *store.Row) drf.Used {
	child, parent := drf.KeyText(from.PK()), drf.KeyText(to.PK())
	return drf.Used{Key: child + "-" + parent, Name: "Group Ancestry Node from " + child + " to " + parent}
}

// reachable returns the groups that repeated steps lead to, each once, the nearest first. A cycle leads back
// to the group itself.
func reachable(tx *store.Tx, step *drf.Through, row *store.Row) []*store.Row {
	var found []*store.Row
	seen := map[any]bool{}
	next := linkedRows(tx, step, "group", row)
	for len(next) > 0 {
		group := next[0]
		next = next[1:]
		if seen[group.PK()] {
			continue
		}
		seen[group.PK()] = true
		found = append(found, group)
		next = append(next, linkedRows(tx, step, "group", group)...)
	}
	return found
}
