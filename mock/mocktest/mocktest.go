// Package mocktest starts a fake authentik for the duration of a test, like net/http/httptest starts a
// server, and gives access to its state.
//
// A test that only needs answers uses URL and Token of a [Server]; clients cannot tell it from an authentik.
// The methods are for what the API does not offer: the requests that came and why they were refused
// ([Server.Requests]), objects that were not created through the API ([Server.Seed]), another time
// ([Server.Advance]), and a fresh start ([Server.Reset]). Tests that share a process and a server use a
// [Server.Workspace] each.
package mocktest

import (
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
)

// Server is a fake authentik that listens on a loopback port for the duration of a test, or a workspace of
// one. Its methods are safe for concurrent use. Those that can fail end the test, and so must be called from
// the test's own goroutine, like [testing.T.FailNow].
type Server struct {
	// URL is the address without a trailing slash: http://127.0.0.1:40123.
	URL string
	// Token is the bearer token of the administrator, in this workspace.
	Token string

	t     testing.TB
	fake  control.Server
	world control.World
}

// Start starts a fake for a test, and stops it when the test ends. Tests that run in parallel have separate
// fakes. Invalid options end the test.
func Start(t testing.TB, options mock.Options) *Server {
	t.Helper()
	handler, err := mock.New(options)
	if err != nil {
		t.Fatalf("mock: %v", err)
	}
	fake := handler.(control.Steerable).Steered()
	world, err := fake.World("")
	if err != nil {
		t.Fatalf("mock: %v", err)
	}
	listener := httptest.NewUnstartedServer(handler)
	listener.Config.DisableGeneralOptionsHandler = true // as serve does
	listener.Start()
	stop := func() {
		listener.Close()
		if err := handler.(io.Closer).Close(); err != nil {
			t.Errorf("mock: %v", err)
		}
	}
	t.Cleanup(func() {
		stop()
		stop = nil // package testing keeps this function until all parallel tests have run, and with it the fake
	})
	return &Server{URL: listener.URL, Token: fake.Token(), t: t, fake: fake, world: world}
}

// Fault sets a fault, in the place of the one that has its name; a reset removes it. It is written as a body of PUT
// /__mock/faults/NAME is, or in YAML: "{times: 2, then: {status: 503}}", "{preset: slow}". A fault that is none ends the test.
func (s *Server) Fault(name, fault string) {
	s.t.Helper()
	err := faults.CheckName(name)
	if err == nil {
		var parsed faults.Fault
		if parsed, err = faults.Parse(name, []byte(fault)); err == nil {
			s.world.Faults().Put(faults.Named{Name: name, Fault: parsed}, time.Now())
		}
	}
	if err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}

// Reset resets the fake to its state at the start, undoes every [Server.Advance], and forgets the requests.
func (s *Server) Reset() { s.world.Reset() }

// Advance moves the fake's time forward by d, whether it is frozen or not: a token that has expired by then
// is refused. A negative d ends the test, and so do more than 292 years in total.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	if err := s.world.Advance(d); err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}

// Seed adds the objects of a seed or of an authentik blueprint to the fake's state, and changes existing
// ones; the format is described in fixtures/README.md. A mistake in it ends the test with its line and
// column, and nothing is added.
func (s *Server) Seed(yaml string) {
	s.t.Helper()
	if err := s.world.AddSeed("seed", []byte(yaml)); err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}

// State returns everything that the workspace holds, as a seed that says its format and profile.
func (s *Server) State() string {
	s.t.Helper()
	text, err := s.world.State(false)
	if err != nil {
		s.t.Fatalf("mock: %v", err)
	}
	return string(text)
}

// SetState replaces everything that the workspace holds by what [Server.State] returned, here or on another fake of the same
// profile; or by a seed, on a new installation. A mistake in it ends the test with its line and column, and changes nothing.
func (s *Server) SetState(yaml string) {
	s.t.Helper()
	if err := s.world.SetState([]byte(yaml)); err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}

// Snapshot keeps the state under a name, in the place of a snapshot of that name. It costs next to nothing.
func (s *Server) Snapshot(name string) {
	s.t.Helper()
	if _, err := s.world.TakeSnapshot(name); err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}

// Restore goes back to the state that [Server.Snapshot] kept. The time goes on, and the requests stay. A name that no snapshot
// has ends the test.
func (s *Server) Restore(name string) {
	s.t.Helper()
	if err := s.world.RestoreSnapshot(name); err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}

// Workspace returns a world of its own in the same fake, which begins with the fake's initial state. Requests
// with its Token, and the methods of the result, do not affect other workspaces. A name has 1 to 64 ASCII
// letters, digits, dots, underscores and hyphens; any other ends the test.
func (s *Server) Workspace(name string) *Server {
	s.t.Helper()
	world, err := s.fake.Enter(name)
	if err != nil {
		s.t.Fatalf("mock: %v", err)
	}
	return &Server{URL: s.URL, Token: s.fake.Token() + "~" + name, t: s.t, fake: s.fake, world: world}
}
