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
	// Pointer says where in the document, as a JSON Pointer (RFC 6901); empty for the whole document. It points at a
	// missing member too.
	Pointer string
	// Member is the component and its member whose rule is broken, such as User.email, or the component alone.
	Member string
	// Keyword is the keyword of JSON Schema that is broken, such as required, type or format.
	Keyword string
	// Expected and Got say for people what had to be there and what was.
	Expected, Got string
	// Deviation says that real servers break the rule in the same way: see [Deviations].
	Deviation bool
}

// String is the fault in one line: /results/0/email: expected a string of format email, found "". A pointer that would
// break the line is quoted.
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
