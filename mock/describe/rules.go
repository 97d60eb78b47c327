package describe

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Rule is a dated declaration, and how it is known that it changes there.
type Rule struct {
	resources.Rule
	// Known is the evidence, with the version: "recorded (2026.2.2, 2026-11-26)", "document (2026.8.3)".
	Known string
}

// everywhere stands for the resource of a rule that belongs to none.
const everywhere = "authentik"

// Rules returns the dated declarations of all resources, and then the dated rules of the packages that the
// program holds. Each says itself how it is known. Resources may share a declaration that was recorded of one
// of them; for another, whose own recordings do not show it, the rule is known by the document, against which
// a test holds the declarations of all resources.
func Rules() ([]Rule, error) {
	var rules []Rule
	for _, rule := range resources.Rules() {
		if rule.Known() == profile.Recorded {
			found, err := shown(rule)
			if err != nil {
				return nil, err
			}
			if !found {
				rule.Span = rule.KnownBy(profile.Document)
			}
		}
		rules = append(rules, Rule{rule, rule.Evidence()})
	}
	for _, named := range profile.Rules() {
		rules = append(rules, Rule{resources.Rule{Resource: everywhere, Kind: "rule", Name: named.About, Span: named.Span}, named.Evidence()})
	}
	return rules, nil
}
