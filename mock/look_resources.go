package mock

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// Resources implements control.World.
func (w steeredWorld) Resources() (all []control.Resource) {
	w.store.View(func(tx *store.Tx) error {
		typed := typedRows{}
		for _, path := range w.fake.site.Paths() {
			if c := w.fake.site.Resource(path); c.Model.Table != "" {
				described := w.fake.describedResource(tx, c)
				if described.Count = tx.Len(c.Model.Table); c.Type != "" {
					described.Count = typed.of(tx, c.Model.Table)[c.Type]
				}
				all = append(all, described)
			}
		}
		return nil
	})
	return all
}

// typedRows holds the numbers of rows of tables with child models, by type.
type typedRows map[string]map[string]int

// of returns those of a table.
func (t typedRows) of(tx *store.Tx, table string) map[string]int {
	if t[table] == nil {
		t[table] = map[string]int{}
		for row := range tx.All(table) {
			t[table][row.Text("type")]++
		}
	}
	return t[table]
}

func (f *fake) describedResource(tx *store.Tx, c *drf.Compiled) control.Resource {
	pk := tx.PKColumn(c.Model.Table)
	described := control.Resource{
		Path: c.Path, Title: c.Model.VerbosePlural, Table: c.Model.Table, Key: c.Shows(pk), PK: c.Shows(pk), Single: c.Single != nil,
		Methods: c.DetailMethods, Actions: []string{}, Refers: map[string]string{}, Sent: []string{},
	}
	if c.Lookup != "" {
		described.Key = c.Shows(c.Lookup)
	}
	for _, field := range c.Declared() {
		if field.Kind == drf.Related || field.Kind == drf.ManyRelated {
			described.Refers[field.Name] = field.To
		}
		if !field.ReadOnly {
			described.Sent = append(described.Sent, field.Name)
		}
	}
	prefix := ginPath(c.Path + "/{id}/")
	for pattern, endpoint := range f.endpoints {
		action := strings.TrimSuffix(strings.TrimPrefix(pattern, prefix), "/")
		if strings.HasPrefix(pattern, prefix) && action != "" && slices.Contains(endpoint.Methods, http.MethodGet) && !endpoint.Writes(http.MethodGet) {
			described.Actions = append(described.Actions, action)
		}
	}
	slices.Sort(described.Actions)
	return described
}

// Place implements control.World.
func (w steeredWorld) Place(model, pk string) (place control.Place, err error) {
	err = w.store.View(func(tx *store.Tx) error {
		table := model
		if named, ok := w.fake.site.Model(model); ok {
			table = named.Model.Table
		}
		if !w.fake.site.Shows(table) {
			return noObject(model, pk)
		}
		key, message := drf.ParseKey(tx.Serial(table), pk)
		if message != nil {
			key = pk
		}
		row := tx.ByPK(table, key)
		if row == nil {
			return noObject(model, pk)
		}
		shown := w.fake.site.ModelOf(row)
		place = control.Place{Path: shown.Resource.Path, Key: drf.KeyText(row.PK()), Name: shown.Model.String(tx, row)}
		if lookup := shown.Resource.Lookup; lookup != "" {
			place.Key = row.Text(lookup)
		}
		return nil
	})
	return place, err
}

func noObject(model, pk string) error {
	return control.Refuse(http.StatusNotFound, "object", "not_found", "There is no object %q of %q.", drf.Shortened(pk), drf.Shortened(model))
}

// Tokens implements control.World.
func (w steeredWorld) Tokens() []control.Token {
	all := []control.Token{}
	w.store.View(func(tx *store.Tx) error {
		for row := range tx.All("token") {
			token := control.Token{Identifier: row.Text("identifier"), Key: row.Text("key")}
			if user, ok := tx.Refer(row, "user"); ok && user != nil {
				token.User = user.Text("username")
			}
			_, why := resources.Authenticate(tx, token.Key, w.now())
			token.Usable = why == ""
			all = append(all, token)
		}
		return nil
	})
	return all
}
