package faults

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Set are the faults of a world. All of its methods may be called at once. The zero value holds none.
type Set struct {
	// count is how many faults there are, for requests that meet none.
	count atomic.Int32

	mutex sync.Mutex
	all   []*active
}

// active is a fault that counts.
type active struct {
	Named
	expires time.Time
	// seen are the requests that fit, struck those that the fault struck.
	seen, struck int
}

// Status is a fault with what it did.
type Status struct {
	Named
	// Seen are the requests that fitted, Struck those that the fault struck.
	Seen, Struck int
	Expires      time.Time
}

// Request is what a set has to know of a request.
type Request struct {
	Method, Path string
	// Preflight says that a browser asks what it may send, before it sends that.
	Preflight bool
	// User finds out the name of the user who asks; it is called only if a fault asks.
	User func() string
}

// Strike is what happens to a request.
type Strike struct {
	// Names are the faults that struck.
	Names []string
	// Effect, Status and Connection are what they do, "" and 0 for none.
	Effect     Effect
	Status     int
	Connection Connection
	When       When
	// Delay is waited for on its own side of the change.
	Delay     time.Duration
	DelayWhen When
}

// Put adds a fault, or puts it in the place of the one that has its name. It counts from zero.
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

// Reset leaves these faults and no others.
func (s *Set) Reset(all []Named, now time.Time) {
	s.Delete("")
	for _, n := range all {
		s.Put(n, now)
	}
}

// Delete removes the fault of a name, or all if it is "", and says whether there was one.
func (s *Set) Delete(name string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	before := len(s.all)
	s.all = slices.DeleteFunc(s.all, func(a *active) bool { return name == "" || a.Name == name })
	s.counted()
	return len(s.all) < before
}

// List are the faults, in the order in which they were put.
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

// Any reports whether there are faults. It costs next to nothing.
func (s *Set) Any() bool { return s.count.Load() > 0 }

// Strike counts a request and says what happens to it; nil is nothing. Of several faults that fit, the one that was put
// first strikes. A fault that only delays strikes beside another; the longest delay is the one.
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

// Has reports whether an effect is what happens; a nil Strike has none.
func (s *Strike) Has(effect Effect) bool { return s != nil && s.Effect == effect }

// add joins what another fault does.
func (s *Strike) add(a *active) {
	s.Names = append(s.Names, a.Name)
	if a.answers() {
		s.Effect, s.Status, s.Connection, s.When = a.effect(), a.Then.Status, a.Then.Connection, a.When
	}
	if delay := a.Then.Delay.pick(); delay > s.Delay {
		s.Delay, s.DelayWhen = delay, a.When
	}
}

// answers reports whether more happens than a delay.
func (s *Strike) answers() bool { return s.Effect != "" || s.Status != 0 || s.Connection != "" }

func (a *active) answers() bool {
	return a.effect() != "" || a.Then.Status != 0 || a.Then.Connection != ""
}

func (a *active) status() Status { return Status{a.Named, a.seen, a.struck, a.expires} }

// fits reports whether the fault is about a request. A preflight is none, unless the fault is about OPTIONS.
func (a *active) fits(r Request) bool {
	m := a.Match
	return (m.Method == "" && !r.Preflight || m.Method == r.Method) && (m.Path == "" || matches(m.Path, r.Path)) && (m.User == "" || m.User == r.User())
}

// bites counts a request that fits, and reports whether the fault strikes it.
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

// matches reports whether a path is what a pattern says, in which an asterisk stands for any text.
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

// expire removes the faults whose time is over.
func (s *Set) expire(now time.Time) {
	s.all = slices.DeleteFunc(s.all, func(a *active) bool { return !now.Before(a.expires) })
	s.counted()
}

func (s *Set) find(name string) int {
	return slices.IndexFunc(s.all, func(a *active) bool { return a.Name == name })
}

func (s *Set) counted() { s.count.Store(int32(len(s.all))) }
