package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// library returns a store of books, each on a shelf and possibly lent to someone.
func library(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.New([]*store.Schema{
		{Name: "shelf", PK: "id", Columns: []string{"id", "label"}, Unique: [][]string{{"label"}}},
		{Name: "reader", PK: "id", Serial: true, Columns: []string{"id", "name"}},
		{
			Name: "book", PK: "id", Columns: []string{"id", "title", "shelf", "reader", "place"},
			Unique:  [][]string{{"shelf", "place"}},
			Ordered: [][]string{{"title"}},
			Refs:    []store.Ref{{Column: "shelf", To: "shelf"}, {Column: "reader", To: "reader", OnDelete: store.SetNull}},
		},
	}, store.SeededIDs("library"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// insert inserts a valid row.
func insert(t *testing.T, tx *store.Tx, table string, values map[string]any) *store.Row {
	t.Helper()
	row, err := tx.Insert(table, values)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// titles returns the books in the order of their titles.
func titles(s *store.Store) (all []string) {
	s.View(func(tx *store.Tx) error {
		rows, _ := tx.Ordered("book", "title")
		for row := range rows {
			all = append(all, row.Text("title"))
		}
		return nil
	})
	return all
}

// filled returns a library with three books on two shelves, one of them lent.
func filled(t *testing.T) *store.Store {
	s := library(t)
	s.Update(func(tx *store.Tx) error {
		a, b := insert(t, tx, "shelf", map[string]any{"label": "a"}), insert(t, tx, "shelf", map[string]any{"label": "b"})
		reader := insert(t, tx, "reader", map[string]any{"name": "ann"})
		insert(t, tx, "book", map[string]any{"title": "Zebra", "shelf": a.PK(), "place": int64(1), "reader": reader.PK()})
		insert(t, tx, "book", map[string]any{"title": "apple", "shelf": a.PK(), "place": int64(2)})
		insert(t, tx, "book", map[string]any{"title": "Apple", "shelf": b.PK(), "place": int64(1)})
		return nil
	})
	return s
}

func TestAFailedWriteLeavesNothingBehind(t *testing.T) {
	s := filled(t)
	before := titles(s)
	failed := errors.New("failed")
	err := s.Update(func(tx *store.Tx) error {
		shelf := tx.One("shelf", "label", "a")
		insert(t, tx, "book", map[string]any{"title": "New", "shelf": shelf.PK(), "place": int64(9)})
		if err := tx.Delete(shelf); err != nil {
			return err
		}
		return failed
	})
	if !errors.Is(err, failed) || !slices.Equal(titles(s), before) {
		t.Errorf("%v, and the books are %v", err, titles(s))
	}
}

func TestATryUndoesWhatItDidAndNothingElse(t *testing.T) {
	s := filled(t)
	before := titles(s)
	failure := errors.New("no")
	if err := s.Update(func(tx *store.Tx) error {
		insert(t, tx, "book", map[string]any{"title": "kept"})
		if err := tx.Try(func() error {
			insert(t, tx, "book", map[string]any{"title": "undone"})
			return failure
		}); err != failure {
			t.Errorf("got %v", err)
		}
		return tx.Try(func() error {
			insert(t, tx, "book", map[string]any{"title": "too"})
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	if got, want := titles(s), append(before, "kept", "too"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUniqueIsKept(t *testing.T) {
	s := filled(t)
	err := s.Update(func(tx *store.Tx) error {
		_, err := tx.Insert("book", map[string]any{"title": "Other", "shelf": tx.One("shelf", "label", "a").PK(), "place": int64(1)})
		return err
	})
	if !errors.Is(err, store.ErrUnique) {
		t.Errorf("two books stand in one place: %v", err)
	}
	err = s.Update(func(tx *store.Tx) error {
		for range 2 { // nulls never clash
			if _, err := tx.Insert("book", map[string]any{"title": "Loose"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Errorf("books without a place clash: %v", err)
	}
}

func TestDeletingTakesAlongOrEmptiesWhatRefersToIt(t *testing.T) {
	s := filled(t)
	s.Update(func(tx *store.Tx) error { return tx.Delete(tx.One("shelf", "label", "a")) })
	if got := titles(s); !slices.Equal(got, []string{"Apple"}) {
		t.Errorf("the books of a deleted shelf: %v", got)
	}
	s = filled(t)
	s.Update(func(tx *store.Tx) error { return tx.Delete(tx.ByPK("reader", int64(1))) })
	s.View(func(tx *store.Tx) error {
		for book := range tx.All("book") {
			if book.Get("reader") != nil {
				t.Errorf("%s is lent to a reader who is gone", book.Text("title"))
			}
		}
		return nil
	})
}

func TestRowsAreOrderedByTheirBytesAndFoundByAllTheirColumns(t *testing.T) {
	s := filled(t)
	if got := titles(s); !slices.Equal(got, []string{"Apple", "Zebra", "apple"}) {
		t.Errorf("ordered %v", got)
	}
	s.Update(func(tx *store.Tx) error {
		shelf := tx.One("shelf", "label", "a")
		book := tx.Find("book", "shelf", shelf.PK(), "place", int64(2))
		moved, err := tx.Update(book, map[string]any{"place": int64(7), "title": "Mango"})
		if err != nil {
			return err
		}
		if !moved.Is(book) || tx.Find("book", "shelf", shelf.PK(), "place", int64(2)) != nil || tx.Find("book", "shelf", shelf.PK(), "place", int64(7)) != moved {
			t.Error("a moved book is not where it should be")
		}
		return nil
	})
	if got := titles(s); !slices.Equal(got, []string{"Apple", "Mango", "Zebra"}) {
		t.Errorf("ordered %v after a change", got)
	}
}

func TestAPageIsCutOutOfTheOrder(t *testing.T) {
	s := filled(t)
	s.View(func(tx *store.Tx) error {
		rows, ok := tx.Page("book", nil, 1, 1, "title")
		if !ok || len(rows) != 1 || rows[0].Text("title") != "Zebra" {
			t.Errorf("page %v, %v", rows, ok)
		}
		if _, ok := tx.Page("book", nil, 0, 1, "place"); ok {
			t.Error("a page of an order that is not kept")
		}
		return nil
	})
}

func TestASnapshotIsNotTouchedByLaterWrites(t *testing.T) {
	s := filled(t)
	before := s.Snapshot()
	var firstID any
	add := func() (id any) {
		s.Update(func(tx *store.Tx) error {
			id = insert(t, tx, "shelf", map[string]any{"label": fmt.Sprint("new ", tx.Len("shelf"))}).PK()
			return tx.Delete(tx.One("shelf", "label", "b"))
		})
		return id
	}
	firstID = add()
	s.Restore(before)
	if got := titles(s); len(got) != 3 {
		t.Errorf("after Restore %v", got)
	}
	if again := add(); again != firstID || again == (uuid.UUID{}) {
		t.Errorf("the same write made id %v, then %v", firstID, again)
	}
}
