// Package openapi reads the part of OpenAPI 3.0.3 that authentik's documents use, and keeps its order.
package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Document is an OpenAPI document. Its operations and components are decoded when they are asked for: it describes
// hundreds, of which a program needs a few.
type Document struct {
	Info       Info                               `json:"info"`
	Paths      Ordered[Ordered[Later[Operation]]] `json:"paths"` // path, then method in lower case
	Components struct {
		Responses Ordered[*Response]     `json:"responses"`
		Schemas   Ordered[Later[Schema]] `json:"schemas"`
	} `json:"components"`
	schemas map[string]Later[Schema] // by name
}

// Info identifies the document.
type Info struct {
	Title   string `json:"title"`
	Version string `json:"version"`
}

// Operation is one method of one path.
type Operation struct {
	ID          string             `json:"operationId"`
	Description string             `json:"description"`
	RequestBody *Content           `json:"requestBody"`
	Responses   Ordered[*Response] `json:"responses"` // by status code
}

// Response is an answer of an operation, or a reference to one of the document's shared responses.
type Response struct {
	Content
	Ref string `json:"$ref"`
}

// Content is a body by media type.
type Content struct {
	Media Ordered[struct {
		Schema *Schema `json:"schema"`
	}] `json:"content"`
}

// JSON returns the schema of the body as application/json; nil if there is none. The document lists downloads
// under that name too, as strings of format binary; they are not JSON.
func (c *Content) JSON() *Schema {
	if c == nil {
		return nil
	}
	media, _ := c.Media.Get("application/json")
	if media.Schema != nil && media.Schema.Format == "binary" {
		return nil
	}
	return media.Schema
}

// Schema is a Schema Object with the keywords that authentik uses. Other keywords are an error, so that none
// is lost unnoticed.
type Schema struct {
	Ref                  string           `json:"$ref"`
	AllOf                []*Schema        `json:"allOf"`
	Type                 string           `json:"type"`
	Title                string           `json:"title"`
	Description          string           `json:"description"`
	Format               string           `json:"format"`
	Pattern              string           `json:"pattern"`
	Enum                 []string         `json:"enum"`
	MinLength            *int             `json:"minLength"`
	MaxLength            *int             `json:"maxLength"`
	MaxItems             *int             `json:"maxItems"`
	Minimum              json.Number      `json:"minimum"`
	Maximum              json.Number      `json:"maximum"`
	Nullable             bool             `json:"nullable"`
	ReadOnly             bool             `json:"readOnly"`
	Deprecated           bool             `json:"deprecated"`
	WriteOnly            bool             `json:"writeOnly"`
	Default              json.RawMessage  `json:"default"`
	Items                *Schema          `json:"items"`
	Properties           Ordered[*Schema] `json:"properties"`
	Required             []string         `json:"required"`
	AdditionalProperties *Schema          `json:"additionalProperties"`
}

// UnmarshalJSON decodes a schema. It returns an error for keywords that [Schema] does not have.
func (s *Schema) UnmarshalJSON(text []byte) error {
	type plain Schema
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode((*plain)(s))
}

const componentPrefix = "#/components/schemas/"

// Target returns the name of the component that the schema refers to, directly or as the only part of an
// allOf, which is how OpenAPI 3.0 adds a description to a reference. It is "" if the schema refers to none.
func (s *Schema) Target() string {
	if len(s.AllOf) == 1 {
		return s.AllOf[0].Target()
	}
	return strings.TrimPrefix(s.Ref, componentPrefix)
}

// Parse parses a document. The error names the member that could not be read.
func Parse(text []byte) (*Document, error) {
	document := &Document{schemas: map[string]Later[Schema]{}}
	if err := json.Unmarshal(text, document); err != nil {
		return nil, fmt.Errorf("OpenAPI document: %w", err)
	}
	for _, schema := range document.Components.Schemas {
		document.schemas[schema.Name] = schema.Value
	}
	return document, nil
}

// Decode decodes all operations and components. The error names the first that cannot be decoded.
func (d *Document) Decode() error {
	for _, path := range d.Paths {
		for _, method := range path.Value {
			if _, err := method.Value.Value(); err != nil {
				return fmt.Errorf("OpenAPI document: %s %s: %w", method.Name, path.Name, err)
			}
		}
	}
	for _, schema := range d.Components.Schemas {
		if _, err := d.Component(schema.Name); err != nil {
			return err
		}
	}
	return nil
}

// Component returns the schema of a component.
func (d *Document) Component(name string) (*Schema, error) {
	schema, ok := d.schemas[name]
	if !ok {
		return nil, fmt.Errorf("the OpenAPI document of %s %s has no component %q", d.Info.Title, d.Info.Version, name)
	}
	decoded, err := schema.Value()
	if err != nil {
		return nil, fmt.Errorf("the OpenAPI document of %s %s: component %s: %w", d.Info.Title, d.Info.Version, name, err)
	}
	return decoded, nil
}
