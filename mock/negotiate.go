package mock

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// negotiate implements DRF's content negotiation: ?format= names a format that the address has, and one part
// of the Accept header must match, whatever its q. More specific parts take precedence.
func negotiate(r *http.Request, query django.Query, renderers []drf.Renderer) (drf.Renderer, error) {
	if format := query.Get("format"); format != "" {
		if renderers = ofFormat(renderers, format); len(renderers) == 0 {
			return drf.Renderer{}, drf.NotFound().Because(drf.Reason{Layer: drf.LayerNegotiation, Field: "format", Value: drf.Shortened(format)})
		}
	}
	accepted := []string{"*/*"}
	if sent, ok := r.Header["Accept"]; ok {
		accepted = strings.Split(strings.Join(sent, ","), ",")
	}
	for precedence := mostPrecise; precedence >= 0; precedence-- {
		for _, renderer := range renderers {
			for _, media := range accepted {
				if precedenceOf(media) == precedence && matches(media, renderer.Media) {
					return renderer, nil
				}
			}
		}
	}
	return drf.Renderer{}, drf.NotAcceptable(strings.Join(accepted, ","))
}

func ofFormat(renderers []drf.Renderer, format string) []drf.Renderer {
	var kept []drf.Renderer
	for _, renderer := range renderers {
		if renderer.Format == format {
			kept = append(kept, renderer)
		}
	}
	return kept
}

// mostPrecise is the precedence of a media type with parameters; without, it is one less, with * as the
// second part two less, and that of */* is zero.
const mostPrecise = 3

func precedenceOf(media string) int {
	kind, sub, parameters := parseMedia(media)
	switch {
	case kind == "*":
		return 0
	case sub == "*":
		return 1
	case !parameters:
		return 2
	}
	return mostPrecise
}

// matchesJSON reports whether a media type without its parameters is application/json or a range that
// contains it.
func matchesJSON(media string) bool { return matches(media, drf.JSON[0].Media) }

// matches reports whether a media type or range, without its parameters, contains another media type.
func matches(media, wanted string) bool {
	kind, sub, _ := parseMedia(media)
	wantedKind, wantedSub, _ := parseMedia(wanted)
	return (kind == wantedKind || kind == "*") && (sub == wantedSub || sub == "*")
}

// parseMedia parses a media type; parameters reports whether it has any other than q.
func parseMedia(media string) (kind, sub string, parameters bool) {
	media, rest, _ := strings.Cut(media, ";")
	for parameter := range strings.SplitSeq(rest, ";") {
		name, _, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		parameters = parameters || name != "" && name != "q"
	}
	kind, sub, _ = strings.Cut(strings.ToLower(strings.TrimSpace(media)), "/")
	return kind, sub, parameters
}
