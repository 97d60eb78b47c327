// Package drf does what Django REST Framework does with a resource that authentik declares: it validates, represents,
// filters, orders and pages, checks permissions and answers. It knows no resource by name, and no HTTP beyond methods
// and status codes; package resources declares, package mock listens.
//
// The order of its steps is the order in which errors win, so it is contract: negotiate, authenticate, class
// permission, method, look-up, parse, validate, store, render.
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
	// File is the name of the file that declares it, for the sentences about its mistakes.
	File string
	// Title and Description are what OPTIONS says of the view.
	Title, Description string
	Model              Model
	// Type keeps the resource to the rows whose column "type" has this value, "" to none: child models of one table.
	Type string
	// Children are child models whose rows the resource shows without having their own members, by their value of "type".
	Children map[string]Model
	// Lookup is the column that the address names; "" is the primary key.
	Lookup string
	// Methods are the methods that list and detail allow, in the order of the Allow header; nil for all of them. Without
	// any, list or objects have no address, but their actions may.
	ListMethods, DetailMethods []string
	// NoDetail is when objects have no address of their own.
	NoDetail profile.History[bool]
	Fields   []Field
	// UniqueTogether are groups of fields that no two rows share.
	UniqueTogether [][]string
	Filters        []Filter
	// Search names the columns that ?search= looks into, relations with two underscores (user__username).
	// SearchSpan is when it does.
	Search     []string
	SearchSpan profile.Span
	// Ask reads a ?search= in the search language of the list: which rows it asks for, or nil for a text that is not of
	// the language, which is searched for by its words.
	// AskSpan is when it does.
	Ask     func(r *Request, text string) (asked func(row *store.Row) bool, err error)
	AskSpan profile.Span
	// Ordering is the default order: field names, with a minus for descending.
	Ordering []string
	// OrderingFields are the names that ?ordering= takes; nil for every field that has a column.
	OrderingFields []string
	// BrokenOrdering are names that ?ordering= takes though the model has no such column: Django crashes over them.
	BrokenOrdering []string
	Actions        []Action
	// Offer is for a list of what the user may use, not of what he may see: it takes the place of the permission to view
	// in lists, and keeps of the rows of a page those that he gets. The numbers of the page count them all. ok is false
	// for a request that asks for a usual list.
	Offer func(r *Request) (keep func(page []*store.Row) ([]*store.Row, error), ok bool)
	// MostPerPage limits pages that are expensive to make; 0 for authentik's usual limit.
	MostPerPage int
	// Plain is when list pages end without autocomplete.
	Plain profile.History[bool]
	// OwnerColumn names the column with the user who may do everything with a row of his own.
	OwnerColumn string
	// OwnOnly is when others than superusers find their own rows only, whatever they may see.
	OwnOnly profile.History[bool]
	// CreateFreely lets every authenticated user create, ReadFreely read: all rows, without a permission.
	CreateFreely, ReadFreely bool
	// Hidden finds the rows, few, that the resource never shows; nil for none.
	Hidden func(tx *store.Tx) []*store.Row
	// Validate is the serializer's own check of values that are valid one by one. row is nil on create.
	Validate func(r *Request, row *store.Row, values Values) error
	// Created fills columns of a new row that no field sets, Saved does what follows a create or an update.
	Created func(r *Request, values Values)
	Saved   func(r *Request, row *store.Row, values Values) error
	// UsedBy are the relations that used_by walks, in its order: alphabetical in the name of Django's related manager.
	UsedBy []Relation
	// Autocomplete is the last member of a list page; nil for {}.
	Autocomplete func(r *Request) *python.Dict
	// Single makes the resource one row that is always there; nil for a resource with a list.
	Single *Single

	profile.Span
}

// Single is what differs in a resource without a list (DRF's RetrieveUpdateAPIView): its only row is read and changed at
// the resource's own address, with the permissions (app_label.codename) named here.
type Single struct{ Read, Change string }

// Model is what Django knows of the class behind a table.
type Model struct {
	Table string
	// App and Name are the labels of permissions: app_label.view_name.
	App, Name string
	// Object is the class name, as a 404 says it.
	Object string
	// Verbose and VerbosePlural are the names for people.
	Verbose, VerbosePlural string
	// String is the row as text, as used_by shows it.
	String func(tx *store.Tx, row *store.Row) string
}

// Permission is the full name of a permission on the model: "view" gives app_label.view_name.
func (m Model) Permission(verb string) string { return m.App + "." + verb + "_" + m.Name }

// Label is app_label.name.
func (m Model) Label() string { return m.App + "." + m.Name }

// Field declares one member of the serializer. Members are read, and their errors reported, in the order of declaration.
type Field struct {
	Name string
	// Source is the column, if it is not called as the member is.
	Source string
	Kind   Kind
	// Required members must come with POST and PUT. ReadOnly ones are ignored when they come.
	Required, ReadOnly bool
	// Null and Blank allow null and the empty text.
	Null, Blank bool
	// Default is what a new row gets when the member does not come.
	Default any
	// Sent is what the member counts as having been sent when POST or PUT lack it (a serializer field's default, which
	// a PUT writes; Default is the model's, which it does not). Nil for nothing.
	Sent func() any
	// Label and Help are shown by OPTIONS, Help in the client's language; an empty Label is made from the name.
	Label, Help string
	// Translated says that the model gives the field a name of its own, which is put into the client's language.
	Translated bool
	// Choices are what a Choice takes; ChoicesOf gives them where they are known of the contract alone.
	Choices   []Option
	ChoicesOf func(profile.Contract) ([]Option, error)
	// MaxLength limits text, in characters; 0 is no limit. Min and Max limit integers, both zero is no limit.
	MaxLength int
	Min, Max  int64
	// To is the table that a Related or ManyRelated field points into.
	To string
	// NoManager says of a Related field that the other model has no manager of the relation (related_name="+"), so that
	// used_by does not show it.
	NoManager bool
	// Secret says that what is sent is shown nowhere, not even in a log.
	Secret bool
	// Unkept says that the fake keeps none of the objects that the field refers to: requests that name one are refused as
	// they are, seeds that do are taken without the member.
	Unkept bool
	// Through is the link table of a ManyRelated field: the column that holds this row, and the one that holds the other.
	Through *Through
	// Fields are the members of a Nested field, or of a Related one that is shown as an object; of a Texts field its item, if
	// OPTIONS describes it.
	Fields []Field
	// Like is the path of the resource whose members a Method field shows, for OPTIONS, or a Nested one reads.
	Like string
	// Computed says of a Nested field that a method of the serializer makes it: OPTIONS does not know its members.
	Computed bool
	// OwnItems says of a Nested list that its items' serializer is declared apart from the list (ListSerializer with a
	// child): read only, as the list is, they are not.
	OwnItems bool
	// Type is what OPTIONS calls the type of a Method field, if it knows more than that it is a field.
	Type string
	// Many makes a Nested field a list.
	Many bool
	// Rules are the validators after the kind's own.
	Rules []Rule
	// Check is the serializer's validate_<field>: it sees the valid value and may refuse or replace it. row is nil on create.
	Check func(r *Request, row *store.Row, value any) (any, *messages.Message)
	// Parse reads a Method field, which makes it one that can be written.
	Parse func(r *Request, value any) (any, *messages.Message)
	// Value computes a Method field, or a Nested one that shows no row.
	Value func(r *Request, row *store.Row) any
	// Rows are the rows that a Nested field shows; nil shows null.
	Rows func(r *Request, row *store.Row) []*store.Row
	// Write stores the valid items of a Nested field. Without it DRF refuses by assertion, that is, the server crashes.
	Write func(r *Request, row *store.Row, items []Values) error
	// Complete makes the items of a Nested field complete even in a partial update.
	Complete bool

	profile.Span
}

// Option is one value of a Choice field, and its name for people.
type Option struct {
	Value, Name string
	// Translated says that the name is put into the client's language.
	Translated bool
	profile.Span
}

// Through is a link table: Near holds the row that has the field, Far the row it is linked with.
type Through struct {
	Table, Near, Far string
	// Reverse says that the table is the other model's own: Near is its foreign key, which may be null, and Far its key.
	Reverse bool
}

// Linked are the rows of a table that a row is linked with. They come in the order in which they were last written: to join
// a link table with what it links, PostgreSQL reads the latter from one end to the other.
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

// unlink ends a link.
func (t *Through) unlink(r *Request, link *store.Row) (err error) {
	if t.Reverse {
		_, err = r.Tx.Update(link, map[string]any{t.Near: nil})
		return err
	}
	return r.Delete(link)
}

// Values are validated data: column → value. A ManyRelated field's value is a []any of primary keys, a Nested one's a
// []Values.
type Values map[string]any

// Filter declares one query parameter that narrows lists (and the look-up of details).
type Filter struct {
	Name   string
	Kind   FilterKind
	Column string
	// Required filters must be sent.
	Required bool
	// Choices or ChoicesOf are what a ChoiceFilter takes, as those of a [Field]; To is the table of a ModelFilter, By its
	// column if not the primary key.
	Choices   []Option
	ChoicesOf func(profile.Contract) ([]Option, error)
	To, By    string
	Through   *Through
	// Exists says for a ModelFilter without To whether there is an object with the key.
	Exists func(r *Request, key any) bool
	// Parse and Match are for filters that are more than a comparison.
	Parse func(text string) (any, error)
	Match func(r *Request, row *store.Row, value any) bool

	profile.Span
}

// Relation is one related manager of a model, as used_by walks it.
type Relation struct {
	// Model is what the manager yields, Action what authentik says a delete would do to it: cascade, cascade_many,
	// set_null, set_default or left_dangling.
	Model  Model
	Action string
	Rows   func(tx *store.Tx, row *store.Row) []*store.Row
	// Objects are for a manager of objects that no table keeps as authentik does; they take the place of Rows.
	Objects func(r *Request, row *store.Row) []Used
	// TextKey says that the model's key is a text, which guardian cannot compare with the objects of a user's permissions
	// since it takes them for numbers: unless he may see all of them, the server crashes.
	TextKey bool

	profile.Span
}

// Used is an object as used_by shows it.
type Used struct{ Key, Name string }

// Action declares an extra address of a viewset.
type Action struct {
	Name string
	// Title and Description are what OPTIONS says of the action; an empty Title is made from the name.
	Title, Description string
	// Detail actions stand behind an object's address, the others behind the list's.
	Detail bool
	// Method is GET or POST.
	Method string
	// Free actions need no permission of the model's; nothing but what Run checks.
	Free bool
	// AllowAny actions need no credentials either.
	AllowAny bool
	// Unfiltered actions find any object, whoever asks (filter_backends=[]); Unsearched ones any that the user may see,
	// whatever the query says (filter_backends=[ObjectFilter]).
	Unfiltered, Unsearched bool
	// Needs is a permission on the object (app_label.codename), needed beside the class permission; "" for none.
	Needs string
	// NeedsGlobal are permissions that the user needs over all objects.
	NeedsGlobal []string
	// Form actions read multipart/form-data and nothing else: their Data is a *python.Dict of texts and [File]s.
	Form bool
	// Upload is the member of a form whose file is read before the state is held; Run finds what it holds in
	// Request.Uploaded. Empty for none.
	Upload string
	// Writes says that the action changes the state though its method is GET.
	Writes bool
	// Body are the members of a body that is validated before the object is looked up (authentik's validate); Run finds
	// them in Request.Sent. Nil if Run reads the body itself, or there is none.
	Body []Field
	// Run does the action; row is nil for list actions.
	Run func(r *Request, row *store.Row) (*Response, error)

	profile.Span
}

// View declares an address that is no viewset.
type View struct {
	// Path and File are as those of a [Resource].
	Path, File string
	// Methods are what the Allow header says, in its order, all answered alike; nil for those of a page that is only read.
	Methods []string
	// Form views read multipart/form-data, and of an Upload the file, see [Action].
	Form   bool
	Upload string
	// AllowAny views need no credentials, the others an authenticated user; Needs is a permission beside it.
	AllowAny bool
	Needs    string
	// Title and Description are what OPTIONS says of the view.
	Title, Description string
	// Renderers are the forms of the answer that a client may ask for, the usual one first; nil is JSON only.
	Renderers []Renderer
	Run       func(r *Request) (*Response, error)

	profile.Span
}

// File is a file that a form sent.
type File struct {
	Name    string
	Content []byte
}

// Renderer is one form of an answer: its media type, and what ?format= calls it.
type Renderer struct {
	Media, Format string
	// ContentType is what the answer says of itself. Render writes the body of an answer. Without them the answer is JSON
	// as authentik writes it.
	ContentType string
	Render      func(*Response) []byte
}

// JSON is the form of all answers that say nothing else.
var JSON = []Renderer{{Media: "application/json", Format: "json"}}
