package translate

import "github.com/authentik-mock/authentik-mock/schemas/internal/openapi"

// Names of the definitions that all refusals share.
const (
	messages    = "messages"
	itemNumbers = "^[0-9]+$"
)

// refuse derives from a request the answer that names its wrong members, nested as in Django REST Framework
// (rest_framework.serializers and fields.ListField). Every component that a request reaches becomes one
// definition.
func (f *file) refuse(component string) (*Schema, error) {
	from, err := f.document.Component(component)
	if err != nil {
		return nil, err
	}
	common, err := f.document.Component("ValidationError")
	if err != nil {
		return nil, err
	}
	to := &Schema{
		Description: "Messages by member of " + component + ".", Type: types{"object"}, AdditionalProperties: &extra{},
	}
	for _, property := range common.Properties {
		member, err := translate(property.Value)
		if err != nil {
			return nil, err
		}
		to.Properties = append(to.Properties, openapi.Entry[*Schema]{Name: property.Name, Value: member})
	}
	for _, property := range from.Properties {
		member, err := f.refuseValue(property.Value)
		if err != nil {
			return nil, err
		}
		to.Properties = append(to.Properties, openapi.Entry[*Schema]{Name: property.Name, Value: member})
	}
	return to, nil
}

// refuseValue returns the schema of a refusal of one value: messages about all of it, or errors of its parts.
// A list of objects has messages and the errors of its items in the same place; the message about a value
// that is not a list stands under non_field_errors.
func (f *file) refuseValue(from *openapi.Schema) (*Schema, error) {
	whole := &Schema{Ref: definitions + messages}
	if from.Type != "array" {
		return f.refuseObject(from, whole)
	}
	item, err := f.refuseObject(from.Items, whole)
	if err != nil {
		return nil, err
	}
	if item == whole {
		numbered := openapi.Ordered[*Schema]{{Name: itemNumbers, Value: whole}}
		return &Schema{AnyOf: []*Schema{
			whole, {Type: types{"object"}, PatternProperties: numbered, AdditionalProperties: &extra{}},
		}}, nil
	}
	about := openapi.Ordered[*Schema]{{Name: "non_field_errors", Value: whole}}
	item.AnyOf = append(item.AnyOf, &Schema{Type: types{"string"}})
	return &Schema{AnyOf: []*Schema{
		{Type: types{"array"}, MinItems: 1, Items: item},
		{Type: types{"object"}, Properties: about, Required: []string{"non_field_errors"}, AdditionalProperties: &extra{}},
	}}, nil
}

// refuseObject returns whole, or for an object with known members, the errors of these members.
func (f *file) refuseObject(from *openapi.Schema, whole *Schema) (*Schema, error) {
	target := from.Target()
	if target == "" {
		return whole, nil
	}
	component, err := f.document.Component(target)
	if err != nil || component.Type != "object" {
		return whole, err
	}
	if err := f.define(target, f.refuse); err != nil {
		return nil, err
	}
	return &Schema{AnyOf: []*Schema{whole, {Ref: definitions + target}}}, nil
}
