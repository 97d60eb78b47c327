package drift

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// document is what drift compares of a profile's OpenAPI document.
type document struct {
	Paths map[string]map[string]struct {
		Parameters []parameter
	}
	Components struct {
		Schemas    map[string]component
		Parameters map[string]parameter
	}
}

// parameter is a parameter of an operation, or a reference to one among the components.
type parameter struct {
	Name string
	Ref  string `json:"$ref"`
}

// component is an object's schema in a document, or the values of an enumeration.
type component struct {
	Properties map[string]map[string]any
	Required   []string
	Enum       []any
}

// documentRules returns the differences between the OpenAPI documents of two profiles: operations, parameters,
// members and the values of enumerations.
func documentRules(a, b profile.Profile) ([]Rule, error) {
	if a.Name == b.Name {
		return nil, nil
	}
	inA, err := documentOf(a)
	if err != nil {
		return nil, err
	}
	inB, err := documentOf(b)
	if err != nil {
		return nil, err
	}
	found := documentDifferences{}
	if err := found.operations(a, b); err != nil {
		return nil, err
	}
	found.parameters(inA, inB)
	of := inB.Components.Schemas
	for _, name := range slices.Sorted(maps.Keys(inA.Components.Schemas)) {
		if _, both := of[name]; both {
			found.members(name, inA.Components.Schemas[name], of[name])
		}
	}
	var sorted []Rule
	for _, says := range slices.Sorted(maps.Keys(found)) {
		sorted = append(sorted, *found[says])
	}
	return sorted, nil
}

func documentOf(p profile.Profile) (document, error) {
	text, err := schemas.OpenAPI(p.Name)
	if err != nil {
		return document{}, err
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return document{}, fmt.Errorf("the OpenAPI document of %s: %w", p.Name, err)
	}
	return d, nil
}

// documentDifferences collects rules by what they say.
type documentDifferences map[string]*Rule

// add counts a difference. where is its place in the document, a and b are what the documents have there.
func (d documentDifferences) add(says, on, where, a, b string) {
	says = "documents: " + says
	rule := d[says]
	if rule == nil {
		rule = &Rule{Kind: Documents, Says: says, Example: Example{Where: where, A: a, B: b}}
		d[says] = rule
	}
	rule.Count++
	rule.On = append(rule.On, on)
}

// operations compares which operations there are, served by the fake or not.
func (d documentDifferences) operations(a, b profile.Profile) error {
	all, err := describe.Coverages()
	if err != nil {
		return err
	}
	gone, added := map[string][]string{}, map[string][]string{}
	for _, o := range all {
		there := func(p profile.Profile) bool { return o.Profiles[p.Name] != describe.Absent }
		if there(a) == there(b) {
			continue
		}
		path := strings.TrimPrefix(o.Path, "/api/v3/")
		if there(a) {
			gone[path] = append(gone[path], o.Method)
		} else {
			added[path] = append(added[path], o.Method)
		}
	}
	for path, methods := range gone {
		d.add(path+": "+strings.Join(methods, ", ")+" gone", path, path, strings.Join(methods, ", "), "none")
	}
	for path, methods := range added {
		d.add(path+": "+strings.Join(methods, ", ")+" new", path, path, "none", strings.Join(methods, ", "))
	}
	return nil
}

// parameters compares the parameters of the operations that both documents have.
func (d documentDifferences) parameters(a, b document) {
	for _, path := range slices.Sorted(maps.Keys(a.Paths)) {
		for method, inA := range a.Paths[path] {
			inB, both := b.Paths[path][method]
			if !both {
				continue
			}
			was, is := a.names(inA.Parameters), b.names(inB.Parameters)
			for _, name := range without(was, is) {
				d.add("parameter "+name+" gone", strings.Trim(path, "/"), strings.ToUpper(method)+" "+path, name, "none")
			}
			for _, name := range without(is, was) {
				d.add("parameter "+name+" new", strings.Trim(path, "/"), strings.ToUpper(method)+" "+path, "none", name)
			}
		}
	}
}

// names returns the names of parameters.
func (d document) names(parameters []parameter) []string {
	var all []string
	for _, p := range parameters {
		if _, component, isReference := strings.Cut(p.Ref, "#/components/parameters/"); isReference {
			p = d.Components.Parameters[component]
		}
		all = append(all, p.Name)
	}
	return all
}

// without returns the values that are not among others.
func without(all, others []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(one string) bool { return slices.Contains(others, one) })
}

// members compares the members of an object, or the values of an enumeration.
func (d documentDifferences) members(name string, a, b component) {
	where := "component " + name
	for _, member := range slices.Sorted(maps.Keys(a.Properties)) {
		if b.Properties[member] == nil {
			continue
		}
		was, is := a.facts(member), b.facts(member)
		for _, fact := range slices.Sorted(maps.Keys(was)) {
			if was[fact] != is[fact] {
				d.add(fmt.Sprintf("%s of %s: %s → %s", fact, member, was[fact], is[fact]), name, where, jsonOf(a.Properties[member]), jsonOf(b.Properties[member]))
			}
		}
	}
	d.changed("", name, slices.Sorted(maps.Keys(a.Properties)), slices.Sorted(maps.Keys(b.Properties)))
	d.changed("values of "+name+": ", name, written(a.Enum), written(b.Enum))
}

func written(values []any) []string {
	var all []string
	for _, value := range values {
		all = append(all, fmt.Sprint(value))
	}
	return all
}

// changed adds a difference if a list of names lost or got some.
func (d documentDifferences) changed(what, on string, a, b []string) {
	gone, added := strings.Join(without(a, b), ", "), strings.Join(without(b, a), ", ")
	switch {
	case gone == "" && added == "":
	case added == "":
		d.add(what+gone+" gone", on, "component "+on, gone, added)
	case gone == "":
		d.add(what+added+" new", on, "component "+on, gone, added)
	default:
		d.add(what+gone+" → "+added, on, "component "+on, gone, added)
	}
}

// documentedFacts lists the keywords of a schema that constrain clients.
var documentedFacts = []string{"type", "format", "enum", "nullable", "pattern", "minLength", "maxLength", "minimum", "maximum", "readOnly", "writeOnly"}

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
