package faults

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Set holds the faults of a world. All of its methods are safe for concurrent use. The zero value is empty.
type Set struct {
	// count is the number of faults, so that requests without any are fast.
	count atomic.Int32

	mutex sync.Mutex
	all   []*active
}

// active is a fault with its counts.
type active struct {
	Named
	expires time.Time
	// seen counts the matching requests, struck those that the fault struck.
	seen, struck int
}

// Status is a fault with its counts.
type Status struct {
	Named
	// Seen counts the matching requests, Struck those that the fault struck.
	Seen, Struck int
	Expires      time.Time
}

// Request holds the properties of a request that faults match.
type Request struct {
	Method, Path string
	// Preflight reports whether the request is a browser's preflight.
	Preflight bool
	// User returns the name of the user; it is called only if a fault needs it.
	User func() string
}

// Strike is the effect on a request.
type Strike struct {
	// Names lists the faults that struck.
	Names []string
	// Effect, Status and Connection are the effects, "" and 0 for none.
	Effect     Effect
	Status     int
	Connection Connection
	When       When
	// Delay is waited for on its own side of the change.
	Delay     time.Duration
	DelayWhen When
}

// Put adds a fault, or replaces the one with its name. It counts from zero.
func (s *Set) Put(n Named, now time.Time) Status {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.expire(now)
	n.Fault = n.complete()
	a := &active{Named: n, expires: now.Add(time.Duration(n.For))}
	if i := s.find(n.Name); i >= 0 {
		s.all[i] = a
	} else {
		s.all = append(s.all, a)
	}
	s.counted()
	return a.status()
}

// Reset replaces all faults.
func (s *Set) Reset(all []Named, now time.Time) {
	s.Delete("")
	for _, n := range all {
		s.Put(n, now)
	}
}

// Delete removes the fault with a name, or all if it is "", and reports whether there was one.
func (s *Set) Delete(name string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	before := len(s.all)
	s.all = slices.DeleteFunc(s.all, func(a *active) bool { return name == "" || a.Name == name })
	s.counted()
	return len(s.all) < before
}

// List returns the faults, in the order in which they were added.
func (s *Set) List(now time.Time) []Status {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.expire(now)
	list := make([]Status, len(s.all))
	for i, a := range s.all {
		list[i] = a.status()
	}
	return list
}

// Any reports whether there are faults. It is fast.
func (s *Set) Any() bool { return s.count.Load() > 0 }

// Strike counts a request and returns the effect on it; nil means none. Of several matching faults, the one
// that was added first strikes. A fault that only delays is combined with another; the longest delay counts.
func (s *Set) Strike(r Request, now time.Time) *Strike {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.expire(now)
	var strike *Strike
	for _, a := range s.all {
		if !a.fits(r) || strike != nil && strike.answers() && a.answers() || !a.bites() {
			continue
		}
		if strike == nil {
			strike = &Strike{}
		}
		strike.add(a)
	}
	return strike
}

// Has reports whether the strike has an effect; a nil Strike has none.
func (s *Strike) Has(effect Effect) bool { return s != nil && s.Effect == effect }

// add combines the effect of another fault.
func (s *Strike) add(a *active) {
	s.Names = append(s.Names, a.Name)
	if a.answers() {
		s.Effect, s.Status, s.Connection, s.When = a.effect(), a.Then.Status, a.Then.Connection, a.When
	}
	if delay := a.Then.Delay.pick(); delay > s.Delay {
		s.Delay, s.DelayWhen = delay, a.When
	}
}

// answers reports whether the effect is more than a delay.
func (s *Strike) answers() bool { return s.Effect != "" || s.Status != 0 || s.Connection != "" }

func (a *active) answers() bool {
	return a.effect() != "" || a.Then.Status != 0 || a.Then.Connection != ""
}

func (a *active) status() Status { return Status{a.Named, a.seen, a.struck, a.expires} }

// fits reports whether the fault matches a request. It matches a preflight only if its method is OPTIONS.
func (a *active) fits(r Request) bool {
	m := a.Match
	return (m.Method == "" && !r.Preflight || m.Method == r.Method) && (m.Path == "" || matches(m.Path, r.Path)) && (m.User == "" || m.User == r.User())
}

// bites counts a matching request, and reports whether the fault strikes it.
func (a *active) bites() bool {
	a.seen++
	switch {
	case a.Match.Nth > 0 && a.seen != a.Match.Nth,
		a.seen <= a.After,
		a.Times > 0 && a.struck >= a.Times,
		a.Probability != nil && rand.Float64() >= *a.Probability:
		return false
	}
	a.struck++
	return true
}

// matches reports whether a path matches a pattern, in which an asterisk matches any text.
func matches(pattern, path string) bool {
	first, rest, found := strings.Cut(pattern, "*")
	if !found {
		return pattern == path
	}
	path, found = strings.CutPrefix(path, first)
	if !found {
		return false
	}
	parts := strings.Split(rest, "*")
	last := parts[len(parts)-1]
	for _, part := range parts[:len(parts)-1] {
		if _, path, found = strings.Cut(path, part); !found {
			return false
		}
	}
	return strings.HasSuffix(path, last)
}

// expire removes expired faults.
func (s *Set) expire(now time.Time) {
	s.all = slices.DeleteFunc(s.all, func(a *active) bool { return !now.Before(a.expires) })
	s.counted()
}

func (s *Set) find(name string) int {
	return slices.IndexFunc(s.all, func(a *active) bool { return a.Name == name })
}

func (s *Set) counted() { s.count.Store(int32(len(s.all))) }
