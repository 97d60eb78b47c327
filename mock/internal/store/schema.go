// Package store stores the rows of the fake and their references. It has no knowledge of HTTP and
// serializers.
//
// The whole state is one immutable value. A writer works on a copy that shares everything unchanged
// (persistent B-trees) and publishes it when it is done: readers never wait, a failed write leaves nothing
// behind, and a snapshot is a pointer.
package store

import (
	"fmt"
	"slices"
)

// OnDelete is the action on a row when the row that it refers to is deleted. The names are Django's.
type OnDelete int

const (
	// Cascade deletes the referring row too.
	Cascade OnDelete = iota
	// SetNull sets the referring column to null.
	SetNull
)

// Ref is a foreign key: Column of the declaring table holds the primary key of a row of table To, or the
// value of its Unique column Key. A column may refer to one of several tables, with a Ref for each.
type Ref struct {
	Column   string
	To, Key  string
	OnDelete OnDelete
}

// key returns the value by which a row is referred to.
func (ref Ref) key(row *Row) any {
	if ref.Key != "" {
		return row.Get(ref.Key)
	}
	return row.PK()
}

// Schema declares a table. Columns contains every column name in Unique, an index, Refs and rows.
type Schema struct {
	Name string
	// PK is the column of the primary key: a uuid.UUID, or an int64 from a sequence if Serial is set.
	PK      string
	Serial  bool
	Columns []string
	// Unique lists groups of columns whose values are unique together. A group with a null never conflicts,
	// as in PostgreSQL.
	Unique [][]string
	// Ordered lists groups of columns by which rows are kept in order, in addition to those of Unique. Equal
	// rows keep the order of their creation.
	Ordered [][]string
	Refs    []Ref
	// Keep is the number of rows that the table keeps, the newest ones; 0 means all. Such a table accepts
	// rows by [Tx.Later]; there is at most one.
	Keep int

	indexes []index
	// referrers holds the references of all tables to this one, set by New.
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

// byPK is the position of the primary key's index.
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

// column returns the position of a column. Tables are narrow, so that a linear search is faster than a map.
func (s *Schema) column(name string) (place int, ok bool) {
	place = slices.Index(s.Columns, name)
	return place, place >= 0
}

// find returns the position of the index over exactly these columns, or -1.
func (s *Schema) find(columns ...string) int {
	return slices.IndexFunc(s.indexes, func(ix index) bool { return slices.Equal(ix.names, columns) })
}

// findUnique returns the position of the unique index over the columns of (column, value) pairs, or -1.
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
