package contract

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// comparedHeaders are those in which a client could tell two servers apart.
var comparedHeaders = []string{"content-type", "allow", "location", "www-authenticate", "content-language", "vary", "x-powered-by",
	"x-content-type-options", "x-frame-options", "referrer-policy"}

// everyAnswer are the headers that every answer of authentik's own application has.
var everyAnswer = map[string]string{
	"content-language":       "en",
	"vary":                   "Accept-Language, Cookie",
	"x-powered-by":           "authentik",
	"x-content-type-options": "nosniff",
	"x-frame-options":        "DENY",
	"referrer-policy":        "same-origin",
}

// methodsOf is the Allow header of the addresses below /api/v3/ that the OpenAPI document does not have, the first that fits.
var methodsOf = []struct {
	address *regexp.Regexp
	allow   string
}{
	{regexp.MustCompile(`^stages/all/$|/(used_by|types|me|config|current|version)/$`), "GET, HEAD, OPTIONS"},
	{regexp.MustCompile(`^stages/all/[^/]+/$`), "GET, DELETE, HEAD, OPTIONS"},
	{regexp.MustCompile(`/(add_user|remove_user|set_key|set_password)/$`), "POST, OPTIONS"},
	{regexp.MustCompile(`^[^/]+/[^/]+/$`), "GET, POST, HEAD, OPTIONS"},
	{regexp.MustCompile(`^[^/]+/[^/]+/[^/]+/$`), "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"},
}

// usualHeaders are the headers of an answer of which a scenario says nothing else, "" for one that is not sent.
func usualHeaders(method, path string, status int, hasBody bool, p profile.Profile) map[string]string {
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
	case p.Contract < profile.V2026_5:
		headers["content-type"] = "application/json; charset=utf-8"
	default:
		headers["content-type"] = "application/json"
	}
	return headers
}

// usualMethods is the Allow header of an address that the OpenAPI document does not have.
func usualMethods(path string) string {
	for _, m := range methodsOf {
		if m.address.MatchString(strings.TrimPrefix(path, "/api/v3/")) {
			return m.allow
		}
	}
	return ""
}

// wrongHeaders compares all headers but those that the target's front adds, and says what differs, a line each.
func wrongHeaders(expected map[string]string, actual http.Header, front map[string]bool) []string {
	var wrong []string
	for _, name := range slices.Concat(comparedHeaders, otherHeaders(expected, actual, front)) {
		want, got := expected[name], strings.Join(actual.Values(name), ", ")
		equal := want == got || want == "<any>"
		if name == "vary" {
			equal = equal || applicationVary(want) == applicationVary(got)
		}
		if !equal {
			wrong = append(wrong, fmt.Sprintf("header %s: expected %s, got %s", http.CanonicalHeaderKey(name), orNone(want), orNone(got)))
		}
	}
	return wrong
}

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return fmt.Sprintf("%q", value)
}
