package faults_test

import (
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
)

// TestDelaysDoNotAddUp: of two, the longer is the one; one of a span lies within it.
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

// TestAFaultStaysAsLongAsItSays: ten minutes if it says nothing.
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
