// Package memory counts the memory that a server holds, and returns memory to the system after much of it was
// released.
package memory

import (
	"runtime/debug"
	"sync/atomic"
	"time"
)

// A Gauge counts held bytes. Its zero value is ready to use.
//
// When the count has fallen far below its peak, released memory is returned to the system, once for all that
// is released within a moment.
type Gauge struct{ held, height atomic.Int64 }

// Held returns the count.
func (g *Gauge) Held() int64 { return g.held.Load() }

// Take adds n if the count does not exceed most then. Otherwise it returns false.
func (g *Gauge) Take(n, most int64) bool {
	held := g.held.Add(n)
	if held > most {
		g.held.Add(-n)
		return false
	}
	g.rise(held)
	return true
}

// Add adds n, which may be negative.
func (g *Gauge) Add(n int64) {
	g.reached(g.held.Add(n))
}

// Set makes the count n.
func (g *Gauge) Set(n int64) {
	g.held.Store(n)
	g.reached(n)
}

// reached checks whether a new count is a peak, or far below the last one.
func (g *Gauge) reached(held int64) {
	g.rise(held)
	height := g.height.Load()
	if height-held >= worthwhile && g.height.CompareAndSwap(height, held) {
		GiveBackSoon()
	}
}

func (g *Gauge) rise(held int64) {
	for height := g.height.Load(); held > height; height = g.height.Load() {
		if g.height.CompareAndSwap(height, held) {
			return
		}
	}
}

const (
	// worthwhile is how far a count must fall, in bytes: returning memory takes a whole garbage collection.
	worthwhile = 32 << 20
	// moment is the time to wait for more to fall.
	moment = 250 * time.Millisecond
)

// asked counts the calls of GiveBackSoon.
var asked atomic.Int64

// giveBack is replaced by tests.
var giveBack = debug.FreeOSMemory

// GiveBackSoon returns released memory to the system, once a moment has passed without another call: where events follow
// one another, such as the resets of a test run, each would take what the next one needs. It is for rare events: a heap
// that has grown takes several times what it holds, so that releasing little may return much.
func GiveBackSoon() {
	mine := asked.Add(1)
	time.AfterFunc(moment, func() {
		if asked.Load() == mine {
			giveBack()
		}
	})
}
