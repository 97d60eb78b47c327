package mock

import (
	"fmt"
	"math"
	"sync/atomic"
	"time"
)

// clock is the clock of a world: the machine's or one that is frozen, and in both cases advanced by some
// time. It is started once; after that all of its methods are safe for concurrent use.
type clock struct {
	// first is the position that reset returns to.
	first   *hands
	present atomic.Pointer[hands]
}

// hands is the position of a clock. It is immutable.
type hands struct {
	// still is the time at which the clock is frozen; the zero value follows the machine.
	still time.Time
	// ahead is how far the clock has been advanced from that, and goes how far it will be ahead of the
	// machine's once it runs.
	ahead, goes time.Duration
}

// start starts the clock at a frozen time, or with the machine's if it is zero.
func (c *clock) start(still time.Time) {
	c.first = &hands{still: still}
	c.reset()
}

// reset undoes every change.
func (c *clock) reset() { c.present.Store(c.first) }

// now returns the time in UTC and whole microseconds, as PostgreSQL stores it.
func (c *clock) now() time.Time { return c.present.Load().now() }

func (h *hands) now() time.Time {
	at := h.still.Add(h.ahead)
	if h.still.IsZero() {
		at = time.Now().Add(h.goes)
	}
	return at.UTC().Truncate(time.Microsecond)
}

// frozen reports whether the time is frozen.
func (c *clock) frozen() bool { return !c.present.Load().still.IsZero() }

// latest is the last valid year: Python's dates end with 9999, and some that authentik computes are later
// than now.
const latest = 9000

// freeze freezes the time. It returns an error for a time that is out of range.
func (c *clock) freeze(at time.Time) error {
	if err := checkStill(at); err != nil {
		return err
	}
	c.change(func(h hands) (hands, error) { return hands{still: at, goes: h.goes}, nil })
	return nil
}

// checkStill returns an error for a time at which the clock cannot stand still.
func checkStill(at time.Time) error {
	if year := at.UTC().Year(); year < 1970 || year > latest {
		return fmt.Errorf("the time cannot stand still in the year %d: it is between 1970 and %d", year, latest)
	}
	return nil
}

// release lets the time run with the machine's, ahead by as much as it was advanced while it ran.
func (c *clock) release() {
	c.change(func(h hands) (hands, error) { return hands{goes: h.goes}, nil })
}

// advance moves the time forward by d. It returns an error if d is negative or exceeds the range of
// [time.Duration].
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

// change replaces the present hands, unless to returns an error.
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
