package mock

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// requestMessage is the message of the record that is logged for every request.
const requestMessage = "request"

// logged logs every request that next answers, except what the page reads: method, path, status, user ("" for none), workspace ("" for
// the common world), the reasons of a refusal, and the duration in milliseconds.
func (f *fake) logged(next handler) handler {
	if f.options.Logger == nil {
		return next
	}
	return func(c *call) {
		if ofPage(c.r) {
			next(c)
			return
		}
		defer func() {
			f.options.Logger.LogAttrs(c.r.Context(), slog.LevelInfo, requestMessage,
				slog.String("method", c.r.Method), slog.String("path", c.shownAddress()), slog.Int("status", c.sent.status),
				slog.String("user", c.user), slog.String("workspace", c.world.name), slog.Any("reasons", &explanation{c, f.profile.Contract}),
				slog.Float64("duration_ms", float64(time.Since(c.begun).Microseconds())/1000))
		}()
		next(c)
	}
}

// shownAddress returns the path and the query as the client sent them, without the secrets in the query.
func (c *call) shownAddress() string {
	shown := c.asked
	shown.RawQuery = secret.HideQuery(shown.RawQuery)
	return shown.RequestURI()
}

// explanation holds the reasons of a request for the log: as text, or as an object for each in JSON.
type explanation struct {
	*call
	contract profile.Contract
}

// reasonMembers are the members of a reason in JSON.
type reasonMembers struct {
	Layer    drf.Layer `json:"layer"`
	Resource string    `json:"resource,omitempty"`
	Field    string    `json:"field,omitempty"`
	Code     string    `json:"code"`
	Why      string    `json:"why,omitempty"`
	Value    string    `json:"value,omitempty"`
	Modelled bool      `json:"modelled,omitempty"`
}

// MarshalJSON implements json.Marshaler.
func (e *explanation) MarshalJSON() ([]byte, error) {
	members := make([]reasonMembers, len(e.reasons))
	for i, r := range e.explained(e.contract) {
		members[i] = reasonMembers{r.Layer, r.Resource, r.Field, r.Code, r.Why, r.Value, r.Modelled}
	}
	return json.Marshal(members)
}

// String returns the reasons on one line.
func (e *explanation) String() string {
	texts := make([]string, len(e.reasons))
	for i, r := range e.reasons {
		texts[i] = r.String()
	}
	return strings.Map(graphic, strings.Join(texts, "; "))
}

// graphic returns a space for a character that would steer a terminal: a client's text does not.
func graphic(r rune) rune {
	if !unicode.IsGraphic(r) {
		return ' '
	}
	return r
}

// NewTextHandler returns a slog.Handler that writes a request as a line for people: method, path, status,
// user ("-" for none), its workspace after a tilde if it has one and, if it is refused, the reasons. Other
// records are written like those of slog.TextHandler.
func NewTextHandler(w io.Writer) slog.Handler {
	shared := &lockedWriter{w: w}
	return &textHandler{Handler: slog.NewTextHandler(shared, nil), w: shared}
}

type textHandler struct {
	slog.Handler
	w *lockedWriter
}

// Handle implements slog.Handler.
func (h *textHandler) Handle(ctx context.Context, record slog.Record) error {
	if record.Message != requestMessage {
		return h.Handler.Handle(ctx, record)
	}
	values := map[string]string{}
	record.Attrs(func(a slog.Attr) bool {
		values[a.Key] = a.Value.Resolve().String()
		return true
	})
	var line bytes.Buffer
	line.WriteString(values["method"] + " " + values["path"] + " " + values["status"] + " ")
	if user := values["user"]; user != "" {
		line.WriteString(oneWord(user))
	} else {
		line.WriteString("-")
	}
	if workspace := values["workspace"]; workspace != "" {
		line.WriteString(" ~" + workspace)
	}
	if reasons := values["reasons"]; reasons != "" {
		line.WriteString(" " + reasons)
	}
	_, err := h.w.Write([]byte(strings.Map(graphic, line.String()) + "\n"))
	return err
}

// oneWord returns a name as one word of a line.
func oneWord(name string) string {
	if strings.ContainsAny(name, " \t\r\n\"") {
		return strconv.Quote(name)
	}
	return name
}

// WithAttrs and WithGroup are part of slog.Handler.
func (h *textHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &textHandler{h.Handler.WithAttrs(attrs), h.w}
}

// WithGroup implements slog.Handler.
func (h *textHandler) WithGroup(name string) slog.Handler {
	return &textHandler{h.Handler.WithGroup(name), h.w}
}

// lockedWriter serializes writes to another writer.
type lockedWriter struct {
	mutex sync.Mutex
	w     io.Writer
}

// Write implements io.Writer.
func (l *lockedWriter) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.w.Write(text)
}
