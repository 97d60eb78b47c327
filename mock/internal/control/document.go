package control

import (
	"net/http"
	"reflect"
	"regexp"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
)

// object is an object of the OpenAPI document.
type object = map[string]any

// document answers with the OpenAPI document of the operations.
func (h *Handler) document(e *Exchange) error {
	paths := object{}
	for _, o := range h.operations {
		path := o.address()
		if paths[path] == nil {
			paths[path] = object{}
		}
		described, err := o.describe()
		if err != nil {
			return err
		}
		paths[path].(object)[strings.ToLower(o.Method)] = described
	}
	version := e.Server.Version()
	return e.JSON(http.StatusOK, object{
		"openapi": "3.1.0",
		"info": object{
			"title": "authentik-mock", "version": version.Release,
			"description": "How a fake authentik is looked at and steered. Durations are written as Go does: 300ms, 10m.",
		},
		"paths": paths,
		"components": object{"schemas": object{"Problem": object{
			"type": "object", "required": []string{"title", "status", "detail"},
			"properties": object{"title": object{"type": "string"}, "status": object{"type": "integer"}, "detail": object{"type": "string"}},
		}}},
	})
}

// inBraces matches the parameters of a path.
var inBraces = regexp.MustCompile(`\{(\w+)\}`)

func (o Operation) describe() (object, error) {
	parameters := []object{}
	for _, found := range inBraces.FindAllStringSubmatch(o.address(), -1) {
		parameters = append(parameters, parameter("path", found[1], ""))
	}
	for _, p := range o.Query {
		parameters = append(parameters, parameter("query", p.Name, p.About))
	}
	parameters = append(parameters, parameter("header", WorkspaceHeader, "The workspace; the common one without it."))
	answered, err := o.answered()
	if err != nil {
		return nil, err
	}
	described := object{"summary": o.About, "parameters": parameters, "responses": object{
		"2XX":     answered,
		"default": object{"description": "Refused.", "content": content("application/problem+json", object{"$ref": "#/components/schemas/Problem"})},
	}}
	if o.Body != nil {
		schema, err := jsonschema.ForType(reflect.TypeOf(o.Body), asText)
		if err != nil {
			return nil, err
		}
		described["requestBody"] = object{"required": true, "content": content("application/json", schema)}
	}
	if o.Takes != "" {
		described["requestBody"] = object{"required": true, "content": content(o.Takes, object{})}
	}
	return described, nil
}

// asText describes the types that are written as texts.
var asText = &jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
	reflect.TypeFor[faults.Duration](): {Type: "string", Description: "A length of time: 300ms, 10m."},
	reflect.TypeFor[faults.Span]():     {Type: "string", Description: "A length of time, or a range for a random one: 300ms, 20ms..30ms."},
}}

func (o Operation) answered() (object, error) {
	if o.Answer == nil {
		return object{"description": "Done."}, nil
	}
	if media, ok := o.Answer.(string); ok {
		return object{"description": o.About, "content": content(media, object{})}, nil
	}
	schema, err := jsonschema.ForType(reflect.TypeOf(o.Answer), asText)
	return object{"description": o.About, "content": content("application/json", schema)}, err
}

func content(media string, schema any) object { return object{media: object{"schema": schema}} }

func parameter(in, name, about string) object {
	return object{"in": in, "name": name, "description": about, "required": in == "path", "schema": object{"type": "string"}}
}
