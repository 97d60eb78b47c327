package faults_test

import (
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
