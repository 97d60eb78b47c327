package mock

import (
	"log/slog"
	"net/http"
	"time"
)

// logged writes a line for every request that next answers.
func logged(logger *slog.Logger, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		recorder := &statusRecorder{ResponseWriter: w}
		next(recorder, r)
		logger.Info("request", "method", r.Method, "path", r.URL.RequestURI(), "status", recorder.status, "took", time.Since(begun))
	}
}

// statusRecorder remembers the status that a handler sends.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader is part of http.ResponseWriter.
func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap is how http.ResponseController finds what lies below.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
