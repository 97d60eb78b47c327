package journal

import (
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// ofBrowser lists headers that a browser sets itself, in addition to those of the connection.
var ofBrowser = append(slices.Clone(ofConnection), "Origin", "Referer", "User-Agent")

// Fetch returns a request as a call of fetch, in JavaScript. The token is hidden in the journal: the call takes it from the
// variable token. It is an error if the body is incomplete.
func Fetch(e *Entry) (string, error) {
	sent := e.Request()
	if sent.Cut {
		return "", errCut
	}
	var headers []string
	for _, header := range sent.Headers {
		if !slices.Contains(ofBrowser, header[0]) && !strings.HasPrefix(header[0], "Sec-") {
			headers = append(headers, quoted(header[0])+": "+valueInFetch(header[0], header[1]))
		}
	}
	options := []string{"method: " + quoted(e.Method), "headers: {" + strings.Join(headers, ", ") + "}"}
	switch {
	case len(sent.Body) == 0:
	case utf8.Valid(sent.Body) && !sent.has("Content-Type"): // of a text, fetch sends a type
		options = append(options, "body: new TextEncoder().encode("+quoted(string(sent.Body))+")")
	case utf8.Valid(sent.Body):
		options = append(options, "body: "+quoted(string(sent.Body)))
	default:
		options = append(options, `body: Uint8Array.from(atob("`+base64.StdEncoding.EncodeToString(sent.Body)+`"), (c) => c.charCodeAt(0))`)
	}
	return "await fetch(" + quoted(e.url()) + ", {\n  " + strings.Join(options, ",\n  ") + ",\n});\n", nil
}

// valueInFetch returns the value of a header in JavaScript.
func valueInFetch(name, value string) string {
	scheme, hidden := strings.CutSuffix(value, secret.Hidden)
	switch {
	case name != "Authorization" || !hidden:
		return quoted(value)
	case scheme == "":
		return "token"
	}
	return quoted(scheme) + " + token"
}
