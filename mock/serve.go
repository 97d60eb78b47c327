package mock

import (
	"errors"
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/msgspec"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// serve answers a request for an endpoint. It reads and parses the body, which may take long, before it uses
// the state; errors of the body are reported later, in their order among the steps.
func (f *fake) serve(c *call) {
	if strings.Contains(c.id, ".") {
		f.noPage(c) // Django's routes take no dot in the place of an id
		return
	}
	if err := django.CheckQuery(c.r.URL.RawQuery); err != nil {
		f.badQueryPage(c, err)
		return
	}
	c.language = languageOf(c.r)
	c.say = f.words.In(c.language)
	c.renderer = c.endpoint.Renderers()[0] // unless the client asks for another one that there is
	c.memory = share{fake: f, call: c}
	defer c.memory.end()
	response, size, err := f.respond(c)
	why := refusalOf(err)
	switch {
	case why != nil:
		refuse(c, why)
		return
	case drf.IsCrash(err):
		f.crashPage(c)
		return
	case impossible(c, err):
		return
	case err != nil:
		f.fault(c, err)
		return
	}
	c.w.Header()["Allow"] = c.endpoint.AllowHeader()
	f.writeResponse(c, response, size)
}

// respond creates the answer, of about size bytes, and takes the memory for it.
func (f *fake) respond(c *call) (response *drf.Response, size int64, err error) {
	if c.body, err = c.memory.receive(); err == nil {
		c.keepSent()
		response, err = f.exchange(c)
	}
	if response, err = said(c, response, err); err == nil {
		err = f.writable(response.Body) // whatever was stored by then stays
		c.refused(drf.Reasons(err)...)
	}
	if err != nil {
		return nil, 0, err
	}
	response = rendered(response, c.renderer)
	size, err = c.memory.takeAnswer(response)
	return response, size, err
}

// rendered encodes the body in a format other than authentik's usual JSON.
func rendered(response *drf.Response, renderer drf.Renderer) *drf.Response {
	if response.Body != nil && renderer.Render != nil {
		response.Raw, response.ContentType = renderer.Render(response), renderer.ContentType
	}
	return response
}

// languageOf returns the language that the client requests, in a cookie or a header.
func languageOf(r *http.Request) messages.Language {
	var chosen string
	for _, cookie := range r.CookiesNamed(messages.Cookie) {
		chosen = cookie.Value // of several, Django takes the last
	}
	return messages.Choose(chosen, strings.Join(r.Header["Accept-Language"], ","))
}

// exchange answers the request in a transaction, and does first what takes long.
func (f *fake) exchange(c *call) (response *drf.Response, err error) {
	sent := sentBody{length: len(c.body.text)}
	if sent.data, sent.faulty, err = c.memory.parse(c.body, c.endpoint.Form()); err != nil {
		return nil, err
	}
	c.body.text = nil // the memory that it took is given back
	if sent.uploaded, sent.refused, err = f.readUpload(c, sent.data); err != nil {
		return nil, err
	}
	var prepared any
	if c.endpoint.Prepares(c.r.Method) {
		if prepared, sent.refused, err = f.prepare(c, sent); err != nil {
			return nil, err
		}
	}
	var warnings []string
	defer func() { f.warn(warnings) }()
	err = f.transaction(c, func(tx *store.Tx) error {
		q := f.request(c, tx, sent)
		q.Prepared = prepared
		defer func() { warnings = q.Warnings }()
		response, err = f.answer(c, q, sent.refused)
		return err
	})
	switch {
	case errors.Is(err, store.ErrFull):
		err = f.full()
	case errors.Is(err, yamldoc.ErrLimit):
		err = beyond(http.StatusRequestEntityTooLarge, "too_large", "%s", firstLine(err.Error()))
	}
	if c.endpoint.Writes(c.r.Method) {
		f.settle(c.world)
		if err == nil {
			f.changed(c.world.name, "request")
		}
	}
	return response, err
}

// prepare makes what the action needs and takes long, before the state is locked. For a request that the action does not
// take, refused is the reason, even if the user gets the permission meanwhile.
func (f *fake) prepare(c *call, sent sentBody) (prepared any, refused, err error) {
	var preparation func() (any, error)
	refused = c.world.store.View(func(tx *store.Tx) (err error) {
		q := f.request(c, tx, sent)
		if err = authenticate(c, q); err == nil {
			preparation, err = c.endpoint.Preparation(q)
		}
		return drf.At(drf.LayerRule, err)
	})
	if refused == nil {
		prepared, err = preparation()
	}
	return prepared, refused, err
}

// sentBody is a parsed body: data, or faulty if it cannot be read, and the content of a file in it that is
// read beforehand. refused is why a request ends that would take long, known before it did. length is that of
// the text.
type sentBody struct {
	length   int
	data     any
	faulty   error
	uploaded any
	refused  error
}

// request returns the request for the endpoint, in a transaction.
func (f *fake) request(c *call, tx *store.Tx, sent sentBody) *drf.Request {
	q := &drf.Request{
		Tx: tx, Contract: f.profile.Contract, Site: f.site, Method: c.r.Method, Query: django.ParseQuery(c.r.URL.RawQuery),
		Now: c.world.now(), Host: c.r.Host, Body: sent.data, Faulty: sent.faulty,
		Uploaded: sent.uploaded, Export: blueprint.ExportFlow, Brand: resources.HostBrand(tx, f.profile.Contract, c.r.Host),
		Meta: func() *python.Dict { return meta(c.r, sent.length) },
	}
	if c.endpoint.Writes(c.r.Method) {
		q.Client = clientOf(c.r)
	}
	return q
}

// answer runs the steps. Their order decides which error wins. The language of a brand takes precedence over
// that of the client, although the header does not show it.
func (f *fake) answer(c *call, q *drf.Request, refused error) (*drf.Response, error) {
	branded, err := resources.BrandLanguage(q.Brand)
	if err != nil {
		return nil, drf.At(drf.LayerNegotiation, err)
	}
	if branded != "" {
		c.say = f.words.In(branded)
	}
	q.Say = c.say
	if q.Renderer, err = negotiate(c.r, q.Query, c.endpoint.Renderers()); err != nil {
		return nil, drf.At(drf.LayerNegotiation, err)
	}
	c.renderer = q.Renderer
	if err := authenticate(c, q); err != nil {
		return nil, drf.At(drf.LayerAuthentication, err)
	}
	return f.decide(c, q, refused)
}

// decide runs the steps behind authentication.
func (f *fake) decide(c *call, q *drf.Request, refused error) (*drf.Response, error) {
	if err := c.endpoint.Permit(q); err != nil {
		return nil, drf.At(drf.LayerPermission, err)
	}
	if refused != nil {
		return nil, refused
	}
	if err := c.endpoint.Allow(q); err != nil {
		return nil, drf.At(drf.LayerAddress, err)
	}
	response, err := c.endpoint.Run(q, c.id)
	return response, drf.At(drf.LayerRule, err)
}

// sayer returns a message as text.
type sayer = func(messages.Message) string

// transaction runs a request in a transaction: a read-only one, or one that holds the state from look-up to
// store for methods that write.
func (f *fake) transaction(c *call, use func(*store.Tx) error) error {
	switch {
	case c.endpoint.Writes(c.r.Method):
		c.world.store.Bound(f.room(c.world))
		return c.world.store.Update(use)
	case c.strike.Has(faults.NoDefaultFlows):
		return f.withoutDefaults(c.world.store, use)
	}
	return c.world.store.View(use)
}

// said converts a problem into an answer. Other errors are returned: a crash of authentik's, or a fault of
// the fake.
func said(c *call, response *drf.Response, err error) (*drf.Response, error) {
	c.refused(drf.Reasons(err)...)
	if response != nil && response.Because != nil {
		c.refused(*response.Because)
	}
	if err == nil {
		return response, nil
	}
	var problem *drf.Problem
	if errors.As(err, &problem) {
		refusal := &drf.Response{Status: problem.Status, Body: drf.Words(problem.Body, c.say)}
		if reasons := problem.Reasons(); len(reasons) > 0 {
			refusal.Code = reasons[0].Code
		}
		return refusal, nil
	}
	return response, err
}

// writers holds what refuses a value that the JSON writer of a generation does not write. What they write is
// the same.
var writers = profile.Dated("the JSON writer", profile.History[func(value any) error]{{profile.Documented, profile.Original, orjson.Writable}, {profile.V2026_8RC1, profile.Original, msgspec.Writable}})

// writable returns the error of authentik's JSON writer for an answer.
func (f *fake) writable(body any) error {
	err := writers.In(f.profile.Contract)(body)
	switch {
	case errors.Is(err, msgspec.ErrDepth):
		return tooNested(drf.LayerStore)
	case errors.Is(err, orjson.ErrInteger):
		return drf.Crash("orjson writes no integer of more than 64 bits").In(drf.LayerStore)
	case errors.Is(err, orjson.ErrDepth):
		return drf.Crash("orjson writes no more than 254 levels").In(drf.LayerStore)
	}
	return err
}
