package control

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
)

// Requests lists requests in a journal, the oldest first.
type Requests struct {
	Requests []Request `json:"requests"`
	// Evicted is the number of requests that were dropped because the journal was full.
	Evicted uint64 `json:"evicted"`
	// Next is the value of since for the following requests.
	Next string `json:"next"`
}

// Request is a request and its outcome.
type Request struct {
	ID         uint64       `json:"id"`
	Time       time.Time    `json:"time"`
	Method     string       `json:"method"`
	Path       string       `json:"path"`
	Query      string       `json:"query"`
	Status     int          `json:"status"`
	Kind       journal.Kind `json:"kind"`
	User       string       `json:"user"`
	Workspace  string       `json:"workspace"`
	DurationMS float64      `json:"duration_ms"`
	Reasons    []Reason     `json:"reasons"`
}

// RequestInFull is a request with its whole exchange. Its reasons have all their members.
type RequestInFull struct {
	Request
	Sent     Message `json:"request"`
	Answered Message `json:"answer"`
	// ReasonsLeftOut is the number of further reasons.
	ReasonsLeftOut int `json:"reasons_left_out"`
}

// Message is a request or an answer, without its secrets.
type Message struct {
	Headers map[string][]string `json:"headers"`
	Body    string              `json:"body"`
	// Encoding is "base64" for a body that is not text, "" for text.
	Encoding string `json:"encoding"`
	// Cut reports whether the body is longer.
	Cut bool `json:"cut"`
}

// Reason explains an answer. In lists it has only the members before Text.
type Reason struct {
	Layer    string `json:"layer"`
	Resource string `json:"resource,omitempty"`
	Field    string `json:"field,omitempty"`
	Code     string `json:"code"`
	Why      string `json:"why,omitempty"`
	Value    string `json:"value,omitempty"`
	// Text is the reason on one line. Declaration is the member or the resource that decided, Rule the class
	// in authentik's or REST framework's code, where it is known.
	Text        string `json:"text,omitempty"`
	Declaration string `json:"declaration,omitempty"`
	Rule        string `json:"rule,omitempty"`
	// Profiles lists the profiles in which the rule applies, Since is the first of them.
	Profiles []string `json:"profiles,omitempty"`
	Since    string   `json:"since,omitempty"`
	// Known is how it is known that the rule applies in these: recorded, original, document, source or
	// modelled, with the version. Empty for a rule of every profile.
	Known string `json:"known,omitempty"`
	// Recording is the place of a recording of a real server, or "modelled". Proves says what it proves:
	// "answer" if it has this answer, "rule" if it has this rule for this member, with another value.
	Recording string `json:"recording,omitempty"`
	Proves    string `json:"proves,omitempty"`
	// Passes describes what would pass.
	Passes string `json:"passes,omitempty"`
}

// Counted is the number of requests.
type Counted struct {
	Count   int    `json:"count"`
	Evicted uint64 `json:"evicted"`
}

// Limits for requests to a journal.
const (
	usualLimit   = 1000
	usualTimeout = 30 * time.Second
	mostTimeout  = 10 * time.Minute
)

// filters lists the parameters that select requests.
var filters = []Parameter{
	{Name: "method", About: "The method."},
	{Name: "path", About: "The path as it was sent; * stands for any text."},
	{Name: "status", About: "A status such as 404, or 4xx; 0 for no answer. May be given again.", Many: true},
	{Name: "user", About: "The name of the user who asked; empty for those without one."},
	{Name: "kind", About: "not-served, not-found, refused, fault or ok. May be given again. A request that a fault struck is of kind fault, whatever it was answered.", Many: true},
	{Name: "since", About: "A time such as 2026-01-31T12:00:00Z, which is included, or the next of a list."},
	{Name: "until", About: "A time, which is not included."},
	{Name: "mentions", About: "The key of an object: a segment of the path, or a word in the body or the answer of a request that writes, of a number only as a pk."},
	{Name: "body.", About: "A member of the request's JSON, by its path: body.flow_set.0.name=x. Bodies over 64 KiB have no members."},
}

// journalOperations are the operations on the journal.
var journalOperations = []Operation{
	{Method: "GET", Path: "requests", About: "What was asked and answered, the oldest first.", Answer: Requests{}, Run: listRequests,
		Query: append(slices.Clone(filters), Parameter{Name: "limit", About: "How many at most; 1000 unless said."}, Parameter{Name: "last", About: "How many of the newest; all unless said."})},
	{Method: "DELETE", Path: "requests", About: "Empties the journal.", Run: func(e *Exchange) error {
		kept, err := e.journal()
		if err != nil {
			return err
		}
		kept.Clear()
		return e.NoContent()
	}},
	{Method: "GET", Path: "requests/count", About: "How many requests there are; 409 if some that may count have gone.", Answer: Counted{}, Query: filters, Run: countRequests},
	{Method: "GET", Path: "requests/wait", About: "Waits until there are n requests: 200, or 408 when the time is over.", Answer: Counted{}, Run: waitForRequests,
		Query: append(slices.Clone(filters), Parameter{Name: "n", About: "How many; 1 unless said."}, Parameter{Name: "timeout", About: "How long to wait; 30s unless said, 10m at most."},
			Parameter{Name: "state", About: "answered (unless said) or received."})},
	{Method: "GET", Path: "requests.har", About: "What was asked and answered, as a HAR file.", Answer: "application/json", Query: filters, Run: func(e *Exchange) error {
		kept, err := e.journal()
		if err != nil {
			return err
		}
		f, err := filterOf(e.Request)
		if err != nil {
			return err
		}
		entries, _, _ := kept.List(f, -1)
		return e.JSON(http.StatusOK, journal.HAR(entries, e.Server.Version().Release))
	}},
	{Method: "GET", Path: "requests/{id}", About: "A request and its answer, and why it is as it is.", Answer: RequestInFull{}, Run: func(e *Exchange) error {
		entry, world, err := e.entry()
		if err != nil {
			return err
		}
		full := RequestInFull{Request: listed(entry), Sent: message(entry.Request()), Answered: message(entry.Answer()), ReasonsLeftOut: entry.LeftOut}
		full.Reasons = world.Explain(entry)
		return e.JSON(http.StatusOK, full)
	}},
	{Method: "GET", Path: "requests/{id}/scenario", About: "The request as a scenario that verify takes.", Answer: "application/yaml", Run: func(e *Exchange) error {
		return e.written("application/yaml", func(entry *journal.Entry) (string, error) { return journal.Scenario(entry, e.Server.Version().Profile) })
	}},
	{Method: "GET", Path: "requests/{id}/curl", About: "The request as a command line.", Answer: "text/plain; charset=utf-8", Run: func(e *Exchange) error {
		return e.written("text/plain; charset=utf-8", journal.Curl)
	}},
	{Method: "GET", Path: "requests/{id}/fetch", About: "The request as a call of fetch in JavaScript.", Answer: "text/plain; charset=utf-8", Run: func(e *Exchange) error {
		return e.written("text/plain; charset=utf-8", journal.Fetch)
	}},
	{Method: "GET", Path: "requests/{id}/har", About: "The request and its answer as a HAR file.", Answer: "application/json", Run: func(e *Exchange) error {
		entry, _, err := e.entry()
		if err != nil {
			return err
		}
		return e.JSON(http.StatusOK, journal.HAR([]*journal.Entry{entry}, e.Server.Version().Release))
	}},
}

// journal returns the journal of the world that the request names.
func (e *Exchange) journal() (*journal.Journal, error) {
	world, err := e.World()
	if err != nil {
		return nil, err
	}
	if kept := world.Journal(); kept != nil {
		return kept, nil
	}
	return nil, Refuse(http.StatusConflict, "journal", "off", "No journal is kept: start the fake with --journal-size and --journal-entries above 0.")
}

// asked returns the journal, and the filter that the query describes.
func (e *Exchange) asked() (*journal.Journal, journal.Filter, error) {
	kept, err := e.journal()
	if err != nil {
		return nil, journal.Filter{}, err
	}
	f, err := filterOf(e.Request)
	return kept, f, err
}

// entry returns the entry with the id in the address, and its world. Ids are unique among all worlds.
func (e *Exchange) entry() (*journal.Entry, World, error) {
	text := e.Request.PathValue("id")
	if id, err := strconv.ParseUint(text, 10, 64); err == nil {
		if entry, world := e.Server.Entry(id); entry != nil {
			return entry, world, nil
		}
	}
	return nil, nil, Refuse(http.StatusNotFound, "request", "not_found",
		"The journal holds no request %q: GET %srequests lists those that it holds.", text, Prefix)
}

// written answers with a text that is derived from an entry.
func (e *Exchange) written(media string, write func(*journal.Entry) (string, error)) error {
	entry, _, err := e.entry()
	if err != nil {
		return err
	}
	text, err := write(entry)
	if err != nil {
		return Refuse(http.StatusConflict, "request", "not_whole", "This cannot be made of the request: %v.", err)
	}
	return e.Text(http.StatusOK, media, []byte(text))
}

func listRequests(e *Exchange) error {
	kept, f, err := e.asked()
	if err != nil {
		return err
	}
	limit, err := number(e.Request, "limit", usualLimit)
	if err != nil {
		return err
	}
	last, err := number(e.Request, "last", 0)
	if err != nil {
		return err
	}
	if last > 0 {
		limit = -1
	}
	entries, next, evicted := kept.List(f, limit)
	if last > 0 {
		entries = entries[max(len(entries)-last, 0):]
	}
	answer := Requests{Requests: []Request{}, Evicted: evicted, Next: strconv.FormatUint(next, 10)}
	for _, entry := range entries {
		answer.Requests = append(answer.Requests, listed(entry))
	}
	return e.JSON(http.StatusOK, answer)
}

func countRequests(e *Exchange) error {
	kept, f, err := e.asked()
	if err != nil {
		return err
	}
	count, evicted, err := kept.Count(f)
	if err != nil {
		return notWhole(evicted)
	}
	return e.JSON(http.StatusOK, Counted{count, evicted})
}

func notWhole(evicted uint64) *Problem {
	return Refuse(http.StatusConflict, "journal", "evicted", "%d requests have gone from the journal and some of them may count: "+
		"empty it before what is to be counted, give since, or start the fake with a larger --journal-size or --journal-entries.", evicted)
}

func waitForRequests(e *Exchange) error {
	kept, f, err := e.asked()
	if err != nil {
		return err
	}
	n, err := number(e.Request, "n", 1)
	if err != nil {
		return err
	}
	timeout, err := timeoutOf(e.Request)
	if err != nil {
		return err
	}
	state := journal.State(e.Request.FormValue("state"))
	switch {
	case state == "":
		state = journal.Answered
	case state != journal.Answered && state != journal.Received:
		return Refuse(http.StatusBadRequest, "query", "invalid", "state is %q: give answered or received.", state)
	case state == journal.Received && f.NeedsAnswer():
		return Refuse(http.StatusBadRequest, "query", "invalid", "Of a request that has only come, no status, kind, user or body is known: leave them out, or wait for state=answered.")
	}
	timed, cancel := context.WithTimeout(e.Request.Context(), timeout)
	defer cancel()
	ctx, stop := context.WithCancelCause(timed)
	defer stop(nil)
	go func() {
		select {
		case <-e.closing:
			stop(errStopping)
		case <-ctx.Done():
		}
	}()
	count, evicted, err := kept.Wait(ctx, f, n, state)
	switch {
	case errors.Is(err, journal.ErrEvicted):
		return notWhole(evicted)
	case errors.Is(err, journal.ErrEnded):
		return Refuse(http.StatusConflict, "journal", "ended", "The workspace has ended meanwhile, after %d requests: a request that names it begins it again.", count)
	case errors.Is(context.Cause(ctx), errStopping):
		return Refuse(http.StatusServiceUnavailable, "journal", "stopping", "The fake stops, after %d requests: wait for one that runs.", count)
	case err != nil:
		return e.JSON(http.StatusRequestTimeout, Counted{count, evicted})
	}
	return e.JSON(http.StatusOK, Counted{count, evicted})
}

// errStopping is why a wait ends before its time.
var errStopping = errors.New("the fake stops")

// timeoutOf returns the time that a request is willing to wait.
func timeoutOf(r *http.Request) (time.Duration, error) {
	text := r.FormValue("timeout")
	if text == "" {
		return usualTimeout, nil
	}
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout < 0 || timeout > mostTimeout {
		return 0, Refuse(http.StatusBadRequest, "query", "invalid", "timeout is %q: give a duration such as 300ms or 10m, of at most %v.", text, mostTimeout)
	}
	return timeout, nil
}

// number returns a parameter that is an integer above 0.
func number(r *http.Request, name string, usual int) (int, error) {
	text := r.FormValue(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, Refuse(http.StatusBadRequest, "query", "invalid", "%s is %q: give a whole number from 1 on.", name, text)
	}
	return n, nil
}

// filterOf parses the parameters that select requests.
func filterOf(r *http.Request) (journal.Filter, error) {
	query := r.URL.Query()
	f := journal.Filter{Method: query.Get("method"), Path: query.Get("path"), Statuses: query["status"], Mentions: query.Get("mentions")}
	for _, status := range f.Statuses {
		if !isStatus(status) {
			return f, Refuse(http.StatusBadRequest, "query", "invalid", "status is %q: give one such as 404, or 4xx.", status)
		}
	}
	if users := query["user"]; len(users) > 0 {
		f.User = &users[0]
	}
	for _, kind := range query["kind"] {
		if !slices.Contains(journal.Kinds, journal.Kind(kind)) {
			return f, Refuse(http.StatusBadRequest, "query", "invalid", "kind is %q: give not-served, not-found, refused, fault or ok.", kind)
		}
		f.Kinds = append(f.Kinds, journal.Kind(kind))
	}
	for name, values := range query {
		if path, ok := strings.CutPrefix(name, "body."); ok {
			if f.Body == nil {
				f.Body = map[string]string{}
			}
			f.Body[path] = values[0]
		}
	}
	err := readWindow(&f, query.Get("since"), query.Get("until"))
	return f, err
}

// readWindow parses since and until.
func readWindow(f *journal.Filter, since, until string) (err error) {
	if position, failed := strconv.ParseUint(since, 10, 64); failed == nil {
		f.After, since = position, ""
	}
	for _, bound := range []struct {
		name, text string
		time       *time.Time
	}{{"since", since, &f.Since}, {"until", until, &f.Until}} {
		if bound.text == "" {
			continue
		}
		if *bound.time, err = time.Parse(time.RFC3339, bound.text); err != nil {
			return Refuse(http.StatusBadRequest, "query", "invalid", "%s is %q: give a time such as 2026-01-31T12:00:00Z.", bound.name, bound.text)
		}
	}
	return nil
}

// isStatus reports whether a text is a status or a class of them, such as 4xx.
func isStatus(text string) bool {
	if text, hundred := strings.CutSuffix(text, "xx"); hundred {
		return len(text) == 1 && text[0] >= '1' && text[0] <= '5'
	}
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= 599
}

// listed returns an entry in the form of lists.
func listed(e *journal.Entry) Request {
	shown := Request{
		ID: e.ID, Time: e.Time.UTC(), Method: e.Method, Path: e.Path, Query: e.Query, Status: e.Status, Kind: e.Kind(), User: e.User,
		Workspace: e.Workspace, DurationMS: float64(e.Duration.Microseconds()) / 1000, Reasons: []Reason{},
	}
	for _, r := range e.Reasons {
		shown.Reasons = append(shown.Reasons, Reason{Layer: string(r.Layer), Resource: r.Resource, Field: r.Field, Code: r.Code, Why: r.Why, Value: r.Value})
	}
	return shown
}

func message(m journal.Message) Message {
	shown := Message{Headers: map[string][]string{}, Body: string(m.Body), Cut: m.Cut}
	for _, header := range m.Headers {
		shown.Headers[header[0]] = append(shown.Headers[header[0]], header[1])
	}
	if !utf8.Valid(m.Body) {
		shown.Body, shown.Encoding = base64.StdEncoding.EncodeToString(m.Body), "base64"
	}
	return shown
}
