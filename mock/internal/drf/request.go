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

// User is who asks. Package resources reads him from the store.
type User interface {
	// Authenticated is false for a request without credentials.
	Authenticated() bool
	// Has says whether the user holds a permission (app_label.codename) over all objects, HasFor over this one.
	Has(permission string) bool
	HasFor(permission string, row *store.Row) bool
	// Superuser says whether the user holds all permissions, by a group that grants them.
	Superuser() bool
	// Is says whether the user is the one with this primary key.
	Is(pk any) bool
	// SeesEmptyLists is true for outposts' accounts, which get an empty list where others get a 403.
	SeesEmptyLists() bool
}

// Request is one request on its way through the steps.
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
	// Host is the authority under which the client called: a name or an address, and the port if it is not the usual one.
	Host string
	// Meta are the texts among the CGI variables of the request, as Django has them in request.META.
	Meta func() *python.Dict
	// Say puts a message into the words of the client's language.
	Say func(messages.Message) string
	// Body is a decoded JSON value, Faulty the error of a body that cannot be read.
	Body   any
	Faulty error

	// Export writes a row as a file that the API gives to download; nil where nobody can ask for it. Package blueprint has it.
	Export func(*Request, *store.Row) []byte
	// Uploaded is what the server read in the file of an action's or a view's Upload, nil if none came.
	Uploaded any
	// Warnings are for the person who runs the server: what is not as it may seem, and is said in no answer of authentik's.
	Warnings []string

	// Renderer is the form of the answer that was agreed on.
	Renderer Renderer

	// Sent is the valid body of an action that declares one.
	Sent Values
	// Written are the values that this request has validated and stored, by column.
	Written Values
	// Brand is the row of the brand whose domain the client asked, as it was when the request came; nil for what nobody sent.
	Brand *store.Row
	// Client is who sent the request; nil for what nobody sent, as a seed.
	Client *Client
	// Site is where other resources are found.
	Site *Site

	id string
}

// Data is the body, or the error of one that cannot be read.
func (r *Request) Data() (any, error) { return r.Body, r.Faulty }

// Origin is the scheme and authority under which the client called.
func (r *Request) Origin() string { return "http://" + r.Host }

// Represent shows a row as another resource shows it.
func (r *Request) Represent(path string, row *store.Row) *python.Dict {
	return r.Site.Resource(path).Represent(r, row)
}

// Listed are the rows that a list of the resource would show for this request: found by search, visible, filtered.
func (r *Request) Listed(path string) (iter.Seq[*store.Row], error) {
	c := r.Site.Resource(path)
	return c.filtered(r, c.rows(r))
}

// RepresentFields shows a row with fields of no resource.
func (r *Request) RepresentFields(fields []Field, row *store.Row) *python.Dict {
	return represent(r, r.Site.fields(r, fields), row)
}

// Validate reads a body that is no resource's, as a serializer of these fields would.
func (r *Request) Validate(fields []Field, data any) (Values, error) {
	values, problem := validateObject(r, r.Site.fields(r, fields), nil, data, false)
	if problem != nil {
		return nil, Invalid(problem)
	}
	return values, nil
}

// Save creates a row of another resource, or changes one, from values that are valid already.
func (r *Request) Save(path string, row *store.Row, values Values) (*store.Row, error) {
	c := r.Site.Resource(path)
	if row == nil {
		return c.insert(r, values)
	}
	return c.save(r, row, values)
}

// Response is a successful answer. A nil Body is an empty one; Raw, if set, is sent as it is with its ContentType.
type Response struct {
	Status      int
	Body        any
	Raw         []byte
	ContentType string
	Headers     map[string]string
	// Code is the code of the error that the answer tells; no form of answer but the schema's shows it.
	Code string
	// Because is the reason of an answer that refuses without being a [Problem]; nil for others.
	Because *Reason
}
