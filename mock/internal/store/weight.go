package store

import (
	"errors"
	"math/big"
	"time"

	"github.com/google/uuid"
)

// The weight of a state is its approximate memory in bytes. It is exact in this sense: it is the sum over the
// present rows and index entries, regardless of what happened before. It is updated as they are added and
// removed.

// ErrFull is returned by [Store.Update] if a write would exceed the limit of the state.
var ErrFull = errors.New("store: the state is full")

// Bound limits the weight of the state; 0 means no limit. A state that is heavier already may only become
// lighter.
func (s *Store) Bound(most int64) { s.most.Store(most) }

// Weight returns the approximate memory of the current state in bytes.
func (s *Store) Weight() int64 { return s.current.Load().weight }

// Weight returns the approximate memory of the state in bytes.
func (s *State) Weight() int64 { return s.weight }

const (
	// weightOfRow is the weight of a row without its columns: the row itself, its slice of values and its
	// place in the tree.
	weightOfRow = 104
	// weightOfCell is the weight of a column's place in a row.
	weightOfCell = 16
	// weightOfEntry is the weight of an index's entry without the bytes of its key: text and age, in a node
	// that is two thirds full.
	weightOfEntry = 44
)

// weigh adds up the tables.
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

// heavier returns the difference in weight that the changed columns of a row make.
func (r *Row) heavier(was *Row, changed map[string]any) (more int64) {
	for name := range changed {
		if i, ok := r.shape.column(name); ok {
			more += weigh(r.values[i]) - weigh(was.values[i])
		}
	}
	return more
}

func weighEntry(key string) int64 { return weightOfEntry + allocated(len(key)) }

// weighty is a value that knows its own weight.
type weighty interface{ Weight() int64 }

// weigh returns the weight of a value without its place in the row.
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

// allocated returns the approximate memory of an allocation of size bytes: the allocator rounds up, by a
// sixteenth on average.
func allocated(size int) int64 { return int64(size + size/16) }
