package mock

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/metrics"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/bus"
	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	counted "github.com/authentik-mock/authentik-mock/mock/internal/metrics"
)

// Requests are counted for metrics and published on the bus.

// observed counts and publishes every request that next answers, except those for the fake's own addresses.
func (f *fake) observed(next handler) handler {
	return func(c *call) {
		if c.own {
			next(c)
			return
		}
		defer func() {
			took := time.Since(c.begun)
			f.requests.Count(c.r.Method, c.route(), c.sent.status, took)
			f.bus.Publish(control.RequestEvent, c.world.name, func() any { return told(c, took) })
		}()
		next(c)
	}
}

// route returns the template of the call's address, "" for an address that no resource or view has.
func (c *call) route() string {
	if c.endpoint == nil {
		return ""
	}
	return "/api/v3/" + c.endpoint.Pattern
}

// told returns a call as an event: with the texts of its journal entry, in which secrets are hidden, if there
// is one.
func told(c *call, took time.Duration) control.ToldRequest {
	told := control.ToldRequest{
		Time: c.begun.UTC(), Method: c.r.Method, Path: c.path(), Status: c.sent.status, User: c.user,
		Workspace: c.world.name, Duration: float64(took.Microseconds()) / 1000, Reasons: []string{},
	}
	if c.entry != nil {
		told.ID, told.Kind, told.Path, told.Query = c.entry.ID, string(c.entry.Kind()), c.entry.Path, c.entry.Query
	}
	for _, reason := range c.reasons {
		told.Reasons = append(told.Reasons, reason.String())
	}
	return told
}

// changed publishes that the state of a world has changed, by a request or by the operation in cause.
func (f *fake) changed(workspace, cause string) {
	f.bus.Publish(control.StateEvent, workspace, func() any { return control.ToldChange{Workspace: workspace, Cause: cause} })
}

// reloaded tells that the seeds were read again, or why they were not.
func (f *fake) reloaded(err error) {
	f.bus.Publish(control.ReloadEvent, bus.Everywhere, func() any {
		if err != nil {
			return control.ToldReload{Error: err.Error()}
		}
		return control.ToldReload{}
	})
}

// Bus implements control.Server.
func (s steered) Bus() *bus.Bus { return &s.bus }

// WriteMetrics implements control.Server.
func (s steered) WriteMetrics(w io.Writer) {
	version := s.Version()
	counted.Head(w, "authentik_mock_info", "gauge", "What the fake is.")
	counted.Sample(w, "authentik_mock_info", 1, "profile", version.Profile, "release", version.Release)
	s.requests.Write(w)
	s.writeWorlds(w)
	counted.Gauge(w, "authentik_mock_event_streams", "Streams of events that are open.", float64(s.bus.Listeners()))
	counted.Gauge(w, "authentik_mock_state_bytes", "Memory that the state takes, by estimate.", float64(s.kept.Held()))
	counted.Gauge(w, "authentik_mock_held_bytes", "Memory that the bodies and long answers of requests under way take.", float64(s.held.Held()))
	counted.Gauge(w, "authentik_mock_heap_bytes", "Memory of the process that is in use.", heap())
	writeProcess(w)
}

// writeProcess writes what Prometheus' own libraries write of a process, under their names, as far as the system tells.
func writeProcess(w io.Writer) {
	counted.Gauge(w, "go_goroutines", "Goroutines that exist.", float64(runtime.NumGoroutine()))
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		counted.Gauge(w, "process_open_fds", "File descriptors that are open.", float64(len(open)-1)) // one is of the folder itself
	}
	if pages, err := os.ReadFile("/proc/self/statm"); err == nil {
		var size, resident float64
		if n, _ := fmt.Sscan(string(pages), &size, &resident); n == 2 {
			counted.Gauge(w, "process_resident_memory_bytes", "Resident memory.", resident*float64(os.Getpagesize()))
		}
	}
}

// writeWorlds writes what there is of worlds, and of what they hold beside their state.
func (s steered) writeWorlds(w io.Writer) {
	var faults, entries int
	var bytes, evicted float64
	worlds := s.all()
	for _, world := range worlds {
		faults += len(world.faults.List(time.Now()))
		if world.journal != nil {
			size := world.journal.Size()
			entries += size.Entries
			bytes += float64(size.Bytes)
			evicted += float64(size.Evicted)
		}
	}
	counted.Gauge(w, "authentik_mock_worlds", "Worlds: the common one and the workspaces.", float64(len(worlds)))
	counted.Gauge(w, "authentik_mock_faults", "Faults that are set, in all worlds.", float64(faults))
	counted.Gauge(w, "authentik_mock_journal_entries", "Requests that the journals keep.", float64(entries))
	counted.Gauge(w, "authentik_mock_journal_bytes", "Memory that they take.", bytes)
	counted.Gauge(w, "authentik_mock_journal_evicted", "Requests that they keep no more, since they were last cleared.", evicted)
}

// heap returns the bytes of heap memory, including objects that have not been collected yet.
func heap() float64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return float64(sample[0].Value.Uint64())
}
