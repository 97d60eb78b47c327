package main

import (
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"github.com/authentik-mock/authentik-mock/internal/memory"
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

// perConnection is about how much memory a connection takes, with a head of some size.
const perConnection = 40 << 10

// countConnections counts the memory of open connections, for [http.Server.ConnState], so that the end of many gives it
// back to the system.
func countConnections() func(net.Conn, http.ConnState) {
	var open memory.Gauge
	return func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(perConnection)
		case http.StateClosed, http.StateHijacked:
			open.Add(-perConnection)
		}
	}
}
