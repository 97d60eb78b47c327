// Package store keeps the rows of the fake and what happens to their neighbours. It knows no HTTP and no serializer.
//
// The whole state is one immutable value. A writer works on a copy that shares everything it does not touch (persistent
// B-trees) and publishes it when it is done: readers never wait, a failed write leaves nothing behind, and a snapshot
// is the keeping of a pointer.
package store

import (
	"fmt"
	"slices"
)

// OnDelete says what happens to a row when the row that it refers to is deleted. The names are Django's.
type OnDelete int

const (
	// Cascade deletes the referring row too.
	Cascade OnDelete = iota
	// SetNull empties the referring column.
	SetNull
)

// Ref is a foreign key: Column of the table that declares it holds the primary key of a row of table To, or the value of
// its Unique column Key. A column may refer to one of several tables: it has a Ref for each.
type Ref struct {
	Column   string
	To, Key  string
	OnDelete OnDelete
}

// key is the value by which a row is referred to.
func (ref Ref) key(row *Row) any {
	if ref.Key != "" {
		return row.Get(ref.Key)
	}
	return row.PK()
}

// Schema declares a table. Every column name that a Unique, an Index, a Ref or a row uses is in Columns.
type Schema struct {
	Name string
	// PK is the column of the primary key: a uuid.UUID, or an int64 that counts up when Serial is set.
	PK      string
	Serial  bool
	Columns []string
	// Unique lists groups of columns that no two rows share. A group with a null in it never clashes, as in PostgreSQL.
	Unique [][]string
	// Ordered lists groups of columns by which rows are kept in order, beside those of Unique, which are too. Rows that
	// tie stay in the order of their creation.
	Ordered [][]string
	Refs    []Ref
	// Keep is how many rows the table keeps, the newest ones; 0 for all. Such a table takes rows by [Tx.Later]; there is
	// one at most.
	Keep int

	indexes []index
	// referrers are the references of all tables that point here, set by New.
	referrers []referrer
}

type referrer struct {
	table *Schema
	Ref
}

// index is a compiled Unique, Ordered or Ref.
type index struct {
	names   []string
	columns []int
	unique  bool
}

// byPK is the place of the primary key's index.
const byPK = 0

func (s *Schema) compile() error {
	s.indexes = nil
	if err := s.addIndex([]string{s.PK}, true); err != nil {
		return err
	}
	for _, columns := range s.Unique {
		if err := s.addIndex(columns, true); err != nil {
			return err
		}
	}
	for _, columns := range s.Ordered {
		if err := s.addIndex(columns, false); err != nil {
			return err
		}
	}
	for _, ref := range s.Refs {
		if err := s.addIndex([]string{ref.Column}, false); err != nil {
			return err
		}
	}
	return nil
}

func (s *Schema) addIndex(columns []string, unique bool) error {
	ix := index{names: columns, unique: unique}
	for _, name := range columns {
		i, ok := s.column(name)
		if !ok {
			return fmt.Errorf("store: table %s has no column %q", s.Name, name)
		}
		ix.columns = append(ix.columns, i)
	}
	s.indexes = append(s.indexes, ix)
	return nil
}

// column returns the place of a column. Tables are narrow: looking along the names is quicker than a map.
func (s *Schema) column(name string) (place int, ok bool) {
	place = slices.Index(s.Columns, name)
	return place, place >= 0
}

// find returns the place of the index over exactly these columns, or -1.
func (s *Schema) find(columns ...string) int {
	return slices.IndexFunc(s.indexes, func(ix index) bool { return slices.Equal(ix.names, columns) })
}

// findUnique returns the place of the unique index over the columns of (column, value) pairs, or -1.
func (s *Schema) findUnique(pairs []any) int {
	return slices.IndexFunc(s.indexes, func(ix index) bool {
		if !ix.unique || 2*len(ix.names) != len(pairs) {
			return false
		}
		for i, name := range ix.names {
			if pairs[2*i] != name {
				return false
			}
		}
		return true
	})
}
