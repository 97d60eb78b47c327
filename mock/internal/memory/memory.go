// Package memory counts what a server holds, and gives memory back to the system when much of it was let go.
package memory

import (
	"runtime/debug"
	"sync/atomic"
	"time"
)

// A Gauge counts bytes that are held. Its zero value is ready.
//
// When the count has fallen far below its last height, what was let go is given back to the system, once for all that
// falls within a moment.
type Gauge struct{ held, height atomic.Int64 }

// Held is the count.
func (g *Gauge) Held() int64 { return g.held.Load() }

// Take adds n, but not beyond most: then it adds nothing and returns false.
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

// reached looks whether a new count is higher than all before, or far lower.
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
	// worthwhile is how far a count must fall: giving memory back takes a whole garbage collection.
	worthwhile = 32 << 20
	// moment is how long is waited for more to fall.
	moment = 250 * time.Millisecond
)

var due atomic.Bool

// giveBack is replaced by tests.
var giveBack = debug.FreeOSMemory

// GiveBackSoon gives back what was let go, once for all calls within a moment. It is for what happens seldom: a heap that
// grew takes several times what it holds, so that little that falls may be much to give back.
func GiveBackSoon() {
	if due.CompareAndSwap(false, true) {
		time.AfterFunc(moment, func() {
			due.Store(false)
			giveBack()
		})
	}
}
