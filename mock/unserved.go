package mock

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Operations that authentik has and the fake does not serve are answered with 501, so that a gap is not
// mistaken for authentik's own 404 or 405.

// unserved returns the operations of the version that the fake does not serve: methods by address, in the
// form of gin's routes.
func (f *fake) unserved() map[string]map[string]bool {
	served := servedOperations(f.site)
	missing := map[string]map[string]bool{}
	operations, _ := resources.Operations(f.profile.Contract) // no site is made without them
	var path, address string
	for _, operation := range operations {
		if operation.Path != path {
			path, address = operation.Path, ginPath(operation.Path)
		}
		if slices.Contains(served[address], operation.Method) {
			continue
		}
		if missing[address] == nil {
			missing[address] = map[string]bool{}
		}
		missing[address][operation.Method] = true
	}
	return missing
}

// servedOperations returns the methods that a site serves, by address in the form of gin's routes.
func servedOperations(site *drf.Site) map[string][]string {
	endpoints := site.Endpoints()
	served := make(map[string][]string, len(endpoints))
	for i := range endpoints {
		address := ginPath(endpoints[i].Pattern)
		served[address] = append(served[address], endpoints[i].Methods...)
	}
	return served
}

// covers reports whether a route matches the paths of another address.
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

// ginPath returns an address under /api/v3/ with its parameters named as gin requires: :id, :id2 and so on,
// whatever their original names, since gin needs the same name at the same position.
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

// impossible answers a request that authentik answers and the fake cannot, and reports whether the error says so.
func impossible(c *call, err error) bool {
	var why *drf.ImpossibleError
	if !errors.As(err, &why) {
		return false
	}
	c.because(drf.Reason{Layer: drf.LayerRule, Code: drf.CodeNotServed, Why: why.Error()})
	ownProblem(c.w, http.StatusNotImplemented, missingProblem, why.Error())
	return true
}

// notImplemented answers a request for an operation that authentik has and the fake does not. It reads the body
// for the journal.
func (f *fake) notImplemented(c *call) {
	c.memory = share{fake: f, call: c}
	defer c.memory.end()
	var err error
	if c.body, err = c.memory.receive(); err == nil {
		c.keepSent()
	}
	if why := refusalOf(err); why != nil {
		refuse(c, why)
		return
	}
	c.because(drf.Reason{Layer: drf.LayerAddress, Code: drf.CodeNotServed, Why: "authentik-mock does not implement this operation"})
	body := python.NewDict()
	body.Set("detail", c.r.Method+" "+c.r.URL.Path+" is an operation of authentik "+f.profile.Version+
		" that authentik-mock does not implement. If you need it, ask in the issue tracker that README.md names.")
	header := c.w.Header()
	header.Set("X-Authentik-Mock", missingProblem)
	header.Set("Content-Type", "application/json")
	c.w.WriteHeader(http.StatusNotImplemented)
	c.w.Write(orjson.Append(nil, body))
}
