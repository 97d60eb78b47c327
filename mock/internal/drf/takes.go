package drf

import (
	"fmt"
	"strconv"
	"strings"
)

// Takes describes the declared values of a member of the body: "a text of at most 20 characters, or null".
// path is that of a [Reason]: "flow_set.0.name". It returns "" for an undeclared member.
func (e *Endpoint) Takes(path string) string {
	if f := e.declared(path); f != nil && !f.ReadOnly {
		return f.takes()
	}
	return ""
}

// Reference is what a member or a parameter names: the rows of a table, or those of one type, by their primary key or
// another column.
type Reference struct{ Table, Type, By string }

// Refers returns what a member of the body refers to by key, or by a list of keys; the zero value if to nothing.
func (e *Endpoint) Refers(path string) Reference {
	if e.action != nil {
		return Reference{Table: e.action.Refers[path]}
	}
	if f := e.declared(path); f != nil {
		return f.refers()
	}
	return Reference{}
}

func (f *field) refers() Reference {
	if f.Kind == Related || f.Kind == ManyRelated {
		return Reference{Table: f.To, Type: f.ToType}
	}
	return Reference{}
}

// Filters returns what a parameter of the query refers to by key, as Refers does.
func (e *Endpoint) Filters(parameter string) Reference {
	if e.resource != nil {
		for _, f := range e.resource.Filters {
			if f.Name == parameter {
				return Reference{f.To, f.ToType, f.By}
			}
		}
	}
	return Reference{}
}

// Needs returns what an object of the resource refers to and cannot be without.
func (e *Endpoint) Needs() []Reference {
	var needed []Reference
	if e.resource != nil {
		for _, f := range e.resource.fields {
			if to := f.refers(); f.Required && to != (Reference{}) {
				needed = append(needed, to)
			}
		}
	}
	return needed
}

// Shows returns what the objects at the address are, the zero value for a view.
func (e *Endpoint) Shows() Reference {
	if e.resource == nil {
		return Reference{}
	}
	return Reference{Table: e.resource.Model.Table, Type: e.resource.Type}
}

// FitsText reports whether a member of the body is a text that may have a number of characters; of what an action reads
// that is not known, and taken for granted.
func (e *Endpoint) FitsText(path string, characters int) bool {
	if e.action != nil {
		return true
	}
	f := e.declared(path)
	return f != nil && (f.Kind == Char || f.Kind == Slug) && (f.MaxLength == 0 || characters <= f.MaxLength)
}

// declared returns the member of the resource with a path, nil if there is none.
func (e *Endpoint) declared(path string) *field {
	if e.resource == nil || e.action != nil {
		return nil
	}
	fields := e.resource.fields
	var found *field
	for name := range strings.SplitSeq(path, ".") {
		if _, err := strconv.Atoi(name); err == nil && found != nil {
			continue // an item of a list
		}
		found = nil
		for _, f := range fields {
			if f.Name == name {
				found, fields = f, f.nested
			}
		}
		if found == nil {
			return nil
		}
	}
	return found
}

func (f *field) takes() string {
	words := f.takesValue()
	if f.Null {
		words += ", or null"
	}
	return words
}

func (f *field) takesValue() string {
	switch f.Kind {
	case Boolean:
		return "true or false"
	case Integer, BigInteger:
		if f.Min != 0 || f.Max != 0 {
			return fmt.Sprintf("a whole number from %d to %d", f.Min, f.Max)
		}
		return "a whole number"
	case Choice:
		var values []string
		for _, option := range f.Choices {
			values = append(values, option.Value)
		}
		return "one of " + strings.Join(values, ", ")
	case UUID:
		return "a UUID"
	case DateTime:
		return "a time such as 2026-01-31T12:00:00Z"
	case AnyJSON:
		return "any JSON"
	case JSONDict:
		return "an object"
	case Related:
		return "the key of an object that there is (" + f.To + ")"
	case ManyRelated:
		return "a list of keys of objects that there are (" + f.To + ")"
	case Float:
		return "a number"
	case List:
		words := "a list, each item " + f.item().takesValue()
		if f.NotEmpty {
			words += ", not empty"
		}
		return words
	case Nested:
		if f.Many {
			return "a list of objects"
		}
		return "an object"
	}
	return f.takesText()
}

func (f *field) takesText() string {
	words := map[Kind]string{Slug: "letters, digits, hyphens and underscores", Email: "an address of e-mail", IPAddress: "an IP address"}[f.Kind]
	if words == "" {
		words = "a text"
	}
	if f.MaxLength > 0 {
		words += fmt.Sprintf(" of at most %d characters", f.MaxLength)
	}
	if !f.Blank {
		words += ", not empty"
	}
	return words
}
