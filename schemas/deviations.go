package schemas

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Deviation is a rule of the OpenAPI document that the real server which published it does not keep. The schemas say what
// the document says; the list says where servers answer otherwise.
type Deviation struct {
	// Member and Keyword name the rule as [Fault] does, such as User.email and format.
	Member  string `json:"member"`
	Keyword string `json:"keyword"`
	// Found is what real servers answer instead, as in Fault.Got. Anything else is a fault.
	Found string `json:"found"`
	// Version, Set and Scenario name a recorded answer that proves it: scenario Scenario of set Set, recorded on Version.
	Version  string `json:"version"`
	Set      string `json:"set"`
	Scenario string `json:"scenario"`
	// Why says for people what the server does.
	Why string `json:"why"`
}

// String is the deviation in one line.
func (d Deviation) String() string {
	return fmt.Sprintf("%s %s: found %s, %s (%s, %s: %s)", d.Member, d.Keyword, d.Found, d.Why, d.Version, d.Set, d.Scenario)
}

// Deviations lists the known deviations of real servers from a profile's OpenAPI document. The error lists the profiles there
// are.
func Deviations(profileName string) ([]Deviation, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return nil, err
	}
	text, err := p.Read(files, "schemas", path.Join(profileName, "deviations.json"))
	if err != nil {
		return nil, err
	}
	var known []Deviation
	return known, json.Unmarshal(text, &known)
}

// markDeviations marks the faults that are known deviations.
func markDeviations(known []Deviation, faults []Fault) {
	for i := range faults {
		faults[i].Deviation = slices.ContainsFunc(known, func(d Deviation) bool {
			return d.Member == faults[i].Member && d.Keyword == faults[i].Keyword && d.Found == faults[i].Got
		})
	}
}
