// Package api says what the operations of authentik's versions tell of its addresses: where objects are created and deleted,
// what names one, and which table a member refers to.
package api

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Where authentik creates objects, and how it deletes them again, follows from the operations of its versions.

// creators are the addresses below /api/v3/ that may create something.
type creators struct {
	// collections are the addresses with a POST x/ and a DELETE x/{key}/, each with the names of that parameter.
	collections map[string][]string
	// actions are the other addresses of no object with a POST or a PUT: imports, service accounts.
	actions map[string]bool
}

// creatorsOf returns the creators of all versions together.
var creatorsOf = sync.OnceValue(func() creators {
	all := creators{collections: map[string][]string{}, actions: map[string]bool{}}
	for _, p := range profile.All {
		methods := map[string][]string{}
		keys := map[string]string{}
		operations, _ := describe.Operations(p.Contract) // a version without them is not served: nothing is created there
		for _, operation := range operations {
			methods[operation.Path] = append(methods[operation.Path], operation.Method)
			if found := objectPattern.FindStringSubmatch(operation.Path); found != nil && operation.Method == "DELETE" {
				keys[found[1]] = found[2]
			}
		}
		for path, of := range methods {
			collection := strings.TrimSuffix(path, "/")
			parameter, deletable := keys[collection]
			posts := slices.Contains(of, "POST")
			replaces := slices.Contains(of, "PUT") && !slices.Contains(of, "GET") // with a GET it is a thing of its own, as settings are
			switch {
			case strings.Contains(path, "{"):
			case posts && deletable:
				all.collections[collection] = sets.AddNew(all.collections[collection], []string{parameter})
			case posts || replaces:
				all.actions[collection] = true
			}
		}
	}
	return all
})

var objectPattern = regexp.MustCompile(`^([^{}]+)/\{([^{}/]+)\}/$`)

// Collections lists every collection of any version, in alphabetical order.
func Collections() []string {
	var names []string
	for name := range creatorsOf().collections {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Below is an address below /api/v3/ as the operations spell it, "" if it is elsewhere.
func Below(path string) string {
	path, _, _ = strings.Cut(path, "?")
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	path = repeatedSlashes.ReplaceAllString(path, "/")
	found, ok := strings.CutPrefix(path, "/api/v3/")
	if !ok || !strings.HasSuffix(found, "/") {
		return ""
	}
	return strings.TrimSuffix(found, "/")
}

var repeatedSlashes = regexp.MustCompile(`/{2,}`)

// CollectionOf is the collection that a POST to an address adds to, "" if it adds to none.
func CollectionOf(path string) string {
	collection := Below(path)
	if !IsCollection(collection) {
		return ""
	}
	return collection
}

// IsCollection says whether objects can be created at an address below /api/v3/ and deleted again.
func IsCollection(address string) bool { return creatorsOf().collections[address] != nil }

// ActsOnNoObject says whether a request may create objects that its answer does not show.
func ActsOnNoObject(method, path string) bool {
	method = strings.ToUpper(method)
	return (method == "POST" || method == "PUT") && creatorsOf().actions[Below(path)]
}

// KeyOf is what ends the address of an object of a collection: the member that the parameter is named after, such as a
// slug, otherwise its pk; nil if body is no such object.
func KeyOf(collection string, body any) any {
	for _, parameter := range creatorsOf().collections[collection] {
		if key := jsonbody.Member(body, parameter); key != nil {
			return key
		}
	}
	return jsonbody.Member(body, "pk")
}

// CollectionPath is the address of a collection.
func CollectionPath(collection string) string { return "/api/v3/" + collection + "/" }

// ObjectPath is the address of an object, which ends in its key.
func ObjectPath(collection string, key any) string {
	return fmt.Sprintf("/api/v3/%s/%s/", collection, url.PathEscape(jsonbody.Plain(key)))
}

// Addresses are the addresses below /api/v3/ of every version, with {} for what stands in braces.
var Addresses = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, p := range profile.All {
		operations, _ := describe.Operations(p.Contract) // a version without them has no address that is known
		for _, operation := range operations {
			all[strings.TrimSuffix(inBraces.ReplaceAllString(operation.Path, "{}"), "/")] = true
		}
	}
	return all
})

var inBraces = regexp.MustCompile(`\{[^{}/]*\}`)

// WithoutQuery is an address without its query.
func WithoutQuery(path string) string {
	address, _, _ := strings.Cut(path, "?")
	return address
}
