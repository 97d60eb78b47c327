package schemas

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Fault is one place where a document breaks its contract.
type Fault struct {
	// Pointer is the place in the document, as a JSON Pointer (RFC 6901); empty for the whole document. It
	// may point at a missing member.
	Pointer string
	// Member is the component and the member whose rule is broken, such as User.email, or the component
	// alone.
	Member string
	// Keyword is the broken keyword of JSON Schema, such as required, type or format.
	Keyword string
	// Expected and Got describe the expected value and the actual one.
	Expected, Got string
	// Deviation reports whether real servers break the rule in the same way: see [Deviations].
	Deviation bool
}

// String returns the fault in one line: /results/0/email: expected a string of format email, found "". A
// pointer that would break the line is quoted.
func (f Fault) String() string {
	place := cmp.Or(f.Pointer, "(document)")
	if strings.ContainsFunc(place, unicode.IsControl) {
		place = strconv.Quote(place)
	}
	line := fmt.Sprintf("%s: expected %s, found %s", place, f.Expected, f.Got)
	if f.Deviation {
		line += fmt.Sprintf(" (deviation from the published document: %s %s)", f.Member, f.Keyword)
	}
	return line
}

// faultsOf returns the faults for the library's tree of errors, in the order of their pointers.
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

// leaves returns the errors without causes. Of an anyOf, only the branch that reaches deepest into the
// document counts, which is most likely the intended one.
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

// reach returns how deep in the document an error lies. An error about the value's type counts less than
// others at the same place.
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
