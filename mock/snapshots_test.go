package mock_test

import (
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

func TestASnapshotIsRestored(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Now: noon, IDs: "42"})
	seeded := stageNames(t, s)
	want(t, call(t, s, "POST", stageList, `{"name": "aa"}`), 201)
	want(t, call(t, s, "PUT", clockAddress, `{"advance": "1h"}`), 200)
	taken := want(t, call(t, s, "PUT", "/__mock/snapshots/before.1", ""), 200).json(t)
	if size, _ := taken["size"].(float64); taken["name"] != "before.1" || taken["profile"] != "2026.5" || taken["time"] != "2026-01-31T13:00:00Z" || size < 10_000 {
		t.Errorf("taken: %v", taken)
	}
	next := made(t, s, stageList, `{"name": "bb"}`, "pk")
	for range 2 {
		want(t, call(t, s, "POST", "/__mock/snapshots/before.1/restore", ""), 204)
		if got := stageNames(t, s); got != "aa "+seeded {
			t.Errorf("restored: %q", got)
		}
		if got := made(t, s, stageList, `{"name": "bb"}`, "pk"); got != next {
			t.Errorf("a restored state gives the id %s, want %s", got, next)
		}
	}
	want(t, call(t, s, "POST", "/__mock/reset", ""), 204)
	if all := want(t, call(t, s, "GET", "/__mock/snapshots", ""), 200).json(t)["snapshots"].([]any); len(all) != 1 || all[0].(map[string]any)["name"] != "before.1" {
		t.Errorf("after a reset there are %v", all)
	}
	if all := want(t, call(t, s, "GET", "/__mock/snapshots", "", in("other")...), 200).json(t)["snapshots"].([]any); len(all) != 0 {
		t.Errorf("another world has %v", all)
	}
	want(t, call(t, s, "PUT", "/__mock/snapshots/before.1", ""), 200) // in the place of the first
	want(t, call(t, s, "POST", stageList, `{"name": "cc"}`), 201)
	want(t, call(t, s, "POST", "/__mock/snapshots/before.1/restore", ""), 204)
	if got := stageNames(t, s); got != seeded {
		t.Errorf("restored: %q", got)
	}
	want(t, call(t, s, "DELETE", "/__mock/snapshots/before.1", ""), 204)
	wantOwn(t, call(t, s, "POST", "/__mock/snapshots/before.1/restore", ""), 404, "snapshot", `"before.1"`)
	wantOwn(t, call(t, s, "DELETE", "/__mock/snapshots/before.1", ""), 404, "snapshot", `"before.1"`)
	wantOwn(t, call(t, s, "PUT", "/__mock/snapshots/a%20b", ""), 400, "snapshot", "letters, digits")
}

// TestSnapshotsTakeOfTheBoundForAllStates: they keep what a reset lets go.
func TestSnapshotsTakeOfTheBoundForAllStates(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Seeds: []string{mock.SeedFresh}, MaxState: 16 << 20})
	fill := func() int {
		return call(t, s, "POST", stageList, `{"name": "`+strings.Repeat("x", 1<<20)+`"}`).status
	}
	var taken int
	keep := func(name string) answer { return call(t, s, "PUT", "/__mock/snapshots/"+name, "") }
	for ; taken < 16 && fill() == 201 && keep("s"+string(rune('a'+taken))).status == 200; taken++ {
		want(t, call(t, s, "POST", "/__mock/reset", ""), 204)
	}
	if taken < 2 || taken > 7 {
		t.Fatalf("%d snapshots of a stage of 1 MB within 16 MiB", taken)
	}
	wantOwn(t, keep("more"), 507, "limit", "--max-state")
	want(t, call(t, s, "DELETE", "/__mock/snapshots/sa", ""), 204)
	want(t, keep("more"), 200)
}
