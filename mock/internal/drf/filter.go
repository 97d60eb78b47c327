package drf

import (
	"iter"
	"math"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// FilterKind is the class of a django-filter filter.
type FilterKind int

// The kinds of filters.
const (
	CharFilter FilterKind = iota
	// PrefixFilter is a CharFilter with lookup startswith, ContainsFilter one with icontains.
	PrefixFilter
	ContainsFilter
	BooleanFilter
	ChoiceFilter
	// ChoicesFilter accepts the parameter several times.
	ChoicesFilter
	UUIDFilter
	NumberFilter
	// DateTimeFilter matches an exact time; AfterFilter and BeforeFilter match later and earlier ones.
	DateTimeFilter
	AfterFilter
	BeforeFilter
	// NullFilter accepts a boolean: whether the column is null.
	NullFilter
	// OneOfFilter accepts texts with commas between them, and matches any of them (BaseInFilter).
	OneOfFilter
	// ModelFilter accepts the key of a row of To, ModelsFilter several of them.
	ModelFilter
	ModelsFilter
)

// filter returns the rows that pass every filter whose parameter was sent. All errors of the form come
// together, before those of filters with a Parse function.
func (c *Compiled) filter(r *Request, rows iter.Seq[*store.Row]) (iter.Seq[*store.Row], error) {
	var errors *python.Dict
	values := make([]any, len(c.Filters))
	for i := range c.Filters {
		f := &c.Filters[i]
		if f.Parse != nil {
			continue
		}
		value, faults := f.read(r)
		if faults != nil {
			if errors == nil {
				errors = python.NewDict()
			}
			errors.Set(f.Name, faults)
		}
		values[i] = value
	}
	if errors != nil {
		return nil, Invalid(errors)
	}
	for i := range c.Filters {
		f := &c.Filters[i]
		if f.Parse != nil {
			value, err := f.parse(r)
			if err != nil {
				return nil, err
			}
			values[i] = value
		}
		rows = f.narrow(r, rows, values[i])
	}
	return rows, nil
}

// narrow returns the rows that match a value, or all rows if it is nil.
func (f *Filter) narrow(r *Request, rows iter.Seq[*store.Row], value any) iter.Seq[*store.Row] {
	if value == nil {
		return rows
	}
	return keep(rows, func(row *store.Row) bool { return f.match(r, row, value) })
}

func (f *Filter) parse(r *Request) (any, error) {
	if text := r.Query.Get(f.Name); text != "" {
		return f.Parse(text)
	}
	return nil, nil
}

// read implements the form field of the filter: it returns the clean value, nil if the parameter is empty or
// absent, or the errors.
func (f *Filter) read(r *Request) (any, []any) {
	if f.Kind == ChoicesFilter || f.Kind == ModelsFilter {
		return f.readMany(r)
	}
	text := r.Query.Get(f.Name)
	if f.Kind == BooleanFilter || f.Kind == NullFilter {
		return readBoolean(text), nil
	}
	if f.Kind == CharFilter || f.Kind == PrefixFilter || f.Kind == ContainsFilter {
		text = python.Strip(text)
	}
	switch {
	case text == "" && f.Required:
		return nil, f.fails(missing{}, messages.New("This field is required.").Coded("required"))
	case text == "":
		return nil, nil
	}
	value, message := f.readOne(r, text)
	if message != nil {
		return nil, f.fails(text, *message)
	}
	return value, nil
}

// split returns the texts between the commas.
func split(text string) []any {
	var items []any
	for item := range strings.SplitSeq(text, ",") {
		items = append(items, python.Strip(item))
	}
	return items
}

// fails returns the form's error for a parameter.
func (f *Filter) fails(value any, message messages.Message) []any {
	return []any{fault{message, LayerLookUp, value, f.Span, ""}}
}

func (f *Filter) readOne(r *Request, text string) (any, *messages.Message) {
	switch f.Kind {
	case ChoiceFilter, ChoicesFilter:
		if slices.ContainsFunc(f.Choices, func(o Option) bool { return o.Value == text }) {
			return text, nil
		}
		return refuse("invalid_choice", "Select a valid choice. {value} is not one of the available choices.", "value", text)
	case UUIDFilter:
		if id, ok := python.ParseUUID(python.Strip(text)); ok {
			return id, nil
		}
		return refuse("invalid", "Enter a valid UUID.")
	case NumberFilter:
		return readNumber(python.Strip(text))
	case DateTimeFilter, AfterFilter, BeforeFilter:
		if t, ok := django.ParseDateTime(python.Strip(text)); ok {
			return t, nil
		}
		return refuse("invalid", "Enter a valid date/time.")
	case ModelFilter:
		return f.readModel(r, text)
	}
	for i := range len(text) {
		if text[i] == 0 {
			return refuse("null_characters_not_allowed", "Null characters are not allowed.")
		}
	}
	if f.Kind == OneOfFilter {
		return split(text), nil
	}
	return text, nil
}

// largestNumber is the maximum of a NumberFilter.
const largestNumber = 1e50

// readNumber implements a DecimalField for an integer column: a fraction is cut off before the comparison.
func readNumber(text string) (any, *messages.Message) {
	number, whole := python.ParseInt(text)
	if !whole {
		f, ok := python.ParseFloat(text)
		if !ok || math.IsNaN(f) || math.IsInf(f, 0) && !strings.ContainsAny(text, "0123456789") {
			return refuse("invalid", "Enter a number.")
		}
		f = max(-2*largestNumber, min(f, 2*largestNumber)) // no column holds what is beyond
		cut, _ := big.NewFloat(f).Int(nil)
		number = cut
		if cut.IsInt64() {
			number = cut.Int64()
		}
	}
	if f, _ := new(big.Float).SetInt(asBig(number)).Float64(); f > largestNumber {
		return refuse("max_value", "Ensure this value is less than or equal to {limit_value}.", "limit_value", python.FloatRepr(largestNumber))
	}
	return number, nil
}

// readModel implements a ModelChoiceField: an invalid key has the error of its column, an unknown one that of
// the form.
func (f *Filter) readModel(r *Request, text string) (any, *messages.Message) {
	serial := f.To != "" && r.Tx.Serial(f.To)
	key, message := ParseKey(serial, text)
	if message != nil && serial {
		message, key = nil, nil
	}
	if message != nil {
		return nil, message
	}
	if key == nil || !f.exists(r, key) {
		return refuse("invalid_choice", "Select a valid choice. That choice is not one of the available choices.")
	}
	return key, nil
}

func (f *Filter) exists(r *Request, key any) bool {
	if f.Exists != nil {
		return f.Exists(r, key)
	}
	return ofType(r.Tx.ByPK(f.To, key), f.ToType)
}

func (f *Filter) readMany(r *Request) (any, []any) {
	texts := r.Query.All(f.Name)
	if len(texts) == 0 {
		return nil, nil
	}
	values := make([]any, len(texts))
	for i, text := range texts {
		value, message := f.readKey(r, text)
		if message != nil {
			return nil, f.fails(text, *message)
		}
		values[i] = value
	}
	for i, text := range texts {
		value, message := f.readItem(r, text, values[i])
		if message != nil {
			return nil, f.fails(text, *message)
		}
		values[i] = value
	}
	return values, nil
}

// readKey checks, as the first step for several values, whether one can be a key at all.
func (f *Filter) readKey(r *Request, text string) (any, *messages.Message) {
	if f.Kind == ChoicesFilter || f.By != "" {
		return text, nil
	}
	serial := f.To != "" && r.Tx.Serial(f.To)
	key, message := ParseKey(serial, text)
	if message != nil && serial {
		return refuse("invalid_pk_value", "“{pk}” is not a valid value.", "pk", text)
	}
	return key, message
}

// readItem checks, as the second step, whether an object with the key exists.
func (f *Filter) readItem(r *Request, text string, key any) (any, *messages.Message) {
	if f.Kind == ChoicesFilter {
		return f.readOne(r, text)
	}
	if f.By != "" {
		if row := r.Tx.One(f.To, f.By, text); row != nil {
			return row.PK(), nil
		}
	} else if key != nil && f.exists(r, key) {
		return key, nil
	}
	return refuse("invalid_choice", "Select a valid choice. {value} is not one of the available choices.", "value", text)
}

// readBoolean implements django-filter's BooleanWidget: true and false in any case, and the form's 1 and 0;
// anything else is nil.
func readBoolean(text string) any {
	switch text {
	case "true", "True", "TRUE", "1":
		return true
	case "false", "False", "FALSE", "0":
		return false
	}
	return nil
}

func (f *Filter) match(r *Request, row *store.Row, value any) bool {
	if f.Match != nil {
		return f.Match(r, row, value)
	}
	if f.Through != nil {
		for link := range r.Tx.Where(f.Through.Table, f.Through.Near, row.PK()) {
			if slices.Contains(value.([]any), link.Get(f.Through.Far)) {
				return true
			}
		}
		return false
	}
	return f.compare(r.Tx.Follow(row, f.column()), value)
}

func (f *Filter) column() string {
	if f.Column != "" {
		return f.Column
	}
	return f.Name
}

func (f *Filter) compare(stored, value any) bool {
	switch f.Kind {
	case PrefixFilter:
		text, ok := stored.(string)
		return ok && strings.HasPrefix(text, value.(string))
	case ContainsFilter:
		text, ok := stored.(string)
		return ok && strings.Contains(strings.ToUpper(text), strings.ToUpper(value.(string)))
	case ChoicesFilter, ModelsFilter, OneOfFilter:
		return slices.Contains(value.([]any), stored)
	case DateTimeFilter:
		at, ok := stored.(time.Time)
		return ok && at.Equal(value.(time.Time))
	case AfterFilter:
		at, ok := stored.(time.Time)
		return ok && at.After(value.(time.Time))
	case BeforeFilter:
		at, ok := stored.(time.Time)
		return ok && at.Before(value.(time.Time))
	case NullFilter:
		return (stored == nil) == value
	}
	return stored == value
}
