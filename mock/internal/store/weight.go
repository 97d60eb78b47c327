package store

import (
	"errors"
	"math/big"
	"time"

	"github.com/google/uuid"
)

// A state weighs about as many bytes as it takes of memory. The weight is exact in this sense: it is the sum over the
// rows and index entries that are there, whatever happened before. It is counted as they come and go.

// ErrFull is what [Store.Update] returns when a write would take the state beyond its bound.
var ErrFull = errors.New("store: the state is full")

// Bound sets how much the state may weigh; 0 is without bound. A state that weighs more already may only become lighter.
func (s *Store) Bound(most int64) { s.most.Store(most) }

// Weight is about how many bytes of memory the present state takes.
func (s *Store) Weight() int64 { return s.current.Load().weight }

// Weight is about how many bytes of memory the state takes.
func (s *State) Weight() int64 { return s.weight }

const (
	// weightOfRow is a row without its columns: the row itself, its slice of values and its place in the tree.
	weightOfRow = 104
	// weightOfCell is a column's place in a row.
	weightOfCell = 16
	// weightOfEntry is an index's entry without the bytes of its key: text and age, in a node that is two thirds full.
	weightOfEntry = 44
)

// weigh sums up the tables.
func (s *State) weigh() {
	s.weight = 0
	for _, t := range s.tables {
		s.weight += t.weight
	}
	if b := s.backlog; b != nil {
		s.weight += b.light + b.heavy
	}
}

func weighRow(row *Row) int64 {
	weight := weightOfRow + weightOfCell*int64(len(row.values))
	for _, value := range row.values {
		weight += weigh(value)
	}
	return weight
}

// heavier is by how much the changed columns of a row make it heavier than it was.
func (r *Row) heavier(was *Row, changed map[string]any) (more int64) {
	for name := range changed {
		i, _ := r.schema.column(name)
		more += weigh(r.values[i]) - weigh(was.values[i])
	}
	return more
}

func weighEntry(key string) int64 { return weightOfEntry + allocated(len(key)) }

// weighty is a value that knows what it takes of memory.
type weighty interface{ Weight() int64 }

// weigh is what a value takes beside its place in the row.
func weigh(value any) int64 {
	switch v := value.(type) {
	case nil, bool:
		return 0
	case string:
		return 16 + allocated(len(v))
	case int64, float64:
		return 8
	case uuid.UUID:
		return 16
	case time.Time:
		return 24
	case *big.Int:
		return 48
	case []any:
		weight := 24 + weightOfCell*int64(len(v))
		for _, item := range v {
			weight += weigh(item)
		}
		return weight
	case weighty:
		return v.Weight()
	}
	return weightOfCell
}

// allocated is about what size bytes take of memory: the allocator rounds up, by a sixteenth on average.
func allocated(size int) int64 { return int64(size + size/16) }
