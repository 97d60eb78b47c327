package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// pick returns any row of a table, nil if there is none.
func pick(random *rand.Rand, tx *store.Tx, table string) *store.Row {
	rows := slices.Collect(tx.All(table))
	if len(rows) == 0 {
		return nil
	}
	return rows[random.IntN(len(rows))]
}

// act applies one operation to a library: insert, change, delete with references, or a conflict.
func act(random *rand.Rand, tx *store.Tx) error {
	text := strings.Repeat("x", random.IntN(2000)) + fmt.Sprint(random.Int())
	var shelf, reader any
	if row := pick(random, tx, "shelf"); row != nil {
		shelf = row.PK()
	}
	if row := pick(random, tx, "reader"); row != nil {
		reader = row.PK()
	}
	book := map[string]any{"title": text, "shelf": shelf, "reader": reader, "place": int64(random.IntN(40))}
	var err error
	switch random.IntN(8) {
	case 0:
		_, err = tx.Insert("shelf", map[string]any{"label": text})
	case 1:
		_, err = tx.Insert("reader", map[string]any{"name": []any{text, int64(1), nil}})
	case 2, 3, 4:
		_, err = tx.Insert("book", book)
	case 5, 6:
		if row := pick(random, tx, "book"); row != nil {
			_, err = tx.Update(row, book)
		}
	case 7:
		if row := pick(random, tx, []string{"shelf", "reader", "book"}[random.IntN(3)]); row != nil {
			err = tx.Delete(row)
		}
	}
	return err
}

func TestTheWeightIsThatOfWhatIsThereWhateverHappenedBefore(t *testing.T) {
	t.Parallel()
	s := library(t)
	random := rand.New(rand.NewPCG(12, 34))
	kept, weight := s.Snapshot(), s.Weight()
	failed := errors.New("failed")
	var clashes int
	for i := range 2000 {
		before := s.Weight()
		err := s.Update(func(tx *store.Tx) error {
			for range random.IntN(4) {
				// a conflict leaves a half-written row behind, which has to be undone
				if err := tx.Try(func() error { return act(random, tx) }); errors.Is(err, store.ErrUnique) {
					clashes++
				}
			}
			if random.IntN(5) == 0 {
				return failed
			}
			return nil
		})
		if err != nil && s.Weight() != before {
			t.Fatalf("a failed write changed the weight from %d to %d", before, s.Weight())
		}
		if got, want := s.Weight(), s.Recount(); got != want {
			t.Fatalf("after %d writes the state is said to weigh %d, and weighs %d", i+1, got, want)
		}
		switch random.IntN(200) {
		case 0:
			kept, weight = s.Snapshot(), s.Weight()
		case 1:
			s.Restore(kept)
			if s.Weight() != weight {
				t.Fatalf("a restored state weighs %d, and weighed %d", s.Weight(), weight)
			}
		}
	}
	if clashes == 0 || s.Weight() == 0 {
		t.Errorf("%d clashes, and the state weighs %d: nothing was shown", clashes, s.Weight())
	}
}

func TestAStateThatIsFullTakesNothingAndGivesAway(t *testing.T) {
	t.Parallel()
	s := filled(t)
	room := s.Weight() + 10_000
	s.Bound(room)
	add := func(size int) error {
		return s.Update(func(tx *store.Tx) error {
			insert(t, tx, "reader", map[string]any{"name": strings.Repeat("x", size)})
			return nil
		})
	}
	before := s.Snapshot()
	if err := add(20_000); !errors.Is(err, store.ErrFull) || s.Snapshot() != before {
		t.Errorf("more than there is room for: %v", err)
	}
	if err := add(5_000); err != nil {
		t.Errorf("what there is room for: %v", err)
	}
	s.Bound(1)
	if err := add(1); !errors.Is(err, store.ErrFull) {
		t.Errorf("a state beyond its bound grew: %v", err)
	}
	if err := s.Update(func(tx *store.Tx) error { return tx.Delete(tx.One("shelf", "label", "a")) }); err != nil {
		t.Errorf("a state beyond its bound cannot become lighter: %v", err)
	}
}
