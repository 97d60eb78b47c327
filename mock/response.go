package mock

import (
	"maps"
	"net/http"
	"strconv"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// jsonTypes is how an answer says that it is JSON. The headers are shared by all answers: nobody changes them.
var jsonTypes = profile.History[[]string]{
	{profile.Documented, []string{"application/json; charset=utf-8"}},
	{profile.V2026_5, []string{"application/json"}},
}

// fixedHeaders are what authentik's middlewares put on every answer of the application, whatever it is. The slices are
// shared by all answers: nobody changes them.
var fixedHeaders = http.Header{
	"Vary":                   {"Accept-Language, Cookie"},
	"X-Content-Type-Options": {"nosniff"},
	"X-Frame-Options":        {"DENY"},
	"Referrer-Policy":        {"same-origin"},
	"X-Powered-By":           {"authentik"},
}

func applicationHeaders(header http.Header, language string) {
	vary := header["Vary"]
	maps.Copy(header, fixedHeaders)
	header["Vary"] = append(vary[:len(vary):len(vary)], fixedHeaders["Vary"]...)
	header["Content-Language"] = []string{language}
}

// buffers are what answers are written into before they go out.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// writeResponse writes an answer of about size bytes.
func (f *fake) writeResponse(c *call, response *drf.Response, size int64) {
	header := c.w.Header()
	applicationHeaders(header, string(c.language))
	if vary := c.endpoint.Vary(); vary != "" { // it depends on this too
		own := header["Vary"] // the application's stands last
		own[len(own)-1] = vary + ", " + own[len(own)-1]
	}
	for name, value := range response.Headers {
		header.Set(name, value)
	}
	text := response.Raw
	if response.ContentType != "" {
		header["Content-Type"] = []string{response.ContentType}
	}
	if text == nil && response.Body != nil {
		buffer := new([]byte)
		if size <= small {
			buffer = buffers.Get().(*[]byte)
			defer buffers.Put(buffer)
		} else { // is not kept for the next
			*buffer = make([]byte, 0, size)
		}
		*buffer = orjson.Append((*buffer)[:0], response.Body)
		text = *buffer
		header["Content-Type"] = jsonTypes.In(f.profile.Contract)
	}
	header["Content-Length"] = []string{strconv.Itoa(len(text))}
	c.w.WriteHeader(response.Status)
	f.send(c.w, text)
}
