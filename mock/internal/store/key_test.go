package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// Each case lists values in PostgreSQL's order, with the collation of its Alpine image.
func TestOrderKeySortsAsPostgreSQL(t *testing.T) {
	noon := time.Date(2026, time.May, 4, 12, 0, 0, 0, time.UTC)
	for name, values := range map[string][]any{
		"permissions of a new installation": {
			"Add user to group", "Can access admin interface", "Can add Device", "Can add Device Token",
			"Can add Device User binding", "Can add Device access group", "Can add Device authentication token",
		},
		"text that begins alike":          {"", "\x01", "a", "a\x01", "a ", "a b", "a-b", "a0", "aB", "a_b", "ab"},
		"text beyond ASCII":               {"Z", "z", "É", "é", "Σ", "ф", "\uffff", "😀"},
		"integers":                        {int64(-1 << 63), int64(-2), int64(-1), int64(0), int64(1), int64(256), int64(1<<63 - 1)},
		"booleans":                        {false, true},
		"times":                           {noon.AddDate(-100, 0, 0), noon, noon.Add(time.Microsecond), noon.AddDate(1000, 0, 0)},
		"UUIDs":                           {uuid.Nil, uuid.MustParse("7fffffff-0000-0000-0000-000000000000"), uuid.Max},
		"null, which is greater than all": {"\U0010ffff", nil},
	} {
		t.Run(name, func(t *testing.T) {
			shuffled := slices.Clone(values)
			slices.Reverse(shuffled)
			slices.SortFunc(shuffled, func(a, b any) int { return strings.Compare(store.OrderKey(a), store.OrderKey(b)) })
			if !slices.Equal(shuffled, values) {
				t.Errorf("sorted as %q, want %q", shuffled, values)
			}
		})
	}
}
