package mock

import (
	"compress/flate"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
)

// authentik's proxy compresses with the handler CompressHandler of gorilla/handlers 1.5, which allocates a
// new compressor of 800 kB for every answer. This one gives the same answers, and reuses its compressors.

// compressed compresses the answers of next for clients that accept it.
func compressed(next handler) handler {
	return func(c *call) {
		w, r := c.w, c.r
		vary(w.Header(), "Accept-Encoding")
		encoding := encodingOf(r.Header.Get("Accept-Encoding"))
		if encoding == "" || r.Header.Get("Upgrade") != "" {
			next(c)
			return
		}
		w.Header().Set("Content-Encoding", encoding)
		encoder := encoders[encoding].Get().(encoder)
		encoder.Reset(w)
		defer func() {
			encoder.Close() // writes the ends of a stream, even where nothing was written before
			c.sent.coded = false
			encoders[encoding].Put(encoder)
		}()
		body := io.Writer(encoder)
		if r.Method == http.MethodHead {
			body = io.Discard // the proxy gets no body to compress
		}
		c.sent.coded = true
		c.through(&compressedWriter{w, &c.sent, body}, next)
	}
}

// encodingOf returns the first supported encoding that a client names without a quality; "" if there is none.
func encodingOf(accepted string) string {
	for name := range strings.SplitSeq(accepted, ",") {
		if name = strings.TrimSpace(name); name == "gzip" || name == "deflate" {
			return name
		}
	}
	return ""
}

type encoder interface {
	io.WriteCloser
	Reset(io.Writer)
}

// encoders holds idle compressors. They take less time than authentik's, which compress harder: clients do
// not see the difference, but wait for it.
var encoders = map[string]*sync.Pool{
	"gzip": {New: func() any {
		w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // fails for other levels only
		return w
	}},
	"deflate": {New: func() any {
		w, _ := flate.NewWriter(io.Discard, flate.BestSpeed) // likewise
		return w
	}},
}

// compressedWriter compresses a body. Its length is not known in advance.
type compressedWriter struct {
	http.ResponseWriter
	sent *recorder
	body io.Writer
}

// WriteHeader implements http.ResponseWriter.
func (c *compressedWriter) WriteHeader(status int) {
	c.Header().Del("Content-Length")
	c.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (c *compressedWriter) Write(text []byte) (int, error) {
	c.Header().Del("Content-Length")
	c.sent.record(text)
	return c.body.Write(text)
}

// Flush implements http.Flusher, which gin requires.
func (c *compressedWriter) Flush() { http.NewResponseController(c.ResponseWriter).Flush() }

// Unwrap returns the underlying writer, for http.ResponseController.
func (c *compressedWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
