// Package drf implements the behaviour of Django REST Framework for authentik's resources: validation,
// representation, filters, ordering, pages, permissions and answers. It knows no resource by name, and of
// HTTP only methods and status codes; package resources has the declarations, package mock the server.
//
// The order of its steps decides which error wins, and so is part of the contract: negotiate, authenticate,
// class permission, method, look-up, parse, validate, store, render.
package drf

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Resource declares one viewset: its serializer, filters, search, ordering, permissions and actions.
type Resource struct {
	// Path is the address under /api/v3/, without slashes at its ends: "stages/user_write".
	Path string
	// File is the name of the declaring file, for error messages about the declaration.
	File string
	// Title and Description are shown by OPTIONS.
	Title, Description string
	Model              Model
	// Type restricts the resource to the rows with this value in column "type", "" means all rows: child
	// models share a table.
	Type string
	// Children are child models whose rows the resource shows without their own members, by their value of
	// "type".
	Children map[string]Model
	// Resolved reports whether the resource shows a child model's row with the members of that model's own
	// resource.
	Resolved bool
	// Lookup is the column of the key in the address; "" means the primary key.
	Lookup string
	// The methods that lists and objects allow, in the order of the Allow header; nil means all of them. An
	// empty list means that there is no such address, although its actions may exist.
	ListMethods, DetailMethods []string
	// Unserved lists those of the methods that the fake does not serve: the Allow header and OPTIONS show them
	// as authentik does.
	Unserved []string
	// NoDetail tells in which contracts objects have no address of their own.
	NoDetail profile.History[bool]
	Fields   []Field
	// UniqueTogether lists groups of fields whose values are unique together.
	UniqueTogether [][]string
	Filters        []Filter
	// Search lists the columns that ?search= covers, with relations written with two underscores
	// (user__username). SearchSpan is the span in which it does.
	Search     []string
	SearchSpan profile.Span
	// Ask parses a ?search= in the search language of the list and returns the test for its rows, or nil for
	// a text that is not of the language, which is searched for by its words. AskSpan is the span in which it
	// applies.
	Ask     func(r *Request, text string) (asked func(row *store.Row) bool, err error)
	AskSpan profile.Span
	// Ordering is the default order: field names, with a minus for descending.
	Ordering []string
	// OrderingFields lists the names that ?ordering= accepts; nil means every field with a column.
	OrderingFields []string
	// BrokenOrdering lists names that ?ordering= accepts although the model has no such column, which makes
	// Django crash.
	BrokenOrdering []string
	Actions        []Action
	// Offer is for a list of objects that the user may use, rather than view: it replaces the permission to
	// view in lists, and selects the rows of a page that the user gets. The numbers of the page count all
	// rows. ok is false if the request is for a normal list.
	Offer func(r *Request) (keep func(page []*store.Row) ([]*store.Row, error), ok bool)
	// MostPerPage is the maximum size of pages that are expensive; 0 means authentik's usual maximum.
	MostPerPage int
	// Plain tells in which contracts list pages have no autocomplete member.
	Plain profile.History[bool]
	// OwnerColumn is the column with the owner of a row, who needs no permissions for it.
	OwnerColumn string
	// OwnOnly tells in which contracts users other than superusers find only their own rows, whatever they
	// may view.
	OwnOnly profile.History[bool]
	// CreateFreely and ReadFreely let every authenticated user create rows and read all rows, without a
	// permission.
	CreateFreely, ReadFreely bool
	// Hidden returns the few rows that the resource never shows; nil means none.
	Hidden func(tx *store.Tx) []*store.Row
	// Validate is the serializer's validate method, for values that are valid one by one. row is nil on
	// create.
	Validate func(r *Request, row *store.Row, values Values) error
	// Created sets columns of a new row that no field sets. Saved is called after a create or an update.
	Created func(r *Request, values Values)
	Saved   func(r *Request, row *store.Row, values Values) error
	// Deletable returns the error of a row that a request must not delete; nil means that it may delete any.
	Deletable func(r *Request, row *store.Row) error
	// UsedBy lists the relations that used_by follows, in its order: by the name of Django's related manager.
	UsedBy []Relation
	// Autocomplete returns the last member of a list page; nil means {}.
	Autocomplete func(r *Request) *python.Dict
	// Single is set if the resource is one row that always exists; nil for a resource with a list.
	Single *Single

	profile.Span
}

// Single describes a resource without a list (DRF's RetrieveUpdateAPIView): its only row is read and changed
// at the resource's own address, with these permissions (app_label.codename).
type Single struct{ Read, Change string }

// Model describes the Django model of a table.
type Model struct {
	Table string
	// App and Name are the parts of permissions: app_label.view_name.
	App, Name string
	// Object is the class name, which a 404 contains.
	Object string
	// Verbose and VerbosePlural are the display names.
	Verbose, VerbosePlural string
	// String returns a row as text, for used_by.
	String func(tx *store.Tx, row *store.Row) string
}

// Permission returns the full name of a permission on the model: "view" gives app_label.view_name.
func (m Model) Permission(verb string) string { return m.App + "." + verb + "_" + m.Name }

// Label returns app_label.name.
func (m Model) Label() string { return m.App + "." + m.Name }

// Field declares one member of the serializer. Members are read, and their errors reported, in the order of declaration.
type Field struct {
	Name string
	// Source is the column, if its name differs from the member's.
	Source string
	Kind   Kind
	// Required members must be sent with POST and PUT. ReadOnly ones are ignored.
	Required, ReadOnly bool
	// Null and Blank allow null and the empty text.
	Null, Blank bool
	// Default is the value in a new row if the member is not sent.
	Default any
	// Sent returns the value that replaces a missing member of POST or PUT (a serializer field's default,
	// which a PUT writes; Default is the model's, which it does not). Nil means no value.
	Sent func() any
	// Label and Help are shown by OPTIONS, Help in the client's language; an empty Label is derived from the
	// name.
	Label, Help string
	// Translated reports whether the model gives the field a name of its own, which is translated.
	Translated bool
	// Choices are the values of a Choice; ChoicesOf returns them if they depend on the contract.
	Choices   []Option
	ChoicesOf func(profile.Contract) ([]Option, error)
	// MaxLength is the maximum length of text, in characters, or of a list; 0 means no maximum. Min and Max are the range
	// of integers; both zero means no range.
	MaxLength int
	Min, Max  int64
	// To is the table that a Related or ManyRelated field refers to, and ToType the type of its rows that the
	// field takes, if it takes only one.
	To, ToType string
	// NotEmpty is set for a List or ManyRelated field that refuses an empty list.
	NotEmpty bool
	// NoManager is set for a Related field if the other model has no manager of the relation
	// (related_name="+"), so that used_by does not show it.
	NoManager bool
	// WriteOnly members are taken and never shown.
	WriteOnly bool
	// BrokenChoices is set for a field whose serializer gives it choices in a form that OPTIONS cannot read,
	// which makes the server crash.
	BrokenChoices bool
	// Secret reports whether the value must not be shown anywhere, including logs.
	Secret bool
	// Unkept reports whether the fake stores none of the objects that the field refers to: requests that name
	// one are refused like any with an unknown key, seeds that do are accepted without the member.
	Unkept bool
	// Through is the link table of a ManyRelated field.
	Through *Through
	// Fields are the members of a Nested field, or of a Related one that is shown as an object; the only
	// one of a List is that of its items, without a name if the serializer gives it no label.
	Fields []Field
	// Like is the path of the resource whose members a Method field shows in OPTIONS, or a Nested field
	// reads.
	Like string
	// Computed is set for a Nested field that a method of the serializer returns: OPTIONS does not know its
	// members.
	Computed bool
	// OwnItems is set for a Nested list whose items have a serializer of their own (ListSerializer with a
	// child), whose members are not read-only although the list is.
	OwnItems bool
	// Type is the type of a Method field in OPTIONS, if it is known there.
	Type string
	// Many makes a Nested field a list.
	Many bool
	// Rules are validators that run after those of the kind.
	Rules []Rule
	// Check is the serializer's validate_<field>: it may refuse or replace a valid value. row is nil on
	// create.
	Check func(r *Request, row *store.Row, value any) (any, *messages.Message)
	// Parse reads the value of a Method field that clients may write.
	Parse func(r *Request, value any) (any, *messages.Message)
	// Value returns the value of a Method field, of a Nested one without a row, or of one that shows its column
	// in another form.
	Value func(r *Request, row *store.Row) any
	// Rows returns the rows that a Nested field shows; nil is shown as null.
	Rows func(r *Request, row *store.Row) []*store.Row
	// Write stores the valid items of a Nested field. Without it a DRF assertion fails, which makes the
	// server crash.
	Write func(r *Request, row *store.Row, items []Values) error
	// Complete requires complete items of a Nested field even in a partial update.
	Complete bool

	profile.Span
}

// Option is one value of a Choice field, and its display name.
type Option struct {
	Value, Name string
	// Translated reports whether the name is translated.
	Translated bool
	profile.Span
}

// Through is a link table: Near refers to the row that has the field, Far to the row it is linked with.
type Through struct {
	Table, Near, Far string
	// Reverse reports whether the table is the other model's own: Near is its foreign key, which may be null,
	// and Far its key.
	Reverse bool
}

// Linked returns the rows of a table that a row is linked with, in the order in which they were last written:
// to join a link table, PostgreSQL scans the linked table from one end to the other.
func (t *Through) Linked(tx *store.Tx, table string, row *store.Row) []*store.Row {
	rows := []*store.Row{}
	for link := range tx.Where(t.Table, t.Near, row.PK()) {
		rows = append(rows, tx.ByPK(table, link.Get(t.Far)))
	}
	slices.SortFunc(rows, store.ByWrite)
	return rows
}

// link links two rows by their keys.
func (t *Through) link(tx *store.Tx, near, far any) (err error) {
	if t.Reverse {
		_, err = tx.Update(tx.ByPK(t.Table, far), map[string]any{t.Near: near})
		return err
	}
	_, err = tx.Insert(t.Table, map[string]any{t.Near: near, t.Far: far})
	return err
}

// unlink removes a link.
func (t *Through) unlink(r *Request, link *store.Row) (err error) {
	if t.Reverse {
		_, err = r.Tx.Update(link, map[string]any{t.Near: nil})
		return err
	}
	return r.Delete(link)
}

// Values holds validated data by column. The value of a ManyRelated field is a []any of primary keys, that of
// a Nested one a []Values.
type Values map[string]any

// Filter declares one query parameter that filters lists (and the look-up of details).
type Filter struct {
	Name   string
	Kind   FilterKind
	Column string
	// Required reports whether the parameter must be sent.
	Required bool
	// Choices and ChoicesOf are the values of a ChoiceFilter, as for a [Field]; To and ToType are those of a
	// ModelFilter, By its column if not the primary key.
	Choices   []Option
	ChoicesOf func(profile.Contract) ([]Option, error)
	To, By    string
	ToType    string
	Through   *Through
	// Exists reports, for a ModelFilter without To, whether there is an object with the key.
	Exists func(r *Request, key any) bool
	// Parse and Match are for filters that do more than compare a column.
	Parse func(text string) (any, error)
	Match func(r *Request, row *store.Row, value any) bool

	profile.Span
}

// Relation is one related manager of a model that used_by follows.
type Relation struct {
	// Model is the model of the manager's objects, Action authentik's name for what a delete would do to it:
	// cascade, cascade_many, set_null, set_default or left_dangling.
	Model  Model
	Action string
	Rows   func(tx *store.Tx, row *store.Row) []*store.Row
	// Objects replaces Rows for a manager of objects that the fake stores differently from authentik.
	Objects func(r *Request, row *store.Row) []Used
	// TextKey reports whether the model's key is a text, which guardian cannot compare with the numeric keys
	// of a user's object permissions: unless the user may view all objects, the server crashes.
	TextKey bool

	profile.Span
}

// Used is an object in used_by.
type Used struct{ Key, Name string }

// Action declares an additional address of a viewset.
type Action struct {
	Name string
	// Title and Description are shown by OPTIONS; an empty Title is derived from the name.
	Title, Description string
	// Detail actions are below an object's address, others below the list's.
	Detail bool
	// Method is GET or POST.
	Method string
	// Free actions need no permission on the model, only what Run checks.
	Free bool
	// AllowAny actions need no credentials either.
	AllowAny bool
	// Unfiltered actions find any object for any user (filter_backends=[]); Unsearched ones find any object
	// that the user may view, regardless of the query (filter_backends=[ObjectFilter]).
	Unfiltered, Unsearched bool
	// Needs is a permission on the object (app_label.codename), needed in addition to the class permission;
	// "" for none.
	Needs string
	// NeedsGlobal lists permissions that the user needs over all objects.
	NeedsGlobal []string
	// Form actions read multipart/form-data only: their Data is a *python.Dict of texts and [File]s.
	Form bool
	// Upload is the member of a form whose file is read before the state is locked; Run finds its content in
	// Request.Uploaded. Empty for none.
	Upload string
	// Writes reports whether the action changes the state although its method is GET.
	Writes bool
	// Body holds the members of a body that is validated before the object is looked up (authentik's
	// validate); Run finds them in Request.Sent. Nil means that Run reads the body itself, or that there is
	// none.
	Body []Field
	// Refers maps the members of the body that name a row by its key to the row's table.
	Refers map[string]string
	// Prepare makes what takes long from a valid Body, before the state is locked; Run finds it in
	// Request.Prepared. Nil for actions that take no time.
	Prepare func(sent Values) (any, error)
	// Run runs the action; row is nil for list actions.
	Run func(r *Request, row *store.Row) (*Response, error)

	profile.Span
}

// View declares an address that is not a viewset.
type View struct {
	// Path and File are like those of a [Resource].
	Path, File string
	// Methods lists the methods in the order of the Allow header. Run handles all of them; nil means GET,
	// HEAD and OPTIONS.
	Methods []string
	// AllowAny views need no credentials, others need an authenticated user and, if it is not empty, the
	// permission in Needs.
	AllowAny bool
	Needs    string
	// Title and Description are shown by OPTIONS.
	Title, Description string
	// Renderers are the formats of the answer that a client may request, the default first; nil means JSON
	// only.
	Renderers []Renderer
	Run       func(r *Request) (*Response, error)

	profile.Span
}

// File is a file that a form sent.
type File struct {
	Name    string
	Content []byte
}

// Renderer is one format of an answer: its media type, and its name in ?format=.
type Renderer struct {
	Media, Format string
	// ContentType is the Content-Type of the answer. Render encodes its body. Without them the answer is JSON
	// as authentik writes it.
	ContentType string
	Render      func(*Response) []byte
}

// JSON is the default format of answers.
var JSON = []Renderer{{Media: "application/json", Format: "json"}}
