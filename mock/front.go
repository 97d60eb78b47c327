package mock

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// What stands before authentik's application: the proxy of its Go server, which cleans addresses before it passes them
// on, and answers for its own health.

// front cleans the address as gorilla/mux does: another one than the client sent is a redirect without headers or body.
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
	if cleaned := clean(r.URL.Path); cleaned != r.URL.Path {
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

// twoSlashes is when the documentation's word on them is kept.
var twoSlashes = profile.Until(profile.V2025_10)

// documentedAddress says whether the address is one that the documentation writes with two slashes after the version,
// and the contract keeps its word.
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

// otherMethod stands for every method that gin cannot route.
const otherMethod = "OTHER"

// passOn is what stands behind the proxy.
func (f *fake) passOn(c *call) {
	if !slices.Contains(routedMethods, c.r.Method) {
		f.passOnAs(c, otherMethod)
		return
	}
	f.engine.ServeHTTP(c.w, c.r)
}

// passOnAs does the same with a method for gin alone.
func (f *fake) passOnAs(c *call, method string) {
	r := *c.r
	r.Method = method
	f.engine.ServeHTTP(c.w, &r)
}
