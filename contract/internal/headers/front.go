package headers

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
)

// passingHeaders are sent by HTTP itself, by authentik for each request anew, or by Django beside the application; they
// say nothing about the API.
var passingHeaders = sets.Of("date", "server", "connection", "keep-alive", "content-length", "transfer-encoding", "content-encoding",
	"set-cookie", "x-authentik-id", "cross-origin-opener-policy")

// healthPath is answered by what stands before authentik's application, so that its headers are those of the front.
const healthPath = "/-/health/live/"

// Front are the names of the headers that the fronts of a target (authentik's own, and a proxy's before it) put on
// an answer of their own. They may stand on every other one too. A front that does not answer has none.
func Front(ctx context.Context, target wire.Target) map[string]bool {
	w, err := wire.Dial(target)
	if err != nil {
		return nil
	}
	defer w.Close()
	answer, err := w.Send(ctx, wire.Request{Method: http.MethodGet, Path: healthPath})
	if err != nil {
		return nil
	}
	names := map[string]bool{}
	for name := range answer.Header {
		names[strings.ToLower(name)] = true
	}
	return names
}

// Others are the names, beside [Compared], of headers that are expected, and of those that are not and yet
// come from the application.
func Others(expected map[string]string, actual http.Header, front map[string]bool) []string {
	names := map[string]bool{}
	for name := range expected {
		names[name] = true
	}
	for name := range actual {
		if lower := strings.ToLower(name); !passingHeaders[lower] && !front[lower] {
			names[lower] = true
		}
	}
	for _, name := range Compared {
		delete(names, name)
	}
	return slices.Sorted(maps.Keys(names))
}
