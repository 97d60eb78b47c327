package profile

// Evidence is how a fact about a version is known.
type Evidence int

// The kinds of evidence, the best first. The zero value means that nothing is said: see [Span.Known].
const (
	// Recorded means that a real server of the version answered so.
	Recorded Evidence = iota + 1
	// Original means that the library that authentik uses was asked itself.
	Original
	// Document means that the OpenAPI document of the version says so.
	Document
	// Source means that it was read in authentik's source, or in the notes on its release.
	Source
	// Modelled means that it is built from the rules of other versions.
	Modelled
)

// String returns the word for people, "" for the zero value.
func (e Evidence) String() string {
	return [...]string{"", "recorded", "original", "document", "source", "modelled"}[e]
}

// Evidence returns how the answers of a profile are known, with the version and the date: "recorded (2026.2.2,
// 2026-11)", or for a release whose candidate was recorded, "document (2026.5.6)".
func (p Profile) Evidence() string { return p.evidence(p.Known) }

func (p Profile) evidence(e Evidence) string {
	if e == Recorded && p.On != "" {
		return e.String() + " (" + p.Version + ", " + p.On + ")"
	}
	return e.String() + " (" + p.Version + ")"
}

// By returns the span with how its bounds are known, where that is not how the version itself is.
func (s Span) By(e Evidence) Span {
	s.How = e
	return s
}

// Dated reports whether the span has a bound.
func (s Span) Dated() bool { return s.Since != 0 || s.Until != 0 }

// bound is the contract that has the change: the first of the span, or the first after it.
func (s Span) bound() Contract {
	if s.Since != 0 {
		return s.Since
	}
	return s.Until
}

// Known returns how the bounds of a span are known: as By says, or as the version is known in which the change
// came. It is the zero value for a span without bounds.
func (s Span) Known() Evidence {
	switch {
	case !s.Dated():
		return 0
	case s.How != 0:
		return s.How
	}
	return s.bound().Profile().Known
}

// Evidence returns Known with the version of the change: "document (2026.8.3)"; "" for a span without bounds.
func (s Span) Evidence() string {
	if !s.Dated() {
		return ""
	}
	return s.bound().Profile().evidence(s.Known())
}
