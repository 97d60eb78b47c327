package drf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Compiled is a resource in one contract, without the declarations that do not apply there.
type Compiled struct {
	Resource
	fields []*field
	// apart lists the fields whose values are not stored in the row unchanged.
	apart []*field
	// idle reports whether no filter and no search applies without a query.
	idle bool
	// plainPages and ownRows are the values of Plain and OwnOnly.
	plainPages, ownRows bool
	// permissions holds the model's permissions by verb.
	permissions map[string]string
	// listAllows and detailAllows are the methods that authentik allows, those that are not served included.
	listAllows, detailAllows []string
}

// field is a compiled Field, with its nested fields. What differs from the declaration is in members of the same
// names; the rest is read there, since copies of all fields would be a tenth of what an idle fake keeps.
type field struct {
	*Field
	ReadOnly bool
	Choices  []Option
	column   string
	kind     kind
	// rules are the validators of the kind.
	rules   []Rule
	choices map[string]bool
	nested  []*field
}

// keepsJSON reports whether the field's column is of PostgreSQL's type jsonb.
func (f *field) keepsJSON() bool { return f.Kind == AnyJSON || f.Kind == JSONDict }

// Compile returns a resource as it is in a contract. It returns an error for an invalid declaration.
func Compile(r Resource, c profile.Contract) (*Compiled, error) {
	fields, err := compileFields(r.Path, r.Fields, c)
	if err != nil {
		return nil, err
	}
	compiled := &Compiled{Resource: r, fields: fields, plainPages: r.Plain.In(c), ownRows: r.OwnOnly.In(c)}
	if !r.SearchSpan.In(c) {
		compiled.Search = nil
	}
	if !r.AskSpan.In(c) {
		compiled.Ask = nil
	}
	if compiled.ListMethods == nil {
		compiled.ListMethods = []string{"GET", "POST", "HEAD", "OPTIONS"}
	}
	if r.Single != nil {
		compiled.ListMethods = []string{"GET", "PUT", "PATCH", "HEAD", "OPTIONS"}
	}
	switch {
	case r.Single != nil, r.NoDetail.In(c):
		compiled.DetailMethods = []string{}
	case r.DetailMethods == nil:
		compiled.DetailMethods = []string{"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}
	}
	compiled.listAllows, compiled.detailAllows = compiled.ListMethods, compiled.DetailMethods
	compiled.ListMethods, compiled.DetailMethods = r.served(compiled.ListMethods), r.served(compiled.DetailMethods)
	compiled.Filters, compiled.Actions, compiled.UsedBy = nil, nil, profile.Holding(c, r.UsedBy)
	if r.UsedBy != nil {
		compiled.Actions = append(compiled.Actions, compiled.usedByAction())
	}
	compiled.idle = compiled.Ask == nil
	for _, f := range profile.Holding(c, r.Filters) {
		if f.Choices, err = choices(f.Choices, f.ChoicesOf, c); err != nil {
			return nil, err
		}
		compiled.Filters = append(compiled.Filters, f)
		compiled.idle = compiled.idle && !f.Required && f.Parse == nil
	}
	compiled.Actions = append(compiled.Actions, profile.Holding(c, r.Actions)...)
	compiled.permissions = map[string]string{}
	for _, verb := range []string{"view", "add", "change", "delete"} {
		compiled.permissions[verb] = r.Model.Permission(verb)
	}
	for _, f := range fields {
		if f.Kind == ManyRelated || f.Kind == Nested || f.keepsJSON() {
			compiled.apart = append(compiled.apart, f)
		}
	}
	return compiled, nil
}

func compileFields(path string, declared []Field, c profile.Contract) ([]*field, error) {
	var fields []*field
	for i := range declared { // in place: fields are large
		f := &declared[i]
		if !f.In(c) {
			continue
		}
		if slices.ContainsFunc(fields, func(other *field) bool { return other.Name == f.Name }) {
			return nil, fmt.Errorf("drf: %s declares %s twice for one contract", path, f.Name)
		}
		compiled, err := compileField(path, f, c)
		if err != nil {
			return nil, err
		}
		fields = append(fields, compiled)
	}
	return fields, nil
}

func compileField(path string, declared *Field, c profile.Contract) (*field, error) {
	f := &field{Field: declared, column: declared.Source, kind: kinds[declared.Kind]}
	if f.column == "" {
		f.column = f.Name
	}
	if f.Parse != nil {
		f.kind.parse = func(r *Request, f *field, value any) (any, *messages.Message) { return f.Parse(r, value) }
	}
	f.ReadOnly = declared.ReadOnly || f.kind.parse == nil && f.Kind != Nested && f.Kind != List
	switch {
	case f.Kind == Method && f.Value == nil:
		return nil, fmt.Errorf("drf: %s.%s has no Value", path, f.Name)
	case f.Kind == ManyRelated && f.Through == nil:
		return nil, fmt.Errorf("drf: %s.%s has no Through", path, f.Name)
	case f.Kind == Nested && f.Rows == nil && f.Value == nil:
		return nil, fmt.Errorf("drf: %s.%s has no Rows", path, f.Name)
	}
	if f.kind.rules != nil {
		f.rules = f.kind.rules(f)
	}
	var err error
	if f.Choices, err = choices(declared.Choices, declared.ChoicesOf, c); err != nil {
		return nil, err
	}
	if len(f.Choices) > 0 {
		f.choices = make(map[string]bool, len(f.Choices))
	}
	for _, option := range f.Choices {
		f.choices[option.Value] = true
	}
	f.nested, err = compileFields(path+"."+f.Name, declared.Fields, c)
	return f, err
}

// declared returns the field as it is declared, with what applies in the contract.
func (f *field) declared() Field {
	declared := *f.Field
	declared.ReadOnly, declared.Choices = f.ReadOnly, f.Choices
	return declared
}

// choices returns the declared options that apply in a contract, or the result of a function of the contract.
func choices(declared []Option, of func(profile.Contract) ([]Option, error), c profile.Contract) ([]Option, error) {
	if of != nil {
		return of(c)
	}
	return profile.Holding(c, declared), nil
}

// title returns the label of a field, by default what DRF makes of its name.
func (f *Field) title() string {
	if f.Label != "" || f.Name == "" {
		return f.Label
	}
	return titled(f.Name)
}

// titled returns what DRF makes of a name that has no label.
func titled(name string) string { return capitalized(strings.ReplaceAll(name, "_", " ")) }

// Action returns the action with a name.
func (c *Compiled) Action(name string) *Action {
	for i := range c.Actions {
		if c.Actions[i].Name == name {
			return &c.Actions[i]
		}
	}
	return nil
}

// field returns the member with a name.
func (c *Compiled) field(name string) *field {
	for _, f := range c.fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// permission returns the full name of a permission on the resource's model.
func (c *Compiled) permission(verb string) string { return c.permissions[verb] }

// served returns those of the methods that the fake serves.
func (r Resource) served(methods []string) []string {
	return slices.DeleteFunc(slices.Clone(methods), func(method string) bool { return slices.Contains(r.Unserved, method) })
}
