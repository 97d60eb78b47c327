package drf

import (
	"iter"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// User is the user who sent a request. Package resources reads it from the store.
type User interface {
	// Authenticated reports false for a request without credentials.
	Authenticated() bool
	// Has reports whether the user has a permission (app_label.codename) over all objects, HasFor over this
	// one.
	Has(permission string) bool
	HasFor(permission string, row *store.Row) bool
	// Superuser reports whether the user has all permissions, through a superuser group.
	Superuser() bool
	// Is reports whether the user has this primary key.
	Is(pk any) bool
	// SeesEmptyLists reports true for outposts' accounts, which get an empty list where others get a 403.
	SeesEmptyLists() bool
}

// Request is a request that passes through the steps.
type Request struct {
	Tx       *store.Tx
	Contract profile.Contract
	User     User
	// Viewer is the user's row, nil if there is none.
	Viewer *store.Row
	Method string
	Query  django.Query
	// Now is the time of the request.
	Now time.Time
	// Host is the authority of the request: a name or an address, and the port if it is not the default.
	Host string
	// Meta returns the texts among the CGI variables of the request, as in Django's request.META.
	Meta func() *python.Dict
	// Say returns a message in the client's language.
	Say func(messages.Message) string
	// Body is the decoded JSON body, Faulty the error of a body that cannot be read.
	Body   any
	Faulty error

	// Export returns a row as a file to download; nil if no address needs it. Package blueprint implements
	// it.
	Export func(*Request, *store.Row) []byte
	// Uploaded is the content of the file in an action's Upload, nil if none was sent.
	Uploaded any
	// Prepared is what an action's Prepare returned.
	Prepared any
	// Warnings are for the person who runs the server. They are about effects that authentik's answer does
	// not show.
	Warnings []string

	// Renderer is the negotiated format of the answer.
	Renderer Renderer

	crashed *Crashed // what Fail was called with, until the body has been validated

	// Initial is the object that is being validated, as it was sent (the serializer's initial_data); nil for a
	// body that is none.
	Initial *python.Dict
	// Sent is the validated body of an action that declares one.
	Sent Values
	// Written holds the values that this request has validated and stored, by column.
	Written Values
	// Brand is the row of the brand for the request's host, as it was when the request came; nil for changes
	// without a request.
	Brand *store.Row
	// Client is the sender of the request; nil for changes without a request, such as a seed.
	Client *Client
	// Site holds the other resources.
	Site *Site

	id string
}

// Data returns the body, or the error of a body that cannot be read.
func (r *Request) Data() (any, error) { return r.Body, r.Faulty }

// Origin returns the scheme and authority of the request.
func (r *Request) Origin() string { return "http://" + r.Host }

// Represent returns a row in the form of another resource.
func (r *Request) Represent(path string, row *store.Row) *python.Dict {
	return r.Site.Resource(path).Represent(r, row)
}

// Listed returns the rows that a list of the resource would show for this request, after search, visibility
// and filters.
func (r *Request) Listed(path string) (iter.Seq[*store.Row], error) {
	c := r.Site.Resource(path)
	return c.filtered(r, c.rows(r))
}

// RepresentFields returns a row in the form of fields that belong to no resource.
func (r *Request) RepresentFields(fields []Field, row *store.Row) *python.Dict {
	return represent(r, r.Site.fields(r, fields), row)
}

// Fail makes authentik fail at a field: its validator or its kind raises an exception that nothing catches. The first one
// counts.
func (r *Request) Fail(crash *Crashed, f *Field) {
	if r.crashed == nil {
		failed := *crash
		r.crashed = failed.Of(f.Name)
	}
}

// Validate validates a body that belongs to no resource, like a serializer with these fields.
func (r *Request) Validate(fields []Field, data any) (Values, error) {
	return r.validated(r.Site.fields(r, fields), nil, data, false)
}

// Save creates or changes a row of another resource, from values that have been validated.
func (r *Request) Save(path string, row *store.Row, values Values) (*store.Row, error) {
	c := r.Site.Resource(path)
	if row == nil {
		return c.insert(r, values)
	}
	return c.save(r, row, values)
}

// Response is a successful answer. A nil Body is an empty one; Raw, if not nil, is sent unchanged. ContentType
// is that of Raw, or of a Body that REST framework does not render; without it a Body has that of all JSON.
type Response struct {
	Status      int
	Body        any
	Raw         []byte
	ContentType string
	Headers     map[string]string
	// Code is the code of the error in the answer; only the formats of the schema show it.
	Code string
	// Because is the reason of an answer that refuses without being a [Problem]; nil for others.
	Because *Reason
}
