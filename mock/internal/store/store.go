package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/tidwall/btree"
)

// Row is one row of a table. It is immutable: an update creates a new one.
type Row struct {
	shape  *shape
	values []any
	age    uint64
	weight int64
	// written is the age of the state in which the row got its present values.
	written uint64
}

// Get returns the value of a column: nil, bool, int64, float64, string, uuid.UUID, time.Time or a decoded JSON document. A
// column of another kind of rows is nil. It panics if the table has no such column.
func (r *Row) Get(column string) any {
	i, ok := r.shape.column(column)
	if !ok {
		if !r.shape.has(column) {
			panic(fmt.Sprintf("store: table %s has no column %q", r.shape.Name, column))
		}
		return nil
	}
	return r.values[i]
}

// Has reports whether the row has the column.
func (r *Row) Has(column string) bool {
	_, ok := r.shape.column(column)
	return ok
}

// Columns returns the names of the row's columns. They must not be modified.
func (r *Row) Columns() []string { return r.shape.columns }

// Text returns a column's value as text, "" if it is null.
func (r *Row) Text(column string) string {
	text, _ := r.Get(column).(string)
	return text
}

// PK returns the row's primary key.
func (r *Row) PK() any { return r.Get(r.shape.PK) }

// Table returns the name of the row's table.
func (r *Row) Table() string { return r.shape.Name }

// Is reports whether two rows are the same object, possibly at different times.
func (r *Row) Is(other *Row) bool {
	return r != nil && other != nil && r.shape.Schema == other.shape.Schema && r.PK() == other.PK()
}

// ByWrite compares rows by the time of their last write, the earliest first. This is the order of a
// sequential scan in PostgreSQL, where an update writes a row anew, after all others.
func ByWrite(a, b *Row) int { return cmp.Compare(max(a.age, a.written), max(b.age, b.written)) }

// degree is the width of the trees. A write copies the nodes on its path, a few wide ones or many narrow ones: at 8, a rename
// among 100,000 rows takes 1.15 times what it takes among 10; at 32, 1.3 times.
const degree = 8

// table holds one table's rows by age, and for each index of the schema the ages by key: a change of a row
// affects only the indexes over the changed columns.
type table struct {
	schema *Schema
	rows   *btree.Map[uint64, *Row]
	trees  []*tree
	serial int64
	weight int64
	// turn identifies the transaction that copied the table, own reports which trees belong to it alone.
	turn uint64
	own  bool
	// copying is held while the rows are copied, which marks both copies.
	copying sync.Mutex
}

// turns counts the transactions. A transaction changes its own copies in place, and copies everything else
// first.
var turns atomic.Uint64

// tree is an index. Copies of a table share it until one of them changes it.
type tree struct {
	*btree.Map[string, uint64]
	turn uint64
	// copying is held while the tree is copied, which marks both copies.
	copying sync.Mutex
}

func (t *tree) copy(turn uint64) *tree {
	t.copying.Lock()
	defer t.copying.Unlock()
	return &tree{Map: t.Map.Copy(), turn: turn}
}

func newTable(s *Schema) *table {
	t := &table{schema: s, rows: btree.NewMap[uint64, *Row](degree)}
	for range s.indexes {
		t.trees = append(t.trees, &tree{Map: btree.NewMap[string, uint64](degree)})
	}
	return t
}

func (t *table) copy(turn uint64) *table {
	t.copying.Lock()
	defer t.copying.Unlock()
	return &table{schema: t.schema, serial: t.serial, weight: t.weight, rows: t.rows.Copy(), trees: t.trees, turn: turn}
}

// mine returns an index, which is copied before this copy of the table first changes it.
func (t *table) mine(place int) *tree {
	if !t.own {
		t.trees, t.own = slices.Clone(t.trees), true
	}
	if t.trees[place].turn != t.turn {
		t.trees[place] = t.trees[place].copy(t.turn)
	}
	return t.trees[place]
}

func (t *table) row(age uint64) *Row {
	row, _ := t.rows.Get(age)
	return row
}

// State is the content of the store at one time. It is immutable, and keeping it costs a pointer.
type State struct {
	// tables holds the tables at the positions in places, which never changes; the rows of backlog belong to
	// one of them.
	tables  []*table
	places  map[string]int
	backlog *backlog
	age     uint64
	ids     uint64
	weight  int64
}

// Store holds the current state and lets one writer at a time replace it.
type Store struct {
	writer  sync.Mutex
	current atomic.Pointer[State]
	ids     IDs
	most    atomic.Int64 // what the state may weigh; 0 is without bound
}

// New returns an empty store with these tables. It returns an error for a contradictory declaration.
func New(schemas []*Schema, ids IDs) (*Store, error) {
	state := &State{places: make(map[string]int, len(schemas))}
	for _, s := range schemas {
		s.referrers = nil
		if err := s.compile(); err != nil {
			return nil, err
		}
		t := newTable(s)
		state.places[s.Name] = len(state.tables)
		state.tables = append(state.tables, t)
	}
	for _, s := range schemas {
		for _, ref := range s.Refs {
			place, ok := state.places[ref.To]
			if !ok {
				return nil, fmt.Errorf("store: %s.%s refers to table %q, which there is not", s.Name, ref.Column, ref.To)
			}
			to := state.tables[place].schema
			to.referrers = append(to.referrers, referrer{s, ref})
		}
	}
	store := &Store{ids: ids}
	store.current.Store(state)
	return store, nil
}

// Snapshot returns the present state.
func (s *Store) Snapshot() *State { return s.current.Load() }

// Restore makes an earlier state the current one.
func (s *Store) Restore(state *State) {
	s.writer.Lock()
	defer s.writer.Unlock()
	s.current.Store(state)
}

// Fork returns a store that begins with a state of this one and is independent from there, with ids of its
// own. It costs a few pointers, whatever the size of the state.
func (s *Store) Fork(from *State, ids IDs) *Store {
	forked := &Store{ids: ids}
	forked.current.Store(from)
	forked.most.Store(s.most.Load())
	return forked
}

// View calls read with the state.
func (s *State) View(read func(*Tx) error) error { return read(&Tx{state: s}) }

// View calls read with the current state. Writers do not affect it and do not wait for it.
func (s *Store) View(read func(*Tx) error) error {
	return read(&Tx{state: s.current.Load(), ids: s.ids})
}

// Update calls write with a copy of the current state. If write returns an error or panics, or the copy
// exceeds the limit of [Store.Bound] even without the rows of the table with a Keep, the copy is discarded.
// One writer runs at a time, from its first look-up to its last change, so that what it checked still holds
// when it writes.
func (s *Store) Update(write func(*Tx) error) error {
	s.writer.Lock()
	defer s.writer.Unlock()
	present := s.current.Load()
	next := &State{
		tables: slices.Clone(present.tables), places: present.places, backlog: present.backlog, age: present.age, ids: present.ids,
	}
	tx := &Tx{state: next, ids: s.ids, turn: turns.Add(1)}
	if err := write(tx); err != nil {
		return err
	}
	most := s.most.Load()
	tooHeavy := func() bool {
		next.weigh()
		return most > 0 && next.weight > most && next.weight > present.weight
	}
	if tooHeavy() {
		if tx.forget(); tooHeavy() {
			return ErrFull
		}
	}
	s.current.Store(next)
	return nil
}

// ErrUnique is returned by a write if two rows would have the same values in a Unique.
var ErrUnique = errors.New("store: unique constraint violated")
