package mock

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
)

// fixedHeaders holds the headers that authentik's middlewares add to every answer of the application. All
// answers share the slices; they must not be modified.
var fixedHeaders = http.Header{
	"X-Content-Type-Options": {"nosniff"},
	"X-Frame-Options":        {"DENY"},
	"Referrer-Policy":        {"same-origin"},
	"X-Powered-By":           {"authentik"},
}

// english is the Content-Language of most answers, shared as well.
var english = []string{string(messages.Default)}

func applicationHeaders(header http.Header, language messages.Language) {
	maps.Copy(header, fixedHeaders)
	vary(header, applicationVary)
	header["Content-Language"] = english
	if language != messages.Default {
		header["Content-Language"] = []string{string(language)}
	}
}

// applicationVary lists the headers that every answer of the application depends on.
const applicationVary = "Accept-Language, Cookie"

// usualVary is the Vary of most answers: the proxy's, the application's. It is shared as well.
var usualVary = []string{"Accept-Encoding", applicationVary}

// vary adds a value to the Vary header.
func vary(header http.Header, value string) {
	given := header["Vary"]
	if n := len(given); n < len(usualVary) && usualVary[n] == value && slices.Equal(given, usualVary[:n]) {
		header["Vary"] = usualVary[: n+1 : n+1]
		return
	}
	header["Vary"] = append(slices.Clip(given), value)
}

// buffers holds buffers for encoding answers.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// writeResponse writes an answer of about size bytes.
func (f *fake) writeResponse(c *call, response *drf.Response, size int64) {
	header := c.w.Header()
	applicationHeaders(header, c.language)
	if more := c.endpoint.Vary(); more != "" { // it depends on this too
		own := slices.Clone(header["Vary"]) // the application's stands last
		own[len(own)-1] = more + ", " + own[len(own)-1]
		header["Vary"] = own
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
		if response.ContentType == "" {
			header["Content-Type"] = f.jsonType
		}
	}
	header["Content-Length"] = []string{strconv.Itoa(len(text))}
	c.w.WriteHeader(response.Status)
	f.send(c.w, text)
}
