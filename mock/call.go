package mock

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// call is one request on its way through the fake. It is the only parameter of every step, and steps store
// their results in it.
type call struct {
	// w is the writer for the answer: sent, or one that a step wraps around it.
	w http.ResponseWriter
	// sent records what leaves the fake.
	sent recorder
	// r is the request. asked is its address as the client sent it; that of r is cleaned on the way.
	r     *http.Request
	asked url.URL
	// method is that of the request, while gin reads another.
	method string
	// begun is when the request was received, by the clock of the machine.
	begun time.Time
	// own reports whether the fake itself answers: under /__mock/, or with its page.
	own bool
	// world is the state and the time in which the request is answered; astray is the reason if there is
	// none.
	world  *world
	astray *control.Problem

	// endpoint and id are found by the address; endpoint is nil for an address that no resource or view has.
	endpoint *drf.Endpoint
	id       string
	// language is the language that the client requests; say translates messages into it, or into that of the
	// brand.
	language messages.Language
	say      sayer
	// renderer is the format of the answer.
	renderer drf.Renderer
	memory   share
	body     body

	// sentText is the part of the request's body that the journal keeps, sentCut reports whether there was
	// more.
	sentText []byte
	sentCut  bool

	// entry is the call's entry in the journal, nil if nothing is kept.
	entry *journal.Entry

	// strike is the fault that strikes the request, nil for none.
	strike *faults.Strike
	// user is the name of the user, "" for none.
	user string
	// reasons holds the reasons of the refusal.
	reasons []drf.Reason
}

// newCall returns a new call.
func newCall(w http.ResponseWriter, r *http.Request, in *world) *call {
	c := &call{r: r, asked: *r.URL, begun: time.Now(), own: isOwn(r), world: in}
	c.sent.ResponseWriter, c.sent.call = w, c
	c.w = &c.sent
	return c
}

// path returns the path as the client sent it, with its escapes.
func (c *call) path() string {
	sent, _, _ := strings.Cut(c.r.RequestURI, "?")
	if c.asked.RawPath == "" && sent == c.asked.Path {
		return sent // to compare takes less time than to look for what needs an escape
	}
	return c.asked.EscapedPath()
}

// through calls next with another writer for the answer.
func (c *call) through(w http.ResponseWriter, next handler) {
	outer := c.w
	defer func() { c.w = outer }()
	c.w = w
	next(c)
}

// because adds reasons why the request is refused.
func (c *call) because(reasons ...drf.Reason) { c.reasons = append(c.reasons, reasons...) }

// refused adds reasons of the endpoint.
func (c *call) refused(reasons ...drf.Reason) {
	for _, reason := range reasons {
		reason.Resource = c.endpoint.Resource()
		c.because(reason)
	}
}

// explained returns the reasons, including what takes time to find out.
func (c *call) explained(contract profile.Contract) []drf.Reason {
	return explained(contract, c.r.Method, c.endpoint, c.reasons)
}

// explained sets, for each of a request's reasons, whether a recording shows the operation.
func explained(contract profile.Contract, method string, endpoint *drf.Endpoint, reasons []drf.Reason) []drf.Reason {
	reasons = slices.Clone(reasons)
	if len(reasons) == 0 || endpoint == nil {
		return reasons
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if method == http.MethodOptions || !slices.Contains(endpoint.Methods, method) || !describe.IsModelled(contract, method, endpoint.Pattern) {
		return reasons
	}
	for i := range reasons {
		reasons[i].Modelled = true
	}
	return reasons
}

// recorder records the status of an answer, and its body for the journal.
type recorder struct {
	http.ResponseWriter
	// call is whose answer it is.
	call *call
	// status is 0 until the answer begins.
	status int
	// kept is the part of the body that the journal shows, nil if there is none; cut reports whether there is
	// more. coded reports whether the written bytes are compressed, and recorded elsewhere.
	kept       *[]byte
	cut, coded bool
}

// begun reports whether a part of the answer has been sent.
func (r *recorder) begun() bool { return r.status != 0 }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if !r.begun() {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(text []byte) (int, error) {
	if !r.begun() {
		r.status = http.StatusOK
	}
	if !r.coded {
		r.record(text)
	}
	return r.ResponseWriter.Write(text)
}

// Flush implements http.Flusher, which gin requires.
func (r *recorder) Flush() {
	if !r.begun() {
		r.status = http.StatusOK
	}
	http.NewResponseController(r.ResponseWriter).Flush()
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// callOf returns the call that gin has on its way: below all writers before it stands the recorder, which knows it.
func callOf(g *gin.Context) *call {
	var w http.ResponseWriter = g.Writer
	for {
		if sent, ok := w.(*recorder); ok {
			return sent.call
		}
		w = w.(interface{ Unwrap() http.ResponseWriter }).Unwrap()
	}
}
