package drf

import (
	"errors"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Reason is a reason why a request was refused, for logs and people. The code that decides creates it; it is
// not derived afterwards.
type Reason struct {
	// Layer is the step that decided.
	Layer Layer
	// Resource is the path of the requested resource or view: "stages/user_write".
	Resource string
	// Field is the member of the body or the parameter of the query that caused the refusal, with a dot
	// before the members of a member: "flow_set.0.name". Empty means the request as a whole.
	Field string
	// Code is the code of Django's or REST framework's error: "blank", "unique", "permission_denied". A crash has the code
	// [CodeCrash].
	Code string
	// Why adds to the code. For a crash it is a sentence about authentik.
	Why string
	// Value is the refused value, Shortened, unless it is a secret. For a missing permission it is the
	// permission.
	Value string
	// Span is the span of the declaration that decided.
	profile.Span
	// See is the source of the rule: a file and class of Django REST framework or authentik, or other
	// evidence.
	See string
	// Modelled reports whether there is no recording of the operation: it is built from authentik's rules.
	Modelled bool
}

// CodeCrash is the code of a reason that makes authentik fail.
const CodeCrash = "crash"

// CodeInjected is the code of an injected fault.
const CodeInjected = "injected"

// CodeNotServed is the code of an operation that authentik has and the fake does not.
const CodeNotServed = "not_implemented"

// String returns the reason on one line: "name: blank", "permission: authentik_core.view_user", "authentication: unknown
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
	// LayerAddress checks the address and the method: routes, redirects, methods that an address does not
	// have.
	LayerAddress Layer = "address"
	// LayerNegotiation chooses the format of the answer.
	LayerNegotiation Layer = "negotiation"
	// LayerAuthentication identifies the user.
	LayerAuthentication Layer = "authentication"
	// LayerPermission checks the user's permissions.
	LayerPermission Layer = "permission"
	// LayerLookUp finds the object or the rows of a list, with search, filters, ordering and pages.
	LayerLookUp Layer = "look-up"
	// LayerBody reads the body.
	LayerBody Layer = "body"
	// LayerField checks a value against the kind of its field.
	LayerField Layer = "field"
	// LayerRule runs validators and the serializer's own checks on values that their fields accept.
	LayerRule Layer = "rule"
	// LayerStore covers errors of the database, and creating the answer from its rows.
	LayerStore Layer = "store"
	// LayerFault covers failures of the fake itself, and injected faults, which have the code [CodeInjected]
	// and their name as Why.
	LayerFault Layer = "fault"
	// LayerLimit is a limit of the fake itself, on time or memory.
	LayerLimit Layer = "limit"
	// LayerControl covers refusals by the fake itself: at its own addresses, or because of the workspace.
	LayerControl Layer = "control"
)

// Crashed is an error that makes authentik fail: the client gets Django's error page.
type Crashed struct{ reason Reason }

// Crash returns the error for a request that makes authentik fail. why is a true sentence about authentik,
// without a full stop: "hmac.compare_digest takes ASCII text only". Mistakes of the fake are never a Crash.
func Crash(why string) *Crashed { return &Crashed{Reason{Code: CodeCrash, Why: why}} }

// ImpossibleError is the error for a request that authentik answers and the fake cannot.
type ImpossibleError struct{ why string }

// Impossible returns the error; why says what to do instead.
func Impossible(why string) *ImpossibleError { return &ImpossibleError{why} }

// Error returns why.
func (i *ImpossibleError) Error() string { return i.why }

// In returns the crash in a layer, for when the current step does not determine it.
func (c *Crashed) In(layer Layer) *Crashed {
	c.reason.Layer = layer
	return c
}

// Of returns the crash with the field that caused it.
func (c *Crashed) Of(field string) *Crashed {
	c.reason.Field = field
	return c
}

// Error returns the reason of the crash.
func (c *Crashed) Error() string { return "drf: authentik fails: " + c.reason.Why }

// IsCrash reports whether err makes authentik fail.
func IsCrash(err error) bool {
	if err == nil {
		return false
	}
	var crashed *Crashed
	return errors.As(err, &crashed)
}

// At sets the layer of an error's reasons that have none yet.
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

// Reasons returns the reasons of a *Problem or a crash; any other error has none.
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

// longestValue is the number of characters of a value in a reason.
const longestValue = 60

// Shortened returns a text in the form of a reason: one line, not too long.
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
