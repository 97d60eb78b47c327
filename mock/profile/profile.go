// Package profile lists the contracts that the fake can serve, in the order of their appearance.
//
// A declaration has a [Span] of contracts in which it applies, and a value that changed has a [History]; no
// other code compares versions. The contracts are ordered by their content: the documentation, written for
// 2023.10 to 2025.10, comes first, then the releases.
//
// A release that was recorded before it was finished has two profiles: the release candidate, equal to its
// recordings, and the release, which has the data of the candidate and differs by what its own OpenAPI
// document says.
//
// A new version is one line here and its data: fixtures/README.md lists the files, and a test names those
// that are missing.
package profile

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/spelling"
)

// Contract is one contract, comparable with < in the order of [All].
type Contract int

// The contracts, oldest first. A line here is all that declares a contract. The zero value is the
// documentation, so that a declaration without a span always applies.
var (
	// Documented follows authentik's published documentation (generation 2023.10 to 2025.10).
	Documented = add(Profile{Name: "documented", Data: "2025.10", Document: "2025.10", Version: "2025.10.4", About: "as 2025.10, but a valid flow_set is written and /api/v3//stages/… is served, as the documentation says"})
	V2025_10   = add(Profile{Name: "2025.10", Version: "2025.10.4", On: "2026-11-24"})
	V2025_12   = add(Profile{Name: "2025.12", Version: "2025.12.4", On: "2026-11-24"})
	V2026_2    = add(Profile{Name: "2026.2", Version: "2026.2.2", On: "2026-11-26"})
	V2026_5RC1 = add(Profile{Name: "2026.5-rc1", Version: "2026.5.0-rc1", On: "2026-11-25"})
	V2026_5    = add(Profile{Name: "2026.5", Version: "2026.5.6", Data: "2026.5-rc1"})
	V2026_8RC1 = add(Profile{Name: "2026.8-rc1", Version: "2026.8.0-rc1", On: "2026-11-26", About: "as authentik's main branch of June 2026 answered, with the JSON and the error pages of August over it"})
	V2026_8    = add(Profile{Name: "2026.8", Version: "2026.8.3", Data: "2026.8-rc1"})
)

// Profile describes a contract.
type Profile struct {
	// Contract is the position in the order.
	Contract Contract
	// Name is the value for --profile.
	Name string
	// Data names the profile whose recordings, permissions and new installation this one has; its own name
	// unless a line says otherwise.
	Data string
	// Document names the profile whose OpenAPI document this one has; its own name unless a line says otherwise.
	Document string
	// Known is how the answers of the version are known: recorded, on the date On, or by its document.
	Known Evidence
	On    string
	// Version is the full version that the server reports to clients (admin/version).
	Version string
	// About describes the profile in one line. That of a release whose candidate was recorded says what was run.
	About string
}

// All lists the profiles, oldest contract first.
var All []Profile

// add appends a profile to [All].
func add(p Profile) Contract {
	p.Contract = Contract(len(All))
	p.Data, p.Document = cmp.Or(p.Data, p.Name), cmp.Or(p.Document, p.Name)
	if p.Known = Recorded; !p.IsRecorded() {
		p.Known = Document
	}
	switch {
	case p.About != "":
	case p.IsRecorded():
		p.About = "as authentik " + p.Version + " answered"
	default:
		p.About = p.Source().About + ", and what the OpenAPI document of " + p.Version + " adds"
	}
	All = append(All, p)
	return p.Contract
}

// IsRelease reports whether the profile is a version of authentik, not the documentation: it has an OpenAPI
// document of its own.
func (p Profile) IsRelease() bool { return p.Name == p.Document }

// IsRecorded reports whether a server of this version was recorded: the profile has data of its own.
func (p Profile) IsRecorded() bool { return p.Name == p.Data }

// Source returns the profile whose data this profile has: see [Profile.Data].
func (p Profile) Source() Profile {
	if p.IsRecorded() {
		return p
	}
	source, err := Parse(p.Data)
	if err != nil {
		panic(err) // a line of this package names a profile that no other line declares
	}
	return source
}

// Default is the profile when none is named.
const Default = "documented"

// Latest is another name of the newest profile.
const Latest = "latest"

// Parse returns the profile with a name, or the newest for [Latest]; the error lists the names, and the most
// similar one.
func Parse(name string) (Profile, error) {
	if name == Latest {
		return Newest(), nil
	}
	for _, p := range All {
		if p.Name == name {
			return p, nil
		}
	}
	return Profile{}, fmt.Errorf("unknown profile %q: choose one of %s, or %s%s", name, strings.Join(Names(), ", "), Latest, spelling.DidYouMean(name, Names()))
}

// Profile returns the profile of a contract.
func (c Contract) Profile() Profile { return All[c] }

// Newest returns the newest contract.
func Newest() Profile { return All[len(All)-1] }

// Releases returns the profiles that are versions of authentik, oldest first: all but the documentation.
func Releases() []Profile { return where(Profile.IsRelease) }

// RecordedProfiles returns the profiles with data of their own, oldest first.
func RecordedProfiles() []Profile { return where(Profile.IsRecorded) }

func where(holds func(Profile) bool) []Profile {
	var found []Profile
	for _, p := range All {
		if holds(p) {
			found = append(found, p)
		}
	}
	return found
}

// Names returns the names of all profiles.
func Names() []string { return names(All) }

// ReleaseNames returns the names of [Releases].
func ReleaseNames() []string { return names(Releases()) }

// RecordedNames returns the names of [RecordedProfiles].
func RecordedNames() []string { return names(RecordedProfiles()) }

func names(profiles []Profile) []string {
	names := make([]string, len(profiles))
	for i, p := range profiles {
		names[i] = p.Name
	}
	return names
}
