package schemas

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Deviation is a rule of the OpenAPI document that the real server which published it does not keep. The
// schemas follow the document; the list of deviations holds what servers answer instead.
type Deviation struct {
	// Member and Keyword name the rule as in [Fault], such as User.email and format.
	Member  string `json:"member"`
	Keyword string `json:"keyword"`
	// Found is the answer of real servers, as in Fault.Got. Anything else is a fault.
	Found string `json:"found"`
	// Version, Set and Scenario name a recorded answer that proves it: scenario Scenario of set Set, recorded
	// on Version.
	Version  string `json:"version"`
	Set      string `json:"set"`
	Scenario string `json:"scenario"`
	// Why describes what the server does.
	Why string `json:"why"`
}

// String returns the deviation in one line.
func (d Deviation) String() string {
	return fmt.Sprintf("%s %s: found %s, %s (%s, %s: %s)", d.Member, d.Keyword, d.Found, d.Why, d.Version, d.Set, d.Scenario)
}

// Deviations returns the known deviations of real servers from a profile's OpenAPI document. The error for an
// unknown profile lists the profiles.
func Deviations(profileName string) ([]Deviation, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil, err
	}
	known, err := deviationsOf(p)
	return slices.Clone(known), err
}

// deviationsOf reads the deviations of a profile, once.
var deviationsOf = profile.Once(func(p profile.Profile) ([]Deviation, error) {
	text, err := p.Read(files, "schemas", path.Join(p.Name, "deviations.json"))
	if err != nil {
		return nil, err
	}
	var known []Deviation
	return known, json.Unmarshal(text, &known)
})

// markDeviations marks the faults that are known deviations.
func markDeviations(known []Deviation, faults []Fault) {
	for i := range faults {
		faults[i].Deviation = slices.ContainsFunc(known, func(d Deviation) bool {
			return d.Member == faults[i].Member && d.Keyword == faults[i].Keyword && d.Found == faults[i].Got
		})
	}
}
