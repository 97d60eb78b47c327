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

// passingHeaders holds headers that depend on the connection, the single request or Django's
// middleware, or are a fake's own, and are not part of the API.
var passingHeaders = sets.Of("date", "server", "connection", "keep-alive", "content-length", "transfer-encoding", "content-encoding",
	"set-cookie", "x-authentik-id", "cross-origin-opener-policy", "x-mock-explain", "x-mock-profile")

// healthPath is served by the front before authentik's application, so that the answer has the
// front's headers.
const healthPath = "/-/health/live/"

// Front returns the names of the headers that the fronts of a target (authentik's own, and a proxy
// before it) put on their own answers. They may appear on every other answer too. If the front does
// not answer, Front returns none.
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

// Others returns the names, other than [Compared], of headers that are expected, and of unexpected
// ones that come from the application.
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
