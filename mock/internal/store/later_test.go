package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// note is a later row.
type note string

func (n note) Values(tx *store.Tx, age uint64) map[string]any {
	return map[string]any{"id": tx.Aside(age, "note"), "text": string(n)}
}

func (n note) Weight() int64 { return 100 + int64(len(n)) }

// notebook returns a store that keeps three notes.
func notebook(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.New([]*store.Schema{
		{Name: "other", PK: "id", Columns: []string{"id", "text"}},
		{Name: "note", PK: "id", Columns: []string{"id", "text"}, Keep: 3},
	}, store.SeededIDs("notes"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func take(s *store.Store, texts ...string) {
	s.Update(func(tx *store.Tx) error {
		for _, text := range texts {
			tx.Later("note", note(text))
		}
		return nil
	})
}

func notes(s *store.Store) string {
	var all []string
	s.View(func(tx *store.Tx) error {
		for row := range tx.All("note") {
			if found := tx.ByPK("note", row.PK()); !found.Is(row) {
				all = append(all, "lost")
			}
			all = append(all, row.Text("text"))
		}
		return nil
	})
	return strings.Join(all, " ")
}

func wantNotes(t *testing.T, s *store.Store, wanted string) {
	t.Helper()
	if got := notes(s); got != wanted {
		t.Errorf("the notes are %q, want %q", got, wanted)
	}
}

func TestRowsThatAreAddedLaterAreThereWhenTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	s := notebook(t)
	take(s, "a", "b")
	wantNotes(t, s, "a b")
	take(s, "c")
	s.Update(func(tx *store.Tx) error { _, err := tx.Insert("note", map[string]any{"text": "d"}); return err })
	take(s, "e")
	wantNotes(t, s, "c d e")
}

func TestATableKeepsItsNewestRows(t *testing.T) {
	t.Parallel()
	for length := range 12 {
		s := notebook(t)
		var all []string
		for i := range length {
			all = append(all, fmt.Sprint(i))
			take(s, fmt.Sprint(i))
		}
		wantNotes(t, s, strings.Join(all[max(0, length-3):], " "))
	}
}

func TestASnapshotDoesNotSeeWhatIsAddedLater(t *testing.T) {
	t.Parallel()
	s := notebook(t)
	take(s, "a")
	before := s.Snapshot()
	take(s, "b", "c")
	wantNotes(t, s, "a b c")
	s.Restore(before)
	wantNotes(t, s, "a")
	take(s, "d")
	wantNotes(t, s, "a d")
}

func TestWhatFailsAddsNothing(t *testing.T) {
	t.Parallel()
	s := notebook(t)
	take(s, "a")
	wrong := errors.New("wrong")
	s.Update(func(tx *store.Tx) error {
		tx.Later("note", note("b"))
		if err := tx.Try(func() error {
			tx.Later("note", note("c"))
			tx.Insert("note", map[string]any{"text": "d"})
			return wrong
		}); err != wrong {
			t.Error(err)
		}
		tx.Later("note", note("e"))
		return nil
	})
	s.Update(func(tx *store.Tx) error { tx.Later("note", note("f")); return wrong })
	wantNotes(t, s, "a b e")
}

// insertText adds a row at once.
func insertText(t *testing.T, s *store.Store, table, text string) {
	t.Helper()
	if err := s.Update(func(tx *store.Tx) error { _, err := tx.Insert(table, map[string]any{"text": text}); return err }); err != nil {
		t.Fatal(err)
	}
}

func TestLaterRowsWeighWhatTheySay(t *testing.T) {
	t.Parallel()
	later, atOnce := notebook(t), notebook(t)
	empty := later.Weight()
	take(later, "a", "bb")
	if got, want := later.Weight()-empty, note("a").Weight()+note("bb").Weight(); got != want {
		t.Errorf("two future notes weigh %d, want %d", got, want)
	}
	insertText(t, later, "note", "c")
	for _, text := range []string{"a", "bb", "c"} {
		insertText(t, atOnce, "note", text)
	}
	if later.Weight() != atOnce.Weight() {
		t.Errorf("notes that were made later weigh %d, others %d", later.Weight(), atOnce.Weight())
	}
}

// TestAFullStoreForgetsWhatItKeepsOnlyForAWhile fills a store with made and with future notes, for which
// another row then leaves no room.
func TestAFullStoreForgetsWhatItKeepsOnlyForAWhile(t *testing.T) {
	t.Parallel()
	for _, full := range []func(*store.Store){
		func(s *store.Store) { insertText(t, s, "note", "made") },
		func(s *store.Store) { take(s, strings.Repeat("future ", 100)) },
		func(s *store.Store) { insertText(t, s, "note", "made"); take(s, strings.Repeat("future ", 100)) },
	} {
		s := notebook(t)
		insertText(t, s, "other", "stays")
		full(s)
		s.Bound(s.Weight() + 1)
		insertText(t, s, "other", "")
		wantNotes(t, s, "")
		s.View(func(tx *store.Tx) error {
			if tx.Len("other") != 2 {
				t.Errorf("there are %d other rows, want 2", tx.Len("other"))
			}
			return nil
		})
	}
}

func TestFutureRowsAreOfTheirTableOnly(t *testing.T) {
	t.Parallel()
	s := notebook(t)
	take(s, "a")
	insertText(t, s, "other", "b")
	s.View(func(tx *store.Tx) error {
		if tx.Len("other") != 1 || tx.Len("note") != 1 {
			t.Errorf("there are %d other rows and %d notes, want one of each", tx.Len("other"), tx.Len("note"))
		}
		return nil
	})
	wantNotes(t, s, "a")
}

// TestReadersMakeTheRowsOnce reads one state concurrently while others write, for the race detector.
func TestReadersMakeTheRowsOnce(t *testing.T) {
	t.Parallel()
	s := notebook(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 50 {
				if i%2 == 0 {
					take(s, "x")
				}
				if got := notes(s); strings.Contains(got, "lost") {
					t.Error(got)
				}
			}
		})
	}
	all.Wait()
	wantNotes(t, s, "x x x")
}

func TestDoomedListsWhatADeleteDeletes(t *testing.T) {
	t.Parallel()
	s := filled(t)
	s.Update(func(tx *store.Tx) error {
		for shelf := range tx.All("shelf") {
			doomed, before := tx.Doomed(shelf), tx.Len("shelf")+tx.Len("book")
			if last := doomed[len(doomed)-1]; !last.Is(shelf) {
				t.Errorf("the last is a %s", last.Table())
			}
			if err := tx.Delete(shelf); err != nil {
				return err
			}
			for i, row := range doomed {
				if tx.ByPK(row.Table(), row.PK()) != nil {
					t.Errorf("a %s is not gone", row.Table())
				}
				if row.Table() == "reader" || i > 0 && row.Table() == doomed[i-1].Table() && store.OrderKey(row.PK()) < store.OrderKey(doomed[i-1].PK()) {
					t.Errorf("%d is a %s", i, row.Table())
				}
			}
			if gone := before - tx.Len("shelf") - tx.Len("book"); gone != len(doomed) || gone == 1 {
				t.Errorf("%d rows are gone, %d were doomed", gone, len(doomed))
			}
		}
		return nil
	})
}
