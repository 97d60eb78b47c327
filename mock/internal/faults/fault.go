// Package faults decides which requests meet a fault: what goes wrong on demand, so that a client shows what it does then.
//
// A [Fault] says which requests it matches, which of these it strikes, and what happens to them. The [Set] of a world counts.
// The package knows nothing of HTTP answers: a [Strike] tells those who answer what to do.
package faults

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Lifetime is how long a fault that says nothing else stays.
const Lifetime = 10 * time.Minute

// Fault is a fault as people write it. The zero value of a member says nothing.
type Fault struct {
	// Preset is the name of one of the [Presets], which fills in what the fault does not say.
	Preset string `json:"preset,omitempty"`
	// Match narrows the requests that the fault is about; empty matches all under /api/v3 and /-/.
	Match Match `json:"match,omitzero"`
	// Times is how many requests the fault strikes at most; 0 is all.
	Times int `json:"times,omitempty"`
	// After is how many matching requests pass before the first that is struck.
	After int `json:"after,omitempty"`
	// Probability is the part of the matching requests that is struck, from 0 (none) to 1; nil is all.
	Probability *float64 `json:"probability,omitempty"`
	// For is how long the fault stays; 0 is [Lifetime].
	For Duration `json:"for,omitzero"`
	// When says whether the state changes all the same.
	When When `json:"when,omitempty"`
	// Then is what happens to a request that is struck.
	Then Then `json:"then,omitzero"`
}

// Match says which requests a fault is about. All that is said has to fit.
type Match struct {
	// Method is the method: GET.
	Method string `json:"method,omitempty"`
	// Path is the address without its query. An asterisk stands for any text: /api/v3/core/*.
	Path string `json:"path,omitempty"`
	// User is the name of the user whose token the request has.
	User string `json:"user,omitempty"`
	// Nth is which of the requests that fit is meant alone, counted from 1; 0 means all.
	Nth int `json:"nth,omitempty"`
}

// Then says what happens. A status, a delay and a connection may come together.
type Then struct {
	// Status is the status of the answer, from 400 to 599.
	Status int `json:"status,omitempty"`
	// Delay is waited for once. Beside drip it is how long the body takes.
	Delay Span `json:"delay,omitzero"`
	// Connection is what happens to the connection.
	Connection Connection `json:"connection,omitempty"`
}

// When says whether a fault strikes before or after the state changes.
type When string

// A fault strikes before the state changes, which then stays as it is, or after.
const (
	Before When = "before"
	After  When = "after"
)

// Connection is what a fault does to a connection.
type Connection string

// What a fault does to a connection.
const (
	// Reset ends it with a TCP reset, without an answer.
	Reset Connection = "reset"
	// Empty closes it without an answer.
	Empty Connection = "empty"
	// Truncated closes it in the middle of the answer.
	Truncated Connection = "truncated"
	// Drip sends the body little by little.
	Drip Connection = "drip"
)

// Effect is what presets alone do: they answer as authentik does in a plight that no status tells.
type Effect string

// The effects.
const (
	Starting       Effect = "starting"
	NoDefaultFlows Effect = "no-default-flows"
	DatabaseGone   Effect = "database-gone"
	Crash          Effect = "crash"
	TokenExpired   Effect = "token-expired"
	PermissionLost Effect = "permission-lost"
	Throttled      Effect = "throttled"
)

// Duration is a time span that is written as Go does: "300ms", "10m".
type Duration time.Duration

// MarshalText is part of encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Span is a delay, or two between which chance chooses: "300ms", "20ms..30ms".
type Span struct{ From, To time.Duration }

// String is the span as it is written.
func (s Span) String() string {
	if s.From == s.To {
		return s.From.String()
	}
	return s.From.String() + ".." + s.To.String()
}

// MarshalText is part of encoding.TextMarshaler.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// longestDelay keeps a typing error from holding a client for days.
const longestDelay = time.Hour

// parseSpan reads a delay.
func parseSpan(text string) (Span, error) {
	from, to, two := strings.Cut(text, "..")
	if !two {
		to = from
	}
	var s Span
	var err error
	if s.From, err = time.ParseDuration(from); err == nil {
		s.To, err = time.ParseDuration(to)
	}
	switch {
	case err != nil:
		return s, fmt.Errorf("%q is no delay: write 300ms, or 20ms..30ms", text)
	case s.From < 0 || s.To < s.From || s.To > longestDelay:
		return s, fmt.Errorf("%q is no delay: the first is the shorter, and %v is the most", text, longestDelay)
	}
	return s, nil
}

// pick is a delay within the span.
func (s Span) pick() time.Duration {
	if s.From == s.To {
		return s.From
	}
	return s.From + rand.N(s.To-s.From+1)
}

// effect is that of the fault's preset, "" for none.
func (f Fault) effect() Effect { return presetOf(f.Preset).Effect }

// complete fills in what the preset says, and the defaults.
func (f Fault) complete() Fault {
	p := presetOf(f.Preset)
	if f.Then.Connection == "" {
		f.Then.Connection = p.Connection
	}
	if f.Then.Delay == (Span{}) {
		f.Then.Delay = p.Delay
	}
	if f.When == "" {
		f.When = p.When
	}
	if f.When == "" {
		f.When = f.Then.when()
	}
	if f.For == 0 {
		f.For = Duration(Lifetime)
	}
	return f
}

// when is the side on which what happens strikes by itself.
func (t Then) when() When {
	if t.Connection == Truncated || t.Connection == Drip {
		return After // there is an answer only then
	}
	return Before
}

var _ json.Marshaler = Named{}

// Named is a fault with its name, as it stands in a set.
type Named struct {
	Name string
	Fault
}

// MarshalJSON writes the name as a member of the fault.
func (n Named) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name string `json:"name"`
		Fault
	}{n.Name, n.Fault})
}
