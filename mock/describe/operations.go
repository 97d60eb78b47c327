// Package describe describes what the fake declares and how far it can be trusted, for tools and for the
// suite, which derives its lists from here. Everything is derived from the declarations, from authentik's own
// OpenAPI documents and from the recordings.
package describe

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Coverage is the degree of trust in an operation of the fake.
type Coverage int

const (
	// Absent means that the version does not have the operation.
	Absent Coverage = iota
	// NotServed means that the version has it and the fake answers with 501.
	NotServed
	// Modelled means that it is built from authentik's rules, without a recording to prove it.
	Modelled
	// Documented means that the fake gives the recorded answers of the release's candidate, with what the
	// document of the release changes.
	Documented
	// Proved means that the fake gives its recorded answers.
	Proved
)

// String returns the name, "" for Absent.
func (c Coverage) String() string {
	return [...]string{"", "not served", "modelled", "document", "proved"}[c]
}

// Operation is an operation of authentik's API: a method at an address. The address is written as in
// authentik's OpenAPI documents: "core/groups/{group_uuid}/".
type Operation = resources.Operation

// Operations returns all operations of a contract's version, including those that the fake does not serve,
// sorted by address. The addresses have no leading /api/v3/. The error names a missing file of the version.
func Operations(c profile.Contract) ([]Operation, error) { return resources.Operations(c) }

// Covered is an operation, its address with /api/v3/ in front, and its coverage by profile name.
type Covered struct {
	Operation
	Profiles map[string]Coverage
}

// Coverages returns every operation of any version with its coverage, sorted by address and method. The
// documented profile counts as proved by the recordings of 2025.10, from which it differs where the
// documentation does. The error is about a recording that cannot be read.
func Coverages() ([]Covered, error) {
	table := map[Operation]*Covered{}
	for _, p := range profile.All {
		covered, err := coverages(p)
		if err != nil {
			return nil, err
		}
		for operation, coverage := range covered {
			key := Operation{Method: operation.Method, Path: "/api/v3/" + operation.Path}
			if table[key] == nil {
				table[key] = &Covered{Operation: key, Profiles: map[string]Coverage{}}
			}
			table[key].Profiles[p.Name] = coverage
		}
	}
	rows := make([]Covered, 0, len(table))
	for _, row := range table {
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b Covered) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	return rows, nil
}

// Count returns the number of operations in a profile's version, by coverage.
func Count(p profile.Profile) (map[Coverage]int, error) {
	covered, err := coverages(p)
	counts := map[Coverage]int{}
	for _, coverage := range covered {
		counts[coverage]++
	}
	return counts, err
}

// coverages returns the coverage of every operation of a profile's version. It must not be changed.
var coverages = profile.Once(coverageIn)

// coverageIn returns the coverage of every operation of a profile's version.
func coverageIn(p profile.Profile) (map[Operation]Coverage, error) {
	recorded, err := recordings(p)
	if err != nil {
		return nil, err
	}
	operations, err := Operations(p.Contract)
	if err != nil {
		return nil, err
	}
	site, err := resources.Site(p.Contract)
	if err != nil {
		return nil, err
	}
	served, covered := servedBy(site), map[Operation]Coverage{}
	for _, operation := range operations {
		covered[operation] = coverage(operation, served, recorded)
		if covered[operation] == Proved && documentDiffers(p, operation) {
			covered[operation] = Documented
		}
	}
	return covered, nil
}

// servedBy returns the operations that a site serves: method and shape of the address.
func servedBy(site *drf.Site) map[string]bool {
	served := map[string]bool{}
	for _, endpoint := range site.Endpoints() {
		for _, method := range endpoint.Methods {
			served[method+" "+shape(endpoint.Pattern)] = true
		}
	}
	return served
}

func coverage(operation Operation, served, recorded map[string]bool) Coverage {
	key := operation.Method + " " + shape(operation.Path)
	switch {
	case !served[key]:
		return NotServed
	case recorded[key]:
		return Proved
	}
	return Modelled
}

// CoverageOf returns the coverage of the operation that a request asks for; path has no query. known is false if the
// profile's version documents no such operation.
func CoverageOf(p profile.Profile, method, path string) (covered Coverage, known bool, err error) {
	documented, err := documentedIn(p)
	if err != nil {
		return NotServed, false, err
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	covered, known = documented.coverage[method+" "+documented.addresses.find(path)]
	return covered, known, nil
}

// documented holds the coverage of a profile's operations, by method and shape of the address.
type documented struct {
	addresses addressList
	coverage  map[string]Coverage
}

var documentedIn = profile.Once(func(p profile.Profile) (documented, error) {
	covered, err := coverages(p)
	if err != nil {
		return documented{}, err
	}
	d := documented{coverage: map[string]Coverage{}}
	for operation, coverage := range covered {
		d.coverage[operation.Method+" "+shape(operation.Path)] = coverage
	}
	d.addresses = addressPatterns(slices.SortedFunc(maps.Keys(covered), func(a, b Operation) int { return strings.Compare(a.Path, b.Path) }))
	return d, nil
})

// recordings returns the recorded operations of a profile.
var recordings = profile.Once(recordedOperations)

// IsModelled reports whether a served operation was never recorded with success. The address is a route's,
// with its parameters as {id} or :id. The first call takes a tenth of a second.
func IsModelled(c profile.Contract, method, address string) bool {
	recorded, err := recordings(c.Profile())
	return err == nil && !recorded[method+" "+shape(strings.TrimPrefix(address, "/api/v3/"))]
}

// shape returns an address without the names of its parameters, which may differ between a declaration and a
// document.
func shape(address string) string { return parameter.ReplaceAllString(address, "{}") }

// parameter matches a parameter of an address, in a document or in a route.
var parameter = regexp.MustCompile(`\{[^{}]+\}|:\w+`)

// recordedOperations returns the operations whose success was recorded: method and shape of the address.
func recordedOperations(p profile.Profile) (map[string]bool, error) {
	exchanges, err := succeeded(p.Source())
	if err != nil {
		return nil, err
	}
	operations, err := Operations(p.Contract)
	if err != nil {
		return nil, err
	}
	addresses := addressPatterns(operations)
	recorded := map[string]bool{}
	for exchange := range exchanges {
		if address := addresses.find(exchange.Path); address != "" {
			recorded[exchange.Method+" "+address] = true
		}
	}
	return recorded, nil
}

// succeeded returns the requests that a recorded version accepted; their paths have no query. Several profiles have the
// recordings of one version.
var succeeded = profile.Once(func(p profile.Profile) (map[Operation]bool, error) {
	exchanges := map[Operation]bool{}
	err := eachRecorded(p.Name, func(r recorded) {
		if r.Status < http.StatusMultipleChoices {
			exchanges[Operation{Method: r.Method, Path: r.Path}] = true
		}
	})
	return exchanges, err
})

// recorded is a recorded exchange. Its Path has no query, which stands beside it.
type recorded struct {
	set          string
	query        url.Values
	Scenario     string
	Step         int
	Method, Path string
	Status       int
	Body         json.RawMessage
}

// eachRecorded calls use with every exchange that was recorded of a version.
func eachRecorded(version string, use func(recorded)) error {
	sets, err := fixtures.Sets(version)
	if err != nil {
		return err
	}
	for _, set := range sets {
		answers, err := fixtures.Answers(version, set)
		if err != nil {
			return err
		}
		for line := range bytes.Lines(answers) {
			r := recorded{set: set}
			if err := json.Unmarshal(line, &r); err != nil {
				return fmt.Errorf("recording %s of %s: %w", set, version, err)
			}
			path, query, _ := strings.Cut(r.Path, "?")
			r.Path = path
			r.query, _ = url.ParseQuery(query) // a query that is malformed has what is right in it
			use(r)
		}
	}
	return nil
}

// addressPattern is the shape of an address, and its segments with /api/v3/ in front.
type addressPattern struct {
	address  string
	segments []string
}

type addressList []addressPattern

// addressPatterns returns the addresses of a version, those with the fewest parameters first: core/users/me/
// is not the user with the key me.
func addressPatterns(operations []Operation) addressList {
	var list addressList
	for _, operation := range operations {
		address := shape(operation.Path)
		list = append(list, addressPattern{address, strings.Split("/api/v3/"+address, "/")})
	}
	slices.SortStableFunc(list, func(a, b addressPattern) int {
		return cmp.Compare(strings.Count(a.address, "{"), strings.Count(b.address, "{"))
	})
	return list
}

// find returns the address that a path belongs to, "" if there is none.
func (l addressList) find(path string) string {
	segments := strings.Split(path, "/")
	for _, pattern := range l {
		if slices.EqualFunc(pattern.segments, segments, func(part, segment string) bool {
			return part == segment || part == "{}" && segment != ""
		}) {
			return pattern.address
		}
	}
	return ""
}
