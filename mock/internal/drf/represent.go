package drf

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Represent implements the serializer's to_representation: it returns the row's members in the order of their
// declaration.
func (c *Compiled) Represent(r *Request, row *store.Row) *python.Dict {
	if c.Resolved {
		if own := r.Site.Typed(c.Model.Table, row.Text("type")); own != nil {
			return represent(r, own.fields, row)
		}
	}
	return represent(r, c.fields, row)
}

// representWritten shows a row that this request has just written: Django still has JSON as the client sent
// it, while the database has it in its own order.
func (c *Compiled) representWritten(r *Request, row *store.Row) *python.Dict {
	shown := c.Represent(r, row)
	for _, f := range c.fields {
		if sent, given := r.Written[f.column]; given && f.keepsJSON() {
			shown.Set(f.Name, sent)
		}
	}
	return shown
}

func represent(r *Request, fields []*field, row *store.Row) *python.Dict {
	shown := python.NewDict()
	for _, f := range fields {
		if f.WriteOnly {
			continue
		}
		shown.Set(f.Name, f.represent(r, row))
	}
	return shown
}

func (f *field) represent(r *Request, row *store.Row) any {
	switch f.Kind {
	case Method:
		return f.Value(r, row)
	case ManyRelated:
		return f.representLinks(r, row)
	case Nested:
		return f.representNested(r, row)
	}
	if f.Value != nil {
		return f.Value(r, row)
	}
	value := row.Get(f.column)
	if f.kind.show != nil {
		return f.kind.show(value)
	}
	return value
}

func (f *field) representLinks(r *Request, row *store.Row) any {
	keys := []any{}
	for _, other := range f.Through.Linked(r.Tx, f.To, row) {
		keys = append(keys, other.PK())
	}
	return keys
}

func (f *field) representNested(r *Request, row *store.Row) any {
	if f.Value != nil {
		return f.Value(r, row)
	}
	rows := f.Rows(r, row)
	if rows == nil {
		return nil
	}
	if !f.Many {
		return represent(r, f.nested, rows[0])
	}
	items := make([]any, len(rows))
	for i, other := range rows {
		items[i] = represent(r, f.nested, other)
	}
	return items
}

func joinComma(words []string) string { return strings.Join(words, ", ") }
