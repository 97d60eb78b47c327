package mock

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// Faults on demand. faulted decides, delays and disturbs the connection; struck, after the front, answers in
// authentik's place; effects that leave the answer to authentik's own rules are applied where these are: in
// authentication, and in the choice of the state.

// faulted applies the fault of the call's world that strikes the request, before anything else happens to it.
func (f *fake) faulted(next handler) handler {
	return func(c *call) {
		if !c.world.faults.Any() || c.own {
			next(c)
			return
		}
		asked := faults.Request{Method: c.r.Method, Path: c.r.URL.Path, Preflight: isPreflight(c.r), User: func() string { return userOf(c) }}
		c.strike = c.world.faults.Strike(asked, time.Now())
		if c.strike == nil {
			next(c)
			return
		}
		for _, name := range c.strike.Names {
			c.because(drf.Reason{Layer: drf.LayerFault, Code: drf.CodeInjected, Why: name})
		}
		f.delayed(connections[c.strike.Connection](next))(c)
	}
}

// userOf returns the name of the user whose token a request has, "" for none.
func userOf(c *call) string {
	if row := c.tokenUser(); row != nil {
		return row.Text("username")
	}
	return ""
}

// delayed waits before next, or before its answer. Meanwhile it holds only the memory that next has taken,
// and it ends when the client disconnects.
func (f *fake) delayed(next handler) handler {
	return func(c *call) {
		delay := c.strike.Delay
		switch {
		case delay == 0 || c.strike.Connection == faults.Drip:
			next(c)
		case c.strike.DelayWhen == faults.After:
			c.through(&lateWriter{ResponseWriter: c.w, wait: func() { sleep(c, delay) }}, next)
		default:
			f.readAhead(c)
			sleep(c, delay)
			f.waitOn(c)
			next(c)
		}
	}
}

// sleep waits, and cancels the request if its client disconnects.
func sleep(c *call, delay time.Duration) {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

// readAhead reads a body that is not long: a server notices that its client disconnects only after the whole
// body has arrived.
func (f *fake) readAhead(c *call) {
	body := c.r.Body
	if body == nil || body == http.NoBody {
		return
	}
	text, err := io.ReadAll(io.LimitReader(body, small))
	rest := io.Reader(body)
	switch {
	case err != nil:
		rest = brokenReader{err}
	case len(text) < small:
		stopWaiting(c)
		rest = http.NoBody
	}
	c.r.Body = readCloser{io.MultiReader(bytes.NewReader(text), rest), body}
}

type brokenReader struct{ err error }

// Read implements io.Reader.
func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

type readCloser struct {
	io.Reader
	io.Closer
}

// lateWriter waits before an answer begins.
type lateWriter struct {
	http.ResponseWriter
	wait func()
	late bool
}

// WriteHeader implements http.ResponseWriter.
func (w *lateWriter) WriteHeader(status int) {
	w.begin()
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *lateWriter) Write(text []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(text)
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (w *lateWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *lateWriter) begin() {
	if !w.late {
		w.late = true
		w.wait()
	}
}

// defaults lists the tables of objects that the default blueprints create, as far as the fake has them; their
// bindings are deleted with them.
var defaults = []string{"flow", "stage", "policy"}

// errSeen ends a transaction that is rolled back.
var errSeen = errors.New("mock: seen")

// withoutDefaults shows the state without the objects that the default blueprints of the installation created.
func (f *fake) withoutDefaults(s *store.Store, read func(*store.Tx) error) error {
	err := s.Update(func(tx *store.Tx) error {
		err := f.installed.Load().View(func(installed *store.Tx) error { return deleteAll(tx, installed) })
		if err == nil {
			err = read(tx)
		}
		if err == nil {
			err = errSeen
		}
		return err
	})
	if err == errSeen {
		return nil
	}
	return err
}

// deleteAll deletes the default objects that still exist.
func deleteAll(tx, installed *store.Tx) error {
	for _, table := range defaults {
		for row := range installed.All(table) {
			present := tx.ByPK(table, row.PK())
			if present == nil {
				continue
			}
			if err := tx.Delete(present); err != nil {
				return err
			}
		}
	}
	return nil
}

// readFaults reads files of faults. A name that occurs twice is an error.
func readFaults(paths []string) ([]faults.Named, error) {
	var all []faults.Named
	in := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read the faults: %w", err)
		}
		read, err := faults.ParseFile(path, text)
		if err != nil {
			return nil, err
		}
		for _, n := range read {
			if other, ok := in[n.Name]; ok {
				return nil, fmt.Errorf("%s and %s both have a fault %q: call one of them otherwise", other, path, n.Name)
			}
			in[n.Name] = path
		}
		all = append(all, read...)
	}
	return all, nil
}

// discarding is a writer that discards the answer. The writer below gives the connection and the call.
type discarding struct {
	http.ResponseWriter
	header http.Header
}

// Header implements http.ResponseWriter.
func (d discarding) Header() http.Header { return d.header }

// Write implements http.ResponseWriter.
func (d discarding) Write(text []byte) (int, error) { return len(text), nil }

// WriteHeader implements http.ResponseWriter.
func (d discarding) WriteHeader(int) {}

// Flush implements http.Flusher.
func (d discarding) Flush() {}

// Unwrap returns the writer below, for http.ResponseController.
func (d discarding) Unwrap() http.ResponseWriter { return d.ResponseWriter }

// unseen calls next for its effects, and discards its answer.
func unseen(c *call, next handler) { c.through(discarding{c.w, http.Header{}}, next) }
