// Package faults decides which requests are struck by injected faults, with which clients are tested.
//
// A [Fault] has conditions for the requests that it matches, limits on those that it strikes, and an effect.
// The [Set] of a world counts. The package knows nothing of HTTP answers: a [Strike] describes the effect to
// the server.
package faults

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Lifetime is the default lifetime of a fault.
const Lifetime = 10 * time.Minute

// Fault is a fault as people write it. The zero value of a member means the default.
type Fault struct {
	// Preset is the name of one of the [Presets], which supplies the other members.
	Preset string `json:"preset,omitempty"`
	// Match selects the requests; empty matches all under /api/v3 and /-/.
	Match Match `json:"match,omitzero"`
	// Times is the maximum number of struck requests; 0 means no maximum.
	Times int `json:"times,omitempty"`
	// After is the number of matching requests that pass before the first strike.
	After int `json:"after,omitempty"`
	// Probability is the share of the matching requests that is struck, from 0 (none) to 1; nil means all.
	Probability *float64 `json:"probability,omitempty"`
	// For is the lifetime of the fault; 0 means [Lifetime].
	For Duration `json:"for,omitzero"`
	// When reports whether the fault strikes before or after the state changes.
	When When `json:"when,omitempty"`
	// Then is the effect on a struck request.
	Then Then `json:"then,omitzero"`
}

// Match selects requests. All of its members must match.
type Match struct {
	// Method is the method: GET.
	Method string `json:"method,omitempty"`
	// Path is the address without its query. An asterisk matches any text: /api/v3/core/*.
	Path string `json:"path,omitempty"`
	// User is the name of the user of the request's token.
	User string `json:"user,omitempty"`
	// Nth selects one of the matching requests, counted from 1; 0 means all.
	Nth int `json:"nth,omitempty"`
}

// Then is an effect. A status, a delay and a connection may be combined.
type Then struct {
	// Status is the status of the answer, from 400 to 599.
	Status int `json:"status,omitempty"`
	// Delay is the time to wait once. With drip it is the duration of the body.
	Delay Span `json:"delay,omitzero"`
	// Connection is the effect on the connection.
	Connection Connection `json:"connection,omitempty"`
}

// When reports whether a fault strikes before or after the state changes.
type When string

// A fault strikes before the state changes, which then does not happen, or after.
const (
	Before When = "before"
	After  When = "after"
)

// Connection is an effect on a connection.
type Connection string

// The effects on a connection.
const (
	// Reset ends it with a TCP reset, without an answer.
	Reset Connection = "reset"
	// Empty closes it without an answer.
	Empty Connection = "empty"
	// Truncated closes it in the middle of the answer.
	Truncated Connection = "truncated"
	// Drip sends the body in small parts.
	Drip Connection = "drip"
)

// Effect is an effect that only presets have: they answer as authentik does in a situation that a status does
// not describe.
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

// Duration is a time span in Go's syntax: "300ms", "10m".
type Duration time.Duration

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Span is a delay, or a range for a random one: "300ms", "20ms..30ms".
type Span struct{ From, To time.Duration }

// String returns the span in its written form.
func (s Span) String() string {
	if s.From == s.To {
		return s.From.String()
	}
	return s.From.String() + ".." + s.To.String()
}

// MarshalText implements encoding.TextMarshaler.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// longestDelay prevents a typing error from holding a client for days.
const longestDelay = time.Hour

// parseSpan parses a delay.
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

// pick returns a delay within the span.
func (s Span) pick() time.Duration {
	if s.From == s.To {
		return s.From
	}
	return s.From + rand.N(s.To-s.From+1)
}

// effect returns the effect of the fault's preset, "" for none.
func (f Fault) effect() Effect { return presetOf(f.Preset).Effect }

// complete returns the fault with the members of its preset, and the defaults.
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

// when returns the default side of the effect.
func (t Then) when() When {
	if t.Connection == Truncated || t.Connection == Drip {
		return After // there is an answer only then
	}
	return Before
}

var _ json.Marshaler = Named{}

// Named is a fault with its name.
type Named struct {
	Name string
	Fault
}

// MarshalJSON encodes the name as a member of the fault.
func (n Named) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name string `json:"name"`
		Fault
	}{n.Name, n.Fault})
}
