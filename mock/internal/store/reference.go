package store

import "cmp"

// PKColumn returns the name of a table's primary key.
func (tx *Tx) PKColumn(table string) string { return tx.table(table).schema.PK }

// Refer returns the row that a column refers to, nil if it is null. ok is false for a column that is not a
// reference.
func (tx *Tx) Refer(row *Row, column string) (to *Row, ok bool) {
	for _, ref := range row.shape.Refs {
		if ref.Column != column {
			continue
		}
		ok = true
		if key := row.Get(column); key != nil && to == nil {
			to = tx.Find(ref.To, cmp.Or(ref.Key, tx.PKColumn(ref.To)), key)
		}
	}
	return to, ok
}

// Indexed reports whether [Tx.Where] finds rows by a column.
func (tx *Tx) Indexed(table, column string) bool {
	schema := tx.table(table).schema
	return schema.find(column) >= 0
}
