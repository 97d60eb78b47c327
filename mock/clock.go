package mock

import (
	"fmt"
	"math"
	"sync/atomic"
	"time"
)

// clock tells the time of a world: the machine's or one that stands still, and in both cases as much later as it was
// advanced. It is started once; after that all of its methods may be called at once.
type clock struct {
	// first is what reset goes back to.
	first   *hands
	present atomic.Pointer[hands]
}

// hands are where a clock stands. They never change.
type hands struct {
	// still is where the time stands still; the zero value goes with the machine.
	still time.Time
	// ahead is how much later than that it is, and goes how much later than the machine's it will be once it goes.
	ahead, goes time.Duration
}

// start begins with a time that stands still, or with the machine's if it is zero.
func (c *clock) start(still time.Time) {
	c.first = &hands{still: still}
	c.reset()
}

// reset takes back every change.
func (c *clock) reset() { c.present.Store(c.first) }

// now is the time in UTC and whole microseconds, as PostgreSQL keeps it.
func (c *clock) now() time.Time { return c.present.Load().now() }

func (h *hands) now() time.Time {
	at := h.still.Add(h.ahead)
	if h.still.IsZero() {
		at = time.Now().Add(h.goes)
	}
	return at.UTC().Truncate(time.Microsecond)
}

// frozen reports whether the time stands still.
func (c *clock) frozen() bool { return !c.present.Load().still.IsZero() }

// latest is the last year in which it can be: Python's dates end with 9999, and some that authentik works out lie ahead.
const latest = 9000

// freeze lets the time stand still. The error says that no clock shows it.
func (c *clock) freeze(at time.Time) error {
	if year := at.UTC().Year(); year < 1970 || year > latest {
		return fmt.Errorf("the time cannot stand still in the year %d: it is between 1970 and %d", year, latest)
	}
	c.change(func(h hands) (hands, error) { return hands{still: at, goes: h.goes}, nil })
	return nil
}

// release lets the time go on with the machine's, as much later as it was advanced while it went.
func (c *clock) release() {
	c.change(func(h hands) (hands, error) { return hands{goes: h.goes}, nil })
}

// advance makes it d later. The error says that time does not go back, nor further than a [time.Duration] reaches.
func (c *clock) advance(d time.Duration) error {
	return c.change(func(h hands) (hands, error) {
		ahead := &h.ahead
		if h.still.IsZero() {
			ahead = &h.goes
		}
		switch {
		case d < 0:
			return h, fmt.Errorf("the time cannot be advanced by %v: it does not go back; reset does that, together with the state", d)
		case d > math.MaxInt64-*ahead:
			return h, fmt.Errorf("the time cannot be advanced by %v: it is %v ahead, and %v is the most", d, *ahead, time.Duration(math.MaxInt64))
		}
		*ahead += d
		if year := h.now().Year(); year > latest {
			return h, fmt.Errorf("the time cannot be advanced by %v: it would be the year %d, and %d is the last", d, year, latest)
		}
		return h, nil
	})
}

// change puts other hands in the place of the present ones, unless that is an error.
func (c *clock) change(to func(hands) (hands, error)) error {
	for {
		present := c.present.Load()
		next, err := to(*present)
		if err != nil {
			return err
		}
		if c.present.CompareAndSwap(present, &next) {
			return nil
		}
	}
}
