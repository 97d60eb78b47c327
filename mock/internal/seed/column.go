package seed

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// What a column of a table holds, and how it is written into a whole state.

// columnKind is the type of a column.
type columnKind int

const (
	// anything is any value that JSON has.
	anything columnKind = iota
	words
	boolean
	integer
	number
	identity
	moment
)

// hiddenIdentities are the columns with UUIDs that no field shows as such.
var hiddenIdentities = map[string]bool{"user.uuid": true, "flow.policybindingmodel_ptr_id": true, "binding.policybindingmodel_ptr_id": true}

// kindsOfFields are the types of the columns that fields show.
var kindsOfFields = map[drf.Kind]columnKind{
	drf.Char: words, drf.Slug: words, drf.Email: words, drf.IPAddress: words, drf.Choice: words, drf.Boolean: boolean,
	drf.Integer: integer, drf.BigInteger: integer, drf.Float: number, drf.UUID: identity, drf.DateTime: moment,
}

// column is a column as a whole state writes it.
type column struct {
	name string
	// member is the name that it has there: that of the column, but id for the primary key.
	member string
	kind   columnKind
	// to is the table that it refers to, if that names its rows: then it is written by their name.
	to string
	// needed reports whether it is never null.
	needed bool
	field  drf.Field
}

// columnsOf returns the columns of a table's rows of a kind; schemaOf finds the tables that it refers to.
func columnsOf(schemaOf func(table string) *store.Schema, site *drf.Site, schema *store.Schema, kind string) []column {
	fields, names := site.Columns(schema.Name, kind), schema.ColumnsOf(kind)
	columns := make([]column, len(names))
	for i, name := range names {
		c := column{name: name, member: name, field: fields[name]}
		_, shown := fields[name]
		switch {
		case name == schema.PK:
			c.member, c.kind, c.needed = "id", keyKind(schema), true
		case shown:
			c.kind = kindsOfFields[c.field.Kind]
		}
		if hiddenIdentities[schema.Name+"."+name] {
			c.kind = identity
		}
		for _, ref := range schema.Refs {
			if ref.Column != name {
				continue
			}
			c.kind = keyKind(schemaOf(ref.To))
			c.needed = ref.OnDelete == store.Cascade && (!shown || !c.field.Null)
			if resources.NaturalKey(ref.To) != "" && ref.Key == "" && oneTarget(schema, name) {
				c.to = ref.To
			}
		}
		if natural := resources.NaturalKey(schema.Name); natural == name {
			c.needed = true
		}
		columns[i] = c
	}
	return columns
}

// oneTarget reports whether a column refers to one table only.
func oneTarget(schema *store.Schema, name string) bool {
	targets := 0
	for _, ref := range schema.Refs {
		if ref.Column == name {
			targets++
		}
	}
	return targets == 1
}

func keyKind(schema *store.Schema) columnKind {
	if schema.Serial {
		return integer
	}
	return identity
}

// write returns a value as it is written; ok is false for one that the column's type cannot be.
func (c column) write(value any) (written any, ok bool) {
	if value == nil {
		return nil, true
	}
	switch c.kind {
	case words:
		written, ok = value.(string)
	case boolean:
		written, ok = value.(bool)
	case integer:
		written, ok = value.(int64)
	case number:
		written, ok = value.(float64)
	case identity:
		id, is := value.(uuid.UUID)
		return id.String(), is
	case moment:
		at, is := value.(time.Time)
		return at.UTC().Format(time.RFC3339Nano), is
	case anything:
		_, isID := value.(uuid.UUID)
		_, isTime := value.(time.Time)
		return value, !isID && !isTime
	}
	return written, ok
}

// read returns a value as the store holds it. The error says what the column takes.
func (c column) read(value any) (any, error) {
	if value == nil {
		if c.needed {
			return nil, fmt.Errorf("%s cannot be null", c.member)
		}
		return nil, nil
	}
	switch c.kind {
	case words:
		said, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("%s is text", c.member)
		}
		return said, c.fits(said)
	case boolean:
		if _, ok := value.(bool); !ok {
			return nil, fmt.Errorf("%s is true or false", c.member)
		}
	case integer:
		if _, ok := value.(int64); !ok {
			return nil, fmt.Errorf("%s is a whole number", c.member)
		}
	case number:
		if whole, ok := value.(int64); ok {
			return float64(whole), nil
		}
		if _, ok := value.(float64); !ok {
			return nil, fmt.Errorf("%s is a number", c.member)
		}
	case identity:
		said, _ := value.(string)
		if id, ok := python.ParseUUID(said); ok {
			return id, nil
		}
		return nil, fmt.Errorf("%s is a UUID, such as 3fa85f64-5717-4562-b3fc-2c963f66afa6", c.member)
	case moment:
		said, _ := value.(string)
		if at, ok := django.ParseDateTime(said); ok {
			return at, nil
		}
		return nil, fmt.Errorf(`%s is a time, such as "2026-01-31T12:00:00Z"`, c.member)
	}
	if c.field.Kind == drf.JSONDict {
		if _, ok := value.(*python.Dict); !ok {
			return nil, fmt.Errorf("%s is a mapping", c.member)
		}
	}
	return value, nil
}

// fits holds a text against the choices and the length that its field has.
func (c column) fits(said string) error {
	var choices []string
	for _, option := range c.field.Choices {
		choices = append(choices, option.Value)
	}
	switch {
	case len(choices) > 0 && said != "" && !slices.Contains(choices, said):
		return fmt.Errorf("%s: %q is not a valid choice", c.member, said)
	case c.field.MaxLength > 0 && utf8.RuneCountInString(said) > c.field.MaxLength:
		return fmt.Errorf("%s has at most %d characters", c.member, c.field.MaxLength)
	}
	return nil
}
