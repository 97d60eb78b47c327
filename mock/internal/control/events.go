package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/bus"
	"github.com/authentik-mock/authentik-mock/mock/internal/metrics"
)

// The kinds of events. A gap is not published: it reports that a stream lost some.
const (
	RequestEvent = "request"
	StateEvent   = "state"
	ReloadEvent  = "reload"
	gapEvent     = "gap"
)

// ToldRequest is the data of a request event.
//
// ID and Kind are those of the journal, 0 and "" if none is kept; so is Query, from which secrets are hidden.
type ToldRequest struct {
	ID        uint64    `json:"id"`
	Kind      string    `json:"kind"`
	Time      time.Time `json:"time"`
	Method    string    `json:"method"`
	Path      string    `json:"path"`
	Query     string    `json:"query"`
	Status    int       `json:"status"`
	User      string    `json:"user"`
	Workspace string    `json:"workspace"`
	// Duration is in milliseconds.
	Duration float64  `json:"duration_ms"`
	Reasons  []string `json:"reasons"`
}

// ToldChange is the data of a state event. Cause is "request" for a request under /api/v3, or another
// operation: "reset", "restore" or "put".
type ToldChange struct {
	Workspace string `json:"workspace"`
	Cause     string `json:"cause"`
}

// ToldReload is the data of a reload event. Error says why nothing was changed, "" if all was read.
type ToldReload struct {
	Error string `json:"error"`
}

// ToldGap is the data of a gap event. Missed is the number of lost events, 0 if it is unknown because the
// fake is another one.
type ToldGap struct {
	Missed uint64 `json:"missed"`
}

const (
	// MostStreams is the maximum number of concurrent streams. A browser opens six connections to a host, so
	// that this is enough for many pages and few enough to notice one that forgets to close its streams.
	MostStreams = 32
	// heartbeat is the interval of comments on an idle stream, which show that it is alive.
	heartbeat = 15 * time.Second
	// slowest is the time limit for a client that reads nothing of a stream.
	slowest = 30 * time.Second
)

// allWorkspaces selects the events of every world.
const allWorkspaces = bus.Everywhere

// eventOperations returns the operations on events.
func (h *Handler) eventOperations() []Operation {
	return []Operation{
		{Method: "GET", Path: "events", About: "What happens, as server-sent events: request, state, reload, and gap where some were lost.",
			Query:  []Parameter{{Name: "workspace", About: "The workspace whose events are sent; * is all. Without it that of the header."}},
			Answer: "text/event-stream", Run: h.events},
		{Method: "GET", Path: "metrics", About: "Counts and durations in Prometheus' text format.", Answer: "text/plain", Run: func(e *Exchange) error {
			var text bytes.Buffer
			e.Server.WriteMetrics(&text)
			return e.Text(http.StatusOK, metrics.ContentType, text.Bytes())
		}},
	}
}

// streams holds what the streams of a fake share.
type streams struct {
	// run distinguishes the events of this process from those of another, in their ids.
	run string
	// closing holds channels that are closed when a server shuts down, by server.
	closing sync.Map
}

func newStreams() *streams { return &streams{run: strconv.FormatUint(uint64(rand.Uint32()), 36)} }

// closed returns a channel that is closed when the server of a request shuts down, nil if there is no server.
func (s *streams) closed(r *http.Request) <-chan struct{} {
	server, ok := r.Context().Value(http.ServerContextKey).(*http.Server)
	if !ok {
		return nil
	}
	closing, known := s.closing.LoadOrStore(server, make(chan struct{}))
	if !known {
		server.RegisterOnShutdown(func() { close(closing.(chan struct{})) })
	}
	return closing.(chan struct{})
}

// stream is an active stream of events.
type stream struct {
	*Exchange
	run       string
	workspace string
	listener  *bus.Listener
}

// events sends events until the client disconnects, or the server stops.
func (h *Handler) events(e *Exchange) error {
	workspace := e.Request.Header.Get(WorkspaceHeader)
	if values := e.Request.URL.Query(); values.Has("workspace") {
		named := values.Get("workspace")
		if workspace != "" && named != workspace {
			return Refuse(http.StatusBadRequest, "workspace", "two_workspaces", "The request names two workspaces, %q in its query and %q in %s: name one.", named, workspace, WorkspaceHeader)
		}
		if workspace = named; workspace != allWorkspaces && workspace != "" {
			if err := e.Server.CheckWorkspace(workspace); err != nil {
				return err
			}
		}
	}
	listener, ok := e.Server.Bus().Listen(MostStreams)
	if !ok {
		return Refuse(http.StatusTooManyRequests, "limit", "too_many_streams", "There are %d streams of events already: close one that nobody reads.", MostStreams)
	}
	defer listener.Close()
	e.Header().Set("Content-Type", "text/event-stream")
	e.Header().Set("Cache-Control", "no-store")
	e.WriteHeader(http.StatusOK)
	s := &stream{e, h.streams.run, workspace, listener}
	s.follow()
	return nil
}

// follow writes new events.
func (s *stream) follow() {
	text := "retry: 1000\n\n" + s.resume()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		events, missed, more := s.listener.Take()
		text += s.text(events, missed)
		if text != "" && !s.send(text) {
			return
		}
		text = ""
		select {
		case <-more:
		case <-beat.C:
			text = ": alive\n\n"
		case <-s.closing:
			return
		case <-s.Request.Context().Done():
			return
		}
	}
}

// resume continues after the last event that the client received. If there is none with that id here, the
// text reports a gap.
func (s *stream) resume() string {
	sent := s.Request.Header.Get("Last-Event-ID")
	if sent == "" {
		return ""
	}
	run, number, _ := strings.Cut(sent, "-")
	seen, err := strconv.ParseUint(number, 10, 64)
	if err != nil || run != s.run || !s.listener.Resume(seen) {
		return s.event(s.listener.Last(), gapEvent, ToldGap{})
	}
	return ""
}

// text returns events in the format of the stream.
func (s *stream) text(events []bus.Event, missed uint64) string {
	var text strings.Builder
	if missed > 0 {
		before := s.listener.Last() - uint64(len(events))
		text.WriteString(s.event(before, gapEvent, ToldGap{missed}))
	}
	for _, event := range events {
		if s.workspace == allWorkspaces || event.Workspace == bus.Everywhere || event.Workspace == s.workspace {
			text.WriteString(s.event(event.ID, event.Kind, event.Data))
		}
	}
	return text.String()
}

func (s *stream) event(id uint64, kind string, data any) string {
	text, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("id: %s-%d\nevent: %s\ndata: %s\n\n", s.run, id, kind, text)
}

// send writes to the client, and reports whether it still reads.
func (s *stream) send(text string) bool {
	connection := http.NewResponseController(s)
	connection.SetWriteDeadline(time.Now().Add(slowest))
	if _, err := s.Write([]byte(text)); err != nil {
		return false
	}
	return connection.Flush() == nil
}
