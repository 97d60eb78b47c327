package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// gcPercent lets the heap grow to five times what lives before it is swept: the fake keeps a few megabytes, and sweeping
// them often costs more than anything else it does. A large heap is given less.
const gcPercent = 400

const (
	// headroom is how many bytes a heap that is not small may grow before it is swept.
	headroom = 128 << 20
	// leastPercent is what the largest heaps get, so that a sweep always pays.
	leastPercent = 25
)

// percentFor is how many percent a heap may grow of which so much lives.
func percentFor(live uint64) int {
	return int(min(gcPercent, max(leastPercent, headroom*100/max(live, 1))))
}

// followHeap sets after every sweep of the heap how far it may grow until the next.
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
