package mock

import (
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// The proxy before authentik's application, which answers health checks. Until 2026.5 it is a Go server that
// cleans addresses before it forwards requests; that of 2026.8 (Rust, src/server/core) forwards them as they are, if Django
// knows the method, and lets the application's Server header through.

// goFront is the span of the Go server. The other one was read, not recorded: the recorded candidate of
// 2026.8 had a front of the recording's own.
var goFront = profile.Dated("the front cleans addresses, and answers for itself as Go does", profile.Until(profile.V2026_8, profile.Source))

// front cleans the address as gorilla/mux does, in the span of the Go server: if it differs from the one that the client sent, the answer
// is a redirect without headers or body.
func (f *fake) front(c *call) {
	r := c.r
	if r.Method == http.MethodOptions && r.RequestURI == "*" { // Go's server answers for the whole of itself
		c.w.Header().Set("Content-Length", "0")
		return
	}
	if f.documentedAddress(r.URL.Path) {
		r.URL.Path = strings.Replace(r.URL.Path, "//", "/", 1)
		r.URL.RawPath = ""
	}
	if cleaned := clean(r.URL.Path); cleaned != r.URL.Path && goFront.In(f.profile.Contract) {
		target := *r.URL
		target.Path, target.RawPath = cleaned, ""
		c.w.Header().Set("Location", target.String())
		c.because(drf.Reason{Layer: drf.LayerAddress, Code: "redirect", Value: drf.Shortened(cleaned)})
		c.w.WriteHeader(http.StatusMovedPermanently)
		return
	}
	if f.pages.any() {
		c.through(varyingByOrigin{c.w}, f.compressed)
		return
	}
	f.compressed(c)
}

// twoSlashes is the span in which addresses with two slashes are served, as the documentation writes them.
var twoSlashes = profile.Dated("addresses with two slashes", profile.Until(profile.V2025_10, profile.Document))

// documentedAddress reports whether the documentation writes the address with two slashes after the version,
// and the contract serves it.
func (f *fake) documentedAddress(address string) bool {
	return twoSlashes.In(f.profile.Contract) && strings.HasPrefix(address, "/api/v3//")
}

func clean(address string) string {
	if address == "" {
		return "/"
	}
	cleaned := path.Clean(address)
	switch {
	case !strings.HasSuffix(address, "/") || cleaned == "/":
		return cleaned
	case cleaned == address[:len(address)-1]: // as nearly all are
		return address
	}
	return cleaned + "/"
}

// djangoMethods lists the methods that Django knows.
var djangoMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"}

// healthAddresses is where the addresses begin that the proxy itself answers.
const healthAddresses = "/-/health/"

// passOn forwards a call to the application behind the proxy.
func (f *fake) passOn(c *call) {
	if !goFront.In(f.profile.Contract) && !strings.HasPrefix(c.r.URL.Path, healthAddresses) {
		if !slices.Contains(djangoMethods, c.r.Method) {
			unsupported(c)
			return
		}
		c.w.Header().Set("Server", "uvicorn") // the Go server takes this away
	}
	c.enter(f.engine)
}

// unsupported is the answer of the newer proxy to a method that Django does not know (is_django_http_method).
func unsupported(c *call) {
	c.because(drf.Reason{Layer: drf.LayerAddress, Code: "unsupported_method", Value: drf.Shortened(c.r.Method)})
	text := "Unsupported HTTP method.\n"
	header := c.w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(text)))
	header["X-Powered-By"] = fixedHeaders["X-Powered-By"]
	c.w.WriteHeader(http.StatusNotImplemented)
	c.w.Write([]byte(text))
}
