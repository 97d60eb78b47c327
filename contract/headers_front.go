package contract

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// passingHeaders are sent by HTTP itself, by authentik for each request anew, or by Django beside the application; they
// say nothing about the API.
var passingHeaders = set("date", "server", "connection", "keep-alive", "content-length", "transfer-encoding", "content-encoding",
	"set-cookie", "x-authentik-id", "cross-origin-opener-policy")

// healthPath is answered by what stands before authentik's application, so that its headers are those of the front.
const healthPath = "/-/health/live/"

// frontHeaders are the names of the headers that the fronts of a target (authentik's own, and a proxy's before it) put on
// an answer of their own. They may stand on every other one too. A front that does not answer has none.
func frontHeaders(ctx context.Context, target Target) map[string]bool {
	w, err := target.dial()
	if err != nil {
		return nil
	}
	defer w.close()
	answer, err := w.send(ctx, rawRequest{method: http.MethodGet, path: healthPath})
	if err != nil {
		return nil
	}
	names := map[string]bool{}
	for name := range answer.header {
		names[strings.ToLower(name)] = true
	}
	return names
}

// otherHeaders are the names, beside [comparedHeaders], of headers that are expected, and of those that are not and yet
// come from the application.
func otherHeaders(expected map[string]string, actual http.Header, front map[string]bool) []string {
	names := map[string]bool{}
	for name := range expected {
		names[name] = true
	}
	for name := range actual {
		if lower := strings.ToLower(name); !passingHeaders[lower] && !front[lower] {
			names[lower] = true
		}
	}
	for _, name := range comparedHeaders {
		delete(names, name)
	}
	return slices.Sorted(maps.Keys(names))
}
