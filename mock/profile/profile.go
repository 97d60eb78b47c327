// Package profile names the contracts that the fake can speak, in the order in which they came into the world.
//
// A declaration says with Since and Until from which contract on, and until which one, it holds; nothing else in the
// project asks for a version. The contracts are ordered by what they promise: the documentation, written for 2023.10 to
// 2025.10, comes first, then the releases that were recorded.
package profile

import (
	"fmt"
	"strings"
)

// Contract is one contract, comparable with < in the order of [All].
type Contract int

// The contracts. The zero value is the documentation, so that a declaration without Since holds everywhere.
const (
	// Documented takes authentik's published documentation (generation 2023.10 to 2025.10) at its word.
	Documented Contract = iota
	// V2025_10 is authentik 2025.10, recorded on 2025.10.4.
	V2025_10
	// V2025_12 is authentik 2025.12, recorded on 2025.12.4.
	V2025_12
	// V2026_5 is authentik 2026.5, recorded on 2026.5.0-rc1.
	V2026_5
)

// Profile is what can be known of a contract beside its declarations.
type Profile struct {
	// Contract is the contract's place in the order.
	Contract Contract
	// Name is what --profile takes.
	Name string
	// Version is the full version that the server tells its clients (admin/version).
	Version string
	// About is one line for people.
	About string
}

// All lists the profiles, oldest contract first.
var All = []Profile{
	{Documented, "documented", "2025.10.4", "as 2025.10, but a valid flow_set is written and /api/v3//stages/… is served, as the documentation says"},
	{V2025_10, "2025.10", "2025.10.4", "as authentik 2025.10.4 answered"},
	{V2025_12, "2025.12", "2025.12.4", "as authentik 2025.12.4 answered"},
	{V2026_5, "2026.5", "2026.5.0-rc1", "as authentik 2026.5.0-rc1 answered"},
}

// Default is the profile that is used when none is named.
const Default = "documented"

// Parse finds a profile by its name; the error lists the names there are.
func Parse(name string) (Profile, error) {
	for _, p := range All {
		if p.Name == name {
			return p, nil
		}
	}
	return Profile{}, fmt.Errorf("unknown profile %q: choose one of %s", name, strings.Join(Names(), ", "))
}

// Names lists what [Parse] takes.
func Names() []string {
	names := make([]string, len(All))
	for i, p := range All {
		names[i] = p.Name
	}
	return names
}

// Span is when a declaration holds: in the contracts from Since on and before Until. The zero value of either is no bound.
type Span struct{ Since, Until Contract }

// Since is the span of what holds from a contract on.
func Since(c Contract) Span { return Span{Since: c} }

// Until is the span of what holds before a contract.
func Until(c Contract) Span { return Span{Until: c} }

// Between is the span of what holds from a contract on and before another.
func Between(since, until Contract) Span { return Span{since, until} }

// In says whether the span has contract c in it.
func (s Span) In(c Contract) bool {
	return c >= s.Since && (s.Until == 0 || c < s.Until)
}

// History is a value that changed: what it is from which contract on, oldest first. Before the first of them, it is zero.
type History[T any] []struct {
	Since Contract
	Value T
}

// In is the value in contract c.
func (h History[T]) In(c Contract) (value T) {
	for _, change := range h {
		if c >= change.Since {
			value = change.Value
		}
	}
	return value
}

// Holding keeps of a list of declarations those that hold in contract c.
func Holding[D interface{ In(Contract) bool }](c Contract, declared []D) []D {
	var held []D
	for _, declaration := range declared {
		if declaration.In(c) {
			held = append(held, declaration)
		}
	}
	return held
}
