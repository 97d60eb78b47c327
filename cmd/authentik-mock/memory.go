package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// gcPercent lets the heap grow to five times its live size before a collection: the fake keeps a few
// megabytes, and frequent collections cost more than anything else it does. A large heap gets less.
const gcPercent = 400

const (
	// headroom is the number of bytes that a large heap may grow before a collection.
	headroom = 128 << 20
	// leastPercent is the minimum for the largest heaps, so that a collection always pays.
	leastPercent = 25
)

// percentFor returns the percentage that a heap with so many live bytes may grow.
func percentFor(live uint64) int {
	return int(min(gcPercent, max(leastPercent, headroom*100/max(live, 1))))
}

// followHeap sets, after every collection, how far the heap may grow until the next.
func followHeap() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	percent := gcPercent
	type sweep struct{ _ *int } // not small enough to share its memory with something that lives on
	var swept func(*sweep)
	swept = func(s *sweep) {
		metrics.Read(live)
		if fit := percentFor(live[0].Value.Uint64()); fit != percent {
			percent = fit
			debug.SetGCPercent(percent)
		}
		runtime.SetFinalizer(s, swept)
	}
	runtime.SetFinalizer(new(sweep), swept)
}
