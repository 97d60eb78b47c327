package mock

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// A mistake of the fake itself is never shown as authentik's answer: it is a 500 with a header of its own,
// and is logged with its stack.

// caught recovers from panics of next.
func (f *fake) caught(next handler) handler {
	return func(c *call) {
		defer f.recovered(c)
		next(c)
	}
}

// recovered is deferred where a panic becomes a fault. If a part of the answer has been sent, the connection
// is closed.
func (f *fake) recovered(c *call) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	err := fmt.Errorf("panic: %v", cause)
	if c.sent.begun() {
		f.logFault(c, err)
		panic(http.ErrAbortHandler)
	}
	f.fault(c, err)
}

// logFault logs a fault with its stack, to slog.Default if the Options have no Logger.
func (f *fake) logFault(c *call, err error) {
	c.because(drf.Reason{Layer: drf.LayerFault, Code: "fault", Why: err.Error()})
	logger := f.options.Logger
	if logger == nil {
		logger = slog.Default()
	}
	logger.Error("fault of authentik-mock", "method", c.r.Method, "path", c.asked.RequestURI(), "error", err.Error(),
		"stack", string(debug.Stack()))
}

// fault answers a request on which the fake itself fails.
func (f *fake) fault(c *call, err error) {
	f.logFault(c, err)
	header := c.w.Header()
	for name := range fixedHeaders {
		header.Del(name)
	}
	header.Del("Allow")
	header.Del("Content-Language")
	ownProblem(c.w, http.StatusInternalServerError, faultProblem, "authentik-mock itself failed on "+c.r.Method+" "+c.r.URL.Path+": "+err.Error()+
		". This is no answer of authentik's. The log holds the stack; please report it at the issue tracker that README.md names.")
}
