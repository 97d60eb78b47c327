package drf

import (
	"maps"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Functions for seeds, which store what the API would accept, and values that it only shows.

// Member returns the field that a seed may set under a name: fact reports whether the API only shows it. ok
// is false if the resource has no such member, or one that cannot be stored.
func (c *Compiled) Member(name string) (f Field, fact, ok bool) {
	found := c.field(name)
	if found == nil || found.Unkept || found.Kind == Method && found.Parse == nil || found.Kind == Nested {
		return Field{}, false, false
	}
	return found.declared(), found.ReadOnly, true
}

// Unkept reports whether a member refers to objects of which the fake has none.
func (c *Compiled) Unkept(name string) bool {
	f := c.field(name)
	return f != nil && f.Unkept
}

// Put creates a row from a body, or changes row if it is not nil, with the resource's own validation. facts
// are columns that are stored unchanged. The error is a *Problem for a body that the API would refuse.
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

// First returns the first fault of a problem: the member, "" if it is about none, and the message in English.
func (p *Problem) First() (member, words string) {
	said := Words(p.Body, messages.English)
	if tree, ok := said.(*python.Dict); ok && tree.Len() > 0 {
		member, said = tree.At(0)
		if member == nonFieldErrors || member == detail {
			member = ""
		}
	}
	items, ok := said.([]any)
	if !ok {
		return member, python.Str(said)
	}
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = python.Str(item)
	}
	return member, strings.Join(texts, " ")
}

// Members returns the members that a seed may set, in the order of their declaration.
func (c *Compiled) Members() []Field {
	var members []Field
	for _, f := range c.fields {
		if _, _, ok := c.Member(f.Name); ok {
			members = append(members, f.declared())
		}
	}
	return members
}
