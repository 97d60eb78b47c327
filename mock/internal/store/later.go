package store

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Later is a row that is created when its table is first read: the log of events grows with every write, and
// is seldom read.
type Later interface {
	// Values returns the columns of the row; age is its place in the order of all rows.
	Values(tx *Tx, age uint64) map[string]any
	// Weight returns the approximate memory of the future row in bytes.
	Weight() int64
}

// backlog holds the later rows of the table with a Keep. It is immutable except for its cache.
type backlog struct {
	place int
	// recent holds the newest rows, fewer than the table keeps, and earlier those before them, as many as it
	// keeps or none: older ones are not needed.
	recent, earlier *later
	count           int
	// light and heavy are the weights of recent and earlier.
	light, heavy int64

	making  sync.Mutex
	settled atomic.Pointer[table]
}

// later is a list of rows, the newest first.
type later struct {
	Later
	age    uint64
	before *later
}

// Later adds a row to a table with a Keep. It returns the age of the row.
func (tx *Tx) Later(table string, row Later) uint64 {
	if tx.turn == 0 {
		panic("store: a read-only transaction cannot write")
	}
	place := tx.place(table)
	tx.state.age++
	next := &backlog{place: place}
	if b := tx.state.backlog; b != nil {
		next.recent, next.earlier, next.count, next.light, next.heavy = b.recent, b.earlier, b.count, b.light, b.heavy
	}
	if next.count == tx.state.tables[place].schema.Keep {
		next.recent, next.earlier, next.count, next.light, next.heavy = nil, next.recent, 0, 0, next.light
	}
	next.recent = &later{row, tx.state.age, next.recent}
	next.count++
	next.light += row.Weight()
	tx.state.backlog = next
	return tx.state.age
}

// Latest returns the row that was added last by [Tx.Later], if its table has not been read since; nil
// otherwise.
func (tx *Tx) Latest() Later {
	if tx.state.backlog == nil {
		return nil
	}
	return tx.state.backlog.recent.Later
}

// settle returns the table with its backlog.
func (tx *Tx) settle(b *backlog) *table {
	b.making.Lock()
	defer b.making.Unlock()
	if t := b.settled.Load(); t != nil {
		return t
	}
	t := tx.state.tables[b.place].copy(turns.Add(1))
	var rows []*later
	for _, list := range []*later{b.recent, b.earlier} {
		for row := list; row != nil && len(rows) < t.schema.Keep; row = row.before {
			rows = append(rows, row)
		}
	}
	for _, row := range slices.Backward(rows) {
		values := row.Values(tx, row.age)
		made := t.schema.row(values)
		made.age = row.age
		err := made.set(values)
		made.weight = weighRow(made)
		if err == nil {
			err = t.add(made)
		}
		if err != nil {
			panic(err) // a mistake in a declaration
		}
	}
	t.shorten()
	b.settled.Store(t)
	return t
}

// forget empties the table with a Keep, to make room for the others.
func (tx *Tx) forget() {
	tx.state.backlog = nil
	for place, t := range tx.state.tables {
		if t.schema.Keep > 0 {
			tx.state.tables[place] = newTable(t.schema)
		}
	}
}

// shorten removes the oldest rows of a table with a Keep.
func (t *table) shorten() {
	for t.schema.Keep > 0 && t.rows.Len() > t.schema.Keep {
		_, oldest, _ := t.rows.Min()
		t.remove(oldest)
	}
}
