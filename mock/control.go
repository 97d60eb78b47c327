package mock

import (
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/page"
)

// The fake's own addresses are under /__mock/, a prefix that authentik does not use. They need no token, so
// that of browser pages only the fake's own may use them.

// mayControl reports whether a request may use the fake's own addresses, and answers it if not. Requests that
// change something must be JSON: a page of another origin cannot send that without a preflight, which is
// refused here.
func mayControl(c *call) bool {
	r := c.r
	switch {
	case isForeign(r) && !control.IsDocument(r):
		c.because(drf.Reason{Layer: drf.LayerPermission, Code: "origin_not_allowed", Why: "a page of another origin", Value: drf.Shortened(r.Header.Get("Origin"))})
		ownProblem(c.w, http.StatusForbidden, originProblem,
			"A browser page of another origin may not use "+control.Prefix+": send this from a program, such as curl, or from a page of the fake itself.")
		return false
	case !isSafe(r.Method) && !hasMedia(r, "application/json", "application/yaml") && hasBody(r):
		c.because(drf.Reason{Layer: drf.LayerBody, Code: "unsupported_media_type", Value: drf.Shortened(r.Header.Get("Content-Type"))})
		ownProblem(c.w, http.StatusUnsupportedMediaType, mediaProblem,
			"What changes something under "+control.Prefix+" has Content-Type: application/json, application/yaml for a state, or no body at all.")
		return false
	}
	return true
}

// isOwn reports whether the fake itself answers a request: under /__mock/, and for a browser that opens one of authentik's own
// pages, which the fake does not have.
func isOwn(r *http.Request) bool { return control.Is(r.URL.Path) || page.Welcomes(r) }

// ofPage reports whether the fake's own page sends a request under /__mock/ that only reads, of which there are many.
func ofPage(r *http.Request) bool {
	return control.Is(r.URL.Path) && isSafe(r.Method) && r.Header.Get("Sec-Fetch-Site") == "same-origin"
}

// isSafe reports whether a method only reads.
func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// hasMedia reports whether the body has one of these types, none of which a page can send to another origin
// without a preflight.
func hasMedia(r *http.Request, media ...string) bool {
	types := r.Header["Content-Type"]
	if len(types) != 1 {
		return false
	}
	given, _, err := mime.ParseMediaType(types[0])
	return err == nil && slices.Contains(media, given)
}

// hasBody reports whether a request has a body of at least a byte. For a chunked one this is known only after
// reading it.
func hasBody(r *http.Request) bool {
	if r.ContentLength >= 0 {
		return r.ContentLength > 0
	}
	_, err := io.ReadFull(r.Body, make([]byte, 1))
	return err != io.EOF
}
