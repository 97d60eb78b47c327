package mock

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// call is one request on its way through the fake. Every step takes it as its one parameter, and adds what it found out.
type call struct {
	// w is where the answer goes: sent, or a writer that a step put before it.
	w http.ResponseWriter
	// sent knows what left the fake.
	sent recorder
	// r is the request. asked is its address as the client sent it; that of r is cleaned on the way.
	r     *http.Request
	asked url.URL
	// world is the state and the time in which the request is answered; astray says why it is not answered in any.
	world  *world
	astray *control.Problem

	// endpoint and id are what the address names; endpoint is nil for an address that no resource or view has.
	endpoint *drf.Endpoint
	id       string
	// language is the one that the client asks for; say puts messages into it, or into that of the brand.
	language messages.Language
	say      sayer
	// renderer is the form of the answer.
	renderer drf.Renderer
	memory   share
	body     body

	// sentText is what the journal keeps of the request's body, sentCut whether there was more.
	sentText []byte
	sentCut  bool

	// entry is what the journal keeps of the call, nil if nothing is kept.
	entry *journal.Entry

	// strike is the fault that the request meets, nil for none.
	strike *faults.Strike
	// user is the name of the user who asks, "" for none.
	user string
	// reasons say why the request is refused.
	reasons []drf.Reason
}

// newCall begins a call.
func newCall(w http.ResponseWriter, r *http.Request, in *world) *call {
	c := &call{r: r, asked: *r.URL, world: in}
	c.sent.ResponseWriter, c.sent.call = w, c
	c.w = &c.sent
	return c
}

// through runs next with another writer for the answer.
func (c *call) through(w http.ResponseWriter, next handler) {
	outer := c.w
	defer func() { c.w = outer }()
	c.w = w
	next(c)
}

// because says why the request is refused.
func (c *call) because(reasons ...drf.Reason) { c.reasons = append(c.reasons, reasons...) }

// refused says the same of what the endpoint decides.
func (c *call) refused(reasons ...drf.Reason) {
	for _, reason := range reasons {
		reason.Resource = c.endpoint.Resource()
		c.because(reason)
	}
}

// explained are the reasons with what takes time to find out.
func (c *call) explained(contract profile.Contract) []drf.Reason {
	return explained(contract, c.r.Method, c.endpoint, c.reasons)
}

// explained says of each of a request's reasons whether a recording shows the operation.
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

// recorder remembers the status that is sent, and for the journal the body.
type recorder struct {
	http.ResponseWriter
	// call is whose answer it is.
	call *call
	// status is 0 until the answer begins.
	status int
	// kept is what the journal shows of the body, nil if there is none; cut says that there is more. coded says that what
	// is written here is compressed, and is recorded before.
	kept       *[]byte
	cut, coded bool
}

// begun reports whether some of the answer is on its way.
func (r *recorder) begun() bool { return r.status != 0 }

// WriteHeader is part of http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if !r.begun() {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write is part of http.ResponseWriter.
func (r *recorder) Write(text []byte) (int, error) {
	if !r.begun() {
		r.status = http.StatusOK
	}
	if !r.coded {
		r.record(text)
	}
	return r.ResponseWriter.Write(text)
}

// Flush is part of http.Flusher, which gin asks for.
func (r *recorder) Flush() {
	if !r.begun() {
		r.status = http.StatusOK
	}
	http.NewResponseController(r.ResponseWriter).Flush()
}

// Unwrap is how http.ResponseController finds what lies below.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// callOf is the call that gin has on its way: below all writers before it stands the recorder, which knows it.
func callOf(g *gin.Context) *call {
	var w http.ResponseWriter = g.Writer
	for {
		if sent, ok := w.(*recorder); ok {
			return sent.call
		}
		w = w.(interface{ Unwrap() http.ResponseWriter }).Unwrap()
	}
}
