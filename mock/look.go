package mock

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
)

// A look is a GET that the fake asks itself, as a user who needs no token. It runs the steps of serve behind
// authentication.

// lookAt returns a call for a look at an address, with its query.
func (w steeredWorld) lookAt(at string) (*call, error) {
	address, err := url.ParseRequestURI(at)
	if err != nil || !strings.HasPrefix(at, "/api/v3/") {
		return nil, refuseLook("at is %q: give an address such as /api/v3/core/groups/, with its query.", drf.Shortened(at))
	}
	c := newCall(nil, &http.Request{Method: http.MethodGet, URL: address, Host: "localhost", Header: http.Header{}}, w.world)
	c.say = messages.English
	if c.endpoint, c.id = w.fake.endpointAt(address.Path); c.endpoint == nil {
		return nil, refuseLook("at is %q: the profile serves no such address; GET %sresources lists what it serves.", drf.Shortened(at), control.Prefix)
	}
	if c.endpoint.Writes(http.MethodGet) || !slices.Contains(c.endpoint.Methods, http.MethodGet) {
		return nil, refuseLook("at is %q: a look only reads; send this request itself.", drf.Shortened(at))
	}
	c.renderer = c.endpoint.Renderers()[0]
	return c, nil
}

func refuseLook(format string, values ...any) error {
	return control.Refuse(http.StatusBadRequest, "look", "invalid", format, values...)
}

// endpointAt returns the endpoint of a path and the key in it. Of two, that without a key comes first, as in
// authentik's routers.
func (f *fake) endpointAt(path string) (found *drf.Endpoint, id string) {
	sent := strings.Split(path, "/")
	for pattern, endpoint := range f.endpoints {
		route := strings.Split(pattern, "/")
		if !covers(route, sent) {
			continue
		}
		place := slices.Index(route, ":id")
		if place < 0 {
			return endpoint, ""
		}
		found, id = endpoint, sent[place]
	}
	return found, id
}

// looked runs a look as a user: the one with a row, or for nil one who may do everything.
func (f *fake) looked(c *call, tx *store.Tx, row *store.Row) (*drf.Response, error) {
	q := f.request(c, tx, sentBody{})
	q.Say, q.Renderer, q.User = c.say, c.renderer, resources.Overseer
	if row != nil {
		q.Viewer, q.User = row, resources.NewUser(tx, row)
	}
	c.reasons = nil
	response, err := f.decide(c, q, nil)
	return said(c, response, err)
}

// Look implements control.World.
func (w steeredWorld) Look(at, as string) (looked control.Looked, err error) {
	c, err := w.lookAt(at)
	if err != nil {
		return looked, err
	}
	err = w.store.View(func(tx *store.Tx) error {
		row := tx.One("user", "username", as)
		if as != "" && row == nil {
			return refuseLook("as is %q: there is no such user.", drf.Shortened(as))
		}
		response, err := w.fake.looked(c, tx, row)
		if err == nil {
			err = w.fake.writable(response.Body)
		}
		looked = control.Looked{Status: http.StatusInternalServerError, Body: json.RawMessage("null"), Reasons: []string{}}
		switch {
		case err == nil:
			looked.Status, looked.Body = response.Status, lookedBody(rendered(response, c.renderer))
		case !drf.IsCrash(err):
			return err
		}
		for _, reason := range c.reasons {
			looked.Reasons = append(looked.Reasons, reason.String())
		}
		return nil
	})
	return looked, err
}

// lookedBody returns the body of an answer as JSON: a text if it is in another format.
func lookedBody(response *drf.Response) json.RawMessage {
	if response.Raw == nil {
		return orjson.Append(nil, response.Body)
	}
	text, _ := json.Marshal(string(response.Raw)) // a text can be written
	return text
}

// Readers implements control.World.
func (w steeredWorld) Readers(at string, most int) (readers control.Readers, err error) {
	c, err := w.lookAt(at)
	if err != nil {
		return readers, err
	}
	readers.Readers = []control.Reader{}
	err = w.store.View(func(tx *store.Tx) error {
		readers.LeftOut = max(tx.Len("user")-most, 0)
		for row := range tx.All("user") {
			if len(readers.Readers) == most {
				return nil
			}
			reader, err := w.reader(c, tx, row)
			if err != nil {
				return err
			}
			readers.Readers = append(readers.Readers, reader)
		}
		return nil
	})
	return readers, err
}

// reader returns whether a user may see what a call looks at.
func (w steeredWorld) reader(c *call, tx *store.Tx, row *store.Row) (control.Reader, error) {
	reader := control.Reader{User: row.Text("username"), Status: http.StatusInternalServerError}
	response, err := w.fake.looked(c, tx, row)
	switch {
	case err == nil:
		reader.Status = response.Status
	case !drf.IsCrash(err):
		return reader, err
	}
	if len(c.reasons) > 0 {
		reader.Why = c.reasons[0].String()
	} else if w.fake.site.Serves(c.endpoint.Resource()) {
		reader.Why = w.fake.site.Resource(c.endpoint.Resource()).WhyVisible(resources.NewUser(tx, row))
	}
	return reader, nil
}
