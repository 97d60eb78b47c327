package drf

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Registered is a model with the resource of its rows.
type Registered struct {
	Model    Model
	Resource *Compiled
	// Type is the value in the column "type" of a child model's rows, "" for other models.
	Type string
	// Bare is true for a child model without a resource of its own: only the members that all children share
	// are stored.
	Bare bool
}

// Holds reports whether a row of the model's table belongs to the model.
func (m Registered) Holds(row *store.Row) bool { return m.Type == "" || row.Get("type") == m.Type }

// register adds the models of a resource. The resource that is declared first owns a model, except that a
// child model's own resource goes before its parent's; one without a table owns none.
func (s *Site) register(c *Compiled) {
	if c.Model.Table == "" {
		return
	}
	add := func(m Registered) {
		if earlier, there := s.models[m.Model.Label()]; !there || earlier.Bare && !m.Bare {
			s.models[m.Model.Label()] = m
		}
	}
	add(Registered{Model: c.Model, Resource: c, Type: c.Type})
	for name, model := range c.Children {
		add(Registered{Model: model, Resource: c, Type: name, Bare: true})
	}
}

// Model returns the model with a label, app_label.name, as Django does: the name is not case-sensitive.
func (s *Site) Model(label string) (Registered, bool) {
	app, name, _ := strings.Cut(label, ".")
	found, ok := s.models[app+"."+strings.ToLower(name)]
	return found, ok
}

// Models returns the labels of all models, sorted.
func (s *Site) Models() []string { return slices.Sorted(maps.Keys(s.models)) }

// Shows reports whether a resource shows the rows of a table.
func (s *Site) Shows(table string) bool {
	for _, m := range s.models {
		if m.Model.Table == table {
			return true
		}
	}
	return false
}

// ModelOf returns the model of a row. It panics for a row of a table that no resource shows.
func (s *Site) ModelOf(row *store.Row) Registered {
	var general Registered
	for _, m := range s.models {
		if m.Model.Table != row.Table() || !m.Holds(row) {
			continue
		}
		if m.Type != "" {
			return m
		}
		general = m
	}
	if general.Resource == nil {
		panic(fmt.Sprintf("drf: no resource shows the rows of %q", row.Table()))
	}
	return general
}

// Written returns the members of a row that a client could have sent, in the form of the API. withoutInitial
// leaves out those with the value of an empty form in DRF (Field.get_initial), secrets includes those that the API does
// not show.
func (c *Compiled) Written(r *Request, row *store.Row, withoutInitial, secrets bool) *python.Dict {
	shown := python.NewDict()
	for _, f := range c.fields {
		if f.ReadOnly || f.WriteOnly && !secrets || f.Kind == Nested {
			continue
		}
		value := f.represent(r, row)
		if !withoutInitial || !f.isInitial(value) {
			shown.Set(f.Name, value)
		}
	}
	return shown
}

// isInitial reports whether a value is the one of an empty form in DRF, which depends on the class of the
// field, not on its default.
func (f *field) isInitial(value any) bool {
	switch v := value.(type) {
	case nil:
		return !slices.Contains([]Kind{Char, Slug, Email, Boolean, List, ManyRelated}, f.Kind)
	case string:
		return v == "" && slices.Contains([]Kind{Char, Slug, Email}, f.Kind)
	case bool:
		return !v && f.Kind == Boolean
	case []any:
		return len(v) == 0 && slices.Contains([]Kind{List, ManyRelated}, f.Kind)
	}
	return false
}

// Columns returns the fields that show the columns of rows of a kind, by column; the kind is the value of
// "type", if rows of the table are told apart by it. Of several for one column, one that clients may write
// comes first.
func (s *Site) Columns(table, kind string) map[string]Field {
	columns := map[string]Field{}
	for _, label := range s.Models() {
		m := s.models[label]
		if m.Model.Table != table || m.Type != "" && m.Type != kind {
			continue
		}
		for _, f := range m.Resource.fields {
			before, there := columns[f.column]
			if f.Kind != Method && f.Kind != Nested && (!there || before.ReadOnly && !f.ReadOnly) {
				columns[f.column] = f.declared()
			}
		}
	}
	return columns
}
