package schemas_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// Every schema accepts a document that is generated from it, and refuses that document with any one rule
// broken, with a fault at the broken place that names the rule.
func TestSchemasDiscriminate(t *testing.T) {
	// TestDocumentedSaysWhat2025_10Says covers the documentation.
	tried, mutations := map[string]bool{}, atomic.Int64{}
	t.Run("profiles", func(t *testing.T) {
		for _, profile := range profile.ReleaseNames() {
			names := slices.DeleteFunc(schemas.Names(profile), func(name string) bool { return triedBefore(t, tried, profile, name) })
			t.Run(profile, func(t *testing.T) {
				t.Parallel()
				broken := map[string]bool{}
				for _, name := range names {
					mutations.Add(int64(discriminates(t, profile, name, broken)))
				}
				t.Log(len(names), "contracts")
			})
		}
	})
	t.Log(mutations.Load(), "mutations")
	if mutations.Load() < 30000 {
		t.Error("they are too few to have covered the contracts")
	}
}

// naming matches the lines of a schema that name its profile and version.
var naming = regexp.MustCompile(`(?m)^ "\$(id|comment)": .*$`)

// triedBefore reports whether an older profile has the same contract.
func triedBefore(t *testing.T, tried map[string]bool, profile, name string) bool {
	t.Helper()
	text, err := schemas.Text(profile, name)
	if err != nil {
		t.Fatal(err)
	}
	same := naming.ReplaceAllString(string(text), "")
	before := tried[same]
	tried[same] = true
	return before
}

// discriminates tries every mutation of a contract and returns their number. Inside definitions that are broken already, as
// another contract has them, it tries none.
func discriminates(t *testing.T, profile, name string, broken map[string]bool) int {
	t.Helper()
	text, err := schemas.Text(profile, name)
	if err != nil {
		t.Fatal(err)
	}
	root := map[string]any{}
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	m := &mutator{root: root, broken: broken}
	valid := m.sample(root)
	for _, fault := range check(t, profile, name, encode(t, valid)) {
		t.Errorf("%s %s: the sample does not fit: %s", profile, name, fault)
	}
	m.mutate(root, valid, "", func(value any) any { return value })
	for _, mutation := range m.made {
		document := encode(t, mutation.document)
		if faults := check(t, profile, name, document); !mutation.explainedBy(faults) {
			t.Errorf("%s %s: want %q broken at %q in %s: found %v", profile, name, mutation.keyword, mutation.pointer, document, faults)
		}
	}
	return len(m.made)
}

func encode(t *testing.T, document any) []byte {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// mutation is a document and the rule that it breaks; keyword is empty if it breaks none.
type mutation struct {
	document any
	pointer  string
	keyword  string
}

// explainedBy reports whether the faults name the broken rule, and no other place.
func (m mutation) explainedBy(faults []schemas.Fault) bool {
	elsewhere := slices.ContainsFunc(faults, func(f schemas.Fault) bool { return f.Pointer != m.pointer })
	named := slices.ContainsFunc(faults, func(f schemas.Fault) bool { return f.Keyword == m.keyword })
	return !elsewhere && named == (m.keyword != "")
}

type mutator struct {
	root   map[string]any
	made   []mutation
	broken map[string]bool
}

// breaks reports whether the schema that a reference names has not been broken yet.
func (m *mutator) breaks(reference string) bool {
	text := m.whole(reference, map[string]bool{})
	before := m.broken[text]
	m.broken[text] = true
	return !before
}

// whole returns the text of what a reference names, with that of all that it refers to.
func (m *mutator) whole(reference string, seen map[string]bool) string {
	if seen[reference] {
		return ""
	}
	seen[reference] = true
	text, err := json.Marshal(m.resolve(map[string]any{"$ref": reference}))
	if err != nil {
		panic(err)
	}
	whole := string(text)
	for _, found := range referring.FindAllStringSubmatch(whole, -1) {
		whole += m.whole(found[1], seen)
	}
	return whole
}

var referring = regexp.MustCompile(`"\$ref":"([^"]+)"`)

// within returns the whole document with a value in its place.
type within func(value any) any

// wrong holds values that break a format or a pattern.
var wrong = map[string][]any{
	"uuid": {
		"3fa85f6457174562b3fc2c963f66afa6", "{3fa85f64-5717-4562-b3fc-2c963f66afa6}", "3fa85f64-5717-4562-b3fc-2c963f66afag",
		"3fa85f64-5717-4562-b3fc-2c963f66afa", "urn:uuid:3fa85f64-5717-4562-b3fc-2c963f66afa6", "",
	},
	"date-time": {"2026-04-01", "2026-04-01T12:30:45", "2026-02-30T12:30:45Z", "2026-04-01 12:30:45Z", "2026-04-01T25:30:45Z", ""},
	"email":     {"nobody", "a@", "@example.org", "a b@example.org", " a@example.org", "Ann <a@example.org>", "a@example.org (Ann)", ""},
	"uri":       {"/relative", "example.org", "http://[::1", ""},
	"double":    {json.Number("1e999")},
	"pattern":   {"two words", "a/b", "\n", "é"},
}

// examples holds values that are valid for a format.
var examples = map[string]any{
	"uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "date-time": "2026-04-01T12:30:45.123456+02:00",
	"email": "ann@example.org", "uri": "https://example.org/a?b=c", "double": 0.5, "int64": 7,
}

// values has one of each type, and a fraction, so that integers are told apart from numbers.
var values = []struct {
	kind  string
	value any
}{
	{"string", "text"}, {"number", 5.5}, {"boolean", true}, {"array", []any{}}, {"object", map[string]any{}}, {"null", nil},
}

func (m *mutator) resolve(schema map[string]any) map[string]any {
	for {
		reference, ok := schema["$ref"].(string)
		if !ok {
			return schema
		}
		name := strings.TrimPrefix(reference, "#/$defs/")
		schema = m.root["$defs"].(map[string]any)[name].(map[string]any)
	}
}

// kinds returns the types that are valid for a schema; nil if all are.
func (m *mutator) kinds(schema map[string]any) []string {
	schema = m.resolve(schema)
	var kinds []string
	for _, branch := range list(schema["anyOf"]) {
		kinds = append(kinds, m.kinds(branch.(map[string]any))...)
	}
	switch types := schema["type"].(type) {
	case string:
		kinds = append(kinds, types)
	case []any:
		for _, name := range types {
			kinds = append(kinds, name.(string))
		}
	}
	return kinds
}

func list(value any) []any {
	items, _ := value.([]any)
	return items
}

// sample returns a valid document with every member that has a name.
func (m *mutator) sample(schema map[string]any) any {
	schema = m.resolve(schema)
	if branches := list(schema["anyOf"]); branches != nil {
		return m.sample(branches[0].(map[string]any))
	}
	kinds := m.kinds(schema)
	if kinds == nil {
		return nil
	}
	switch kinds[0] {
	case "object":
		object := map[string]any{}
		for name, property := range properties(schema) {
			object[name] = m.sample(property)
		}
		return object
	case "array":
		return []any{m.sample(schema["items"].(map[string]any))}
	case "boolean":
		return true
	}
	return scalar(schema, kinds[0])
}

func scalar(schema map[string]any, kind string) any {
	if values := list(schema["enum"]); values != nil {
		return values[0]
	}
	if format, ok := schema["format"].(string); ok {
		return examples[format]
	}
	if kind == "string" {
		text := "some"
		if most, ok := schema["maxLength"].(float64); ok {
			text = text[:min(len(text), int(most))]
		}
		return text
	}
	return 7
}

// properties returns the members that have a name, and one for each pattern of names, all of which match a
// number.
func properties(schema map[string]any) map[string]map[string]any {
	all := map[string]map[string]any{}
	patterns, _ := schema["patternProperties"].(map[string]any)
	for _, property := range patterns {
		all["0"] = property.(map[string]any)
	}
	members, _ := schema["properties"].(map[string]any)
	for name, property := range members {
		all[name] = property.(map[string]any)
	}
	return all
}

// mutate breaks every rule of a schema and of the schemas below it, one at a time.
func (m *mutator) mutate(schema map[string]any, value any, pointer string, put within) {
	m.mutateType(schema, pointer, put)
	if reference, ok := schema["$ref"].(string); !ok || m.breaks(reference) {
		m.mutateRules(schema, value, pointer, put)
	}
}

func (m *mutator) add(pointer, keyword string, document any) {
	m.made = append(m.made, mutation{document, pointer, keyword})
}

func (m *mutator) mutateType(schema map[string]any, pointer string, put within) {
	kinds := m.kinds(schema)
	for _, other := range values {
		fits := kinds == nil || slices.Contains(kinds, other.kind)
		if fits {
			continue
		}
		m.add(pointer, "type", put(other.value))
	}
}

func (m *mutator) mutateRules(schema map[string]any, value any, pointer string, put within) {
	schema = m.resolve(schema)
	if branches := list(schema["anyOf"]); branches != nil {
		for _, branch := range branches {
			branch := branch.(map[string]any)
			m.mutateRules(branch, m.sample(branch), pointer, put)
		}
		return
	}
	switch value := value.(type) {
	case map[string]any:
		m.mutateObject(schema, value, pointer, put)
	case []any:
		m.mutateArray(schema, value, pointer, put)
	default:
		m.mutateScalar(schema, pointer, put)
	}
}

func (m *mutator) mutateObject(schema, object map[string]any, pointer string, put within) {
	for _, name := range list(schema["required"]) {
		less := maps.Clone(object)
		delete(less, name.(string))
		m.add(pointer+"/"+name.(string), "required", put(less))
	}
	more := maps.Clone(object)
	more["unheard_of"] = "text"
	if others, ok := schema["additionalProperties"].(map[string]any); ok && len(others) > 0 {
		more["unheard_of"] = m.sample(others)
	}
	if others, ok := schema["additionalProperties"].(bool); ok && !others {
		m.add(pointer+"/unheard_of", "additionalProperties", put(more))
	} else {
		m.add(pointer, "", put(more))
	}
	for name, property := range properties(schema) {
		m.mutate(property, object[name], pointer+"/"+name, func(value any) any {
			changed := maps.Clone(object)
			changed[name] = value
			return put(changed)
		})
	}
}

func (m *mutator) mutateArray(schema map[string]any, array []any, pointer string, put within) {
	if schema["minItems"] != nil {
		m.add(pointer, "minItems", put([]any{}))
	}
	m.mutate(schema["items"].(map[string]any), array[0], pointer+"/0", func(value any) any { return put([]any{value}) })
}

func (m *mutator) mutateScalar(schema map[string]any, pointer string, put within) {
	if schema["enum"] != nil {
		m.add(pointer, "enum", put("no such choice"))
	}
	for _, keyword := range []string{"format", "pattern"} {
		kind, ok := schema[keyword].(string)
		if !ok {
			continue
		}
		if keyword == "pattern" {
			kind = keyword
		}
		for _, text := range wrong[kind] {
			m.add(pointer, keyword, put(text))
		}
	}
	for keyword, broken := range map[string]func(limit float64) any{
		"minLength": func(limit float64) any { return strings.Repeat("é", int(limit)-1) },
		"maxLength": func(limit float64) any { return strings.Repeat("é", int(limit)+1) },
		"minimum":   func(limit float64) any { return limit - 1 },
		"maximum":   func(limit float64) any { return limit + 1 },
	} {
		if limit, ok := schema[keyword].(float64); ok {
			m.add(pointer, keyword, put(broken(limit)))
		}
	}
}
