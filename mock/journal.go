package mock

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
)

// ExplainHeader is the header with the address that explains an answer ([Options].Explain), and ProfileHeader
// the one with the profile ([Options].Stamp).
const (
	ExplainHeader = "X-Mock-Explain"
	ProfileHeader = "X-Mock-Profile"
)

// journalled records every request that next answers, except those under /__mock/, in the journal of its
// world.
func (f *fake) journalled(next handler) handler {
	return func(c *call) {
		kept := c.world.journal
		if kept == nil || c.own {
			next(c)
			return
		}
		entry := kept.Receive(c.begun, c.r.Method, c.path(), c.asked.RawQuery, c.world.name)
		if f.options.Explain {
			c.w.Header().Set(ExplainHeader, control.AddressOf(entry.ID))
		}
		text := buffers.Get().(*[]byte)
		*text = (*text)[:0]
		c.sent.kept = text
		defer func() {
			kept.Add(entry, c.exchanged())
			c.entry = entry
			c.sent.kept = nil
			buffers.Put(text)
		}()
		next(c)
	}
}

// exchanged returns the exchange for the journal.
func (c *call) exchanged() journal.Exchange {
	x := journal.Exchange{
		Status: c.sent.status, Host: c.r.Host, User: c.user, Endpoint: c.endpoint, Reasons: c.reasons,
		RequestHeader: c.r.Header, RequestBody: c.sentText, RequestCut: c.sentCut || c.sentText == nil && c.r.ContentLength != 0,
		AnswerHeader: c.sent.Header(), AnswerBody: *c.sent.kept, AnswerCut: c.sent.cut,
	}
	if c.r.Method == http.MethodHead {
		x.AnswerBody, x.AnswerCut = nil, false
	}
	return x
}

// keepSent keeps the part of a received body that the journal shows. The memory of a long one is released
// before the request ends, so that it is not kept completely.
func (c *call) keepSent() {
	if c.sent.kept == nil {
		return
	}
	c.sentText = c.body.text
	if len(c.sentText) > journal.MostBody {
		c.sentText, c.sentCut = bytes.Clone(c.sentText[:journal.MostBody]), true
	}
}

// record keeps the part of an answer that the journal shows.
func (r *recorder) record(text []byte) {
	if r.kept == nil {
		return
	}
	if room := journal.MostBody - len(*r.kept); len(text) > room {
		text, r.cut = text[:room], true
	}
	*r.kept = append(*r.kept, text...)
}

// stamped adds the profile to every answer of next, except those under /__mock/.
func (f *fake) stamped(next handler) handler {
	if !f.options.Stamp {
		return next
	}
	return func(c *call) {
		if !c.own {
			c.w.Header().Set(ProfileHeader, f.profile.Name)
		}
		next(c)
	}
}

// newJournal returns the journal of a world, nil if none is kept.
func (f *fake) newJournal() *journal.Journal {
	if !f.options.journals() {
		return nil
	}
	return journal.New(f.options.JournalSize, f.options.JournalEntries, &f.journals)
}

// journals reports whether a journal is kept.
func (o *Options) journals() bool { return o.JournalSize > 0 && o.JournalEntries > 0 }

// completeJournal sets the default limits of the journal.
func (o *Options) completeJournal() error {
	if o.JournalSize == 0 {
		o.JournalSize = DefaultJournalSize
	}
	if o.JournalEntries == 0 {
		o.JournalEntries = DefaultJournalEntries
	}
	if o.Explain && !o.journals() {
		return errors.New("--explain (Explain) needs a journal: give --journal-size and --journal-entries above 0, or leave both out")
	}
	return nil
}
