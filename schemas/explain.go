package schemas

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// explain converts one error into faults. An error about several members becomes one fault for each.
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
	for name, value := range object {
		if foreseen(schema, name) {
			continue
		}
		one := fault
		one.Pointer += pointer([]string{name})
		one.Expected, one.Got = "no such member", show(value)
		faults = append(faults, one)
	}
	return faults
}

// foreseen reports whether a schema has a rule for members with a name.
func foreseen(schema map[string]any, name string) bool {
	properties, _ := schema["properties"].(map[string]any)
	if _, ok := properties[name]; ok {
		return true
	}
	patterns, _ := schema["patternProperties"].(map[string]any)
	for pattern := range patterns {
		if matched, err := regexp.MatchString(pattern, name); err == nil && matched {
			return true
		}
	}
	return false
}

// memberName returns component and member from the path to a schema: $defs/User/properties/email is
// User.email.
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
