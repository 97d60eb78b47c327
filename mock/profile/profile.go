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

// In says whether something declared with since and until holds in contract c. until is the first contract in which it
// does not hold any more; its zero value means that it still does.
func (c Contract) In(since, until Contract) bool {
	return c >= since && (until == 0 || c < until)
}
