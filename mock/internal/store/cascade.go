package store

import (
	"slices"
	"strings"
)

// Newest returns the row that was inserted last, or nil for an empty table.
func (tx *Tx) Newest(table string) *Row {
	_, row, _ := tx.table(table).rows.Max()
	return row
}

// Doomed lists the rows that [Tx.Delete] would delete, in the order of Django's collector: the rows of a table before
// those of the tables that they refer to, and the rows of one table by their primary key. The row itself comes last.
func (tx *Tx) Doomed(row *Row) []*Row {
	if len(row.shape.referrers) == 0 {
		return []*Row{row}
	}
	type doomed struct {
		rows []*Row
		// depth is the length of the longest path of references to the first row.
		depth int
	}
	found := map[*Schema]*doomed{}
	seen := map[*Row]bool{}
	var visit func(row *Row, depth int)
	visit = func(row *Row, depth int) {
		of := found[row.shape.Schema]
		if of == nil {
			of = &doomed{}
			found[row.shape.Schema] = of
		}
		of.depth = max(of.depth, depth)
		if seen[row] {
			return
		}
		seen[row] = true
		of.rows = append(of.rows, row)
		for _, ref := range row.shape.referrers {
			if ref.OnDelete != Cascade {
				continue
			}
			for other := range tx.Where(ref.table.Name, ref.Column, ref.key(row)) {
				visit(other, depth+1)
			}
		}
	}
	visit(row, 0)
	schemas := make([]*Schema, 0, len(found))
	for schema := range found {
		schemas = append(schemas, schema)
	}
	slices.SortFunc(schemas, func(a, b *Schema) int {
		if deeper := found[b].depth - found[a].depth; deeper != 0 {
			return deeper
		}
		return strings.Compare(a.Name, b.Name)
	})
	var all []*Row
	for _, schema := range schemas {
		rows := found[schema].rows
		slices.SortFunc(rows, func(a, b *Row) int { return strings.Compare(OrderKey(a.PK()), OrderKey(b.PK())) })
		all = append(all, rows...)
	}
	return all
}
