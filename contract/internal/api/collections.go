// Package api answers questions about authentik's addresses from the operations of its versions:
// where objects are created and deleted, which member names an object, and which table a member
// refers to.
package api

import (
	"fmt"
	"maps"
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

// creators holds the addresses below /api/v3/ at which objects may be created.
type creators struct {
	// collections maps each address with a POST x/ and a DELETE x/{key}/ to the names of that
	// parameter.
	collections map[string][]string
	// actions holds the other addresses with a POST or a PUT that name no object: imports, service
	// accounts.
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

// Below returns the part of an address below /api/v3/, as the operations spell it, and "" for any
// other address.
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

// CollectionOf returns the collection that a POST to an address adds to, "" if there is none.
func CollectionOf(path string) string {
	collection := Below(path)
	if !IsCollection(collection) {
		return ""
	}
	return collection
}

// IsCollection reports whether objects can be created at an address below /api/v3/ and deleted
// again.
func IsCollection(address string) bool { return creatorsOf().collections[address] != nil }

// ActsOnNoObject reports whether a request may create objects that its answer does not show.
func ActsOnNoObject(method, path string) bool {
	method = strings.ToUpper(method)
	return (method == "POST" || method == "PUT") && creatorsOf().actions[Below(path)]
}

// KeyOf returns the value that ends the address of an object of a collection: the member that the
// parameter is named after, such as a slug, otherwise pk. It returns nil if body is not such an
// object.
func KeyOf(collection string, body any) any {
	for _, parameter := range creatorsOf().collections[collection] {
		if key := jsonbody.Member(body, parameter); key != nil {
			return key
		}
	}
	return jsonbody.Member(body, "pk")
}

// CollectionPath returns the address of a collection.
func CollectionPath(collection string) string { return "/api/v3/" + collection + "/" }

// ObjectPath returns the address of an object, which ends in its key.
func ObjectPath(collection string, key any) string {
	return fmt.Sprintf("/api/v3/%s/%s/", collection, url.PathEscape(jsonbody.Plain(key)))
}

// AddressesOf returns the addresses below /api/v3/ of all versions that have a number of segments, sorted. They are
// split into their segments, with {} in place of each parameter.
func AddressesOf(segments int) [][]string { return addresses()[segments] }

// addresses holds the addresses by their number of segments.
var addresses = sync.OnceValue(func() map[int][][]string {
	seen, all := map[string]bool{}, map[int][][]string{}
	for _, p := range profile.All {
		operations, _ := describe.Operations(p.Contract) // a version without them has no address that is known
		for _, operation := range operations {
			seen[strings.TrimSuffix(inBraces.ReplaceAllString(operation.Path, "{}"), "/")] = true
		}
	}
	for _, address := range slices.Sorted(maps.Keys(seen)) {
		parts := strings.Split(address, "/")
		all[len(parts)] = append(all[len(parts)], parts)
	}
	return all
})

var inBraces = regexp.MustCompile(`\{[^{}/]*\}`)

// WithoutQuery returns an address without its query.
func WithoutQuery(path string) string {
	address, _, _ := strings.Cut(path, "?")
	return address
}
