package mock

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// What authentik can do and the fake cannot is answered with 501, so that nobody takes a gap for authentik's own 404 or
// 405.

// unserved are the operations of the version that the fake does not serve: methods by address, in the form of gin's routes.
func (f *fake) unserved() map[string]map[string]bool {
	served := servedOperations(f.site)
	missing := map[string]map[string]bool{}
	operations, _ := resources.Operations(f.profile.Contract) // no site is made without them
	for _, operation := range operations {
		address := ginPath(operation.Path)
		if served[operation.Method+" "+address] {
			continue
		}
		if missing[address] == nil {
			missing[address] = map[string]bool{}
		}
		missing[address][operation.Method] = true
	}
	return missing
}

// servedOperations are the methods and addresses, in the form of gin's routes, that a site serves.
func servedOperations(site *drf.Site) map[string]bool {
	served := map[string]bool{}
	for _, endpoint := range site.Endpoints() {
		for _, method := range endpoint.Methods {
			served[method+" "+ginPath(endpoint.Pattern)] = true
		}
	}
	return served
}

// swallowed says whether an address that is not served reads like the address of an object that is, as events/events/volume/
// reads like the event called volume. authentik's routers look for the names of actions before they look for objects, so
// such an address needs routes of its own for all methods.
func swallowed(address string, routes [][]string) bool {
	sent := strings.Split(address, "/")
	return slices.ContainsFunc(routes, func(route []string) bool { return covers(route, sent) })
}

// segmented are the addresses of endpoints as routes, in their segments.
func segmented(endpoints []drf.Endpoint) [][]string {
	routes := make([][]string, len(endpoints))
	for i := range endpoints {
		routes[i] = strings.Split(ginPath(endpoints[i].Pattern), "/")
	}
	return routes
}

// covers says whether a route takes the paths of another address for its own.
func covers(route, address []string) bool {
	if len(route) != len(address) {
		return false
	}
	for i := range route {
		if route[i] != address[i] && !strings.HasPrefix(route[i], ":") {
			return false
		}
	}
	return true
}

// ginPath is an address under /api/v3/ with its parameters as gin writes them: :id, :id2 and so on, whatever they were
// called, since gin wants one name for one place.
func ginPath(pattern string) string {
	segments := strings.Split(pattern, "/")
	parameters := 0
	for i, segment := range segments {
		if !strings.HasPrefix(segment, "{") {
			continue
		}
		parameters++
		segments[i] = ":id"
		if parameters > 1 {
			segments[i] += strconv.Itoa(parameters)
		}
	}
	return "/api/v3/" + strings.Join(segments, "/")
}

// notImplemented is the answer to what authentik can do and the fake cannot.
func (f *fake) notImplemented(c *call) {
	c.because(drf.Reason{Layer: drf.LayerAddress, Code: "not_implemented", Why: "authentik-mock does not implement this operation"})
	body := python.NewDict()
	body.Set("detail", c.r.Method+" "+c.r.URL.Path+" is an operation of authentik "+f.profile.Version+
		" that authentik-mock does not implement. If you need it, ask in the issue tracker that README.md names.")
	header := c.w.Header()
	header.Set("X-Authentik-Mock", "not-implemented")
	header.Set("Content-Type", "application/json")
	c.w.WriteHeader(http.StatusNotImplemented)
	c.w.Write(orjson.Append(nil, body))
}
