// Package translate writes JSON Schema files from an OpenAPI document.
package translate

import (
	"fmt"
	"maps"
	"slices"

	"github.com/authentik-mock/authentik-mock/schemas/internal/contracts"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

const dialect = "https://json-schema.org/draft/2020-12/schema"

// Files holds the schema files of a profile. Their texts are made when they are asked for.
type Files struct {
	profile   string
	document  *openapi.Document
	contracts map[string]contracts.Contract
	names     []string
}

// Of returns the schema files that follow from the document of a profile. The error names what cannot be a contract.
func Of(profile string, document *openapi.Document) (*Files, error) {
	list, err := contracts.Of(document)
	if err != nil {
		return nil, err
	}
	f := &Files{profile: profile, document: document, contracts: map[string]contracts.Contract{}}
	for _, contract := range list {
		f.contracts[contract.Name] = contract
	}
	f.names = slices.Sorted(maps.Keys(f.contracts))
	return f, nil
}

// Names returns the names of the contracts in alphabetical order.
func (f *Files) Names() []string { return slices.Clone(f.names) }

// Text returns the schema file of a contract, nil if there is no such contract. The error names what cannot be
// written.
func (f *Files) Text(name string) ([]byte, error) {
	contract, there := f.contracts[name]
	if !there {
		return nil, nil
	}
	text, err := write(f.profile, f.document, contract)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return text, nil
}

// All returns the texts of all schema files, by the names of their contracts.
func (f *Files) All() (map[string][]byte, error) {
	all := map[string][]byte{}
	for name := range f.contracts {
		text, err := f.Text(name)
		if err != nil {
			return nil, err
		}
		all[name] = text
	}
	return all, nil
}

// file is a schema file under construction, with the definitions that it needs so far.
type file struct {
	document *openapi.Document
	defined  openapi.Ordered[*Schema]
}

func write(profile string, document *openapi.Document, contract contracts.Contract) ([]byte, error) {
	f := &file{document: document}
	root, err := f.root(contract)
	if err != nil {
		return nil, err
	}
	root.Dialect = dialect
	root.ID = ID(profile, contract.Name)
	root.Title = contract.Title
	root.Description = contract.Description
	root.Comment = fmt.Sprintf("From the OpenAPI document that authentik %s answers at /api/v3/schema/: %s.",
		document.Info.Version, contract.Origin)
	root.Defs = f.defined
	return openapi.Indent(root)
}

// ID returns the $id of a contract's schema: a name, not an address, so that nothing looks for it on the
// network.
func ID(profile, name string) string {
	return "urn:authentik-mock:" + profile + ":" + name
}

func (f *file) root(contract contracts.Contract) (*Schema, error) {
	if !contract.Refusal {
		root, err := translate(contract.Schema)
		if err != nil {
			return nil, err
		}
		return root, f.defineAll(contract.Schema)
	}
	f.defined = append(f.defined, openapi.Entry[*Schema]{Name: messages, Value: &Schema{
		Description: "What is wrong, for people.",
		Type:        types{"array"}, MinItems: 1, Items: &Schema{Type: types{"string"}},
	}})
	target := contract.Schema.Target()
	return &Schema{Ref: definitions + target}, f.define(target, f.refuse)
}

// defineAll defines the components that a schema reaches.
func (f *file) defineAll(schema *openapi.Schema) error {
	if target := schema.Target(); target != "" {
		return f.define(target, f.component)
	}
	var parts []*openapi.Schema
	for _, property := range schema.Properties {
		parts = append(parts, property.Value)
	}
	parts = append(parts, schema.Items, schema.AdditionalProperties)
	for _, part := range parts {
		if part == nil {
			continue
		}
		if err := f.defineAll(part); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) component(name string) (*Schema, error) {
	schema, err := f.document.Component(name)
	if err != nil {
		return nil, err
	}
	to, err := translate(schema)
	if err != nil {
		return nil, err
	}
	return to, f.defineAll(schema)
}

// define adds a definition once. It reserves its place first, so that a component may refer to itself and
// definitions stand in the order of their first use.
func (f *file) define(name string, make func(name string) (*Schema, error)) error {
	if _, ok := f.defined.Get(name); ok {
		return nil
	}
	place := len(f.defined)
	f.defined = append(f.defined, openapi.Entry[*Schema]{Name: name})
	schema, err := make(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	f.defined[place].Value = schema
	return nil
}
