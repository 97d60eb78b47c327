package memory

import (
	"testing"
	"testing/synctest"
	"time"
)

// countGivenBack counts how often memory is returned to the system while act runs, and for a second after.
func countGivenBack(t *testing.T, act func()) (times int) {
	t.Helper()
	was := giveBack
	defer func() { giveBack = was }()
	giveBack = func() { times++ }
	synctest.Test(t, func(*testing.T) {
		act()
		time.Sleep(time.Second)
		synctest.Wait()
	})
	return times
}

const mib = 1 << 20

func TestAGaugeIsNeverTakenBeyondItsBound(t *testing.T) {
	var g Gauge
	if !g.Take(60, 100) || g.Take(41, 100) || !g.Take(40, 100) {
		t.Errorf("it holds %d of 100", g.Held())
	}
	g.Add(-100)
	if g.Held() != 0 {
		t.Errorf("it holds %d after all was let go", g.Held())
	}
}

func TestMemoryIsGivenBackOnceAfterABurst(t *testing.T) {
	var g Gauge
	times := countGivenBack(t, func() {
		for range 30 {
			g.Take(32*mib, 1<<40)
		}
		for range 30 {
			g.Add(-32 * mib)
		}
	})
	if times != 1 {
		t.Errorf("given back %d times", times)
	}
	if times := countGivenBack(t, func() { g.Take(100*mib, 1<<40); g.Add(-100 * mib) }); times != 1 {
		t.Errorf("after a second burst given back %d times", times)
	}
}

func TestMemoryIsGivenBackOnceForCallsThatFollowOneAnother(t *testing.T) {
	if times := countGivenBack(t, func() {
		for range 20 {
			GiveBackSoon()
			time.Sleep(moment / 2)
		}
	}); times != 1 {
		t.Errorf("given back %d times", times)
	}
}

func TestMemoryIsNotGivenBackAfterRequestsOfUsualSizes(t *testing.T) {
	var g Gauge
	if times := countGivenBack(t, func() {
		for range 10_000 {
			g.Take(mib, 1<<40)
			g.Add(-mib)
		}
	}); times != 0 {
		t.Errorf("given back %d times", times)
	}
}
