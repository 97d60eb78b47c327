package mock

import (
	"net/http/httptest"
	"testing"
	"time"
)

// Server is a fake authentik that listens on a loopback port for the time of a test.
type Server struct {
	// URL is the address without a slash at its end: http://127.0.0.1:40123.
	URL string
	// Token is the bearer token of the administrator.
	Token string

	t    testing.TB
	fake *fake
}

// Start starts a fake of its own for a test, and stops it when the test ends; tests that run in parallel do not see one
// another's. Options that make no fake end the test.
func Start(t testing.TB, options Options) *Server {
	t.Helper()
	f, err := newFake(options)
	if err != nil {
		t.Fatalf("mock: %v", err)
	}
	listener := httptest.NewUnstartedServer(f)
	listener.Config.DisableGeneralOptionsHandler = true // as serve does
	listener.Start()
	t.Cleanup(listener.Close)
	return &Server{URL: listener.URL, Token: f.options.Token, t: t, fake: f}
}

// Reset takes the fake back to what it was when it started, and takes back every [Server.Advance].
func (s *Server) Reset() { s.fake.reset(s.fake.world) }

// Advance makes it d later for the fake, whose time goes on or stands still as before: a token that has expired by then is
// refused. A negative d ends the test, as do more than 292 years in all.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	if err := s.fake.world.clock.advance(d); err != nil {
		s.t.Fatalf("mock: %v", err)
	}
}
