package openapi

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/inventory"
)

type whole struct {
	OpenAPI    json.RawMessage          `json:"openapi"`
	Info       json.RawMessage          `json:"info"`
	Servers    json.RawMessage          `json:"servers"`
	Paths      Ordered[json.RawMessage] `json:"paths"`
	Components components               `json:"components"`
}

type components struct {
	Parameters      Ordered[json.RawMessage] `json:"parameters"`
	Responses       Ordered[json.RawMessage] `json:"responses"`
	Schemas         Ordered[json.RawMessage] `json:"schemas"`
	SecuritySchemes Ordered[json.RawMessage] `json:"securitySchemes"`
}

// Cut returns a document with the paths of the inventory and the components that they reach, unchanged and in
// order.
func Cut(text []byte) ([]byte, error) {
	var document whole
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("OpenAPI document: %w", err)
	}
	document.Paths = filter(document.Paths, mocked)
	reached := document.reach()
	parts := &document.Components
	parts.Parameters = filter(parts.Parameters, reached("parameters"))
	parts.Responses = filter(parts.Responses, reached("responses"))
	parts.Schemas = filter(parts.Schemas, reached("schemas"))
	return Indent(document)
}

// mocked reports whether a path belongs to the inventory.
func mocked(path string) bool {
	return slices.ContainsFunc(inventory.Resources, func(line inventory.Resource) bool { return line.Covers(path) })
}

var reference = regexp.MustCompile(`"#/components/(\w+)/(\w+)"`)

// reach follows the references, starting at the paths.
func (d *whole) reach() func(kind string) func(name string) bool {
	byKind := map[string]Ordered[json.RawMessage]{
		"parameters": d.Components.Parameters, "responses": d.Components.Responses, "schemas": d.Components.Schemas,
	}
	seen := map[string]bool{}
	var follow func(text []byte)
	follow = func(text []byte) {
		for _, match := range reference.FindAllSubmatch(text, -1) {
			kind, name := string(match[1]), string(match[2])
			if seen[kind+"/"+name] {
				continue
			}
			seen[kind+"/"+name] = true
			component, _ := byKind[kind].Get(name)
			follow(component)
		}
	}
	for _, path := range d.Paths {
		follow(path.Value)
	}
	return func(kind string) func(string) bool {
		return func(name string) bool { return seen[kind+"/"+name] }
	}
}

func filter(entries Ordered[json.RawMessage], keep func(name string) bool) Ordered[json.RawMessage] {
	var left Ordered[json.RawMessage]
	for _, entry := range entries {
		if keep(entry.Name) {
			left = append(left, entry)
		}
	}
	return left
}
