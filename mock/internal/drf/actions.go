package drf

import (
	"errors"
	"iter"
	"maps"
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

func (c *Compiled) list(r *Request) (*Response, error) {
	p, err := c.listRows(r)
	if err != nil {
		return nil, At(LayerLookUp, err)
	}
	results := make([]any, len(p.rows))
	for i, row := range p.rows {
		results[i] = c.Represent(r, row)
	}
	var autocomplete *python.Dict
	switch {
	case c.plainPages:
	case c.Autocomplete != nil:
		autocomplete = c.Autocomplete(r)
	default:
		autocomplete = python.NewDict()
	}
	return &Response{Status: http.StatusOK, Body: p.body(results, autocomplete)}, nil
}

func (c *Compiled) create(r *Request) (*Response, error) {
	values, err := c.read(r, nil, false)
	if err != nil {
		return nil, err
	}
	row, err := c.insert(r, values)
	if err != nil {
		return nil, err
	}
	return &Response{Status: http.StatusCreated, Body: c.representWritten(r, row)}, nil
}

// detail answers a request for one object: it looks the object up, then runs the method.
func (c *Compiled) detail(r *Request) (*Response, error) {
	row, err := c.look(r)
	if err != nil {
		return nil, At(LayerLookUp, err)
	}
	if err := c.objectPermission(r, row); err != nil {
		return nil, err
	}
	switch r.Method {
	case http.MethodPut, http.MethodPatch:
		return c.update(r, row)
	case http.MethodDelete:
		if c.Deletable != nil {
			if err := c.Deletable(r, row); err != nil {
				return nil, err
			}
		}
		return &Response{Status: http.StatusNoContent}, r.Delete(row)
	}
	return &Response{Status: http.StatusOK, Body: c.Represent(r, row)}, nil
}

// single answers a request for the only row of a resource without a list.
func (c *Compiled) single(r *Request) (*Response, error) {
	for row := range r.Tx.All(c.Model.Table) {
		if r.Method == http.MethodPut || r.Method == http.MethodPatch {
			return c.update(r, row)
		}
		return &Response{Status: http.StatusOK, Body: c.Represent(r, row)}, nil
	}
	return nil, c.noMatch()
}

func (c *Compiled) update(r *Request, row *store.Row) (*Response, error) {
	values, err := c.read(r, row, r.Method == http.MethodPatch)
	if err != nil {
		return nil, err
	}
	if row, err = c.save(r, row, values); err != nil {
		return nil, err
	}
	return &Response{Status: http.StatusOK, Body: c.representWritten(r, row)}, nil
}

// read parses and validates the body.
func (c *Compiled) read(r *Request, row *store.Row, partial bool) (Values, error) {
	data, err := r.Data()
	if err != nil {
		return nil, err
	}
	values, err := c.validate(r, row, data, partial)
	if err != nil {
		return nil, err
	}
	for _, f := range c.fields {
		if _, given := values[f.column]; given && f.Kind == Nested && f.Write == nil {
			return nil, Crash("REST framework asserts that a serializer with a writable nested one has its own create and update").Of(f.Name)
		}
	}
	return values, nil
}

// insert creates a row from valid values. Missing ones get their model's default.
func (c *Compiled) insert(r *Request, values Values) (*store.Row, error) {
	return c.insertWith(r, values, nil)
}

// insertWith is like insert, with facts that override the resource's defaults.
func (c *Compiled) insertWith(r *Request, values, facts Values) (*store.Row, error) {
	for _, f := range c.fields {
		if _, given := values[f.column]; !given && f.Default != nil {
			values[f.column] = f.Default
		}
	}
	if c.Type != "" {
		values["type"] = c.Type
	}
	if c.Created != nil {
		c.Created(r, values)
	}
	maps.Copy(values, facts)
	columns, err := c.columns(values)
	if err != nil {
		return nil, err
	}
	row, err := r.Insert(c.Model.Table, columns)
	if err != nil {
		return nil, err
	}
	return c.link(r, row, values)
}

func (c *Compiled) save(r *Request, row *store.Row, values Values) (*store.Row, error) {
	columns, err := c.columns(values)
	if err != nil {
		return nil, err
	}
	if key, given := columns[r.Tx.PKColumn(row.Table())]; given && key != row.PK() {
		row, err = saveAnew(r, row, columns)
	} else {
		row, err = r.Update(row, columns)
	}
	if err != nil {
		return nil, err
	}
	return c.link(r, row, values)
}

// saveAnew saves an object whose key has changed: Django finds no row with that key and inserts one. The old row stays.
func saveAnew(r *Request, row *store.Row, columns map[string]any) (*store.Row, error) {
	values := map[string]any{}
	for _, column := range row.Columns() {
		values[column] = row.Get(column)
	}
	maps.Copy(values, columns)
	saved, err := r.Insert(row.Table(), values)
	if errors.Is(err, store.ErrUnique) {
		return nil, Crash("an object with another key is saved as a new one, and the database has a value of the old one once").In(LayerStore)
	}
	return saved, err
}

// columns returns the values of the row's own columns, in the form of the database.
func (c *Compiled) columns(values Values) (columns map[string]any, err error) {
	if !slices.ContainsFunc(c.apart, func(f *field) bool { _, given := values[f.column]; return given }) {
		return values, nil
	}
	columns = maps.Clone(map[string]any(values))
	for _, f := range c.fields {
		value, given := values[f.column]
		switch {
		case f.Kind == ManyRelated || f.Kind == Nested && !f.ReadOnly:
			delete(columns, f.column)
		case f.keepsJSON() && given:
			if columns[f.column], err = kept(value); err != nil {
				return nil, blame(f, err)
			}
		}
	}
	return columns, nil
}

// blame adds the field to a crash.
func blame(f *field, err error) error {
	var crashed *Crashed
	if errors.As(err, &crashed) {
		crashed.Of(f.Name)
	}
	return err
}

// link writes the values in other tables: links, nested items, and the resource's changes after a save.
func (c *Compiled) link(r *Request, row *store.Row, values Values) (*store.Row, error) {
	for _, f := range c.fields {
		value, given := values[f.column]
		if !given {
			continue
		}
		var err error
		switch f.Kind {
		case ManyRelated:
			err = r.Link(f.Through, row, value.([]any))
		case Nested:
			if f.ReadOnly {
				continue
			}
			err = f.Write(r, row, value.([]Values))
		}
		if err != nil {
			return nil, err
		}
	}
	r.Written = values
	if c.Saved != nil {
		if err := c.Saved(r, row, values); err != nil {
			return nil, err
		}
	}
	return r.Tx.ByPK(c.Model.Table, row.PK()), nil
}

// look finds the object in the address among the rows that search, visibility and filters select. For a user
// who may not view all rows, the question whether they may view any concerns the whole table and comes first.
func (c *Compiled) look(r *Request) (*store.Row, error) {
	if r.Query.Empty() && c.idle && r.User.Has(c.permission("view")) {
		return c.find(r) // nothing narrows the rows
	}
	return c.lookAmong(r, c.filtered)
}

// lookAmong is like look, with other filter backends.
func (c *Compiled) lookAmong(r *Request, backends func(*Request, iter.Seq[*store.Row]) (iter.Seq[*store.Row], error)) (*store.Row, error) {
	row, badKey := c.named(r)
	candidates := only(row)
	if !r.User.Has(c.permission("view")) {
		candidates = c.rows(r)
	}
	rows, err := backends(r, candidates)
	if err != nil {
		return nil, err
	}
	for candidate := range rows {
		if candidate.Is(row) {
			return candidate, nil
		}
	}
	if badKey {
		return nil, r.notFound(NotFound())
	}
	return nil, r.notFound(c.noMatch())
}

func only(row *store.Row) iter.Seq[*store.Row] {
	return func(yield func(*store.Row) bool) {
		if row != nil {
			yield(row)
		}
	}
}

// find finds the object in the address, for any user.
func (c *Compiled) find(r *Request) (*store.Row, error) {
	row, badKey := c.named(r)
	switch {
	case badKey:
		return nil, r.notFound(NotFound())
	case row == nil:
		return nil, r.notFound(c.noMatch())
	}
	return row, nil
}

// named returns the row with the key in the address, nil if there is none; badKey reports whether the text
// cannot be a key at all.
func (c *Compiled) named(r *Request) (row *store.Row, badKey bool) {
	if c.Lookup != "" {
		row = r.Tx.One(c.Model.Table, c.Lookup, r.id)
	} else {
		key, message := ParseKey(r.Tx.Serial(c.Model.Table), r.id)
		if message != nil {
			return nil, true
		}
		if key != nil {
			row = r.Tx.ByPK(c.Model.Table, key)
		}
	}
	if row != nil && (!c.within(r, row) || contains(c.hidden(r), row)) {
		row = nil
	}
	return row, false
}

// notFound adds the object to a problem about its absence.
func (r *Request) notFound(problem *Problem) *Problem {
	return problem.Because(Reason{Layer: LayerLookUp, Value: Shortened(r.id)})
}

func (c *Compiled) noMatch() *Problem {
	return Detail(http.StatusNotFound, messages.New("No {model} matches the given query.", "model", c.Model.Object))
}
