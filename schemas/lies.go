package schemas

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Lie is a rule of the OpenAPI document that the real server which published it breaks. The schemas keep the
// document's word; the list says where not to trust it.
type Lie struct {
	// Member and Keyword name the rule as [Fault] does, such as User.email and format.
	Member  string `json:"member"`
	Keyword string `json:"keyword"`
	// Found is what real servers answer instead, as in Fault.Got. Anything else is no lie but a fault.
	Found string `json:"found"`
	// Version, Set and Scenario name a recorded answer that proves it: scenario Scenario of set Set, recorded on Version.
	Version  string `json:"version"`
	Set      string `json:"set"`
	Scenario string `json:"scenario"`
	// Why says for people what the server does.
	Why string `json:"why"`
}

// String is the lie in one line.
func (l Lie) String() string {
	return fmt.Sprintf("%s %s: found %s, %s (%s, %s: %s)", l.Member, l.Keyword, l.Found, l.Why, l.Version, l.Set, l.Scenario)
}

// Lies are the known lies of a profile's OpenAPI document. The error lists the profiles there are.
func Lies(profileName string) ([]Lie, error) {
	if _, err := profile.Parse(profileName); err != nil {
		return nil, err
	}
	text, err := files.ReadFile(path.Join(profileName, "lies.json"))
	if err != nil {
		return nil, err
	}
	var lies []Lie
	return lies, json.Unmarshal(text, &lies)
}

// markLies marks the faults that are known lies.
func markLies(lies []Lie, faults []Fault) {
	for i := range faults {
		faults[i].Lie = slices.ContainsFunc(lies, func(l Lie) bool {
			return l.Member == faults[i].Member && l.Keyword == faults[i].Keyword && l.Found == faults[i].Got
		})
	}
}
