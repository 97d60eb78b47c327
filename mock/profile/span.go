package profile

import "fmt"

// Span is the range of contracts in which a declaration applies, and how it is known. Only [Since], [Until]
// and [Between] make one with a bound, so that none is without its evidence. The zero value has no bounds.
type Span struct {
	since, until Contract
	how          Evidence
}

// Since returns the span from a contract on.
func Since(c Contract, how Evidence) Span { return span(c, 0, how) }

// Until returns the span before a contract.
func Until(c Contract, how Evidence) Span { return span(0, c, how) }

// Between returns the span from a contract on and before another.
func Between(since, until Contract, how Evidence) Span { return span(since, until, how) }

// span panics for evidence that there cannot be: a declaration claims it.
func span(since, until Contract, how Evidence) Span {
	s := Span{since, until, how}
	if how < Recorded || how > Modelled {
		panic(fmt.Sprintf("a span of %s does not say how it is known", s.bound().Profile().Name))
	}
	for _, bound := range s.Bounds() {
		if p := bound.Profile(); how == Recorded && !p.IsRecorded() {
			panic("a span says that it is recorded, but nothing was recorded of " + p.Name)
		}
	}
	return s
}

// From returns the first contract of the span, and Before the first after it; 0 means no bound.
func (s Span) From() Contract   { return s.since }
func (s Span) Before() Contract { return s.until }

// Bounds returns the bounds that there are.
func (s Span) Bounds() []Contract {
	var bounds []Contract
	for _, bound := range []Contract{s.since, s.until} {
		if bound != 0 {
			bounds = append(bounds, bound)
		}
	}
	return bounds
}

// In reports whether the span contains contract c.
func (s Span) In(c Contract) bool { return c.Within(s.since, s.until) }

// Within reports whether the contract is from since on and before until. The zero value of either means no
// bound.
func (c Contract) Within(since, until Contract) bool {
	return c >= since && (until == 0 || c < until)
}

// History is a value that changed: its values with the contracts from which on they apply, oldest first.
// Before the first of them, it is the zero value.
type History[T any] []struct {
	Since Contract
	// Known is how it is known that the value came then.
	Known Evidence
	Value T
}

// In returns the value in contract c.
func (h History[T]) In(c Contract) (value T) {
	for _, change := range h {
		if c >= change.Since {
			value = change.Value
		}
	}
	return value
}

// Spans returns a span for every change but the value that was there at first.
func (h History[T]) Spans() []Span {
	var spans []Span
	for _, change := range h {
		if change.Since != 0 {
			spans = append(spans, Since(change.Since, change.Known))
		}
	}
	return spans
}

// Holding returns the declarations that apply in contract c.
func Holding[D interface{ In(Contract) bool }](c Contract, declared []D) []D {
	var held []D
	for _, declaration := range declared {
		if declaration.In(c) {
			held = append(held, declaration)
		}
	}
	return held
}
