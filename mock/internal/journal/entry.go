package journal

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// Kind is the outcome of a request.
type Kind string

// The kinds.
const (
	// OK is an answer below 400.
	OK Kind = "ok"
	// NotServed is a 501: an operation that authentik has and the fake does not.
	NotServed Kind = "not-served"
	// NotFound is a 404, as authentik answers it.
	NotFound Kind = "not-found"
	// Refused is any other 4xx.
	Refused Kind = "refused"
	// Fault is any other 5xx, authentik's own or the fake's, no answer at all, or a request that an injected fault
	// struck, whatever it was answered.
	Fault Kind = "fault"
)

// Kinds lists all kinds.
var Kinds = []Kind{OK, NotServed, NotFound, Refused, Fault}

// kindOf returns the kind of a status; 0 is a connection that was closed before an answer.
func kindOf(status int) Kind {
	switch {
	case status == http.StatusNotImplemented:
		return NotServed
	case status == 0 || status >= http.StatusInternalServerError:
		return Fault
	case status == http.StatusNotFound:
		return NotFound
	case status >= http.StatusBadRequest:
		return Refused
	}
	return OK
}

// Entry is a request and its answer. It is immutable once it is in a journal.
type Entry struct {
	// ID numbers the requests of the process, in the order of receipt.
	ID uint64
	// Time is the time of receipt, by the clock of the machine; Duration the time until the answer, 0 before
	// it.
	Time     time.Time
	Duration time.Duration
	Method   string
	// Path and Query are the address as it was sent, with secrets in the query hidden.
	Path, Query string
	// Status is the status of the answer, 0 for none.
	Status int
	// User is the name of the user, "" for none; Workspace the name of the world, "" for the common one.
	User, Workspace string
	// Endpoint is the endpoint that answered, nil if the address has no resource or view.
	Endpoint *drf.Endpoint
	// Reasons holds the reasons why the request was refused; LeftOut is the number of further ones.
	Reasons []drf.Reason
	LeftOut int

	// place is that among the requests that have not been answered yet.
	place int
	// position numbers the entries of a journal, in the order in which they were answered.
	position uint64
	// text holds four parts, one after the other: heads and bodies of request and answer. It contains no
	// pointers, so that the garbage collector does not scan thousands of entries.
	text []byte
	ends [4]uint32
	cut  [2]bool
}

// Injected reports whether a fault that somebody set struck the request.
func (e *Entry) Injected() bool {
	return slices.ContainsFunc(e.Reasons, func(r drf.Reason) bool { return r.Code == drf.CodeInjected })
}

// reads reports whether the method only reads.
func (e *Entry) reads() bool {
	return e.Method == http.MethodGet || e.Method == http.MethodHead || e.Method == http.MethodOptions
}

// Kind returns the outcome of a request.
func (e *Entry) Kind() Kind {
	if e.Injected() {
		return Fault
	}
	if e.Status == http.StatusNotImplemented && !slices.ContainsFunc(e.Reasons, func(r drf.Reason) bool { return r.Code == drf.CodeNotServed }) {
		return Refused // by authentik
	}
	return kindOf(e.Status)
}

// WorkspaceHeader is the header with the workspace of a request, under /api/v3 and /__mock/.
const WorkspaceHeader = "X-Mock-Workspace"

// Request returns the request. It names its workspace in [WorkspaceHeader], also if the client named it behind the
// token, which is hidden.
func (e *Entry) Request() Message {
	m := e.message(0)
	if e.Workspace != "" {
		m.Headers = append(m.Headers, [2]string{WorkspaceHeader, e.Workspace})
		sortHeaders(m.Headers)
	}
	return m
}

// Answer returns the answer.
func (e *Entry) Answer() Message { return e.message(1) }

// Message is a request or an answer, without its secrets.
type Message struct {
	// Headers are sorted by name.
	Headers [][2]string
	// Body must not be modified. Cut reports whether it is incomplete.
	Body []byte
	Cut  bool
}

// Header returns the first value of a header, "" if there is none. The name must be in canonical form.
func (m Message) Header(name string) string {
	for _, header := range m.Headers {
		if header[0] == name {
			return header[1]
		}
	}
	return ""
}

// has reports whether there is a header. The name must be in canonical form.
func (m Message) has(name string) bool {
	return slices.ContainsFunc(m.Headers, func(header [2]string) bool { return header[0] == name })
}

func (e *Entry) message(i int) Message {
	m := Message{Body: e.part(2*i + 1), Cut: e.cut[i]}
	for head := e.part(2 * i); len(head) > 0; {
		var name, value []byte
		name, head, _ = bytes.Cut(head, []byte{endOfPart})
		value, head, _ = bytes.Cut(head, []byte{endOfPart})
		// Like net/http, it replaces line breaks with spaces.
		m.Headers = append(m.Headers, [2]string{string(name), strings.ReplaceAll(string(value), "\n", " ")})
	}
	sortHeaders(m.Headers)
	return m
}

// sortHeaders sorts headers by name.
func sortHeaders(headers [][2]string) {
	slices.SortStableFunc(headers, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
}

func (e *Entry) part(i int) []byte {
	begin := uint32(0)
	if i > 0 {
		begin = e.ends[i-1]
	}
	return e.text[begin:e.ends[i]:e.ends[i]]
}

// Exchange is a request and its outcome. The entry keeps the reasons and copies the rest.
type Exchange struct {
	Status int
	// Host is the Host header.
	Host                        string
	User                        string
	Endpoint                    *drf.Endpoint
	Reasons                     []drf.Reason
	RequestHeader, AnswerHeader http.Header
	RequestBody, AnswerBody     []byte
	// RequestCut and AnswerCut report whether a body is incomplete.
	RequestCut, AnswerCut bool
}

// Limits of one entry, so that none fills the journal.
const (
	// MostBody is the number of bytes of a body that are kept.
	MostBody = 64 << 10
	// mostReasons is the number of reasons that are kept.
	mostReasons = 50
)

// keep stores the texts, without their secrets. In refusals, the messages under the name of a secret are
// kept.
func (e *Entry) keep(x *Exchange) {
	request, answer := clipped(x.RequestBody), clipped(x.AnswerBody)
	const heads = 640 // is enough for usual ones
	text := make([]byte, 0, heads+len(request)+len(answer))
	text = append(append(append(append(text, "Host"...), endOfPart), x.Host...), endOfPart)
	text, coding := appendHeaders(text, x.RequestHeader)
	e.ends[0] = uint32(len(text))
	text = secret.AppendBody(text, request, coding, e.Path)
	e.ends[1] = uint32(len(text))
	hidden := string(text[e.ends[0]:]) == secret.Hidden
	text, _ = appendHeaders(text, x.AnswerHeader)
	e.ends[2] = uint32(len(text))
	if e.Status < http.StatusBadRequest {
		text = secret.AppendHidden(text, answer)
	} else {
		text = append(text, answer...)
	}
	e.ends[3] = uint32(len(text))
	e.text = text
	e.cut = [2]bool{x.RequestCut || hidden || len(request) < len(x.RequestBody), x.AnswerCut || len(answer) < len(x.AnswerBody)}
	if len(e.Reasons) > mostReasons {
		e.LeftOut = len(e.Reasons) - mostReasons
		e.Reasons = append([]drf.Reason(nil), e.Reasons[:mostReasons]...)
	}
}

func clipped(body []byte) []byte { return body[:min(len(body), MostBody)] }

// endOfPart ends a name and a value of the headers in an entry's text. Neither can contain it.
const endOfPart = 0

// appendHeaders appends the name and the value of each header, and returns the Content-Encoding among them.
func appendHeaders(text []byte, header http.Header) (out []byte, coding string) {
	for name, values := range header {
		for _, value := range values {
			if name == "Content-Encoding" {
				coding = value
			}
			text = append(append(text, name...), endOfPart)
			text = append(secret.AppendHeader(text, name, value), endOfPart)
		}
	}
	return text, coding
}

// weight returns the memory of the entry in bytes.
func (e *Entry) weight() int64 {
	weight := int64(unsafe.Sizeof(*e)) + int64(cap(e.text)+len(e.Path)+len(e.Query)+len(e.User))
	for i := range e.Reasons {
		r := &e.Reasons[i]
		weight += int64(unsafe.Sizeof(*r)) + int64(len(r.Field)+len(r.Why)+len(r.Value))
	}
	return weight
}
