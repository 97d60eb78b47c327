package store

import "slices"

// What it takes to write a state down and to make it again: rows with their places, and what the state counts.

// Counts are what a state has counted.
type Counts struct {
	// Age is how many places rows were given, IDs how many random ids and secrets were made.
	Age, IDs uint64
	// Serials are the last primary keys of the tables that count theirs.
	Serials map[string]int64
}

// Counts are those of the present state.
func (tx *Tx) Counts() Counts {
	counts := Counts{tx.state.age, tx.state.ids, map[string]int64{}}
	for _, t := range tx.state.tables {
		if t.schema.Serial {
			counts.Serials[t.schema.Name] = t.serial
		}
	}
	return counts
}

// Count goes on from counts, but never from fewer than the rows need that are there.
func (tx *Tx) Count(counts Counts) {
	tx.state.age, tx.state.ids = max(tx.state.age, counts.Age), counts.IDs
	for name, serial := range counts.Serials {
		t := tx.mine(name)
		t.serial = max(t.serial, serial)
	}
}

// Schema is the declaration of a table, nil if there is none of the name. It must not be changed.
func (tx *Tx) Schema(table string) *Schema {
	place, ok := tx.state.places[table]
	if !ok {
		return nil
	}
	return tx.state.tables[place].schema
}

// Empty removes all rows but those of some tables, and counts from the last of these on.
func (tx *Tx) Empty(but ...string) {
	tx.state.backlog, tx.state.age, tx.state.ids = nil, 0, 0
	for place, t := range tx.state.tables {
		if !slices.Contains(but, t.schema.Name) {
			tx.state.tables[place] = newTable(t.schema)
			continue
		}
		t.rows.Scan(func(_ uint64, row *Row) bool {
			tx.state.age = max(tx.state.age, row.age, row.written)
			return true
		})
	}
}

// Put adds a row in a place of its own among those of its table: where it was made and last written, both above 0. The
// primary key is among values. It returns [ErrUnique] for a place that another row has.
func (tx *Tx) Put(table string, values map[string]any, made, written uint64) (*Row, error) {
	t := tx.mine(table)
	if t.row(made) != nil {
		return nil, ErrUnique
	}
	row := &Row{schema: t.schema, values: make([]any, len(t.schema.Columns)), age: made, written: written}
	if err := row.set(values); err != nil {
		return nil, err
	}
	if t.schema.Serial {
		t.serial = max(t.serial, row.PK().(int64))
	}
	row.weight = weighRow(row)
	tx.state.age = max(tx.state.age, made, written)
	if err := t.add(row); err != nil {
		return nil, err
	}
	t.shorten()
	return row, nil
}

// Made and Written are the places of the row among all that was written: when it was made, and when it became what it is.
func (r *Row) Made() uint64 { return r.age }

// Written is 0 for a row that was made when somebody looked for it.
func (r *Row) Written() uint64 { return r.written }
