package faults_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
)

// TestDelaysDoNotAddUp checks that the longer of two delays counts, and that a random one lies within its
// range.
func TestDelaysDoNotAddUp(t *testing.T) {
	t.Parallel()
	var s faults.Set
	now := time.Now()
	for _, text := range []string{`{then: {delay: 30ms}}`, `{then: {delay: 10ms..20ms}}`, `{preset: crash, then: {delay: 25ms}}`} {
		fault, err := faults.Parse("a", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		s.Put(faults.Named{Name: text, Fault: fault}, now)
	}
	ask := func() *faults.Strike { return s.Strike(faults.Request{Method: "GET", Path: "/"}, now) }
	if strike := ask(); strike.Delay != 30*time.Millisecond || len(strike.Names) != 3 || !strike.Has(faults.Crash) {
		t.Errorf("%+v", strike)
	}
	s.Delete(`{then: {delay: 30ms}}`)
	s.Delete(`{preset: crash, then: {delay: 25ms}}`)
	least, most := time.Hour, time.Duration(0)
	for range 1000 {
		delay := ask().Delay
		least, most = min(least, delay), max(most, delay)
	}
	if least < 10*time.Millisecond || most > 20*time.Millisecond || most-least < time.Millisecond {
		t.Errorf("from %v to %v", least, most)
	}
}

// put parses a fault and puts it into a set.
func put(t *testing.T, s *faults.Set, name, text string, now time.Time) {
	t.Helper()
	fault, err := faults.Parse("a", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s.Put(faults.Named{Name: name, Fault: fault}, now)
}

// TestWhichRequestsAreStruck holds for faults which of the requests after one another they strike.
func TestWhichRequestsAreStruck(t *testing.T) {
	t.Parallel()
	for text, struck := range map[string]string{
		`{then: {status: 500}}`:                                                "xxxxxx",
		`{times: 1, then: {status: 500}}`:                                      "x.....",
		`{times: 2, then: {status: 500}}`:                                      "xx....",
		`{after: 1, then: {status: 500}}`:                                      ".xxxxx",
		`{after: 3, times: 2, then: {status: 500}}`:                            "...xx.",
		`{match: {nth: 1}, then: {status: 500}}`:                               "x.....",
		`{match: {nth: 3}, then: {status: 500}}`:                               "..x...",
		`{match: {nth: 3}, after: 3, then: {status: 500}}`:                     "......",
		`{probability: 0, then: {status: 500}}`:                                "......",
		`{probability: 1, times: 5, then: {status: 500}}`:                      "xxxxx.",
		`{probability: 1.0, match: {nth: 6}, then: {delay: 0s}, preset: slow}`: ".....x",
	} {
		var s faults.Set
		now := time.Now()
		put(t, &s, "a", text, now)
		got := ""
		for range 6 {
			mark := "."
			if s.Strike(faults.Request{Method: "GET", Path: "/"}, now) != nil {
				mark = "x"
			}
			got += mark
		}
		status := s.List(now)[0]
		if got != struck || status.Seen != 6 || status.Struck != strings.Count(struck, "x") {
			t.Errorf("%s: %s, want %s; says %d of %d", text, got, struck, status.Struck, status.Seen)
		}
	}
}

// TestWhichRequestsAFaultFits: by method, path and user; a preflight by OPTIONS alone.
func TestWhichRequestsAFaultFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		match string
		fits  bool
	}{
		{`{}`, true}, {`{method: PUT}`, true}, {`{method: GET}`, false}, {`{user: mia}`, true}, {`{user: tom}`, false},
		{`{path: /api/v3/core/users/5/}`, true}, {`{path: /api/v3/core/users/5}`, false}, {`{path: /api/v3/core/users/5/x}`, false},
		{`{path: /api/*}`, true}, {`{path: "*"}`, true}, {`{path: "*/5/"}`, true}, {`{path: "*/6/"}`, false}, {`{path: /apis/*}`, false},
		{`{path: /api/*/users/*/}`, true}, {`{path: /api/*/groups/*/}`, false}, {`{path: /api/*/5/*5/}`, false}, {`{path: "/api/v3/core/users/5/*"}`, true},
		{`{path: "*users*core*"}`, false}, {`{path: "*core*users*"}`, true}, {`{path: "/api/**/"}`, true},
		{`{method: PUT, path: /api/*, user: mia}`, true}, {`{method: PUT, path: /api/*, user: tom}`, false},
	} {
		var s faults.Set
		now := time.Now()
		put(t, &s, "a", `{match: `+c.match+`, then: {status: 500}}`, now)
		request := faults.Request{Method: "PUT", Path: "/api/v3/core/users/5/", User: func() string { return "mia" }}
		if got := s.Strike(request, now) != nil; got != c.fits {
			t.Errorf("%s fits: %v", c.match, got)
		}
	}
	for match, fits := range map[string]bool{`{}`: false, `{method: PUT}`: false, `{method: OPTIONS}`: true} {
		var s faults.Set
		now := time.Now()
		put(t, &s, "a", `{match: `+match+`, then: {status: 500}}`, now)
		if got := s.Strike(faults.Request{Method: "OPTIONS", Path: "/", Preflight: true}, now) != nil; got != fits {
			t.Errorf("%s fits a preflight: %v", match, got)
		}
	}
}

// TestOfSeveralFaultsTheFirstAnswers: the others count no request, unless they only delay it.
func TestOfSeveralFaultsTheFirstAnswers(t *testing.T) {
	t.Parallel()
	var s faults.Set
	now := time.Now()
	if s.Any() || s.Strike(faults.Request{}, now).Has(faults.Crash) {
		t.Error("there is a fault before one is set")
	}
	put(t, &s, "late", `{when: after, then: {delay: 2ms}}`, now)
	put(t, &s, "first", `{then: {status: 503, delay: 1ms}}`, now)
	put(t, &s, "cut", `{then: {connection: truncated}}`, now)
	put(t, &s, "crash", `{preset: crash}`, now)
	want := faults.Strike{Names: []string{"late", "first"}, Status: 503, When: faults.Before, Delay: 2 * time.Millisecond, DelayWhen: faults.After}
	if got := s.Strike(faults.Request{}, now); !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v, want %+v", *got, want)
	}
	if !s.Delete("first") || s.Delete("first") || !s.Any() {
		t.Error("a fault is deleted twice, or all with it")
	}
	want = faults.Strike{Names: []string{"late", "cut"}, Connection: faults.Truncated, When: faults.After, Delay: 2 * time.Millisecond, DelayWhen: faults.After}
	if got := s.Strike(faults.Request{}, now); !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v, want %+v", *got, want)
	}
	put(t, &s, "late", `{times: 1, then: {status: 500}}`, now) // in its old place, and counted from zero
	var names, counts []string
	for _, status := range s.List(now) {
		names, counts = append(names, status.Name), append(counts, fmt.Sprint(status.Seen, status.Struck))
	}
	if !slices.Equal(names, []string{"late", "cut", "crash"}) || !slices.Equal(counts, []string{"0 0", "1 1", "0 0"}) {
		t.Errorf("%v with the counts %v", names, counts)
	}
	fault, err := faults.Parse("a", []byte(`{preset: slow}`))
	if err != nil {
		t.Fatal(err)
	}
	s.Reset([]faults.Named{{Name: "other", Fault: fault}}, now)
	if list := s.List(now); len(list) != 1 || list[0].Name != "other" || !list[0].Expires.Equal(now.Add(faults.Lifetime)) {
		t.Errorf("after a reset: %+v", list)
	}
	if !s.Delete("") || s.Any() || s.Delete("") {
		t.Error("all are deleted twice, or not at all")
	}
}

// TestADelayIsAnyOfItsSpan: both ends too.
func TestADelayIsAnyOfItsSpan(t *testing.T) {
	t.Parallel()
	var s faults.Set
	now := time.Now()
	put(t, &s, "a", `{then: {delay: 5ns..7ns}}`, now)
	seen := map[time.Duration]bool{}
	for range 1000 {
		seen[s.Strike(faults.Request{}, now).Delay] = true
	}
	if len(seen) != 3 || !seen[5] || !seen[6] || !seen[7] {
		t.Errorf("delays are %v", seen)
	}
}

// TestAFaultStaysAsLongAsItSays also checks the default of ten minutes.
func TestAFaultStaysAsLongAsItSays(t *testing.T) {
	t.Parallel()
	for text, stays := range map[string]time.Duration{`{preset: slow}`: 10 * time.Minute, `{preset: slow, for: 24h}`: 24 * time.Hour} {
		var s faults.Set
		fault, err := faults.Parse("a", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		s.Put(faults.Named{Name: "a", Fault: fault}, now)
		if s.Strike(faults.Request{}, now.Add(stays-1)) == nil {
			t.Errorf("%s goes too early", text)
		}
		if s.Strike(faults.Request{}, now.Add(stays)) != nil || s.Any() {
			t.Errorf("%s is still there", text)
		}
	}
}

// TestManyClientsAreCountedOneByOne: none is struck too many, and none is lost.
func TestManyClientsAreCountedOneByOne(t *testing.T) {
	t.Parallel()
	const clients, each, times = 64, 2_000, 50_000
	fault, err := faults.Parse("a", []byte(`{after: 100, times: 50000, then: {status: 500}}`))
	if err != nil {
		t.Fatal(err)
	}
	var s faults.Set
	now := time.Now()
	s.Put(faults.Named{Name: "a", Fault: fault}, now)
	var struck atomic.Int64
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for range each {
				if s.Strike(faults.Request{}, now) != nil {
					struck.Add(1)
				}
			}
		})
	}
	all.Wait()
	if status := s.List(now)[0]; struck.Load() != times || status.Struck != times || status.Seen != clients*each {
		t.Errorf("struck %d; says %d of %d", struck.Load(), status.Struck, status.Seen)
	}
}
