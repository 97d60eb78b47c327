// Package journal keeps the requests to a fake and its answers, within limits; the oldest are dropped first.
// What authentik treats as a secret is hidden before an entry is kept.
package journal

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// Journal keeps entries in the order in which they were answered. Its methods are safe for concurrent use.
type Journal struct {
	mostBytes   int64
	mostEntries int
	shared      *Shared

	mutex sync.Mutex
	// entries holds the entries, oldest first, from first on; underWay holds requests that have not been
	// answered yet, each at its place.
	entries  []kept
	first    int
	underWay []*Entry
	bytes    int64
	// position is that of the last entry, evicted the number of entries dropped since the journal was
	// cleared, and lastEvicted the latest time of one of them.
	position    uint64
	evicted     uint64
	lastEvicted time.Time
	// waiting is closed with the next change; nil if there are no waiters.
	waiting chan struct{}
	// cleared counts how often the journal was cleared; ended reports that nothing comes any more.
	cleared uint64
	ended   bool
}

// kept is an entry in a journal. What its eviction needs stands beside it: an old entry has left the processor's
// cache, and to read it takes longer than the rest of the eviction.
type kept struct {
	*Entry
	bytes    int64
	received time.Time
}

// ErrEvicted reports that a count is unknown, since entries in its window were dropped.
var ErrEvicted = errors.New("journal: entries that may count are no longer kept")

// ErrEnded reports that the journal's world has ended, so that nothing comes any more.
var ErrEnded = errors.New("journal: the world has ended")

// Shared is the common part of several journals. Its zero value is ready to use.
type Shared struct {
	// received counts requests, so that no two have the same id.
	received atomic.Uint64
	bytes    atomic.Int64
}

// together is how many times the bytes of one journal all journals may take. Beyond, each makes room among its own entries.
const together = 8

// New returns a journal with these maximum numbers of bytes and entries, both positive. Its positions come after those of
// all journals before, so that one who reads on after the end of a world misses nothing of the next.
func New(mostBytes int64, mostEntries int, shared *Shared) *Journal {
	return &Journal{mostBytes: mostBytes, mostEntries: mostEntries, shared: shared, position: shared.received.Load()}
}

// Receive returns a new entry for a request that was received at a time. The address is as it was sent.
func (j *Journal) Receive(at time.Time, method, path, query, workspace string) *Entry {
	e := &Entry{ID: j.shared.received.Add(1), Time: at, Method: method, Path: path, Workspace: workspace}
	if query != "" {
		if e.Query = secret.HideQuery(query); e.Query != query {
			e.Path = strings.Clone(path) // what is left of the address in memory goes
		}
	}
	j.mutex.Lock()
	defer j.mutex.Unlock()
	e.place = len(j.underWay)
	j.underWay = append(j.underWay, e)
	j.changed()
	return e
}

// Add adds an entry from Receive, with the outcome of the request. The oldest entries are dropped if there is
// no room for it; an entry that is larger than the whole journal is dropped itself.
func (j *Journal) Add(e *Entry, x Exchange) {
	e.Duration, e.Status, e.User, e.Endpoint, e.Reasons = time.Since(e.Time), x.Status, x.User, x.Endpoint, x.Reasons
	e.keep(&x)
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if e.place >= len(j.underWay) || j.underWay[e.place] != e {
		return // the journal was cleared
	}
	last := len(j.underWay) - 1
	j.underWay[e.place] = j.underWay[last]
	j.underWay[e.place].place = e.place
	j.underWay = slices.Delete(j.underWay, last, last+1)
	j.position++
	e.position = j.position
	j.entries = append(j.entries, kept{e, e.weight(), e.Time})
	j.grow(j.entries[len(j.entries)-1].bytes)
	for j.bytes > j.mostBytes || len(j.entries)-j.first > j.mostEntries || j.crowded() {
		j.evict()
	}
	j.changed()
}

func (j *Journal) grow(bytes int64) {
	j.bytes += bytes
	j.shared.bytes.Add(bytes)
}

// crowded reports whether the journals together take too much and this one has more than its latest entry.
func (j *Journal) crowded() bool {
	return j.shared.bytes.Load() > together*j.mostBytes && len(j.entries)-j.first > 1
}

// evict drops the oldest entry.
func (j *Journal) evict() {
	oldest := j.entries[j.first]
	j.entries[j.first] = kept{}
	j.first++
	j.grow(-oldest.bytes)
	j.evicted++
	if oldest.received.After(j.lastEvicted) {
		j.lastEvicted = oldest.received
	}
	if j.first > len(j.entries)/2 {
		j.entries = slices.Delete(j.entries, 0, j.first)
		j.first = 0
	}
}

// Size is how much a journal keeps.
type Size struct {
	Entries int
	Bytes   int64
	// Evicted is how many entries it keeps no more, since it was last cleared.
	Evicted uint64
}

// Size returns how much the journal keeps.
func (j *Journal) Size() Size {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return Size{len(j.entries) - j.first, j.bytes, j.evicted}
}

// changed wakes the waiters.
func (j *Journal) changed() {
	if j.waiting != nil {
		close(j.waiting)
		j.waiting = nil
	}
}

// Clear drops everything, including unanswered requests, and resets the number of dropped entries.
func (j *Journal) Clear() {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.grow(-j.bytes)
	j.entries, j.underWay, j.first, j.evicted, j.lastEvicted = nil, nil, 0, 0, time.Time{}
	j.cleared++
	j.changed()
}

// End drops everything, as Clear does, and tells those who wait that nothing comes any more.
func (j *Journal) End() {
	j.mutex.Lock()
	j.ended = true
	j.mutex.Unlock()
	j.Clear()
}

// Get returns the entry with an id, nil if there is none.
func (j *Journal) Get(id uint64) *Entry {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	for _, e := range j.entries[j.first:] {
		if e.ID == id {
			return e.Entry
		}
	}
	return nil
}

// List returns the entries that match a filter, the oldest first, at most limit. next is the position after
// the last visited entry, and evicted the number of dropped entries.
func (j *Journal) List(f Filter, limit int) (entries []*Entry, next, evicted uint64) {
	since, next, evicted := j.since(f.After)
	for _, e := range since {
		if !f.Lets(e.Entry) {
			continue
		}
		if len(entries) == limit {
			return entries, entries[limit-1].position, evicted
		}
		entries = append(entries, e.Entry)
	}
	return entries, next, evicted
}

// since returns the entries after a position.
func (j *Journal) since(after uint64) (entries []kept, next, evicted uint64) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	entries = j.entries[j.first:]
	if len(entries) > 0 && after >= entries[0].position {
		entries = entries[min(uint64(len(entries)), after-entries[0].position+1):]
	}
	return slices.Clone(entries), max(after, j.position), j.evicted
}

// Count returns the number of entries that match a filter. The error is [ErrEvicted] if dropped entries may
// have matched.
func (j *Journal) Count(f Filter) (count int, evicted uint64, err error) {
	if !j.whole(f) {
		return 0, j.gone(), ErrEvicted
	}
	entries, _, evicted := j.List(f, -1)
	if !j.whole(f) { // they went meanwhile
		return 0, evicted, ErrEvicted
	}
	return len(entries), evicted, nil
}

// whole reports whether no entries of a filter's window were dropped.
func (j *Journal) whole(f Filter) bool {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	switch {
	case j.evicted == 0 || !f.Since.IsZero() && f.Since.After(j.lastEvicted):
		return true
	case f.After == 0:
		return false
	case j.first == len(j.entries):
		return f.After >= j.position
	}
	return f.After+1 >= j.entries[j.first].position
}

func (j *Journal) gone() uint64 {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.evicted
}

// State is the state of a request that [Journal.Wait] waits for.
type State string

// The states.
const (
	// Answered requests have an answer.
	Answered State = "answered"
	// Received requests may not have an answer yet. Their status, kind and user, which depend on the answer,
	// are unknown, and so is the body.
	Received State = "received"
)

// Wait waits until n requests that match a filter have been received, or answered, including those in the
// journal. It returns their number then. If the journal is cleared meanwhile, only those after that count. The error is
// that of the context, [ErrEvicted] if the number is unknown, or [ErrEnded].
func (j *Journal) Wait(ctx context.Context, f Filter, n int, state State) (count int, evicted uint64, err error) {
	answered, after, seen := 0, f.After, uint64(0)
	for {
		changed, cleared, ended := j.watch()
		if cleared != seen {
			answered, f.After, seen = 0, after, cleared
		}
		whole := j.whole(f)
		entries, next, evicted := j.List(f, -1)
		answered += len(entries)
		count, f.After = answered, next
		if state == Received {
			count += j.countUnderWay(f)
		}
		switch {
		case count >= n:
			return count, evicted, nil
		case !whole:
			return count, evicted, ErrEvicted
		case ended:
			return count, evicted, ErrEnded
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return count, evicted, ctx.Err()
		}
	}
}

// watch returns a channel that is closed with the next change, how often the journal was cleared, and whether it has ended.
func (j *Journal) watch() (change <-chan struct{}, cleared uint64, ended bool) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.waiting == nil {
		j.waiting = make(chan struct{})
	}
	return j.waiting, j.cleared, j.ended
}

func (j *Journal) countUnderWay(f Filter) int {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	count := 0
	for _, e := range j.underWay {
		if f.letsAddress(e) {
			count++
		}
	}
	return count
}
