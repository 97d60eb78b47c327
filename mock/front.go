package mock

import (
	"context"
	"net/http"
	"path"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// What stands before authentik's application: the proxy of its Go server, which cleans addresses before it passes them
// on, and answers for its own health.

// front cleans the address as gorilla/mux does: another one than the client sent is a redirect without headers or body.
func (f *fake) front(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions && r.RequestURI == "*" { // Go's server answers for the whole of itself
		w.Header().Set("Content-Length", "0")
		return
	}
	if f.documentedAddress(r.URL.Path) {
		r.URL.Path = strings.Replace(r.URL.Path, "//", "/", 1)
		r.URL.RawPath = ""
	}
	if cleaned := clean(r.URL.Path); cleaned != r.URL.Path {
		target := *r.URL
		target.Path, target.RawPath = cleaned, ""
		w.Header().Set("Location", target.String())
		because(r, drf.Reason{Layer: drf.LayerAddress, Code: "redirect", Value: drf.Shortened(cleaned)})
		w.WriteHeader(http.StatusMovedPermanently)
		return
	}
	if isControl(r) {
		if mayControl(w, r) {
			f.passOn(w, r)
		}
		return
	}
	if f.pages.any() {
		w = varyingByOrigin{w}
	}
	f.compressed(w, r)
}

// passOn is what stands behind the proxy.
func (f *fake) passOn(w http.ResponseWriter, r *http.Request) { f.engine.ServeHTTP(w, routable(r)) }

// documentedAddress says whether the address is one that the documentation writes with two slashes after the version,
// and the contract keeps its word.
func (f *fake) documentedAddress(address string) bool {
	return f.profile.Contract.In(profile.Documented, profile.V2025_10) && strings.HasPrefix(address, "/api/v3//")
}

func clean(address string) string {
	if address == "" {
		return "/"
	}
	cleaned := path.Clean(address)
	if strings.HasSuffix(address, "/") && cleaned != "/" {
		cleaned += "/"
	}
	return cleaned
}

// otherMethod stands for every method that gin cannot route; what the client said is kept beside it.
const otherMethod = "OTHER"

type methodKey struct{}

func routable(r *http.Request) *http.Request {
	for _, method := range routedMethods {
		if r.Method == method {
			return r
		}
	}
	return asOther(r)
}

// asOther is the request with otherMethod for its method.
func asOther(r *http.Request) *http.Request {
	other := r.WithContext(context.WithValue(r.Context(), methodKey{}, r.Method))
	other.Method = otherMethod
	return other
}

// methodOf is the method that the client said.
func methodOf(r *http.Request) string {
	if r.Method != otherMethod {
		return r.Method
	}
	method, _ := r.Context().Value(methodKey{}).(string)
	return method
}
