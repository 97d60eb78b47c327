package mock

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
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
	renderer := endpoint.Renderers()[0] // unless the client asks for another one that there is
	memory := share{fake: f, request: r}
	defer memory.end()
	body, err := memory.receive(w)
	if err == nil {
		response, say, err = f.exchange(r, language, &memory, body, endpoint, id, &renderer)
	}
	if response, err = f.said(r, endpoint, response, err, say); err == nil {
		err = writable(response.Body) // whatever was stored by then stays
		tell(r, endpoint, err)
	}
	var size int64
	if err == nil {
		size, err = memory.takeAnswer(rendered(response, renderer))
	}
	why := refusalOf(err)
	switch {
	case why != nil:
		refuse(w, r, why)
		return
	case drf.IsCrash(err):
		crashPage(w, r)
		return
	case err != nil:
		f.fault(w, r, err)
		return
	}
	w.Header()["Allow"] = endpoint.AllowHeader()
	f.writeResponse(w, string(language), endpoint.Vary(), response, size)
}

// rendered writes the body in a form that is not authentik's usual JSON.
func rendered(response *drf.Response, renderer drf.Renderer) *drf.Response {
	if response.Body != nil && renderer.Render != nil {
		response.Raw, response.ContentType = renderer.Render(response), renderer.ContentType
	}
	return response
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
// renderer becomes the form of answer that the client asks for.
func (f *fake) exchange(
	r *http.Request, language messages.Language, memory *share, body body, endpoint *drf.Endpoint, id string, renderer *drf.Renderer,
) (response *drf.Response, say sayer, err error) {
	length := len(body.text) // the text itself is let go once it is parsed
	data, faulty, err := memory.parse(body, endpoint.Form())
	if err != nil {
		return nil, nil, err
	}
	uploaded, refused, err := f.readUpload(memory, endpoint, data)
	if err != nil {
		return nil, nil, err
	}
	var warnings []string
	defer func() { f.warn(warnings) }()
	writes := endpoint.Writes(methodOf(r))
	err = f.transaction(writes)(func(tx *store.Tx) error {
		brand := resources.HostBrand(tx, f.profile.Contract, r.Host)
		branded, err := resources.BrandLanguage(brand)
		if err != nil {
			return drf.At(drf.LayerNegotiation, err)
		}
		say = f.say(cmp.Or(branded, language))
		q := &drf.Request{
			Tx: tx, Contract: f.profile.Contract, Site: f.site, Method: methodOf(r), Query: django.ParseQuery(r.URL.RawQuery),
			Now: f.now(), Host: "http://" + r.Host, Say: say, Data: func() (any, error) { return data, faulty },
			Uploaded: uploaded, Export: blueprint.ExportFlow, Brand: brand,
			Meta: func() *python.Dict { return meta(r, length) },
		}
		if writes {
			q.Client = clientOf(r)
		}
		defer func() { warnings = q.Warnings }()
		if q.Renderer, err = negotiate(r, q.Query, endpoint.Renderers()); err != nil {
			return drf.At(drf.LayerNegotiation, err)
		}
		*renderer = q.Renderer
		if err := authenticate(r, q); err != nil {
			return drf.At(drf.LayerAuthentication, err)
		}
		if err := endpoint.Permit(q); err != nil {
			return drf.At(drf.LayerPermission, err)
		}
		if refused != nil {
			return refused
		}
		if err := endpoint.Allow(q); err != nil {
			return drf.At(drf.LayerAddress, err)
		}
		response, err = endpoint.Run(q, id)
		return drf.At(drf.LayerRule, err)
	})
	switch {
	case errors.Is(err, store.ErrFull):
		err = f.full()
	case errors.Is(err, yamldoc.ErrLimit):
		err = beyond(http.StatusRequestEntityTooLarge, "too_large", "%s", firstLine(err.Error()))
	}
	f.kept.Set(f.store.Weight())
	return response, say, err
}

// sayer puts a message into words.
type sayer = func(messages.Message) string

func (f *fake) say(language messages.Language) sayer {
	return func(m messages.Message) string { return f.words.Text(language, m) }
}

// transaction is how a request uses the state: those that do not write read it, the others hold it from look-up to store.
func (f *fake) transaction(writes bool) func(func(*store.Tx) error) error {
	if writes {
		return f.store.Update
	}
	return f.store.View
}

// said makes an answer of a problem. Any other error stays one: a crash of authentik's, or a fault of the fake.
func (f *fake) said(r *http.Request, endpoint *drf.Endpoint, response *drf.Response, err error, say sayer) (*drf.Response, error) {
	tell(r, endpoint, err)
	if response != nil && response.Because != nil {
		tellReasons(r, endpoint, *response.Because)
	}
	var problem *drf.Problem
	if errors.As(err, &problem) {
		refusal := &drf.Response{Status: problem.Status, Body: drf.Words(problem.Body, say)}
		if reasons := problem.Reasons(); len(reasons) > 0 {
			refusal.Code = reasons[0].Code
		}
		return refusal, nil
	}
	return response, err
}

// tell tells the log why an endpoint refuses.
func tell(r *http.Request, endpoint *drf.Endpoint, err error) {
	if err != nil && accountOf(r) != nil {
		tellReasons(r, endpoint, drf.Reasons(err)...)
	}
}

// tellReasons adds what the reasons of an endpoint have in common.
func tellReasons(r *http.Request, endpoint *drf.Endpoint, reasons ...drf.Reason) {
	a := accountOf(r)
	if a == nil {
		return
	}
	if method := methodOf(r); slices.Contains(endpoint.Methods, method) && method != http.MethodOptions {
		a.method, a.address = strings.Replace(method, http.MethodHead, http.MethodGet, 1), endpoint.Pattern
	}
	for _, reason := range reasons {
		reason.Resource = endpoint.Resource()
		because(r, reason)
	}
}

// writable says why authentik's JSON writer fails on an answer.
func writable(body any) error {
	err := orjson.Writable(body)
	switch {
	case errors.Is(err, orjson.ErrInteger):
		return drf.Crash("orjson writes no integer of more than 64 bits").In(drf.LayerStore)
	case errors.Is(err, orjson.ErrDepth):
		return drf.Crash("orjson writes no more than 254 levels").In(drf.LayerStore)
	}
	return err
}
