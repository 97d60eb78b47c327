package store

import (
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"
)

// Tx reads a state and, inside [Store.Update], changes the copy that becomes the next one.
type Tx struct {
	state *State
	ids   IDs
	// turn marks the copies of this transaction; 0 if it only reads.
	turn uint64
}

func (tx *Tx) place(name string) int {
	place, ok := tx.state.places[name]
	if !ok {
		panic(fmt.Sprintf("store: there is no table %q", name))
	}
	return place
}

func (tx *Tx) table(name string) *table {
	place := tx.place(name)
	if b := tx.state.backlog; b != nil && b.place == place {
		if t := b.settled.Load(); t != nil {
			return t
		}
		return tx.settle(b)
	}
	return tx.state.tables[place]
}

// mine returns the table, which is copied before this transaction first changes it.
func (tx *Tx) mine(name string) *table {
	if tx.turn == 0 {
		panic("store: a read-only transaction cannot write")
	}
	place := tx.place(name)
	if b := tx.state.backlog; b != nil && b.place == place {
		tx.state.tables[place], tx.state.backlog = tx.settle(b), nil
	}
	if tx.state.tables[place].turn != tx.turn {
		tx.state.tables[place] = tx.state.tables[place].copy(tx.turn)
	}
	return tx.state.tables[place]
}

// Try calls write, and if it returns an error undoes its changes, but none before it.
func (tx *Tx) Try(write func() error) error {
	before := *tx.state
	before.tables = slices.Clone(before.tables)
	tx.turn = turns.Add(1) // tables that write changes are copied first, even those that this transaction copied before
	err := write()
	if err != nil {
		*tx.state = before
	}
	return err
}

// ByPK returns the row with a primary key; nil if there is none.
func (tx *Tx) ByPK(table string, pk any) *Row {
	t := tx.table(table)
	age, ok := t.trees[byPK].Get(string(appendKey(make([]byte, 0, usualKey), pk)))
	if !ok {
		return nil
	}
	return t.row(age)
}

// One returns the row with this value in a column, which must be a Unique of the table; nil if there is none.
func (tx *Tx) One(table, column string, value any) *Row {
	t := tx.table(table)
	place := t.schema.find(column)
	if place < 0 || !t.schema.indexes[place].unique {
		panic(fmt.Sprintf("store: table %s has no Unique over %s", table, column))
	}
	age, ok := t.trees[place].Get(string(appendKey(make([]byte, 0, usualKey), value)))
	if !ok {
		return nil
	}
	return t.row(age)
}

// Find returns the row with these values in columns (column, value, column, value …), which must be a Unique
// of the table; nil if there is none.
func (tx *Tx) Find(table string, pairs ...any) *Row {
	t := tx.table(table)
	place := t.schema.findUnique(pairs)
	if place < 0 {
		panic(fmt.Sprintf("store: table %s has no Unique over the columns of %v", table, pairs))
	}
	buffer := make([]byte, 0, usualKey)
	for i := 1; i < len(pairs); i += 2 {
		buffer = appendKey(buffer, pairs[i])
	}
	age, ok := t.trees[place].Get(string(buffer))
	if !ok {
		return nil
	}
	return t.row(age)
}

// Where yields the rows with this value in a column, oldest first. The column must be a Ref, a Unique or an
// Ordered of the table.
func (tx *Tx) Where(table, column string, value any) iter.Seq[*Row] {
	// Short enough to be inlined, so that a loop over the rows allocates nothing.
	return func(yield func(*Row) bool) { tx.where(table, column, value, yield) }
}

func (tx *Tx) where(table, column string, value any, yield func(*Row) bool) {
	t := tx.table(table)
	place := t.schema.find(column)
	if place < 0 {
		panic(fmt.Sprintf("store: table %s has no index over %s", table, column))
	}
	prefix := string(appendKey(make([]byte, 0, usualKey), value))
	t.trees[place].Ascend(prefix, func(key string, age uint64) bool {
		return strings.HasPrefix(key, prefix) && yield(t.row(age))
	})
}

// First returns the oldest row that [Tx.Where] yields, or nil.
func (tx *Tx) First(table, column string, value any) *Row {
	for row := range tx.Where(table, column, value) {
		return row
	}
	return nil
}

// Oldest returns the first row that [Tx.All] yields, or nil.
func (tx *Tx) Oldest(table string) *Row {
	_, row, _ := tx.table(table).rows.Min()
	return row
}

// All yields every row of a table, oldest first.
func (tx *Tx) All(table string) iter.Seq[*Row] {
	return func(yield func(*Row) bool) { // inlined, as Where is
		tx.table(table).rows.Scan(func(_ uint64, row *Row) bool { return yield(row) })
	}
}

// Ordered yields every row of a table in the order of an Ordered of its schema; ok is false if there is no such index.
func (tx *Tx) Ordered(table string, columns ...string) (rows iter.Seq[*Row], ok bool) {
	t := tx.table(table)
	place := t.schema.find(columns...)
	if place < 0 {
		return nil, false
	}
	return func(yield func(*Row) bool) {
		t.trees[place].Scan(func(_ string, age uint64) bool { return yield(t.row(age)) })
	}, true
}

// Page returns the rows from offset on, at most limit, in an order that [Tx.Ordered] knows, without the rows
// of without, which should be few. Its cost does not depend on offset.
func (tx *Tx) Page(table string, without []*Row, offset, limit int, columns ...string) (rows []*Row, ok bool) {
	t := tx.table(table)
	place := t.schema.find(columns...)
	if place < 0 {
		return nil, false
	}
	skip := make([]int, len(without))
	for i, row := range without {
		skip[i] = t.rank(place, row)
	}
	slices.Sort(skip)
	for _, rank := range skip {
		if rank <= offset {
			offset++
		}
	}
	for i := offset; i < t.trees[place].Len() && len(rows) < limit; i++ {
		if _, skipped := slices.BinarySearch(skip, i); skipped {
			continue
		}
		_, age, _ := t.trees[place].GetAt(i)
		rows = append(rows, t.row(age))
	}
	return rows, true
}

// rank returns the number of rows before a row in an index.
func (t *table) rank(place int, row *Row) int {
	key, _ := row.key(place)
	return sort.Search(t.trees[place].Len(), func(i int) bool {
		other, _, _ := t.trees[place].GetAt(i)
		return other >= key
	})
}

// Len returns the number of rows in a table.
func (tx *Tx) Len(table string) int { return tx.table(table).rows.Len() }

// Insert adds a row. Columns that are missing from values are null, except the primary key: a serial one
// comes from the sequence, another is a new UUID.
func (tx *Tx) Insert(table string, values map[string]any) (*Row, error) {
	t := tx.mine(table)
	tx.state.age++
	row := t.schema.row(values)
	row.age, row.written = tx.state.age, tx.state.age
	if err := row.set(values); err != nil {
		return nil, err
	}
	pk, _ := row.shape.column(t.schema.PK)
	switch {
	case t.schema.Serial && row.values[pk] == nil:
		t.serial++
		row.values[pk] = t.serial
	case t.schema.Serial:
		t.serial = max(t.serial, row.values[pk].(int64))
	case row.values[pk] == nil:
		row.values[pk] = tx.UUID()
	}
	row.weight = weighRow(row)
	if err := t.add(row); err != nil {
		return nil, err
	}
	t.shorten()
	return row, nil
}

// Unsaved returns a row of the table that is in no state. It panics if the table does not have a column in
// values.
func (tx *Tx) Unsaved(table string, values map[string]any) *Row {
	row := tx.table(table).schema.row(values)
	if err := row.set(values); err != nil {
		panic(err)
	}
	return row
}

// Update changes columns of a row and returns the new row.
func (tx *Tx) Update(row *Row, values map[string]any) (*Row, error) {
	t := tx.mine(row.shape.Name)
	tx.state.age++
	next := &Row{shape: row.shape, values: slices.Clone(row.values), age: row.age, written: tx.state.age}
	if err := next.set(values); err != nil {
		return nil, err
	}
	next.weight = row.weight + next.heavier(row, values)
	return next, t.replace(row, next)
}

// Delete removes a row, and applies the OnDelete of each Ref to the rows that refer to it.
func (tx *Tx) Delete(row *Row) error {
	if tx.ByPK(row.shape.Name, row.PK()) == nil {
		return nil // a cascade was here before
	}
	tx.mine(row.shape.Name).remove(row)
	for _, ref := range row.shape.referrers {
		for _, other := range slices.Collect(tx.Where(ref.table.Name, ref.Column, ref.key(row))) {
			if err := tx.release(other, ref.Ref); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) release(row *Row, ref Ref) error {
	if ref.OnDelete == Cascade {
		return tx.Delete(row)
	}
	_, err := tx.Update(row, map[string]any{ref.Column: nil})
	return err
}

func (r *Row) set(values map[string]any) error {
	for name, value := range values {
		i, ok := r.shape.column(name)
		switch {
		case ok:
			r.values[i] = value
		case value != nil || !r.shape.has(name):
			return fmt.Errorf("store: table %s has no column %q", r.shape.Name, name)
		}
	}
	return nil
}

func (t *table) add(row *Row) error {
	t.rows.Set(row.age, row)
	t.weight += row.weight
	for i := range t.schema.indexes {
		if key, ok := row.key(i); ok {
			if err := t.enter(i, key, row); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *table) remove(row *Row) {
	if was, there := t.rows.Delete(row.age); there {
		t.weight -= was.weight
	}
	for i := range t.schema.indexes {
		if key, ok := row.key(i); ok {
			t.leave(i, key)
		}
	}
}

func (t *table) replace(old, next *Row) error {
	t.weight += next.weight
	if was, there := t.rows.Set(next.age, next); there {
		t.weight -= was.weight
	}
	for i := range t.schema.indexes {
		if old.same(next, i) {
			continue
		}
		was, _ := old.key(i)
		t.leave(i, was)
		is, _ := next.key(i)
		if err := t.enter(i, is, next); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) enter(place int, key string, row *Row) error {
	if _, taken := t.mine(place).Set(key, row.age); taken {
		return fmt.Errorf("%w: %s %v", ErrUnique, t.schema.Name, t.schema.indexes[place].names)
	}
	t.weight += weighEntry(key)
	return nil
}

func (t *table) leave(place int, key string) {
	if _, there := t.mine(place).Delete(key); there {
		t.weight -= weighEntry(key)
	}
}

// same reports whether two states of a row have the same values in an index.
func (r *Row) same(next *Row, place int) bool {
	for _, column := range r.shape.entries[place] {
		if r.values[column] != next.values[column] {
			return false
		}
	}
	return true
}

// Serial reports whether the primary keys of a table come from a sequence.
func (tx *Tx) Serial(table string) bool { return tx.table(table).schema.Serial }

// Follow returns the value at the end of a path of columns separated by two underscores: user__username is
// the username of the row that column user refers to. It is nil if a reference on the path is null.
func (tx *Tx) Follow(row *Row, path string) any {
	column, rest, more := strings.Cut(path, "__")
	value := row.Get(column)
	if !more || value == nil {
		return value
	}
	for _, ref := range row.shape.Refs {
		if ref.Column == column {
			return tx.Follow(tx.ByPK(ref.To, value), rest)
		}
	}
	panic(fmt.Sprintf("store: %s.%s is no reference", row.shape.Name, column))
}
