package describe

import (
	"bytes"
	"strings"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Rule is a dated declaration of a resource, and how it is known that it changes there.
type Rule struct {
	resources.Rule
	// Known is the evidence, with the version: "recorded (2026.2.2, 2026-11-26)", "document (2026.8.3)".
	Known string
}

// Rules returns the dated declarations of all resources. What no declaration says of its evidence is derived:
// a name that recordings of the version hold is recorded, one of a version that was not recorded stands in its
// document, and so does any other.
func Rules() ([]Rule, error) {
	var rules []Rule
	for _, rule := range resources.Rules() {
		if rule.Known() == profile.Recorded {
			found, err := namedInRecordings(rule)
			if err != nil {
				return nil, err
			}
			if !found {
				rule.Span = rule.By(profile.Document)
			}
		}
		rules = append(rules, Rule{rule, rule.Evidence()})
	}
	return rules, nil
}

// namedInRecordings reports whether recordings of the version in which a rule begins, or of one in which it
// still applied, hold its name: in a body or in a query.
func namedInRecordings(rule resources.Rule) (bool, error) {
	name := rule.Name[strings.LastIndexByte(rule.Name, '.')+1:]
	for _, p := range profile.RecordedProfiles() {
		if !rule.In(p.Contract) {
			continue
		}
		words, err := recordedText(p)
		if err != nil {
			return false, err
		}
		for _, form := range []string{`"` + name + `"`, name + "=", "/" + name + "/"} {
			if bytes.Contains(words, []byte(form)) {
				return true, nil
			}
		}
	}
	return false, nil
}

// recordedText returns all answers that were recorded of a profile.
var recordedText = profile.Once(func(p profile.Profile) ([]byte, error) {
	sets, err := fixtures.Sets(p.Name)
	var text []byte
	for _, set := range sets {
		answers, err := fixtures.Answers(p.Name, set)
		if err != nil {
			return nil, err
		}
		text = append(text, answers...)
	}
	return text, err
})
