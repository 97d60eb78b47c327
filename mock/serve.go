package mock

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/django"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/resources"
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
		badQueryPage(w, r, err)
		return
	}
	language := languageOf(r)
	say := f.say(language)
	var response *drf.Response
	body, err := readBody(w, r, f.options.MaxBody)
	if err == nil {
		response, say, err = f.exchange(r, language, body, endpoint, id)
	}
	if response, err = said(response, err, say); err == nil {
		err = orjson.Writable(response.Body) // whatever was stored by then stays
	}
	if err != nil {
		crashPage(w, r)
		return
	}
	w.Header()["Allow"] = endpoint.AllowHeader()
	writeResponse(w, f.profile.Contract, string(language), response)
}

// languageOf is the language that the client asks for, in a cookie or a header.
func languageOf(r *http.Request) messages.Language {
	var chosen string
	for _, cookie := range r.CookiesNamed(messages.Cookie) {
		chosen = cookie.Value // of several, Django takes the last
	}
	return messages.Choose(chosen, strings.Join(r.Header["Accept-Language"], ","))
}

// exchange is the straight line. The order of its steps is the order in which errors win.
// The language of a brand goes before that of the client, though the header does not say so.
func (f *fake) exchange(r *http.Request, language messages.Language, body body, endpoint *drf.Endpoint, id string) (response *drf.Response, say sayer, err error) {
	data, faulty := body.parse(f.profile.Contract, endpoint.Form())
	err = f.transaction(r.Method)(func(tx *store.Tx) error {
		branded, err := resources.BrandLanguage(tx, f.profile.Contract, r.Host)
		if err != nil {
			return err
		}
		say = f.say(cmp.Or(branded, language))
		q := &drf.Request{
			Tx: tx, Contract: f.profile.Contract, Site: f.site, Method: methodOf(r), Query: django.ParseQuery(r.URL.RawQuery),
			Now: f.now(), Host: "http://" + r.Host, Say: say, Data: func() (any, error) { return data, faulty },
		}
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
	return response, say, err
}

// sayer puts a message into words.
type sayer = func(messages.Message) string

func (f *fake) say(language messages.Language) sayer {
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

// said makes an answer of a problem. Any other error stays one: authentik crashes.
func said(response *drf.Response, err error, say sayer) (*drf.Response, error) {
	var problem *drf.Problem
	if errors.As(err, &problem) {
		return &drf.Response{Status: problem.Status, Body: drf.Words(problem.Body, say)}, nil
	}
	return response, err
}
