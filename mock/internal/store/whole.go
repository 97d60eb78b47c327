package store

import "slices"

// Functions for writing a state to a file and reading it back: rows with their places, and the counters of
// the state.

// Counts holds the counters of a state.
type Counts struct {
	// Age is the number of places that rows were given, IDs the number of random ids and secrets.
	Age, IDs uint64
	// Serials holds the last primary keys of the tables with a sequence.
	Serials map[string]int64
}

// Counts returns the counters of the current state.
func (tx *Tx) Counts() Counts {
	counts := Counts{tx.state.age, tx.state.ids, map[string]int64{}}
	for _, t := range tx.state.tables {
		if t.schema.Serial {
			counts.Serials[t.schema.Name] = t.serial
		}
	}
	return counts
}

// Count sets the counters, but never below those that the present rows need.
func (tx *Tx) Count(counts Counts) {
	tx.state.age, tx.state.ids = max(tx.state.age, counts.Age), counts.IDs
	for name, serial := range counts.Serials {
		t := tx.mine(name)
		t.serial = max(t.serial, serial)
	}
}

// Schema returns the declaration of a table, nil if there is no such table. It must not be modified.
func (tx *Tx) Schema(table string) *Schema {
	place, ok := tx.state.places[table]
	if !ok {
		return nil
	}
	return tx.state.tables[place].schema
}

// Empty removes all rows except those of some tables, and resets the counters to the last of these.
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

// Put adds a row with given places among those of its table: when it was created and last written, both above
// 0. The primary key is among values. It returns [ErrUnique] if another row has the place.
func (tx *Tx) Put(table string, values map[string]any, made, written uint64) (*Row, error) {
	t := tx.mine(table)
	if t.row(made) != nil {
		return nil, ErrUnique
	}
	row := t.schema.row(values)
	row.age, row.written = made, written
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

// Made returns the place of the row's creation among all writes.
func (r *Row) Made() uint64 { return r.age }

// Written returns the place of the row's last write, 0 for a row that was created when it was first read.
func (r *Row) Written() uint64 { return r.written }
