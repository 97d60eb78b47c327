package mock

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/resources"
)

// Coverage says how far the fake can be trusted with an operation.
type Coverage int

const (
	// Absent is an operation that the version does not have.
	Absent Coverage = iota
	// NotServed is one that the version has and the fake answers with 501.
	NotServed
	// Modelled is one that is built from authentik's rules, without a recording to prove it.
	Modelled
	// Proved is one whose recorded answers the fake gives.
	Proved
)

// String is the word for people, "" for Absent.
func (c Coverage) String() string {
	return [...]string{"", "not served", "modelled", "proved"}[c]
}

// OperationCoverage is one operation and its coverage by the names of the profiles.
type OperationCoverage struct {
	resources.Operation
	Profiles map[string]Coverage
}

// Describe lists every operation of any version with what the fake makes of it, sorted by address and method. The
// documented profile counts as proved by the recordings of 2025.10, from which it differs in what the documentation says.
// The error is about a recording that cannot be read.
func Describe() ([]OperationCoverage, error) {
	table := map[resources.Operation]*OperationCoverage{}
	for _, p := range profile.All {
		recorded, err := recordings[p.Contract]()
		if err != nil {
			return nil, err
		}
		site, err := resources.Site(p.Contract)
		if err != nil {
			return nil, err
		}
		served := servedOperations(site)
		for _, operation := range resources.Operations(p.Contract) {
			key := resources.Operation{Method: operation.Method, Path: "/api/v3/" + operation.Path}
			if table[key] == nil {
				table[key] = &OperationCoverage{Operation: key, Profiles: map[string]Coverage{}}
			}
			table[key].Profiles[p.Name] = coverage(operation, served, recorded)
		}
	}
	rows := make([]OperationCoverage, 0, len(table))
	for _, row := range table {
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b OperationCoverage) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	return rows, nil
}

func coverage(operation resources.Operation, served, recorded map[string]bool) Coverage {
	key := operation.Method + " " + ginPath(operation.Path)
	switch {
	case !served[key]:
		return NotServed
	case recorded[key]:
		return Proved
	}
	return Modelled
}

// recordings are the recorded operations of every contract, read when they are first asked for.
var recordings = func() map[profile.Contract]func() (map[string]bool, error) {
	all := map[profile.Contract]func() (map[string]bool, error){}
	for _, p := range profile.All {
		all[p.Contract] = sync.OnceValues(func() (map[string]bool, error) { return recordedOperations(p) })
	}
	return all
}()

// modelled says whether an operation (method, and address in the form of gin's routes) that is served was never recorded
// with success. It takes a tenth of a second the first time.
func modelled(c profile.Contract, operation string) bool {
	recorded, err := recordings[c]()
	return err == nil && !recorded[operation]
}

// recordedOperations are the operations, method and address in the form of gin's routes, whose success was recorded.
func recordedOperations(p profile.Profile) (map[string]bool, error) {
	version := profile.All[max(p.Contract, profile.V2025_10)].Name
	exchanges, err := recordedExchanges(version)
	if err != nil {
		return nil, err
	}
	addresses := addressPatterns(p.Contract)
	recorded := map[string]bool{}
	for exchange := range exchanges {
		if address := addresses.find(exchange.Path); address != "" {
			recorded[exchange.Method+" "+address] = true
		}
	}
	return recorded, nil
}

// recordedExchanges are the methods and paths that a version answered with success.
func recordedExchanges(version string) (map[resources.Operation]bool, error) {
	exchanges := map[resources.Operation]bool{}
	for _, set := range fixtures.Sets(version) {
		answers, err := fixtures.Answers(version, set)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(answers)) {
			var recorded struct {
				Method, Path string
				Status       int
			}
			if err := json.Unmarshal([]byte(line), &recorded); err != nil {
				return nil, fmt.Errorf("recording %s of %s: %w", set, version, err)
			}
			if recorded.Status < http.StatusMultipleChoices {
				path, _, _ := strings.Cut(recorded.Path, "?")
				exchanges[resources.Operation{Method: recorded.Method, Path: path}] = true
			}
		}
	}
	return exchanges, nil
}

// addressPattern recognizes the paths that belong to an address.
type addressPattern struct {
	address string
	paths   *regexp.Regexp
}

type addressList []addressPattern

// parameter is a parameter of an address, in a quoted regular expression.
var parameter = regexp.MustCompile(`\\\{.+?\\\}`)

// addressPatterns are the addresses of a version, those with the fewest parameters first: core/users/me/ is not the user
// called me.
func addressPatterns(c profile.Contract) addressList {
	var list addressList
	for _, operation := range resources.Operations(c) {
		expression := parameter.ReplaceAllString(regexp.QuoteMeta("/api/v3/"+operation.Path), "[^/]+")
		list = append(list, addressPattern{ginPath(operation.Path), regexp.MustCompile("^" + expression + "$")})
	}
	slices.SortStableFunc(list, func(a, b addressPattern) int {
		return cmp.Compare(strings.Count(a.address, ":"), strings.Count(b.address, ":"))
	})
	return list
}

// find is the address that a path belongs to, "" if there is none.
func (l addressList) find(path string) string {
	for _, pattern := range l {
		if pattern.paths.MatchString(path) {
			return pattern.address
		}
	}
	return ""
}
