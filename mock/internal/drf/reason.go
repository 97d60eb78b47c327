package drf

import (
	"errors"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Reason says why a request was refused, for logs and people. The code that decides makes it; nothing works it out
// afterwards.
type Reason struct {
	// Layer is the step that decided.
	Layer Layer
	// Resource is the path of the resource or view that was asked: "stages/user_write".
	Resource string
	// Field is the member of the body or the parameter of the query that is to blame, with a dot before the members of a
	// member: "flow_set.0.name". Empty means the request as a whole.
	Field string
	// Code is the code of Django's or REST framework's error: "blank", "unique", "permission_denied". A crash has the code
	// [CodeCrash].
	Code string
	// Why adds what the code does not say. For a crash it is a sentence about authentik.
	Why string
	// Value is what was refused, Shortened, unless it is a secret. For a missing permission it is the permission.
	Value string
	// Span is when the declaration that decided holds.
	profile.Span
	// See is where the rule comes from: a file and class of Django REST framework or authentik, or what else shows it.
	See string
	// Modelled says that no recording of a real server shows the operation: it is built from authentik's rules.
	Modelled bool
}

// CodeCrash is the code of a reason for which authentik fails.
const CodeCrash = "crash"

// CodeInjected is the code of a fault that somebody asked for.
const CodeInjected = "injected"

// String is the reason on one line: "name: blank", "permission: authentik_core.view_user", "authentication: unknown
// token".
func (r Reason) String() string {
	subject := r.Field
	if subject == "" {
		subject = string(r.Layer)
	}
	switch {
	case r.Why != "":
		return subject + ": " + r.Why
	case r.Layer == LayerPermission && r.Value != "":
		return subject + ": " + r.Value
	}
	return subject + ": " + r.Code
}

// Layer is a step in which a request can be refused.
type Layer string

// The layers, in the order in which a request passes them.
const (
	// LayerAddress is what is known from the address and the method: routes, redirects, methods that an address lacks.
	LayerAddress Layer = "address"
	// LayerNegotiation chooses the form of the answer.
	LayerNegotiation Layer = "negotiation"
	// LayerAuthentication finds out who asks.
	LayerAuthentication Layer = "authentication"
	// LayerPermission checks whether that user may.
	LayerPermission Layer = "permission"
	// LayerLookUp finds the object or the rows of a list, with search, filters, ordering and pages.
	LayerLookUp Layer = "look-up"
	// LayerBody reads the body.
	LayerBody Layer = "body"
	// LayerField is what the kind of one field takes.
	LayerField Layer = "field"
	// LayerRule is what validators and the serializer's own checks say of values that their fields take.
	LayerRule Layer = "rule"
	// LayerStore is what the database refuses, and the making of the answer from what it holds.
	LayerStore Layer = "store"
	// LayerFault is none of a request's: the fake itself fails, and says so, or somebody asked for the fault, which has the
	// code [CodeInjected] and its name as Why.
	LayerFault Layer = "fault"
	// LayerLimit is a bound of the fake itself, on time or memory.
	LayerLimit Layer = "limit"
	// LayerControl is what the fake refuses in its own name: at its own addresses, or because of the workspace.
	LayerControl Layer = "control"
)

// Crashed is an error on which authentik's own code fails: the client gets Django's error page.
type Crashed struct{ reason Reason }

// Crash is what a request gets over which authentik fails. why is a true sentence about authentik, without a full stop:
// "hmac.compare_digest takes ASCII text only". Mistakes of the fake are never a Crash.
func Crash(why string) *Crashed { return &Crashed{Reason{Code: CodeCrash, Why: why}} }

// In is the crash in a layer, where the step in which it happens does not tell.
func (c *Crashed) In(layer Layer) *Crashed {
	c.reason.Layer = layer
	return c
}

// Of is the crash over a field.
func (c *Crashed) Of(field string) *Crashed {
	c.reason.Field = field
	return c
}

// Error says why authentik fails.
func (c *Crashed) Error() string { return "drf: authentik fails: " + c.reason.Why }

// IsCrash says whether err is one on which authentik fails.
func IsCrash(err error) bool {
	if err == nil {
		return false
	}
	var crashed *Crashed
	return errors.As(err, &crashed)
}

// At names the layer of an error's reasons that have none yet.
func At(layer Layer, err error) error {
	if err == nil {
		return nil
	}
	var problem *Problem
	var crashed *Crashed
	switch {
	case errors.As(err, &problem):
		if problem.reason.Layer == "" {
			problem.reason.Layer = layer
		}
	case errors.As(err, &crashed):
		if crashed.reason.Layer == "" {
			crashed.reason.Layer = layer
		}
	}
	return err
}

// Reasons are the reasons of a *Problem or a crash; any other error has none.
func Reasons(err error) []Reason {
	if err == nil {
		return nil
	}
	var problem *Problem
	var crashed *Crashed
	switch {
	case errors.As(err, &problem):
		return problem.Reasons()
	case errors.As(err, &crashed):
		return []Reason{crashed.reason}
	}
	return nil
}

// longestValue is how many characters of a value a reason keeps.
const longestValue = 60

// Shortened is a text as a reason shows it: one line, not too long.
func Shortened(text string) string {
	short, cut := text, false
	count := 0
	for i := range text {
		if count == longestValue {
			short, cut = text[:i], true
			break
		}
		count++
	}
	short = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, short)
	if cut {
		short += "…"
	}
	return short
}
