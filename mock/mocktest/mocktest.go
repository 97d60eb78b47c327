// Package mocktest starts a fake authentik for the time of a test, as net/http/httptest starts a server, and looks into it.
//
// A test that only needs answers uses URL and Token of a [Server]; clients cannot tell it from an authentik. The methods are
// for what the API does not offer: which requests came and why they were refused ([Server.Requests]), objects that are there
// without having been created through the API ([Server.Seed]), another time ([Server.Advance]), and the beginning
// ([Server.Reset]). Tests that share a process and a server take a [Server.Workspace] each.
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

// Server is a fake authentik that listens on a loopback port for the time of a test, or a workspace of one. Its methods may be
// called by several goroutines at once. Those that can fail end the test, and so belong into the test's own goroutine, as
// [testing.T.FailNow] does.
type Server struct {
	// URL is the address without a slash at its end: http://127.0.0.1:40123.
	URL string
	// Token is the bearer token of the administrator, in this workspace.
	Token string

	t     testing.TB
	fake  control.Server
	world control.World
}

// Start starts a fake of its own for a test, and stops it when the test ends; tests that run in parallel do not see one
// another's. Options that make no fake end the test.
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
	if closer, ok := handler.(io.Closer); ok {
		t.Cleanup(func() {
			if err := closer.Close(); err != nil {
				t.Errorf("mock: %v", err)
			}
		})
	}
	listener := httptest.NewUnstartedServer(handler)
	listener.Config.DisableGeneralOptionsHandler = true // as serve does
	listener.Start()
	t.Cleanup(listener.Close)
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

// Reset takes the fake back to what it was when it started, takes back every [Server.Advance], and forgets the requests.
func (s *Server) Reset() { s.world.Reset() }

// Advance makes it d later for the fake, whose time goes on or stands still as before: a token that has expired by then is
// refused. A negative d ends the test, as do more than 292 years in all.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	if err := s.world.Advance(d); err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}

// Seed adds the objects of a seed or of an authentik blueprint to what the fake holds, and changes those that are there; the
// format is described in fixtures/README.md. A mistake in it ends the test with its line and column, and nothing is added.
func (s *Server) Seed(yaml string) {
	s.t.Helper()
	if err := s.world.AddSeed("seed", []byte(yaml)); err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}

// Workspace is a world of its own in the same fake, which begins as the fake began: what is done with its Token, and by the
// methods of what is returned, no other workspace sees. A name has 1 to 64 ASCII letters, digits, dots, underscores and
// hyphens; any other ends the test.
func (s *Server) Workspace(name string) *Server {
	s.t.Helper()
	world, err := s.fake.Enter(name)
	if err != nil {
		s.t.Fatalf("mock: %v", err)
	}
	return &Server{URL: s.URL, Token: s.fake.Token() + "~" + name, t: s.t, fake: s.fake, world: world}
}
