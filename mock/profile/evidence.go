package profile

import (
	"cmp"
	"slices"
)

// Evidence is how a fact about a version is known.
type Evidence int

// The kinds of evidence, the best first. The zero value is that of a span without bounds.
const (
	// Recorded means that real servers of the version and of the one before it answered the same request
	// otherwise. For declarations of resources a test holds it against the recordings.
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

// Dated reports whether the span has a bound.
func (s Span) Dated() bool { return len(s.Bounds()) > 0 }

// bound is the contract that has the change: the first of the span, or the first after it.
func (s Span) bound() Contract { return cmp.Or(s.since, s.until) }

// Known returns how the bounds of a span are known. It is the zero value for a span without bounds.
func (s Span) Known() Evidence { return s.how }

// KnownBy returns the span with other evidence: that of one of several places that share its declaration.
func (s Span) KnownBy(how Evidence) Span { return span(s.since, s.until, how) }

// Evidence returns Known with the version of the change: "document (2026.8.3)"; "" for a span without bounds.
func (s Span) Evidence() string {
	if !s.Dated() {
		return ""
	}
	return s.bound().Profile().evidence(s.how)
}

// Rule is a dated rule that belongs to no declaration of a resource: About says what it is of.
type Rule struct {
	About string
	Span
}

// Rules returns what [Dated] was told by the packages of the program.
func Rules() []Rule { return slices.Clone(rules) }

var rules []Rule

// Dated declares a span or a history that belongs to no declaration of a resource, and returns it. about is
// what changes, in a few words: "the content type of JSON".
func Dated[D interface{ Spans() []Span }](about string, dated D) D {
	for _, span := range dated.Spans() {
		rules = append(rules, Rule{about, span})
	}
	return dated
}

// Spans returns the span alone, if it has a bound: see [Dated].
func (s Span) Spans() []Span {
	if !s.Dated() {
		return nil
	}
	return []Span{s}
}
