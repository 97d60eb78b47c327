package bus_test

import (
	"sync"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/bus"
)

func publish(b *bus.Bus, n int) {
	for range n {
		b.Publish("request", "", func() any { return nil })
	}
}

// TestASlowListenerIsToldHowManyItMissed: and gets those that are kept.
func TestASlowListenerIsToldHowManyItMissed(t *testing.T) {
	t.Parallel()
	var b bus.Bus
	l, _ := b.Listen(1)
	for _, n := range []int{0, 1, bus.Kept, bus.Kept + 1, 3 * bus.Kept} {
		publish(&b, n)
		events, missed, _ := l.Take()
		if want := max(0, n-bus.Kept); int(missed) != want || len(events)+want != n {
			t.Errorf("of %d events: %d, %d missed", n, len(events), missed)
		}
		for i, event := range events {
			if event.ID != l.Last()-uint64(len(events))+uint64(i)+1 {
				t.Errorf("event %d of %d has the id %d", i, n, event.ID)
			}
		}
	}
}

// TestEveryListenerGetsEveryEventOnce: while others publish.
func TestEveryListenerGetsEveryEventOnce(t *testing.T) {
	t.Parallel()
	var b bus.Bus
	const listeners, publishers, each = 8, 4, 1000
	var done sync.WaitGroup
	for range listeners {
		l, ok := b.Listen(listeners)
		if !ok {
			t.Fatal("too many")
		}
		done.Go(func() {
			var next, got uint64 = 1, 0
			for got < publishers*each {
				events, missed, more := l.Take()
				next, got = next+missed, got+missed
				for _, event := range events {
					if event.ID != next {
						t.Errorf("event %d, want %d", event.ID, next)
						return
					}
					next, got = next+1, got+1
				}
				if len(events) == 0 && missed == 0 {
					<-more
				}
			}
		})
	}
	if _, ok := b.Listen(listeners); ok {
		t.Error("one too many listens")
	}
	for range publishers {
		done.Go(func() { publish(&b, each) })
	}
	done.Wait()
}

func BenchmarkPublishUnheard(b *testing.B) {
	var events bus.Bus
	b.ReportAllocs()
	for b.Loop() {
		events.Publish("request", "", func() any { return make([]byte, 100) })
	}
}
