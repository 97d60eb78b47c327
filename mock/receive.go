package mock

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
)

// The limits of a request before its content is known: time without progress, and memory. All memory that
// grows with what a client sends is taken from one gauge, which all requests share, before it is allocated.

// refusal is an answer of the fake itself to a request that exceeds a limit.
type refusal struct {
	status       int
	code, detail string
}

// Error returns the detail for the client.
func (r *refusal) Error() string { return r.detail }

// refusalOf returns the refusal that an error is, nil if it is none.
func refusalOf(err error) *refusal {
	if err == nil {
		return nil
	}
	var why *refusal
	errors.As(err, &why)
	return why
}

func beyond(status int, code, format string, values ...any) *refusal {
	return &refusal{status, code, fmt.Sprintf(format, values...)}
}

// share is the memory that one request holds of the memory for all requests.
type share struct {
	fake *fake
	call *call
	held int64
	// asked and known report whether the token was looked up, and found.
	asked, known bool
}

// end releases the share.
func (s *share) end() { s.give(s.held) }

// small is the size in bytes of a share that may use all remaining memory; larger ones leave a part for
// these. Buffers and texts of that size are not counted further.
const small = 64 << 10

// take adds to the share. A request without a valid token may use only the first half, and a large one never
// the last sixteenth: many of them do not block other clients. never returns the refusal for a size that
// would not fit even without other requests.
func (s *share) take(n int64, never func(most int64) *refusal) error {
	all := s.fake.options.MaxHeld
	most := all
	if s.held+n > small {
		most -= all / 16
	}
	if s.fake.held.Held()+n > all/2 && !s.tokenKnown() {
		most = all / 2
	}
	if s.held+n > most {
		return never(most)
	}
	if !s.fake.held.Take(n, most) {
		return beyond(http.StatusServiceUnavailable, "busy",
			"The requests under way hold nearly all of the %d bytes that they may: try again in a second, or start the fake with a larger --max-held.", all)
	}
	s.held += n
	return nil
}

func heavyBody(most int64) *refusal {
	return beyond(http.StatusRequestEntityTooLarge, "too_large",
		"The body takes more than %d bytes of memory: send less at once, or start the fake with a larger --max-held.", most)
}

func longAnswer(most int64) *refusal {
	return beyond(http.StatusInsufficientStorage, "too_large",
		"The answer is longer than %d bytes: ask for less at once, with page_size if it is a list, or start the fake with a larger --max-held.", most)
}

// takeAnyway adds to the share regardless of the others.
func (s *share) takeAnyway(n int64) {
	s.fake.held.Add(n)
	s.held += n
}

// give releases a part of the share.
func (s *share) give(n int64) {
	s.fake.held.Add(-n)
	s.held -= n
}

// tokenKnown reports whether the request's token exists. It does not decide what the request may do.
func (s *share) tokenKnown() bool {
	if s.asked {
		return s.known
	}
	s.asked, s.known = true, s.call.tokenUser() != nil
	return s.known
}

// most returns the maximum length of the body.
func (s *share) most() int64 {
	if s.fake.options.MaxBodyWithoutToken < s.fake.options.MaxBody && !s.tokenKnown() {
		return s.fake.options.MaxBodyWithoutToken
	}
	return s.fake.options.MaxBody
}

// tooLarge returns the refusal of a body that is longer than [share.most].
func (s *share) tooLarge(most int64) *refusal {
	if most < s.fake.options.MaxBody {
		return beyond(http.StatusRequestEntityTooLarge, "too_large",
			"The body is larger than %d bytes, which a request without a valid token may have: send a token, or start the fake with a larger --max-body-without-token.", most)
	}
	return beyond(http.StatusRequestEntityTooLarge, "too_large",
		"The body is larger than %d bytes: send less, or start the fake with a larger --max-body.", most)
}

// receive reads the request's body into memory, which it takes from the share as the body grows, by doubling:
// it does not trust the length in the header.
func (s *share) receive() (body, error) {
	r := s.call.r
	media := strings.Join(r.Header["Content-Type"], ", ")
	if r.Body == nil || r.Body == http.NoBody {
		return body{media, nil}, nil
	}
	const first = 512
	room := int64(first)
	if r.ContentLength > 0 {
		room = min(r.ContentLength, small) + 1
	}
	// The token is looked up for long bodies only.
	most := min(s.fake.options.MaxBodyWithoutToken, s.fake.options.MaxBody)
	if r.ContentLength > most {
		if most = s.most(); r.ContentLength > most {
			return body{}, s.tooLarge(most)
		}
	}
	if err := s.take(room, heavyBody); err != nil {
		return body{}, err
	}
	text := make([]byte, 0, room)
	for {
		n, err := r.Body.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if int64(len(text)) > most {
			if most = s.most(); int64(len(text)) > most {
				return body{}, s.tooLarge(most)
			}
		}
		switch {
		case err == io.EOF:
			stopWaiting(s.call)
			return body{media, text}, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return body{}, beyond(http.StatusRequestTimeout, "timeout",
				"Nothing of the body came for %v: send it without a pause, or start the fake with a longer --body-timeout.", s.fake.options.BodyTimeout)
		case err != nil:
			return body{}, drf.Crash("the body breaks off, and nothing catches Django's UnreadablePostError").In(drf.LayerBody)
		}
		if n > 0 {
			s.fake.waitOn(s.call)
		}
		if len(text) == cap(text) {
			if text, err = s.grow(text, most); err != nil {
				return body{}, err
			}
		}
	}
}

// grow doubles the capacity of a text, up to one byte more than its maximum.
func (s *share) grow(text []byte, most int64) ([]byte, error) {
	room := 2 * int64(cap(text))
	if length := s.call.r.ContentLength; length > 0 {
		room = min(room, length+1)
	}
	room = max(min(room, most+1), int64(cap(text))+1)
	if err := s.take(room, heavyBody); err != nil {
		return nil, err
	}
	larger := append(make([]byte, 0, room), text...)
	s.give(int64(cap(text)))
	return larger, nil
}

// parse parses a body. The share then holds the value in place of the text.
func (s *share) parse(b body, form bool) (data any, faulty, err error) {
	weight := b.weight(form)
	if err := s.take(weight, heavyBody); err != nil {
		return nil, nil, err
	}
	data, faulty = b.parse(s.fake.profile.Contract, s.fake.site.Words(), form)
	s.give(int64(cap(b.text)))
	return data, faulty, nil
}

// weight returns the approximate memory of the parsed body in bytes.
func (b body) weight(form bool) int64 {
	const usual, heaviest, copies = 4 << 10, 48, 3
	switch {
	case form && matches(b.media, "multipart/form-data"):
		return copies * int64(len(b.text)) // the reader's, the file's, and the part's
	case form, !matchesJSON(b.media):
		return 0 // it is not parsed
	case len(b.text) <= usual:
		return heaviest * int64(len(b.text))
	}
	return orjson.Weight(b.text)
}

// waitOn extends the deadline for the client to send more of the body.
func (f *fake) waitOn(c *call) {
	if connected(c.r) {
		http.NewResponseController(c.w).SetReadDeadline(time.Now().Add(f.options.BodyTimeout))
	}
}

// stopWaiting removes the deadline after the whole body has arrived.
func stopWaiting(c *call) {
	if connected(c.r) {
		http.NewResponseController(c.w).SetReadDeadline(time.Time{})
	}
}

// connected reports whether a server received the request over a connection, which has deadlines. A test's
// recorder has none.
func connected(r *http.Request) bool { return r.Context().Value(http.ServerContextKey) != nil }

// patience is how long a client whose connection is about to end may continue to send and read the answer.
const patience = 2 * time.Second

// refuse answers a request whose body is incomplete or refused, and closes the connection. So that a client
// that sends before it reads sees the answer, refuse reads and discards the rest of the body for a moment.
func refuse(c *call, why *refusal) {
	w, r := c.w, c.r
	c.because(drf.Reason{Layer: drf.LayerLimit, Code: why.code, Why: why.detail})
	header := w.Header()
	if why.status == http.StatusServiceUnavailable {
		header.Set("Retry-After", "1")
	}
	if why.status == http.StatusInsufficientStorage {
		ownProblem(w, why.status, limitProblem, why.detail) // the body was read
		return
	}
	header.Set("Connection", "close")
	connection := http.NewResponseController(w)
	connection.EnableFullDuplex()
	connection.SetWriteDeadline(time.Now().Add(patience))
	ownProblem(w, why.status, limitProblem, why.detail)
	connection.Flush()
	if why.status == http.StatusRequestTimeout || r.Body == nil || r.Header.Get("Expect") != "" {
		return
	}
	connection.SetReadDeadline(time.Now().Add(patience))
	io.Copy(io.Discard, r.Body)
}

// full returns the refusal of a write for which the state has no room.
func (f *fake) full() *refusal {
	return beyond(http.StatusInsufficientStorage, "full",
		"The fake would hold more than %d bytes; nothing was changed: reset it, delete what is not needed, or start it with a larger --max-state.", f.options.MaxState)
}

// patient sets the deadline for the client to send a body, whether next reads it or not.
func (f *fake) patient(next handler) handler {
	return func(c *call) {
		if c.r.ContentLength != 0 {
			f.waitOn(c)
		}
		next(c)
	}
}

// send writes the text of an answer. The client has to read some of a long one from time to time.
func (f *fake) send(w http.ResponseWriter, text []byte) {
	if len(text) <= small {
		w.Write(text)
		return
	}
	connection := http.NewResponseController(w)
	defer connection.SetWriteDeadline(time.Time{})
	for len(text) > 0 {
		connection.SetWriteDeadline(time.Now().Add(f.options.BodyTimeout))
		n, err := w.Write(text[:min(len(text), small)])
		if err != nil {
			return
		}
		text = text[n:]
	}
}

// takeAnswer adds an answer that is about to be written to the share, and returns its approximate size in
// bytes. Changes that have been made are answered in any case.
func (s *share) takeAnswer(response *drf.Response) (size int64, err error) {
	size = int64(len(response.Raw))
	if response.Raw == nil {
		size = int64(orjson.Size(response.Body))
	}
	if size <= small {
		return size, nil
	}
	switch s.call.r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return size, s.take(size, longAnswer)
	}
	s.takeAnyway(size)
	return size, nil
}
