package translate

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

// Schema is a JSON Schema 2020-12, with its keywords in the order of the files.
type Schema struct {
	Dialect              string                   `json:"$schema,omitempty"`
	ID                   string                   `json:"$id,omitempty"`
	Title                string                   `json:"title,omitempty"`
	Description          string                   `json:"description,omitempty"`
	Comment              string                   `json:"$comment,omitempty"`
	Ref                  string                   `json:"$ref,omitempty"`
	AnyOf                []*Schema                `json:"anyOf,omitempty"`
	Type                 types                    `json:"type,omitempty"`
	Format               string                   `json:"format,omitempty"`
	Pattern              string                   `json:"pattern,omitempty"`
	Enum                 []string                 `json:"enum,omitempty"`
	MinLength            *int                     `json:"minLength,omitempty"`
	MaxLength            *int                     `json:"maxLength,omitempty"`
	MaxItems             *int                     `json:"maxItems,omitempty"`
	Minimum              json.Number              `json:"minimum,omitempty"`
	Maximum              json.Number              `json:"maximum,omitempty"`
	Default              json.RawMessage          `json:"default,omitempty"`
	ReadOnly             bool                     `json:"readOnly,omitempty"`
	Deprecated           bool                     `json:"deprecated,omitempty"`
	WriteOnly            bool                     `json:"writeOnly,omitempty"`
	MinItems             int                      `json:"minItems,omitempty"`
	Items                *Schema                  `json:"items,omitempty"`
	Properties           openapi.Ordered[*Schema] `json:"properties,omitempty"`
	PatternProperties    openapi.Ordered[*Schema] `json:"patternProperties,omitempty"`
	Required             []string                 `json:"required,omitempty"`
	AdditionalProperties *extra                   `json:"additionalProperties,omitempty"`
	Defs                 openapi.Ordered[*Schema] `json:"$defs,omitempty"`
}

// types is written as one name, or as a list if there are several.
type types []string

func (t types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// extra describes the additional members of an object: values of a schema, or none.
type extra struct{ schema *Schema }

func (e extra) MarshalJSON() ([]byte, error) {
	if e.schema == nil {
		return []byte("false"), nil
	}
	return json.Marshal(e.schema)
}

const definitions = "#/$defs/"

// translate converts a schema of OpenAPI 3.0 into JSON Schema: nullable becomes a second type, and a
// reference wrapped in allOf a reference with its description beside it. References point into $defs.
func translate(from *openapi.Schema) (*Schema, error) {
	to := &Schema{
		Title: from.Title, Description: from.Description,
		Format: from.Format, Pattern: from.Pattern, Enum: from.Enum,
		MinLength: from.MinLength, MaxLength: from.MaxLength, MaxItems: from.MaxItems, Minimum: from.Minimum, Maximum: from.Maximum,
		Default: from.Default, ReadOnly: from.ReadOnly, WriteOnly: from.WriteOnly, Deprecated: from.Deprecated, Required: from.Required,
	}
	if len(from.AllOf) > 1 {
		return nil, errors.New("allOf of several schemas: the generator knows only a wrapped reference")
	}
	if from.Type != "" {
		to.Type = types{from.Type}
	}
	if target := from.Target(); target != "" {
		to.Ref = definitions + target
	}
	if from.Nullable {
		if err := to.allowNull(); err != nil {
			return nil, err
		}
	}
	return to, to.translateParts(from)
}

func (s *Schema) allowNull() error {
	switch {
	case s.Enum != nil:
		return errors.New("nullable beside enum: the generator does not know whether null is one of the values")
	case s.Ref != "":
		s.AnyOf = []*Schema{{Ref: s.Ref}, {Type: types{"null"}}}
		s.Ref = ""
	case s.Type != nil:
		s.Type = append(s.Type, "null")
	}
	return nil
}

func (s *Schema) translateParts(from *openapi.Schema) error {
	var err error
	if from.Items != nil {
		if s.Items, err = translate(from.Items); err != nil {
			return fmt.Errorf("items: %w", err)
		}
	}
	if from.AdditionalProperties != nil {
		others, err := translate(from.AdditionalProperties)
		if err != nil {
			return fmt.Errorf("additionalProperties: %w", err)
		}
		s.AdditionalProperties = &extra{others}
	}
	for _, property := range from.Properties {
		member, err := translate(property.Value)
		if err != nil {
			return fmt.Errorf("%s: %w", property.Name, err)
		}
		s.Properties = append(s.Properties, openapi.Entry[*Schema]{Name: property.Name, Value: member})
	}
	return nil
}
