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
	// Kinds holds the columns that only rows of one kind have, by the value of column "type" (child models).
	Kinds map[string][]string
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
	// plain is the shape of rows without columns of a kind, shapes those of each kind.
	plain  *shape
	shapes map[string]*shape
	// referrers holds the references of all tables to this one, set by New.
	referrers []referrer
}

type referrer struct {
	table *Schema
	Ref
}

// index is a compiled Unique, Ordered or Ref.
type index struct {
	names  []string
	unique bool
}

// shape is the layout of the rows of one kind.
type shape struct {
	*Schema
	columns []string
	// entries holds the positions of each index's columns, nil for an index that rows of the shape are not in.
	entries [][]int
}

// column returns the position of a column. Rows are narrow, so that a linear search is faster than a map.
func (s *shape) column(name string) (place int, ok bool) {
	place = slices.Index(s.columns, name)
	return place, place >= 0
}

// byPK is the position of the primary key's index.
const byPK = 0

func (s *Schema) compile() error {
	s.indexes = []index{{[]string{s.PK}, true}}
	for _, columns := range s.Unique {
		s.indexes = append(s.indexes, index{columns, true})
	}
	for _, columns := range s.Ordered {
		s.indexes = append(s.indexes, index{columns, false})
	}
	for _, ref := range s.Refs {
		s.indexes = append(s.indexes, index{[]string{ref.Column}, false})
	}
	for _, ix := range s.indexes {
		for _, name := range ix.names {
			if !s.has(name) {
				return fmt.Errorf("store: table %s has no column %q", s.Name, name)
			}
		}
	}
	s.plain, s.shapes = s.shape(nil), map[string]*shape{}
	for kind, columns := range s.Kinds {
		s.shapes[kind] = s.shape(columns)
	}
	return nil
}

// shape returns the layout of rows with these columns in addition to the table's.
func (s *Schema) shape(more []string) *shape {
	made := &shape{Schema: s, columns: slices.Concat(s.Columns, more)}
	for _, ix := range s.indexes {
		var places []int
		for _, name := range ix.names {
			if place, ok := made.column(name); ok {
				places = append(places, place)
			}
		}
		if len(places) < len(ix.names) {
			places = nil
		}
		made.entries = append(made.entries, places)
	}
	return made
}

// row returns an empty row in the shape of the kind in values.
func (s *Schema) row(values map[string]any) *Row {
	made := s.plain
	if kind := s.KindOf(values); kind != "" {
		made = s.shapes[kind]
	}
	return &Row{shape: made, values: make([]any, len(made.columns))}
}

// ColumnsOf returns the columns of rows of a kind; of any other kind, those that all rows have.
func (s *Schema) ColumnsOf(kind string) []string { return slices.Concat(s.Columns, s.Kinds[kind]) }

// KindOf returns the kind of a row with these values, "" if it has no columns of a kind.
func (s *Schema) KindOf(values map[string]any) string {
	if kind, ok := values["type"].(string); ok && s.Kinds[kind] != nil {
		return kind
	}
	return ""
}

// has reports whether rows of the table, or of one of its kinds, have a column.
func (s *Schema) has(name string) bool {
	if slices.Contains(s.Columns, name) {
		return true
	}
	for _, columns := range s.Kinds {
		if slices.Contains(columns, name) {
			return true
		}
	}
	return false
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
