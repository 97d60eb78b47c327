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

// Kind is what became of a request.
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
	// Fault is any other 5xx, authentik's own or one of the fake, no answer at all, or whatever a fault on demand made of it.
	Fault Kind = "fault"
)

// Kinds are all of them.
var Kinds = []Kind{OK, NotServed, NotFound, Refused, Fault}

// kindOf is the kind of a status; 0 is a connection that was cut before an answer.
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

// Entry is a request and its answer. It does not change once it is in a journal.
type Entry struct {
	// ID counts the requests of the process, in the order in which they came.
	ID uint64
	// Time is when the request came, by the clock of the machine; Duration how long it took, 0 while it is under way.
	Time     time.Time
	Duration time.Duration
	Method   string
	// Path and Query are the address as it was sent; what the query holds of secrets is hidden.
	Path, Query string
	// Status is that of the answer, 0 for none.
	Status int
	// User is the name of the user who asked, "" for none; Workspace the name of the world, "" for the common one.
	User, Workspace string
	// Endpoint is what answered, nil where the address has no resource or view.
	Endpoint *drf.Endpoint
	// Reasons say why the request was refused; LeftOut is how many more there were.
	Reasons []drf.Reason
	LeftOut int

	// position counts the entries of a journal, in the order in which they were answered.
	position uint64
	// text holds four parts, one after the other: heads and bodies of request and answer. It has no pointers, which keeps
	// thousands of entries away from the garbage collector.
	text []byte
	ends [4]uint32
	cut  [2]bool
}

// Kind is what became of the request.
func (e *Entry) Kind() Kind {
	if slices.ContainsFunc(e.Reasons, func(r drf.Reason) bool { return r.Code == drf.CodeInjected }) {
		return Fault
	}
	return kindOf(e.Status)
}

// Request is what was sent.
func (e *Entry) Request() Message { return e.message(0) }

// Answer is what was answered.
func (e *Entry) Answer() Message { return e.message(1) }

// Message is a request or an answer, without its secrets.
type Message struct {
	// Headers are sorted by their names.
	Headers [][2]string
	// Body is not to be changed. Cut says that it went on.
	Body []byte
	Cut  bool
}

// Header is the first value of a header, "" if it has none. The name is spelled as HTTP writes it.
func (m Message) Header(name string) string {
	for _, header := range m.Headers {
		if header[0] == name {
			return header[1]
		}
	}
	return ""
}

func (e *Entry) message(i int) Message {
	m := Message{Body: e.part(2*i + 1), Cut: e.cut[i]}
	for line := range bytes.Lines(e.part(2 * i)) {
		name, value, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(": "))
		m.Headers = append(m.Headers, [2]string{string(name), string(value)})
	}
	sortHeaders(m.Headers)
	return m
}

// sortHeaders puts headers in the order of their names.
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

// Exchange is what became of a request. Of what it holds, the entry keeps the reasons; the rest is copied.
type Exchange struct {
	Status int
	// Host is for whom the request was, as its header says.
	Host                        string
	User                        string
	Endpoint                    *drf.Endpoint
	Reasons                     []drf.Reason
	RequestHeader, AnswerHeader http.Header
	RequestBody, AnswerBody     []byte
	// RequestCut and AnswerCut say that there was more of a body.
	RequestCut, AnswerCut bool
}

// Bounds of one entry, so that none fills the journal.
const (
	// MostBody is how many bytes of a body are kept.
	MostBody = 64 << 10
	// mostReasons is how many reasons are kept.
	mostReasons = 50
)

// keep fills in the texts, without their secrets. Under the name of a secret, refusals have words.
func (e *Entry) keep(x Exchange) {
	request, answer := clipped(x.RequestBody), clipped(x.AnswerBody)
	const heads = 640 // is enough for usual ones
	text := make([]byte, 0, heads+len(request)+len(answer))
	text = append(append(append(text, "Host: "...), x.Host...), '\n')
	text = appendHeaders(text, x.RequestHeader)
	e.ends[0] = uint32(len(text))
	text = secret.AppendHidden(text, request)
	e.ends[1] = uint32(len(text))
	text = appendHeaders(text, x.AnswerHeader)
	e.ends[2] = uint32(len(text))
	if e.Status < http.StatusBadRequest {
		text = secret.AppendHidden(text, answer)
	} else {
		text = append(text, answer...)
	}
	e.ends[3] = uint32(len(text))
	e.text = text
	e.cut = [2]bool{x.RequestCut || len(request) < len(x.RequestBody), x.AnswerCut || len(answer) < len(x.AnswerBody)}
	if len(e.Reasons) > mostReasons {
		e.LeftOut = len(e.Reasons) - mostReasons
		e.Reasons = append([]drf.Reason(nil), e.Reasons[:mostReasons]...)
	}
}

func clipped(body []byte) []byte { return body[:min(len(body), MostBody)] }

// appendHeaders appends a line for each header. net/http sends what breaks a line as a space.
func appendHeaders(text []byte, header http.Header) []byte {
	for name, values := range header {
		for _, value := range values {
			if strings.IndexByte(value, '\n') >= 0 {
				value = strings.ReplaceAll(value, "\n", " ")
			}
			text = append(append(text, name...), ": "...)
			text = append(secret.AppendHeader(text, name, value), '\n')
		}
	}
	return text
}

// weight is how many bytes of memory the entry takes.
func (e *Entry) weight() int64 {
	weight := int64(unsafe.Sizeof(*e)) + int64(cap(e.text)+len(e.Path)+len(e.Query)+len(e.User))
	for i := range e.Reasons {
		r := &e.Reasons[i]
		weight += int64(unsafe.Sizeof(*r)) + int64(len(r.Field)+len(r.Why)+len(r.Value))
	}
	return weight
}
