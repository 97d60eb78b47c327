// Package headers returns the headers that an answer of authentik usually has, and those of an answer that differ.
package headers

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// Compared lists the headers by which a client could tell two servers apart.
var Compared = []string{"content-type", "allow", "location", "www-authenticate", "content-language", "vary", "x-powered-by",
	"x-content-type-options", "x-frame-options", "referrer-policy"}

// everyAnswer holds the headers of every answer of authentik's own application.
var everyAnswer = map[string]string{
	"content-language":       "en",
	"vary":                   "Accept-Language, Cookie",
	"x-powered-by":           "authentik",
	"x-content-type-options": "nosniff",
	"x-frame-options":        "DENY",
	"referrer-policy":        "same-origin",
}

// allowed is an Allow header of addresses.
type allowed struct {
	address *regexp.Regexp
	allow   string
}

// methodsOf lists Allow headers for addresses below /api/v3/ that are missing from the OpenAPI
// document. The first match counts. A fake needs them only if it is asked for a scenario.
var methodsOf = sync.OnceValue(func() []allowed {
	return []allowed{
		{regexp.MustCompile(`^stages/all/$|/(used_by|types|me|config|current|version)/$`), "GET, HEAD, OPTIONS"},
		{regexp.MustCompile(`^stages/all/[^/]+/$`), "GET, DELETE, HEAD, OPTIONS"},
		{regexp.MustCompile(`/(add_user|remove_user|set_key|set_password)/$`), "POST, OPTIONS"},
		{regexp.MustCompile(`^[^/]+/[^/]+/$`), "GET, POST, HEAD, OPTIONS"},
		{regexp.MustCompile(`^[^/]+/[^/]+/[^/]+/$`), "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"},
	}
})

// JSONTypes holds the Content-Type of JSON answers by version.
var JSONTypes = profile.Dated("the content type of JSON", profile.History[string]{
	{profile.Documented, profile.Recorded, "application/json; charset=utf-8"},
	{profile.V2026_2, profile.Recorded, "application/json"},
	{profile.V2026_8RC1, profile.Recorded, "application/json; charset=utf-8"},
})

// Usual returns the headers of an answer for which a scenario expects no others. A header with the
// value "" is not sent.
func Usual(method, path string, status int, hasBody bool, p profile.Profile) map[string]string {
	headers := map[string]string{}
	if status == http.StatusMovedPermanently { // given by the proxy before the application
		return headers
	}
	for name, value := range everyAnswer {
		headers[name] = value
	}
	path, _, _ = strings.Cut(path, "?")
	if methods := schemas.Methods(p.Name, path); methods != nil {
		headers["allow"] = strings.Join(methods, ", ")
	} else {
		headers["allow"] = usualMethods(path)
	}
	switch {
	case status == http.StatusNoContent:
	case !hasBody && method != http.MethodHead:
		headers["content-type"] = "text/html; charset=utf-8"
	default:
		headers["content-type"] = JSONTypes.In(p.Contract)
	}
	return headers
}

// usualMethods returns the Allow header of an address that is missing from the OpenAPI document.
func usualMethods(path string) string {
	for _, m := range methodsOf() {
		if m.address.MatchString(strings.TrimPrefix(path, "/api/v3/")) {
			return m.allow
		}
	}
	return ""
}

// passing lists headers that depend on the connection, the single request or Django's middleware, or are a fake's
// own, and are not part of the API.
var passing = []string{"date", "server", "connection", "keep-alive", "content-length", "transfer-encoding", "content-encoding",
	"set-cookie", "x-authentik-id", "cross-origin-opener-policy", "x-mock-explain", "x-mock-profile"}

// Others returns the names, other than [Compared], of headers that are expected, and of unexpected ones that come
// from the application; front holds those that a front adds.
func Others(expected map[string]string, actual http.Header, front map[string]bool) []string {
	names := map[string]bool{}
	for name := range expected {
		names[name] = true
	}
	for name := range actual {
		if lower := strings.ToLower(name); !slices.Contains(passing, lower) && !front[lower] {
			names[lower] = true
		}
	}
	for _, name := range Compared {
		delete(names, name)
	}
	return slices.Sorted(maps.Keys(names))
}

// ofPages begins the names of headers that a server sends to pages of other origins only.
const ofPages = "access-control-"

// Unusual returns the headers of an answer that differ from the usual ones, by their names in lower case; "" stands
// for a usual one that is missing. Those for pages of other origins are not among them.
func Unusual(method, path string, status int, hasBody bool, p profile.Profile, actual http.Header) map[string]string {
	usual, unusual := Usual(method, path, status, hasBody, p), map[string]string{}
	for _, name := range slices.Concat(Compared, Others(nil, actual, nil)) {
		value := strings.Join(actual.Values(name), ", ")
		if !Equal(name, usual[name], value) && !strings.HasPrefix(name, ofPages) {
			unusual[name] = value
		}
	}
	return unusual
}

// Equal reports whether two values of a header, named in lower case, are the same to a client.
func Equal(name, a, b string) bool { return a == b || name == "vary" && vary(a) == vary(b) }

// Wrong compares all headers except those that the target's front adds, and returns one line for
// each difference.
func Wrong(expected map[string]string, actual http.Header, front map[string]bool) []string {
	var wrong []string
	for _, name := range slices.Concat(Compared, Others(expected, actual, front)) {
		want, got := expected[name], strings.Join(actual.Values(name), ", ")
		if want != "<any>" && !Equal(name, want, got) {
			wrong = append(wrong, fmt.Sprintf("header %s: expected %s, got %s", http.CanonicalHeaderKey(name), OrNone(want), OrNone(got)))
		}
	}
	return wrong
}

// OrNone returns a header's value in quotes, or a text that says there is none.
func OrNone(value string) string {
	if value == "" {
		return "none"
	}
	return fmt.Sprintf("%q", value)
}

// vary returns the application's Vary header as a set. It leaves out Accept-Encoding, which a
// compressing proxy adds, and Origin, which a server adds that lets pages of other origins read its
// answers.
func vary(value string) string {
	var names []string
	for _, name := range strings.Split(value, ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && name != "accept-encoding" && name != "origin" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
