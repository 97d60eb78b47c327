package wire

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// inProcess is the address in requests to a handler, which use no network. It has a port as others have, so that reports
// can tell it from the addresses in what is sent.
var inProcess = &url.URL{Scheme: "http", Host: "127.0.0.1:40123"}

// Given reports whether a target is set. If not, a run starts one.
func Given(t Target) bool { return t.URL != "" || t.Handler != nil }

// Name returns the target's name in reports.
func Name(t Target) string {
	if t.Handler != nil {
		return "the handler"
	}
	return t.URL
}

// Dial prepares a connection to the target.
func Dial(t Target) (*Conn, error) {
	if t.Handler != nil {
		return &Conn{Base: inProcess, handler: t.Handler}, nil
	}
	return Open(t.URL)
}

// writer is the http.ResponseWriter for a handler.
type writer struct {
	status int
	header http.Header
	sent   http.Header
	body   bytes.Buffer
}

func (a *writer) Header() http.Header { return a.header }

func (a *writer) WriteHeader(status int) {
	if a.sent == nil {
		a.status, a.sent = status, a.header.Clone()
	}
}

func (a *writer) Write(text []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(text)
}

// ask passes a request, in its form on the wire, to a handler. A panic of the handler counts as a broken
// connection.
func ask(ctx context.Context, handler http.Handler, text []byte) (raw Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the handler gave no answer: %v", p)
		}
	}()
	request, err := http.ReadRequest(bufio.NewReaderSize(bytes.NewReader(text), len(text)))
	if err != nil { // as net/http's server answers what it cannot read
		header := http.Header{"Content-Type": {"text/plain; charset=utf-8"}}
		return Answer{http.StatusBadRequest, header, []byte("400 Bad Request")}, nil
	}
	request.RemoteAddr = "127.0.0.1:1"
	a := &writer{header: http.Header{}}
	handler.ServeHTTP(a, request.WithContext(ctx))
	a.WriteHeader(http.StatusOK)
	raw = Answer{a.status, a.sent, a.body.Bytes()}
	if request.Method == http.MethodHead || a.status == http.StatusNoContent || a.status == http.StatusNotModified {
		raw.Body = nil
	}
	return raw, ctx.Err()
}
