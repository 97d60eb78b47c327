// Package control serves the addresses under /__mock/, which authentik does not use, for people and programs
// that inspect and control a fake. It uses JSON, refuses with problem details (RFC 9457), and describes
// itself at /__mock/openapi.json.
//
// An address is one line of a table ([Operation]): the index, the OpenAPI document, the routes and the
// refusals of wrong methods and query parameters are derived from it. The package uses the fake only through
// the interfaces [Server] and [World].
package control

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
	"github.com/authentik-mock/authentik-mock/mock/internal/page"
)

// Prefix is the beginning of the addresses.
const Prefix = "/__mock/"

// WorkspaceHeader is the header with the workspace of a request, here and under /api/v3.
const WorkspaceHeader = journal.WorkspaceHeader

// Is reports whether a path belongs to the addresses.
func Is(path string) bool { return strings.HasPrefix(path, Prefix) || path == Prefix[:len(Prefix)-1] }

// Handler answers requests under [Prefix].
type Handler struct {
	server     Server
	operations []Operation
	mux        *http.ServeMux
	streams    *streams
}

// New returns a handler for a fake.
func New(server Server) *Handler {
	h := &Handler{server: server, mux: http.NewServeMux(), streams: newStreams()}
	h.operations = slices.Concat(h.about(), clockOperations, h.eventOperations(), faultOperations, journalOperations, lookOperations, pageOperations, snapshotOperations, stateOperations, workspaceOperations)
	h.mux.HandleFunc("/", h.unmatched)
	for _, o := range h.operations {
		h.mux.HandleFunc(o.Method+" "+o.pattern(), func(w http.ResponseWriter, r *http.Request) {
			h.run(o, w.(*answer), r)
		})
	}
	return h
}

// answer is a writer that records the problem if nothing is written to it.
type answer struct {
	http.ResponseWriter
	problem *Problem
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Answer answers a request under [Prefix], or that of a browser for one of authentik's own pages. If it refuses the request, it writes nothing and returns the problem.
func (h *Handler) Answer(w http.ResponseWriter, r *http.Request) *Problem {
	if page.Welcomes(r) {
		return problemOf(page.Welcome(w, r, greeting(h.server, r)))
	}
	a := &answer{ResponseWriter: w}
	if asked := withoutSlash(r); path.Clean(asked.URL.EscapedPath()) != asked.URL.EscapedPath() && asked.URL.Path != Prefix {
		a.problem = noAddress(asked) // the multiplexer would send it to another address, to delete something else there
	} else {
		h.mux.ServeHTTP(a, asked)
	}
	return a.problem
}

func (h *Handler) run(o Operation, a *answer, r *http.Request) {
	err := o.checkQuery(r)
	if err == nil {
		err = o.checkBody(r)
	}
	if err == nil {
		err = o.Run(&Exchange{ResponseWriter: a, Request: r, Server: h.server, closing: h.streams.closed(r)})
	}
	a.problem = problemOf(err)
}

// unmatched refuses an address that does not exist, or a method that an address does not have.
func (h *Handler) unmatched(w http.ResponseWriter, r *http.Request) {
	methods := h.methods(r)
	switch {
	case len(methods) == 0:
		w.(*answer).problem = noAddress(r)
		return
	case r.Method == http.MethodOptions:
		w.Header().Set("Allow", strings.Join(methods, ", "))
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Allow", strings.Join(methods, ", "))
	w.(*answer).problem = &Problem{http.StatusMethodNotAllowed, "method", "method_not_allowed",
		fmt.Sprintf("%s takes %s, not %s.", r.URL.Path, strings.Join(methods, ", "), r.Method)}
}

func noAddress(r *http.Request) *Problem {
	return Refuse(http.StatusNotFound, "address", "not_found", "There is no %s: GET %s lists the addresses.", r.URL.Path, Prefix)
}

// methods returns the methods of the operations at an address, in the order of their declaration.
func (h *Handler) methods(r *http.Request) []string {
	var methods []string
	for _, o := range h.operations {
		asked := r.Clone(r.Context())
		asked.Method = o.Method
		if _, pattern := h.mux.Handler(asked); pattern == o.Method+" "+o.pattern() {
			methods = append(methods, o.Method)
		}
	}
	return methods
}

// withoutSlash removes a trailing slash, which is allowed at every address.
func withoutSlash(r *http.Request) *http.Request {
	address := *r.URL
	address.Path, address.RawPath = strings.TrimSuffix(r.URL.Path, "/"), strings.TrimSuffix(r.URL.RawPath, "/")
	if !strings.HasPrefix(address.Path, Prefix) {
		address.Path, address.RawPath = Prefix, ""
	}
	asked := r.Clone(r.Context())
	asked.URL = &address
	return asked
}
