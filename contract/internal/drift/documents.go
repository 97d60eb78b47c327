package drift

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// component is an object's schema in a profile's OpenAPI document.
type component struct {
	Properties map[string]map[string]any `json:"properties"`
	Required   []string                  `json:"required"`
}

// documentRules returns the differences between the OpenAPI documents of two profiles, by member.
func documentRules(a, b profile.Profile) ([]Rule, error) {
	if a.Name == b.Name {
		return nil, nil
	}
	inA, err := components(a)
	if err != nil {
		return nil, err
	}
	inB, err := components(b)
	if err != nil {
		return nil, err
	}
	rules := map[string]*Rule{}
	for _, name := range slices.Sorted(maps.Keys(inA)) {
		if _, both := inB[name]; both {
			for _, d := range documentDifferences(inA[name], inB[name]) {
				rule := rules[d.says]
				if rule == nil {
					rule = &Rule{Kind: Documents, Says: d.says, Example: Example{Where: "component " + name, A: d.a, B: d.b}}
					rules[d.says] = rule
				}
				rule.Count++
				rule.On = append(rule.On, name)
			}
		}
	}
	var sorted []Rule
	for _, says := range slices.Sorted(maps.Keys(rules)) {
		sorted = append(sorted, *rules[says])
	}
	return sorted, nil
}

// components returns the objects and enumerations of a profile's schemas, by name.
func components(p profile.Profile) (map[string]component, error) {
	all := map[string]component{}
	for _, name := range schemas.Names(p.Name) {
		text, err := schemas.Text(p.Name, name)
		if err != nil {
			return nil, err
		}
		var schema struct {
			Defs map[string]component `json:"$defs"`
		}
		if err := json.Unmarshal(text, &schema); err != nil {
			return nil, fmt.Errorf("schema %s of %s: %w", name, p.Name, err)
		}
		maps.Copy(all, schema.Defs)
	}
	return all, nil
}

type documentDifference struct{ says, a, b string }

func documentDifferences(a, b component) []documentDifference {
	var all []documentDifference
	var gone, added []string
	for _, member := range slices.Sorted(maps.Keys(a.Properties)) {
		if b.Properties[member] == nil {
			gone = append(gone, member)
			continue
		}
		was, is := a.facts(member), b.facts(member)
		for _, fact := range slices.Sorted(maps.Keys(was)) {
			if was[fact] != is[fact] {
				all = append(all, documentDifference{fmt.Sprintf("documents: %s of %s: %s → %s", fact, member, was[fact], is[fact]),
					jsonOf(a.Properties[member]), jsonOf(b.Properties[member])})
			}
		}
	}
	for _, member := range slices.Sorted(maps.Keys(b.Properties)) {
		if a.Properties[member] == nil {
			added = append(added, member)
		}
	}
	if len(gone)+len(added) == 0 {
		return all
	}
	says := fmt.Sprintf("documents: %s → %s", strings.Join(gone, ", "), strings.Join(added, ", "))
	switch {
	case len(added) == 0:
		says = fmt.Sprintf("documents: %s gone", strings.Join(gone, ", "))
	case len(gone) == 0:
		says = fmt.Sprintf("documents: %s new", strings.Join(added, ", "))
	}
	return append(all, documentDifference{says, strings.Join(gone, ", "), strings.Join(added, ", ")})
}

// documentedFacts lists the keywords of a schema that constrain clients.
var documentedFacts = []string{"type", "format", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "readOnly", "writeOnly"}

// facts returns the constraints on a member.
func (c component) facts(member string) map[string]string {
	facts := map[string]string{"required": fmt.Sprint(slices.Contains(c.Required, member))}
	for _, name := range documentedFacts {
		facts[name] = "none"
		if value, there := c.Properties[member][name]; there {
			facts[name] = jsonOf(value)
		}
	}
	return facts
}

func jsonOf(value any) string {
	text, _ := json.Marshal(value) // it was read from JSON
	return string(text)
}
