package mock

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The answers of faults look like authentik's: nothing in them shows that they are injected.

// struck answers in authentik's place if a fault requires it. It comes after the front, which compresses, and
// after CORS.
func (f *fake) struck(g *gin.Context) {
	c := callOf(g)
	if c.strike == nil || c.strike.Effect == "" && c.strike.Status == 0 {
		return
	}
	answer := f.answerOf(c)
	if answer == nil {
		return
	}
	g.Abort()
	c.endpoint = f.endpoints[g.FullPath()]
	if c.strike.When == faults.After {
		strike := c.strike
		c.strike = nil // what is done without an answer meets no fault
		unseen(c, func(c *call) { f.passOn(c) })
		c.strike = strike
	}
	answer(c)
}

// answerOf returns the answer of a fault for a request, nil if authentik's own rules answer it.
func (f *fake) answerOf(c *call) handler {
	const live, ready = healthAddresses + "live/", healthAddresses + "ready/"
	path := c.r.URL.Path
	switch c.strike.Effect {
	case faults.Starting:
		if path != live {
			return f.starting
		}
	case faults.DatabaseGone:
		switch path {
		case live:
		case ready:
			return func(c *call) { html(c, http.StatusServiceUnavailable, "") }
		default:
			return f.crashPage
		}
	case faults.Crash:
		return f.crashPage
	case faults.Throttled:
		return f.detailed(http.StatusTooManyRequests)
	case "":
		return f.withStatus(c.strike.Status)
	}
	return nil
}

// withStatus returns an answer with a status, in the form of the proxy before authentik or of authentik
// itself.
func (f *fake) withStatus(status int) handler {
	switch {
	case status == http.StatusInternalServerError:
		return f.crashPage
	case status == http.StatusServiceUnavailable:
		return f.starting
	case status > http.StatusInternalServerError:
		return func(c *call) { f.fronted(c, status, "failed to connect to authentik backend: EOF") }
	}
	return f.detailed(status)
}

// starting is the answer of the front before the core has started. For JSON the Go server writes no status,
// which means 200; the other one says only there when to come back.
func (f *fake) starting(c *call) {
	older := goFront.In(f.profile.Contract)
	if older || acceptsJSON(c) {
		c.w.Header().Set("Retry-After", "5")
	}
	status := http.StatusServiceUnavailable
	if older && acceptsJSON(c) {
		status = http.StatusOK
	}
	f.fronted(c, status, "authentik starting")
}

func acceptsJSON(c *call) bool { return strings.Contains(c.r.Header.Get("Accept"), "application/json") }

// fronted answers for the front itself, in a format that the client accepts.
func (f *fake) fronted(c *call, status int, text string) {
	media := "text/plain"
	switch {
	case acceptsJSON(c):
		body := python.NewDict()
		body.Set("error", text)
		media, text = "application/json", string(orjson.Append(nil, body))
		if goFront.In(f.profile.Contract) {
			text += "\n" // of Go's encoder
		}
	case status == http.StatusServiceUnavailable && strings.Contains(c.r.Header.Get("Accept"), "text/html"):
		media, text = "text/html", "<!DOCTYPE html>\n<html lang=\"en\"><head><title>authentik</title></head><body><h1>"+text+"</h1></body></html>\n"
	}
	header := c.w.Header()
	if !goFront.In(f.profile.Contract) {
		header.Del("Server") // nothing was passed on
		header["X-Powered-By"] = fixedHeaders["X-Powered-By"]
	}
	header.Set("Content-Type", media)
	header.Set("Content-Length", strconv.Itoa(len(text)))
	c.w.WriteHeader(status)
	c.w.Write([]byte(text))
}

// throttledSeconds is the time that a throttled client is told to wait.
const throttledSeconds = "1"

// exception returns the body of REST framework's exception with a status.
func exception(r *http.Request, status int) any {
	switch status {
	case http.StatusUnauthorized:
		return drf.NotAuthenticated().Body
	case http.StatusForbidden:
		return drf.PermissionDenied().Body
	case http.StatusNotFound:
		return drf.NotFound().Body
	case http.StatusMethodNotAllowed:
		return drf.MethodNotAllowed(r.Method).Body
	case http.StatusNotAcceptable:
		return drf.NotAcceptable(r.Header.Get("Accept")).Body
	case http.StatusUnsupportedMediaType:
		return drf.UnsupportedMediaType(r.Header.Get("Content-Type")).Body
	case http.StatusBadRequest:
		return untranslated(status, "Malformed request.")
	case http.StatusTooManyRequests:
		return untranslated(status, "Request was throttled. Expected available in "+throttledSeconds+" second.")
	}
	if named := http.StatusText(status); named != "" {
		return untranslated(status, named+".")
	}
	return untranslated(status, "A server error occurred.") // of an exception that has no text of its own
}

func untranslated(status int, detail string) any {
	return drf.Detail(status, messages.Raw(detail)).Body
}

// detailed returns an answer of REST framework that contains only a detail.
func (f *fake) detailed(status int) handler {
	return func(c *call) {
		c.language = languageOf(c.r)
		body := drf.Words(exception(c.r, status), f.words.In(c.language))
		header := c.w.Header()
		if c.endpoint != nil {
			header["Allow"] = c.endpoint.AllowHeader()
		}
		if status == http.StatusTooManyRequests {
			header.Set("Retry-After", throttledSeconds)
		}
		text := orjson.Append(nil, body)
		applicationHeaders(header, c.language)
		header["Content-Type"] = f.jsonType
		header["Content-Length"] = []string{strconv.Itoa(len(text))}
		c.w.WriteHeader(status)
		c.w.Write(text)
	}
}
