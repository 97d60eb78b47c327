package play

import (
	"context"
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
)

// healthPath is served by the front before authentik's application, so that the answer has the
// front's headers.
const healthPath = "/-/health/live/"

// frontOf returns the names of the headers that the fronts of a target (authentik's own, and a proxy
// before it) put on their own answers. They may appear on every other answer too. If the front does
// not answer, frontOf returns none.
func frontOf(ctx context.Context, target wire.Target) map[string]bool {
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
