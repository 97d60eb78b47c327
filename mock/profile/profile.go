// Package profile names the contracts that the fake can speak, in the order in which they came into the world.
//
// A declaration says with a [Span] in which contracts it holds, and a value that changed has a [History]; nothing else in
// the project asks for a version. The contracts are ordered by what they promise: the documentation, written for 2023.10
// to 2025.10, comes first, then the releases that were recorded.
//
// A new version is one line here and its data: fixtures/README.md says which files, and a test names those that are missing.
package profile

import (
	"fmt"
	"strings"
)

// Contract is one contract, comparable with < in the order of [All].
type Contract int

// The contracts, oldest first. Each line is all that says that there is such a contract. The zero value is the
// documentation, so that a declaration without a span holds everywhere.
var (
	// Documented takes authentik's published documentation (generation 2023.10 to 2025.10) at its word.
	Documented = add(Profile{Name: "documented", Release: "2025.10", Version: "2025.10.4", About: "as 2025.10, but a valid flow_set is written and /api/v3//stages/… is served, as the documentation says"})
	V2025_10   = add(Profile{Name: "2025.10", Version: "2025.10.4"})
	V2025_12   = add(Profile{Name: "2025.12", Version: "2025.12.4"})
	V2026_5    = add(Profile{Name: "2026.5", Version: "2026.5.0-rc1"})
)

// Profile is what can be known of a contract beside its declarations.
type Profile struct {
	// Contract is the contract's place in the order.
	Contract Contract
	// Name is what --profile takes.
	Name string
	// Release is the release whose recordings, documents and fresh installation the profile has: its own name, but for the
	// documentation.
	Release string
	// Version is the full version that the server tells its clients (admin/version).
	Version string
	// About is one line for people.
	About string
}

// All lists the profiles, oldest contract first.
var All []Profile

// add puts a profile at the end of [All].
func add(p Profile) Contract {
	p.Contract = Contract(len(All))
	if p.Release == "" {
		p.Release = p.Name
	}
	if p.About == "" {
		p.About = "as authentik " + p.Version + " answered"
	}
	All = append(All, p)
	return p.Contract
}

// IsRelease says whether the profile is a release of authentik, not the documentation.
func (p Profile) IsRelease() bool { return p.Name == p.Release }

// Source is the release whose data the profile has: see [Profile.Release].
func (p Profile) Source() Profile {
	if p.IsRelease() {
		return p
	}
	release, err := Parse(p.Release)
	if err != nil {
		panic(err) // a line of this package names a release that no other line declares
	}
	return release
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

// Profile is the profile of a contract.
func (c Contract) Profile() Profile { return All[c] }

// Newest is the newest contract.
func Newest() Profile { return All[len(All)-1] }

// Releases are the profiles that are releases of authentik, oldest first: all but the documentation.
func Releases() []Profile {
	var releases []Profile
	for _, p := range All {
		if p.IsRelease() {
			releases = append(releases, p)
		}
	}
	return releases
}

// Names lists what [Parse] takes.
func Names() []string { return names(All) }

// ReleaseNames are the names of [Releases].
func ReleaseNames() []string { return names(Releases()) }

func names(profiles []Profile) []string {
	names := make([]string, len(profiles))
	for i, p := range profiles {
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
