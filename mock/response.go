package mock

import (
	"net/http"
	"strconv"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// jsonTypes is how an answer says that it is JSON: since 2026.5 without the charset.
var jsonTypes = []struct {
	name         string
	since, until profile.Contract
}{
	{"application/json; charset=utf-8", profile.Documented, profile.V2026_5},
	{"application/json", profile.V2026_5, 0},
}

func jsonType(c profile.Contract) string {
	for _, t := range jsonTypes {
		if c.In(t.since, t.until) {
			return t.name
		}
	}
	return ""
}

// applicationHeaders are what authentik's middlewares put on every answer of the application.
func applicationHeaders(header http.Header, language string) {
	header.Set("Vary", "Accept-Language, Cookie")
	header.Set("Content-Language", language)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("X-Powered-By", "authentik")
}

func writeResponse(w http.ResponseWriter, c profile.Contract, language string, response *drf.Response) {
	header := w.Header()
	applicationHeaders(header, language)
	for name, value := range response.Headers {
		header.Set(name, value)
	}
	text, contentType := response.Raw, response.ContentType
	if text == nil && response.Body != nil {
		text, contentType = orjson.Append(nil, response.Body), jsonType(c)
	}
	if contentType != "" {
		header.Set("Content-Type", contentType)
	}
	header.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(response.Status)
	w.Write(text)
}
