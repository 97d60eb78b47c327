package drf

import (
	"strconv"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// validate implements the serializer's run_validation: first the members one by one, with all their errors
// together; then, only if all are valid, the checks of several members. row is nil on create.
func (c *Compiled) validate(r *Request, row *store.Row, data any, partial bool) (Values, error) {
	r.Initial, _ = data.(*python.Dict)
	values, err := r.validated(c.fields, row, data, partial)
	if err != nil {
		return nil, err
	}
	if err := c.uniqueTogether(r, row, values); err != nil {
		return nil, err
	}
	if c.Validate != nil {
		if err := c.Validate(r, row, values); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// validated returns the valid form of a body.
func (r *Request) validated(fields []*field, row *store.Row, data any, partial bool) (Values, error) {
	values, problem := validateObject(r, fields, row, data, partial)
	switch crash := r.crashed; {
	case crash != nil:
		r.crashed = nil
		return nil, crash
	case problem != nil:
		return nil, Invalid(problem)
	}
	return values, nil
}

// validateObject validates an object's members. The second result is the tree of errors, nil for none.
func validateObject(r *Request, fields []*field, row *store.Row, data any, partial bool) (Values, any) {
	if data == nil {
		return nil, under(nonFieldErrors, fault{Message: messages.New("No data provided").Coded("null"), layer: LayerBody})
	}
	object, ok := data.(*python.Dict)
	if !ok {
		shown := data
		if _, isText := data.(string); isText {
			shown = missing{} // a password that is sent without its name is none to show
		}
		return nil, under(nonFieldErrors, fault{Message: messages.New("Invalid data. Expected a dictionary, but got {datatype}.",
			"datatype", python.TypeName(data)), layer: LayerBody, value: shown})
	}
	values := make(Values, object.Len())
	var errors *python.Dict
	for _, f := range fields {
		if f.ReadOnly {
			continue
		}
		if problem := f.validate(r, row, object, values, partial); problem != nil {
			if errors == nil {
				errors = python.NewDict()
			}
			errors.Set(f.Name, problem)
		}
	}
	if errors != nil {
		return nil, errors
	}
	return values, nil
}

// validate validates one member into values; the result is the tree of its errors, nil for none.
func (f *field) validate(r *Request, row *store.Row, object *python.Dict, values Values, partial bool) any {
	value, sent := object.Get(f.Name)
	switch {
	case !sent && (partial || !f.Required && f.Sent == nil):
		return nil
	case !sent && f.Sent != nil:
		value = f.Sent()
	case !sent:
		return f.fails(missing{}, messages.New("This field is required.").Coded("required"))
	}
	if value == "" && (f.Kind == Related) {
		value = nil // a RelatedField takes the empty text of a form for null
	}
	if value == nil {
		if !f.Null {
			return f.fails(nil, null)
		}
		values[f.column] = nil
		return nil
	}
	if f.Kind == Nested {
		return f.validateNested(r, value, values, partial)
	}
	parsed, faults := f.validateValue(r, row, value)
	if faults != nil {
		return faults
	}
	if f.Check != nil {
		checked, message := f.Check(r, row, parsed)
		if message != nil {
			return []any{f.breaks(value, *message)}
		}
		parsed = checked
	}
	values[f.column] = parsed
	return nil
}

// validateValue returns the valid form of a value that is not null, or the tree of its errors.
func (f *field) validateValue(r *Request, row *store.Row, value any) (parsed, faults any) {
	if f.Kind == List {
		return f.validateList(r, row, value)
	}
	parsed, message := f.kind.parse(r, f, value)
	if message != nil {
		return nil, f.fails(value, *message)
	}
	if broken := f.runRules(r, row, parsed); len(broken) > 0 {
		return nil, broken
	}
	return parsed, nil
}

// runRules runs the declared validators and then the kind's, and returns all their errors, as run_validators
// does. An empty text that is allowed does not reach them.
func (f *field) runRules(r *Request, row *store.Row, value any) []any {
	if value == "" && (f.Kind == Char || f.Kind == Slug || f.Kind == Email) {
		return nil
	}
	var faults []any
	for _, rules := range [...][]Rule{f.Rules, f.rules} {
		for _, rule := range rules {
			if message := rule(r, f.Field, row, value); message != nil {
				faults = append(faults, f.breaks(value, *message))
			}
		}
	}
	return faults
}

// validateNested validates one object, or a list of them as a ListSerializer does: one tree for each item, {}
// for a valid one.
func (f *field) validateNested(r *Request, value any, values Values, partial bool) any {
	if !f.Many {
		read, problem := validateObject(r, f.members(r), nil, value, partial)
		values[f.column] = []Values{read}
		return problem
	}
	items, ok := value.([]any)
	if !ok {
		return under(nonFieldErrors, f.fault(LayerField, value, notAList(value)))
	}
	valid := make([]Values, len(items))
	faults := make([]any, len(items))
	faulty := false
	for i, item := range items {
		faults[i] = python.NewDict()
		if item == nil {
			faults[i], faulty = f.fails(nil, null), true
			continue
		}
		read, problem := validateObject(r, f.nested, nil, item, partial && !f.Complete)
		if problem != nil {
			faults[i], faulty = problem, true
		}
		valid[i] = read
	}
	if faulty {
		return faults
	}
	values[f.column] = valid
	return nil
}

// validateList implements a ListField: errors stand under the indexes of the invalid items.
func (f *field) validateList(r *Request, row *store.Row, value any) (parsed, faults any) {
	items, ok := value.([]any)
	switch {
	case !ok:
		return nil, f.fails(value, notAList(value))
	case len(items) == 0 && f.NotEmpty:
		return nil, f.fails(value, emptyList)
	case f.MaxLength > 0 && len(items) > f.MaxLength:
		return nil, f.fails(value, messages.New("Ensure this field has no more than {max_length} elements.",
			"max_length", python.Str(int64(f.MaxLength))).Coded("max_length"))
	}
	valid := make([]any, len(items))
	wrong := python.NewDict()
	for i, item := range items {
		var problem any
		if valid[i], problem = f.item().validateItem(r, row, item); problem != nil {
			wrong.Set(strconv.Itoa(i), problem)
		}
	}
	if wrong.Len() > 0 {
		return nil, wrong
	}
	return valid, nil
}

func (f *field) validateItem(r *Request, row *store.Row, value any) (parsed, faults any) {
	if value == nil {
		return nil, f.fails(nil, null)
	}
	return f.validateValue(r, row, value)
}

// item returns the field of a list's items.
func (f *field) item() *field {
	if len(f.nested) > 0 {
		return f.nested[0]
	}
	return text
}

// text is a CharField inside a list.
var text = &field{Field: &Field{}, kind: kind{invalid: "Not a valid string.", parse: parseChar}}

// uniqueTogether implements DRF's UniqueTogetherValidator for each declared group.
func (c *Compiled) uniqueTogether(r *Request, row *store.Row, values Values) error {
	for _, group := range c.UniqueTogether {
		if other := c.sharing(r, row, values, group); other != nil && !other.Is(row) {
			return InvalidObject(messages.New("The fields {field_names} must make a unique set.",
				"field_names", joinComma(group)).Coded("unique"))
		}
	}
	return nil
}

func (c *Compiled) sharing(r *Request, row *store.Row, values Values, group []string) *store.Row {
	pairs := make([]any, 0, 2*len(group))
	for _, name := range group {
		column := c.field(name).column
		value, given := values[column]
		if !given && row != nil {
			value = row.Get(column)
		}
		if value == nil {
			return nil
		}
		pairs = append(pairs, column, value)
	}
	return r.Tx.Find(c.Model.Table, pairs...)
}

func under(name string, f fault) *python.Dict {
	tree := python.NewDict()
	tree.Set(name, []any{f})
	return tree
}

var null = messages.New("This field may not be null.").Coded("null")

var emptyList = messages.New("This list may not be empty.").Coded("empty")

func notAList(value any) messages.Message {
	return messages.New(`Expected a list of items but got type "{input_type}".`, "input_type", python.TypeName(value)).Coded("not_a_list")
}

// fails returns the field's own error for a value, breaks that of a rule.
func (f *field) fails(value any, message messages.Message) []any {
	return []any{f.fault(LayerField, value, message)}
}

func (f *field) breaks(value any, message messages.Message) fault {
	return f.fault(LayerRule, value, message)
}

func (f *field) fault(layer Layer, value any, message messages.Message) fault {
	if f.Secret {
		value = missing{}
	}
	return fault{message, layer, value, f.Span, f.kind.see}
}
