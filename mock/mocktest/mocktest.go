// Package mocktest starts a fake authentik for the time of a test, as net/http/httptest starts a server, and looks into it.
//
// A test that only needs answers uses URL and Token of a [Server]; clients cannot tell it from an authentik. The methods are
// for what the API does not offer.
package mocktest

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/internal/control"
)

// Server is a fake authentik that listens on a loopback port for the time of a test. Its methods may be called by several
// goroutines at once; those that can fail end the test, and so belong into the test's own goroutine, as
// [testing.T.FailNow] does.
type Server struct {
	// URL is the address without a slash at its end: http://127.0.0.1:40123.
	URL string
	// Token is the bearer token of the administrator.
	Token string

	t     testing.TB
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
	listener := httptest.NewUnstartedServer(handler)
	listener.Config.DisableGeneralOptionsHandler = true // as serve does
	listener.Start()
	t.Cleanup(listener.Close)
	return &Server{URL: listener.URL, Token: fake.Token(), t: t, world: world}
}

// Reset takes the fake back to what it was when it started, and takes back every [Server.Advance].
func (s *Server) Reset() { s.world.Reset() }

// Advance makes it d later for the fake, whose time goes on or stands still as before: a token that has expired by then is
// refused. A negative d ends the test, as do more than 292 years in all.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	if err := s.world.Advance(d); err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}
