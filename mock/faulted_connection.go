package mock

import (
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
)

// connections maps the effects on a connection to their handlers; "" is none.
var connections = map[faults.Connection]func(next handler) handler{
	"":               func(next handler) handler { return next },
	faults.Reset:     func(next handler) handler { return answerless(next, true) },
	faults.Empty:     func(next handler) handler { return answerless(next, false) },
	faults.Truncated: truncated,
	faults.Drip:      dripping,
}

// lingering is a connection that can be reset: with SetLinger(0), a TCP connection closes without waiting for
// sent data.
type lingering interface{ SetLinger(seconds int) error }

// answerless closes the connection instead of answering.
func answerless(next handler, reset bool) handler {
	return func(c *call) {
		if c.strike.When == faults.After {
			unseen(c, next)
		} else if c.r.Body != nil {
			io.Copy(io.Discard, io.LimitReader(c.r.Body, small)) // unread bytes would make a close a reset
		}
		cut(c, nil, reset)
	}
}

// cut sends the remaining bytes and closes the connection.
func cut(c *call, last []byte, reset bool) {
	connection, _, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2, or a test's recorder: this ends the stream
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(patience))
	connection.Write(last)
	if l, ok := connection.(lingering); ok && reset {
		l.SetLinger(0)
	}
}

// truncated sends the first half of an answer and closes the connection: half of its body, or of its head if
// it has none.
func truncated(next handler) handler {
	return func(c *call) {
		half := &halfWriter{ResponseWriter: c.w, bodyless: c.r.Method == http.MethodHead}
		c.through(half, next)
		if !half.begun {
			cut(c, []byte("HTTP/1.1 "+strconv.Itoa(max(half.status, http.StatusOK))), false)
			return
		}
		http.NewResponseController(c.w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// halfWriter writes half of a body, or of its first part if the length is unknown.
type halfWriter struct {
	http.ResponseWriter
	status int
	// bodyless reports whether nothing of the body is sent.
	bodyless, begun bool
	left            int
}

// WriteHeader implements http.ResponseWriter.
func (w *halfWriter) WriteHeader(status int) { w.status = status }

// Write implements http.ResponseWriter.
func (w *halfWriter) Write(text []byte) (int, error) {
	if len(text) > 0 && !w.begun && !w.bodyless {
		w.begun = true
		length, err := strconv.Atoi(w.Header().Get("Content-Length"))
		if err != nil {
			length = len(text)
		}
		w.left = length / 2
		w.ResponseWriter.WriteHeader(max(w.status, http.StatusOK))
	}
	part := text[:min(w.left, len(text))]
	w.left -= len(part)
	if len(part) > 0 {
		w.ResponseWriter.Write(part)
	}
	return len(text), nil
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (w *halfWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// drops is the number of parts into which a dripping body is divided.
const drops = 20

// dripping sends the body in parts, with pauses that add up to the delay.
func dripping(next handler) handler {
	return func(c *call) {
		c.through(&drippingWriter{ResponseWriter: c.w, call: c, pause: c.strike.Delay / drops}, next)
	}
}

// drippingWriter writes a body in parts. Their size follows from its length, or from that of its first part.
type drippingWriter struct {
	http.ResponseWriter
	call  *call
	pause time.Duration
	drop  int
}

// Write implements http.ResponseWriter.
func (w *drippingWriter) Write(text []byte) (written int, err error) {
	if w.drop == 0 {
		length, err := strconv.Atoi(w.Header().Get("Content-Length"))
		if err != nil {
			length = len(text)
		}
		w.drop = length/drops + 1
	}
	for err == nil && written < len(text) {
		sleep(w.call, w.pause)
		var n int
		n, err = w.ResponseWriter.Write(text[written:min(written+w.drop, len(text))])
		written += n
		http.NewResponseController(w.ResponseWriter).Flush()
	}
	return written, err
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (w *drippingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
