package mock

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// requestMessage is the message of the line that is logged for every request.
const requestMessage = "request"

// account is what the steps of a request tell its log line.
type account struct {
	user    string
	reasons []drf.Reason
	// method and address are those of an operation that refuses, the address as it is declared; "" if the request reached
	// none.
	method, address string
}

type accountKey struct{}

// accountOf is the account of a request, nil if nothing logs it.
func accountOf(r *http.Request) *account {
	a, _ := r.Context().Value(accountKey{}).(*account)
	return a
}

// because tells the log why a request is refused.
func because(r *http.Request, reasons ...drf.Reason) {
	if a := accountOf(r); a != nil {
		a.reasons = append(a.reasons, reasons...)
	}
}

// logged writes a line for every request that next answers: method, path, status, user ("" for none), the reasons of a
// refusal, and how long it took, in milliseconds.
func (f *fake) logged(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		recorder := &statusRecorder{ResponseWriter: w}
		said := &account{}
		method, address := r.Method, r.URL.RequestURI() // next may change the address
		defer func() {
			f.options.Logger.LogAttrs(r.Context(), slog.LevelInfo, requestMessage,
				slog.String("method", method), slog.String("path", address), slog.Int("status", recorder.status),
				slog.String("user", said.user), slog.Any("reasons", &explanation{said, f.profile.Contract}),
				slog.Float64("duration_ms", float64(time.Since(begun).Microseconds())/1000))
		}()
		next(recorder, r.WithContext(context.WithValue(r.Context(), accountKey{}, said)))
	}
}

// explained are the reasons with what takes time to find out.
func (a *account) explained(c profile.Contract) []drf.Reason {
	reasons := slices.Clone(a.reasons)
	if a.method != "" && len(reasons) > 0 && describe.IsModelled(c, a.method, a.address) {
		for i := range reasons {
			reasons[i].Modelled = true
		}
	}
	return reasons
}

// explanation are the reasons of a request as a log holds them: text for people, an object each in JSON.
type explanation struct {
	*account
	contract profile.Contract
}

// reasonMembers are what JSON says of a reason.
type reasonMembers struct {
	Layer    drf.Layer `json:"layer"`
	Resource string    `json:"resource,omitempty"`
	Field    string    `json:"field,omitempty"`
	Code     string    `json:"code"`
	Why      string    `json:"why,omitempty"`
	Value    string    `json:"value,omitempty"`
	Modelled bool      `json:"modelled,omitempty"`
}

// MarshalJSON is part of json.Marshaler.
func (e *explanation) MarshalJSON() ([]byte, error) {
	members := make([]reasonMembers, len(e.reasons))
	for i, r := range e.explained(e.contract) {
		members[i] = reasonMembers{r.Layer, r.Resource, r.Field, r.Code, r.Why, r.Value, r.Modelled}
	}
	return json.Marshal(members)
}

// String is the reasons on one line.
func (e *explanation) String() string {
	texts := make([]string, len(e.reasons))
	for i, r := range e.reasons {
		texts[i] = r.String()
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.Join(texts, "; "))
}

// statusRecorder remembers the status that a handler sends.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader is part of http.ResponseWriter.
func (r *statusRecorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write is part of http.ResponseWriter.
func (r *statusRecorder) Write(text []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(text)
}

// Unwrap is how http.ResponseController finds what lies below.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// NewTextHandler makes a slog.Handler that writes a request as a line for people: method, path, status, user ("-" for
// none) and, if it is refused, why. Other records are written as slog.TextHandler does.
func NewTextHandler(w io.Writer) slog.Handler {
	shared := &lockedWriter{w: w}
	return &textHandler{Handler: slog.NewTextHandler(shared, nil), w: shared}
}

type textHandler struct {
	slog.Handler
	w *lockedWriter
}

// Handle is part of slog.Handler.
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
	if reasons := values["reasons"]; reasons != "" {
		line.WriteString(" " + reasons)
	}
	line.WriteByte('\n')
	_, err := h.w.Write(line.Bytes())
	return err
}

// oneWord is a name as it stands in a line of words.
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

// WithGroup is part of slog.Handler.
func (h *textHandler) WithGroup(name string) slog.Handler {
	return &textHandler{h.Handler.WithGroup(name), h.w}
}

// lockedWriter keeps the lines of two writers apart.
type lockedWriter struct {
	mutex sync.Mutex
	w     io.Writer
}

// Write is part of io.Writer.
func (l *lockedWriter) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.w.Write(text)
}
