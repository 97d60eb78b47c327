package mock

import (
	"errors"
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/django"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// serve answers a request for an endpoint. It reads and parses the body, which may take long, before it touches the state;
// whether the body is good is asked later, when its turn has come.
func (f *fake) serve(w http.ResponseWriter, r *http.Request, endpoint *drf.Endpoint, id string) {
	if strings.Contains(id, ".") {
		noPage(w, r) // Django's routes take no dot in the place of an id
		return
	}
	if err := django.CheckQuery(r.URL.RawQuery); err != nil {
		badRequestPage(w, err)
		return
	}
	language := f.words.Choose(strings.Join(r.Header["Accept-Language"], ","))
	body, err := readBody(w, r, f.options.MaxBody)
	if err != nil {
		f.render(w, r, language, endpoint, nil, err)
		return
	}
	response, err := f.exchange(r, language, body, endpoint, id)
	f.render(w, r, language, endpoint, response, err)
}

// exchange is the straight line. The order of its steps is the order in which errors win.
func (f *fake) exchange(r *http.Request, language messages.Language, body body, endpoint *drf.Endpoint, id string) (response *drf.Response, err error) {
	data, faulty := body.parse(f.profile.Contract)
	err = f.transaction(r.Method)(func(tx *store.Tx) error {
		q := &drf.Request{
			Tx: tx, Contract: f.profile.Contract, Site: f.site, Method: methodOf(r), Query: django.ParseQuery(r.URL.RawQuery),
			Now: f.now(), Host: "http://" + r.Host, Say: f.say(language), Data: func() (any, error) { return data, faulty },
		}
		var err error
		if q.Renderer, err = negotiate(r, q.Query, endpoint.Renderers()); err != nil {
			return err
		}
		if err := authenticate(r, q); err != nil {
			return err
		}
		if err := endpoint.Permit(q); err != nil {
			return err
		}
		if err := endpoint.Allow(q); err != nil {
			return err
		}
		response, err = endpoint.Run(q, id)
		return err
	})
	return response, err
}

func (f *fake) say(language messages.Language) func(messages.Message) string {
	return func(m messages.Message) string { return f.words.Text(language, m) }
}

// transaction is how a method uses the state: the safe ones read it, the others hold it from look-up to store.
func (f *fake) transaction(method string) func(func(*store.Tx) error) error {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return f.store.View
	}
	return f.store.Update
}

// render puts an answer, or what went wrong, on the wire in the language of the request.
func (f *fake) render(w http.ResponseWriter, r *http.Request, language messages.Language, endpoint *drf.Endpoint, response *drf.Response, err error) {
	var problem *drf.Problem
	switch {
	case err == nil:
	case errors.As(err, &problem):
		response = &drf.Response{Status: problem.Status, Body: drf.Words(problem.Body, f.say(language))}
	default:
		crashPage(w, r)
		return
	}
	w.Header()["Allow"] = endpoint.AllowHeader()
	writeResponse(w, f.profile.Contract, string(language), response)
}
