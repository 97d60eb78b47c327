package journal

import (
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// ofBrowser lists headers that a browser sets itself, in addition to those of the connection.
var ofBrowser = append(slices.Clone(ofConnection), "Origin", "Referer", "User-Agent")

// notFetched lists the methods that fetch refuses to send.
var notFetched = []string{"CONNECT", "TRACE", "TRACK"}

// errFetch reports that fetch does not send a request.
var errFetch = errors.New("fetch sends no body with GET and HEAD, and no CONNECT, TRACE or TRACK")

// Fetch returns a request as a call of fetch, in JavaScript. The token is hidden in the journal: the call takes it from the
// variable token. It is an error if the body is incomplete, or if fetch does not send such a request.
func Fetch(e *Entry) (string, error) {
	sent := e.Request()
	reads := e.Method == http.MethodGet || e.Method == http.MethodHead
	switch {
	case sent.Cut:
		return "", errCut
	case reads && len(sent.Body) > 0 || slices.Contains(notFetched, e.Method):
		return "", errFetch
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
