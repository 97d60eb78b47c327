package drf

import (
	"maps"

	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// What seeds need of a resource: they store what the API would take, and facts that it only shows.

// Member says what a seed may put under a name: fact is true for what the API only shows. ok is false if the resource
// has no such member, or none that could be stored.
func (c *Compiled) Member(name string) (f Field, fact, ok bool) {
	found := c.field(name)
	if found == nil || found.Kind == Method || found.Kind == Nested {
		return Field{}, false, false
	}
	return found.Field, found.ReadOnly, true
}

// Put creates a row from a body, or changes one if row is not nil, under the resource's own rules. facts are columns
// that are stored as they are. The error is a *Problem for a body that the API would refuse.
func (c *Compiled) Put(r *Request, row *store.Row, body *python.Dict, facts Values) (*store.Row, error) {
	values, err := c.validate(r, row, body, row != nil)
	if err != nil {
		return nil, err
	}
	if row == nil {
		return c.insertWith(r, values, facts)
	}
	maps.Copy(values, facts)
	return c.save(r, row, values)
}
