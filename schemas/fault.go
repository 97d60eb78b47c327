package schemas

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Fault is one place where a document breaks its contract.
type Fault struct {
	// Pointer says where in the document, as a JSON Pointer (RFC 6901); empty for the whole document. It points at a
	// missing member too.
	Pointer string
	// Member is the component and its member whose rule is broken, such as User.email, or the component alone.
	Member string
	// Keyword is the keyword of JSON Schema that is broken, such as required, type or format.
	Keyword string
	// Expected and Got say for people what had to be there and what was.
	Expected, Got string
	// Lie says that real servers break the rule in the same way: see [Lies].
	Lie bool
}

// String is the fault in one line: /results/0/email: expected a string of format email, found "".
func (f Fault) String() string {
	line := fmt.Sprintf("%s: expected %s, found %s", cmp.Or(f.Pointer, "(document)"), f.Expected, f.Got)
	if f.Lie {
		line += fmt.Sprintf(" (known lie: %s %s)", f.Member, f.Keyword)
	}
	return line
}

// faultsOf gives the faults behind the library's tree of errors, in the order of their pointers.
func faultsOf(contract *contract, document any, invalid *jsonschema.ValidationError) ([]Fault, error) {
	var faults []Fault
	for _, leaf := range leaves(invalid) {
		found, err := explain(contract, document, leaf)
		if err != nil {
			return nil, err
		}
		faults = append(faults, found...)
	}
	slices.SortFunc(faults, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.Pointer, b.Pointer), strings.Compare(a.Keyword, b.Keyword))
	})
	return slices.Compact(faults), nil
}

// leaves are the errors without causes. Of an anyOf only the branch that came furthest into the document counts: it is
// the one that the writer meant.
func leaves(invalid *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(invalid.Causes) == 0 {
		return []*jsonschema.ValidationError{invalid}
	}
	if strings.HasSuffix(invalid.KeywordLocation, "/anyOf") {
		furthest := slices.MaxFunc(invalid.Causes, func(a, b *jsonschema.ValidationError) int {
			return cmp.Compare(reach(a), reach(b))
		})
		return leaves(furthest)
	}
	var all []*jsonschema.ValidationError
	for _, cause := range invalid.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

// reach is how far into the document an error lies. One about the value's type counts less than others at its place.
func reach(invalid *jsonschema.ValidationError) int {
	far := 0
	for _, leaf := range leaves(invalid) {
		depth := 2 * strings.Count(leaf.InstanceLocation, "/")
		if !strings.HasSuffix(leaf.KeywordLocation, "/type") {
			depth++
		}
		far = max(far, depth)
	}
	return far
}

// explain puts one error into words. An error about several members gives a fault each.
func explain(contract *contract, document any, leaf *jsonschema.ValidationError) ([]Fault, error) {
	_, fragment, _ := strings.Cut(leaf.AbsoluteKeywordLocation, "#")
	steps, err := tokens(fragment)
	if err != nil || len(steps) == 0 {
		return nil, fmt.Errorf("%s: %s", leaf.AbsoluteKeywordLocation, leaf.Message)
	}
	place, err := tokens(leaf.InstanceLocation)
	if err != nil {
		return nil, err
	}
	last := len(steps) - 1
	schema, _ := lookup(contract.text, steps[:last]).(map[string]any)
	value := lookup(document, place)
	fault := Fault{Pointer: pointer(place), Member: memberName(steps[:last]), Keyword: steps[last]}
	switch fault.Keyword {
	case "required":
		return missing(fault, schema, value.(map[string]any)), nil
	case "additionalProperties":
		return surplus(fault, schema, value.(map[string]any)), nil
	}
	fault.Expected = expectation(fault.Keyword, schema)
	fault.Got = show(value)
	return []Fault{fault}, nil
}

func missing(fault Fault, schema, object map[string]any) []Fault {
	var faults []Fault
	required, _ := schema["required"].([]any)
	for _, name := range required {
		name := name.(string)
		if _, ok := object[name]; ok {
			continue
		}
		one := fault
		one.Pointer += pointer([]string{name})
		one.Member += "." + name
		one.Expected, one.Got = "a member", "none"
		faults = append(faults, one)
	}
	return faults
}

func surplus(fault Fault, schema, object map[string]any) []Fault {
	var faults []Fault
	properties, _ := schema["properties"].(map[string]any)
	for name, value := range object {
		if _, ok := properties[name]; ok {
			continue
		}
		one := fault
		one.Pointer += pointer([]string{name})
		one.Expected, one.Got = "no such member", show(value)
		faults = append(faults, one)
	}
	return faults
}

// expectation puts a keyword of a schema into words.
func expectation(keyword string, schema map[string]any) string {
	rule := schema[keyword]
	switch keyword {
	case "type":
		if names, ok := rule.([]any); ok {
			return alternatives(names, func(name any) string { return kinds[name.(string)] })
		}
		return kinds[rule.(string)]
	case "enum":
		return alternatives(rule.([]any), compact)
	case "format":
		return fmt.Sprintf("%s of format %s", kinds[primary(schema)], rule)
	case "pattern":
		return fmt.Sprintf("a string that matches %s", rule)
	case "minLength":
		return fmt.Sprintf("at least %s", count(rule, "character"))
	case "maxLength":
		return fmt.Sprintf("at most %s", count(rule, "character"))
	case "minItems":
		return fmt.Sprintf("at least %s", count(rule, "item"))
	case "minimum":
		return fmt.Sprintf("at least %s", rule)
	case "maximum":
		return fmt.Sprintf("at most %s", rule)
	}
	return fmt.Sprintf("%s %s", keyword, compact(rule))
}

// kinds are the types of JSON Schema with their articles.
var kinds = map[string]string{
	"string": "a string", "integer": "an integer", "number": "a number", "boolean": "a boolean",
	"array": "an array", "object": "an object", "null": "null",
}

// primary is the type that a schema asks for beside null.
func primary(schema map[string]any) string {
	if names, ok := schema["type"].([]any); ok {
		return names[0].(string)
	}
	return schema["type"].(string)
}

func count(number any, noun string) string {
	if fmt.Sprint(number) == "1" {
		return "1 " + noun
	}
	return fmt.Sprintf("%v %ss", number, noun)
}

func alternatives(values []any, word func(any) string) string {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = word(value)
	}
	if len(words) == 1 {
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// show is a value for people: short ones as they are, long ones by their size.
func show(value any) string {
	switch value := value.(type) {
	case map[string]any:
		return fmt.Sprintf("an object of %s", count(len(value), "member"))
	case []any:
		return fmt.Sprintf("an array of %s", count(len(value), "item"))
	case string:
		if length := utf8.RuneCountInString(value); length > longestShown {
			return fmt.Sprintf("%s of %d characters", compact(shorten(value)), length)
		}
	}
	return shorten(compact(value))
}

const longestShown = 60

func shorten(text string) string {
	if utf8.RuneCountInString(text) <= longestShown {
		return text
	}
	return string([]rune(text)[:longestShown]) + "…"
}

func compact(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}

// memberName reads component and member off the way to a schema: $defs/User/properties/email is User.email.
func memberName(steps []string) string {
	var names []string
	for i := 0; i+1 < len(steps); i++ {
		if steps[i] == "$defs" || steps[i] == "properties" {
			i++
			names = append(names, steps[i])
		}
	}
	return strings.Join(names, ".")
}

func lookup(value any, steps []string) any {
	for _, step := range steps {
		switch container := value.(type) {
		case map[string]any:
			value = container[step]
		case []any:
			index, err := strconv.Atoi(step)
			if err != nil || index >= len(container) {
				return nil
			}
			value = container[index]
		default:
			return nil
		}
	}
	return value
}
