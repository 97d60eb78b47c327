package mock

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// A mistake of the fake itself is never shown as authentik's answer: it is a 500 with a header of its own, and is logged
// with its stack.

// guarded catches what panics while next answers, before an answer has begun.
func (f *fake) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer f.recovered(w, r)
		next(w, r)
	}
}

// recovered is deferred where a panic is to become a fault. An answer of which some is on its way cannot be taken back: its
// connection is cut.
func (f *fake) recovered(w http.ResponseWriter, r *http.Request) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	err := fmt.Errorf("panic: %v", cause)
	if begun, ok := w.(interface{ Written() bool }); ok && begun.Written() {
		f.logFault(r, err)
		panic(http.ErrAbortHandler)
	}
	f.fault(w, r, err)
}

// logFault logs a fault with its stack, in any case: without a Logger in the Options, to slog.Default.
func (f *fake) logFault(r *http.Request, err error) {
	because(r, drf.Reason{Layer: drf.LayerFault, Code: "fault", Why: err.Error()})
	logger := f.options.Logger
	if logger == nil {
		logger = slog.Default()
	}
	logger.Error("fault of authentik-mock", "method", methodOf(r), "path", r.URL.RequestURI(), "error", err.Error(),
		"stack", string(debug.Stack()))
}

// fault answers a request on which the fake itself fails.
func (f *fake) fault(w http.ResponseWriter, r *http.Request, err error) {
	f.logFault(r, err)
	header := w.Header()
	for name := range fixedHeaders {
		if name != "Vary" {
			header.Del(name)
		}
	}
	header.Del("Allow")
	header.Del("Content-Language")
	ownProblem(w, http.StatusInternalServerError, faultProblem, "authentik-mock itself failed on "+methodOf(r)+" "+r.URL.Path+": "+err.Error()+
		". This is no answer of authentik's. The log holds the stack; please report it at the issue tracker that README.md names.")
}
