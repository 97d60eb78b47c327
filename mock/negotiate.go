package mock

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/django"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
)

// negotiate is DRF's content negotiation with one renderer, JSON: ?format= may name no other, and one part of the Accept
// header must fit, whatever its q says.
func negotiate(r *http.Request, query django.Query) error {
	if format := query.Get("format"); format != "" && format != "json" {
		return drf.NotFound()
	}
	accepted, sent := r.Header["Accept"]
	if !sent {
		return nil
	}
	for _, part := range strings.Split(strings.Join(accepted, ","), ",") {
		if matchesJSON(part) {
			return nil
		}
	}
	return drf.Detail(http.StatusNotAcceptable, messages.New("Could not satisfy the request Accept header."))
}

// matchesJSON says whether a media type, parameters left aside, is application/json or a range with it.
func matchesJSON(media string) bool {
	media, _, _ = strings.Cut(media, ";")
	kind, sub, _ := strings.Cut(strings.ToLower(strings.TrimSpace(media)), "/")
	return (kind == "application" || kind == "*") && (sub == "json" || sub == "*")
}
