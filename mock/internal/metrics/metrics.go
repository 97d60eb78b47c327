// Package metrics counts requests and writes what was counted in Prometheus' text format.
package metrics

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ContentType is that of the text.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// Unmatched is the route of a request for an unknown address, so that made-up addresses add no labels.
const Unmatched = "unmatched"

// methods are those that are told apart, for the same reason.
var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

// buckets are the upper bounds of the durations that are told apart.
var buckets = []time.Duration{
	100 * time.Microsecond, 250 * time.Microsecond, 500 * time.Microsecond, time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond,
	10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, time.Second, 5 * time.Second,
}

// series identifies a counter: a method and a route, and for counts a status.
type series struct {
	method, route string
	status        int
}

// histogram are durations.
type histogram struct {
	counts [14]atomic.Uint64 // one more than buckets
	sum    atomic.Int64
}

// Requests counts requests. All of its methods may be called at once. The zero value has counted none.
type Requests struct {
	mutex     sync.RWMutex
	counts    map[series]*atomic.Uint64
	durations map[series]*histogram
}

// Count adds a request. route is the template of its address, "" for none; a status of 0 is no answer at all.
func (r *Requests) Count(method, route string, status int, took time.Duration) {
	if !slices.Contains(methods, method) {
		method = "other"
	}
	key := series{method, cmp.Or(route, Unmatched), 0}
	durations := entry(&r.mutex, &r.durations, key)
	bucket, _ := slices.BinarySearch(buckets, took)
	durations.counts[bucket].Add(1)
	durations.sum.Add(int64(took))
	key.status = status
	entry(&r.mutex, &r.counts, key).Add(1)
}

// entry returns that of a key, which is made if there is none.
func entry[V any](mutex *sync.RWMutex, all *map[series]*V, key series) *V {
	mutex.RLock()
	found := (*all)[key]
	mutex.RUnlock()
	if found != nil {
		return found
	}
	mutex.Lock()
	defer mutex.Unlock()
	if *all == nil {
		*all = map[series]*V{}
	}
	if (*all)[key] == nil {
		(*all)[key] = new(V)
	}
	return (*all)[key]
}

// Write writes what was counted.
func (r *Requests) Write(w io.Writer) {
	r.mutex.RLock()
	counts, durations := maps.Clone(r.counts), maps.Clone(r.durations)
	r.mutex.RUnlock()
	Head(w, "authentik_mock_requests_total", "counter", "Requests for authentik's addresses; the status 0 is no answer at all.")
	for _, key := range sorted(counts) {
		Sample(w, "authentik_mock_requests_total", float64(counts[key].Load()), "method", key.method, "route", key.route, "status", strconv.Itoa(key.status))
	}
	const name = "authentik_mock_request_duration_seconds"
	Head(w, name, "histogram", "How long they took.")
	for _, key := range sorted(durations) {
		var count uint64
		for i := range durations[key].counts {
			count += durations[key].counts[i].Load()
			le := "+Inf"
			if i < len(buckets) {
				le = number(buckets[i].Seconds())
			}
			Sample(w, name+"_bucket", float64(count), "method", key.method, "route", key.route, "le", le)
		}
		Sample(w, name+"_sum", time.Duration(durations[key].sum.Load()).Seconds(), "method", key.method, "route", key.route)
		Sample(w, name+"_count", float64(count), "method", key.method, "route", key.route)
	}
}

func sorted[V any](all map[series]V) []series {
	return slices.SortedFunc(maps.Keys(all), func(a, b series) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.method, b.method), cmp.Compare(a.status, b.status))
	})
}

// Gauge writes a metric that is one number without labels.
func Gauge(w io.Writer, name, help string, value float64) {
	Head(w, name, "gauge", help)
	Sample(w, name, value)
}

// Head writes what stands before the samples of a metric.
func Head(w io.Writer, name, kind, help string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, strings.NewReplacer("\\", "\\\\", "\n", "\\n").Replace(help), name, kind)
}

// quoted are the characters that a label value escapes.
var quoted = strings.NewReplacer("\\", "\\\\", "\n", "\\n", `"`, `\"`)

// Sample writes a line of a metric, with its labels: name, value, name, value.
func Sample(w io.Writer, name string, value float64, labels ...string) {
	var text strings.Builder
	for i := 0; i < len(labels); i += 2 {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(labels[i] + `="` + quoted.Replace(labels[i+1]) + `"`)
	}
	if text.Len() > 0 {
		name += "{" + text.String() + "}"
	}
	fmt.Fprintf(w, "%s %s\n", name, number(value))
}

func number(value float64) string { return strconv.FormatFloat(value, 'g', -1, 64) }
