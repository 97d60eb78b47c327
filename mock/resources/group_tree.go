package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// Since 2025.12 the tree of groups is two tables that used_by shows: one row for each parent of each group (parentage),
// and one for each group above each group (ancestry), which the database works out of the first. Here the second is
// worked out when it is asked for, so a row of parentage stands for it.

var parentageModel = drf.Model{Table: "parentage", App: "authentik_core", Name: "groupparentagenode"}

var ancestryModel = drf.Model{Table: "parentage", App: "authentik_core", Name: "groupancestrynode"}

// upwards and downwards are the direct steps of the tree above and below a group.
func upwards(tx *store.Tx, row *store.Row) []*store.Row {
	return rowsWhere("parentage", "child")(tx, row)
}

func downwards(tx *store.Tx, row *store.Row) []*store.Row {
	return rowsWhere("parentage", "parent")(tx, row)
}

func ancestryKey(_ *store.Tx, row *store.Row) string {
	return drf.KeyText(row.Get("child")) + "-" + drf.KeyText(row.Get("parent"))
}

func ancestryName(_ *store.Tx, row *store.Row) string {
	return "Group Ancestry Node from " + drf.KeyText(row.Get("child")) + " to " + drf.KeyText(row.Get("parent"))
}

func parentageKey(_ *store.Tx, row *store.Row) string { return drf.KeyText(row.Get("uuid")) }

func parentageName(_ *store.Tx, row *store.Row) string {
	return "Group Parentage Node from #" + drf.KeyText(row.Get("child")) + " to " + drf.KeyText(row.Get("parent"))
}
