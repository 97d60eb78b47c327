// Package bus distributes events of a fake to listeners: an event is published once, and every listener reads
// it at its own pace. Publishing does not wait for listeners; one that is too slow gets the number of events
// that it missed.
package bus

import (
	"sync"
	"sync/atomic"
)

// Event is an event of a fake.
type Event struct {
	// ID counts the events from 1.
	ID uint64
	// Kind says what it is about: request, state or reload.
	Kind string
	// Workspace is the name of the world in which it happened, "" for the common one.
	Workspace string
	// Data is a value that can be written as JSON and does not change any more.
	Data any
}

// Everywhere is the workspace of an event that is about all of them.
const Everywhere = "*"

// Kept is how many events are kept for listeners that are behind.
const Kept = 256

// Bus carries events. All of its methods may be called at once. The zero value is ready.
type Bus struct {
	// newest is the number of events there were.
	newest    atomic.Uint64
	listeners atomic.Int64

	mutex sync.Mutex
	kept  [Kept]Event
	// more is closed when an event comes.
	more chan struct{}
}

// Publish adds an event. data returns its content; it is called only if there are listeners, and must not
// publish.
func (b *Bus) Publish(kind, workspace string, data func() any) {
	if b.listeners.Load() == 0 {
		b.newest.Add(1) // who listened before sees that it missed something
		return
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	id := b.newest.Add(1)
	b.kept[id%Kept] = Event{id, kind, workspace, data()}
	if b.more != nil {
		close(b.more)
		b.more = nil
	}
}

// Newest returns the ID of the last event, 0 if there was none.
func (b *Bus) Newest() uint64 { return b.newest.Load() }

// Listeners returns how many listen.
func (b *Bus) Listeners() int { return int(b.listeners.Load()) }

// Listener takes events, one after the other. One goroutine uses it.
type Listener struct {
	bus  *Bus
	last uint64
}

// Listen begins to listen, unless as many as most do so already. Close ends it.
func (b *Bus) Listen(most int) (*Listener, bool) {
	if b.listeners.Add(1) > int64(most) {
		b.listeners.Add(-1)
		return nil, false
	}
	return &Listener{b, b.newest.Load()}, true
}

// Close ends listening.
func (l *Listener) Close() { l.bus.listeners.Add(-1) }

// Resume goes back to the event after one that was seen. It reports whether there was one of that ID.
func (l *Listener) Resume(seen uint64) bool {
	if seen > l.last {
		return false
	}
	l.last = seen
	return true
}

// Last returns the ID of the last event that was taken or missed.
func (l *Listener) Last() uint64 { return l.last }

// Take returns the events since the last call, and how many of those before them are lost. more is closed when there are others.
func (l *Listener) Take() (events []Event, missed uint64, more <-chan struct{}) {
	b := l.bus
	b.mutex.Lock()
	defer b.mutex.Unlock()
	newest := b.newest.Load()
	for id := max(l.last, max(newest, Kept)-Kept) + 1; id <= newest; id++ {
		if event := b.kept[id%Kept]; event.ID == id {
			events = append(events, event)
			continue
		}
		events = events[:0] // a gap in their middle: what was before it is lost too
	}
	missed = newest - l.last - uint64(len(events))
	l.last = newest
	if b.more == nil {
		b.more = make(chan struct{})
	}
	return events, missed, b.more
}
