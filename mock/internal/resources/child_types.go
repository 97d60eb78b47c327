package resources

import (
	"maps"
	"slices"
	"sync"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// childTypes holds the child models of a parent model, and the names of their forms on the admin page, by the
// value of the column "type".
type childTypes struct {
	models map[string]drf.Model
	forms  map[string]string
}

// childType is one child model; form is empty if there is none.
type childType struct {
	form  string
	model drf.Model
}

func childTypesOf(types map[string]childType) childTypes {
	all := childTypes{map[string]drf.Model{}, map[string]string{}}
	for kind, t := range types {
		all.add(kind, t)
	}
	return all
}

// add adds a type.
func (t childTypes) add(kind string, child childType) {
	t.models[kind], t.forms[kind] = child.model, child.form
}

// names returns the types, in alphabetical order.
func (t childTypes) names() []string { return slices.Sorted(maps.Keys(t.models)) }

// of returns the model of a row.
func (t childTypes) of(row *store.Row) drf.Model { return t.models[row.Text("type")] }

// fields returns the members that say what type a row has.
func (t childTypes) fields() []drf.Field {
	return []drf.Field{
		t.fact("component", func(kind string) string { return t.forms[kind] }),
		{Name: "verbose_name", Kind: drf.Method, Value: func(r *drf.Request, row *store.Row) any {
			return r.Say(messages.New(t.of(row).Verbose))
		}},
		{Name: "verbose_name_plural", Kind: drf.Method, Value: func(r *drf.Request, row *store.Row) any {
			return r.Say(messages.New(t.of(row).VerbosePlural))
		}},
		t.fact("meta_model_name", func(kind string) string { return t.models[kind].Label() }),
	}
}

// fact returns a member that is the same for all rows of a type, and is made once.
func (t childTypes) fact(name string, of func(kind string) string) drf.Field {
	facts := sync.OnceValue(func() map[string]any {
		facts := map[string]any{}
		for kind := range t.models {
			facts[kind] = of(kind)
		}
		return facts
	})
	return drf.Field{Name: name, Kind: drf.Method, Value: func(_ *drf.Request, row *store.Row) any {
		return facts()[row.Text("type")]
	}}
}

// childTable returns the columns that rows of a type have in addition to those of every row of the table, for
// the type's own members. shared names those whose columns every row has.
func childTable(name string, own []drf.Field, shared ...string) store.Schema {
	table := store.Schema{Name: name}
	for _, f := range own {
		switch f.Kind {
		case drf.Method, drf.Nested, drf.ManyRelated:
			continue
		}
		if f.Source != "" || slices.Contains(shared, f.Name) || slices.Contains(table.Columns, f.Name) {
			continue
		}
		table.Columns = append(table.Columns, f.Name)
		if f.Kind == drf.Related {
			ref := store.Ref{Column: f.Name, To: f.To}
			if f.Null {
				ref.OnDelete = store.SetNull
			}
			table.Refs = append(table.Refs, ref)
		}
	}
	return table
}

// filterKinds are django-filter's filters of model fields; that of all others is a CharFilter.
var filterKinds = map[drf.Kind]drf.FilterKind{
	drf.Boolean: drf.BooleanFilter, drf.Integer: drf.NumberFilter, drf.Float: drf.NumberFilter, drf.Choice: drf.ChoiceFilter,
	drf.Related: drf.ModelFilter, drf.ManyRelated: drf.ModelsFilter,
}
