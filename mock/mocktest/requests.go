package mocktest

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
)

// Request is a request that the fake answered. Secrets in it, such as tokens and passwords, are replaced by <hidden>.
type Request struct {
	// ID identifies the request among all requests of the fake.
	ID uint64
	// Time is the time of receipt, by the machine's clock, and Duration the time until the end of the answer.
	Time     time.Time
	Duration time.Duration
	// Method, Path and Query are as they were sent.
	Method, Path, Query string
	// Status is the status of the answer, 0 if the connection was closed before one.
	Status int
	// User is the name of the user, "" for none.
	User string
	// Header and Body belong to the request, AnswerHeader and AnswerBody to the answer; bodies are cut at 64
	// KiB.
	Header, AnswerHeader http.Header
	Body, AnswerBody     string

	world control.World
	entry *journal.Entry
}

// Kind returns the outcome of the request: "ok", "refused" (4xx), "not-found" (404), "not-served" (501:
// authentik has the operation and the fake does not) or "fault" (any other 5xx, no answer, and whatever a fault struck,
// also if it only came late).
func (r Request) Kind() string { return string(r.entry.Kind()) }

// Reasons returns the reasons why the request was refused, in the order of the answer; none for a successful
// one. The first call may take a tenth of a second.
func (r Request) Reasons() []Reason {
	var reasons []Reason
	for _, reason := range r.world.Explain(r.entry) {
		reasons = append(reasons, Reason(reason))
	}
	return reasons
}

// Reason explains an answer.
type Reason struct {
	// Layer is the step that decided: address, negotiation, authentication, permission, look-up, body, field, rule or store.
	Layer string
	// Resource is the path of the requested resource, Field the member of the body or the parameter of the
	// query.
	Resource, Field string
	// Code is the code of Django's or REST framework's error: blank, unique, permission_denied. Why adds to
	// it.
	Code, Why string
	// Value is the refused value, or the missing permission.
	Value string
	// Text is the reason on one line.
	Text string
	// Declaration is the member or resource that decided, Rule the class in authentik's or REST framework's
	// code.
	Declaration, Rule string
	// Profiles lists the profiles in which the rule applies, Since is the first of them.
	Profiles []string
	Since    string
	// Known is how it is known that the rule applies in these: recorded, original, document, source or modelled,
	// with the version.
	Known string
	// Recording is the place of a recording of a real server, or "modelled". Proves says what it proves:
	// "answer" if it has this answer, "rule" if it has this rule for this member, with another value.
	Recording, Proves string
	// Passes describes what would pass.
	Passes string
}

// String returns the reason on one line.
func (r Reason) String() string { return r.Text }

// Requests returns the requests that were answered since the start or the last [Server.Reset], the oldest
// first. If some of them were dropped, because there were too many, the test ends: [mock.Options] sets the
// limits.
func (s *Server) Requests() []Request {
	s.t.Helper()
	entries, _, evicted := s.journal().List(journal.Filter{}, -1)
	if evicted > 0 {
		s.t.Fatalf("mock: %d requests are no longer kept: start with larger JournalEntries and JournalSize, or Reset before", evicted)
	}
	requests := make([]Request, 0, len(entries))
	for _, e := range entries {
		requests = append(requests, s.request(e))
	}
	return requests
}

// patience is the time limit of Wait.
const patience = 10 * time.Second

// Wait waits until n requests have been answered since the start or the last [Server.Reset], and returns all
// of them. After 10 seconds it ends the test, with the requests that came.
func (s *Server) Wait(n int) []Request {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	if count, _, err := s.journal().Wait(ctx, journal.Filter{}, n, journal.Answered); err != nil {
		var came []string
		for _, r := range s.Requests() {
			came = append(came, r.Method+" "+r.Path)
		}
		s.t.Fatalf("mock: of %d requests %d were answered: %s", n, count, strings.Join(came, ", "))
	}
	return s.Requests()
}

func (s *Server) journal() *journal.Journal {
	s.t.Helper()
	kept := s.world.Journal()
	if kept == nil {
		s.t.Fatal("mock: no requests are kept: leave JournalSize and JournalEntries out")
	}
	return kept
}

func (s *Server) request(e *journal.Entry) Request {
	sent, answered := e.Request(), e.Answer()
	return Request{
		ID: e.ID, Time: e.Time, Duration: e.Duration, Method: e.Method, Path: e.Path, Query: e.Query, Status: e.Status, User: e.User,
		Header: header(sent), Body: string(sent.Body), AnswerHeader: header(answered), AnswerBody: string(answered.Body),
		world: s.world, entry: e,
	}
}

func header(m journal.Message) http.Header {
	headers := http.Header{}
	for _, pair := range m.Headers {
		headers[pair[0]] = append(headers[pair[0]], pair[1])
	}
	return headers
}
