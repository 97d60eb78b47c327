// Package blueprint reads and writes authentik's blueprints, YAML files with flows and other objects. It
// follows authentik/blueprints/v1 (common.py, importer.py, exporter.py) and its documentation, under
// "Blueprints, v1".
//
// Entries are validated like requests. An entry whose model is not implemented is skipped with a warning, but
// gets an id, so that references to it can still be loaded.
package blueprint

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/pyyaml"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// Warning describes a part of a blueprint that was skipped or may not do what its author expects:
// file:line:column, a text and the line.
type Warning string

// Is reports whether a document is a blueprint: a mapping with entries or a version.
func Is(d *yamldoc.Document) bool {
	mapping, ok := d.Root.(ast.MapNode)
	if !ok {
		return false
	}
	for members := mapping.MapRange(); members.Next(); {
		switch members.Key().GetToken().Value {
		case "entries", "version":
			return true
		}
	}
	return false
}

// Fails reports whether authentik fails on a document that is not a blueprint: it looks for the names of
// members in it, which Python allows for lists and texts too.
func Fails(d *yamldoc.Document) bool {
	node, err := d.Follow(d.Root)
	if err != nil {
		return true
	}
	switch n := node.(type) {
	case ast.MapNode, *ast.SequenceNode, *ast.LiteralNode:
		return false
	case *ast.StringNode:
		value, err := pyyaml.Plain(n.Value)
		return err != nil || n.Token.Type == token.StringType && !isText(value)
	}
	return true
}

func isText(value any) bool {
	_, ok := value.(string)
	return ok
}

// Load loads a blueprint into the state of r, entry by entry, in order. r's user must have all permissions.
// The error names a place of the file. The caller must undo what was loaded before it.
func Load(r *drf.Request, source *Source) ([]Warning, error) {
	l := newLoader(r, source)
	if err := l.read(); err != nil {
		return l.warnings, err
	}
	for _, e := range l.entries {
		if err := l.apply(e); err != nil {
			return l.warnings, err
		}
	}
	return l.warnings, nil
}

// models returns the models that the entries of a blueprint name, in order, with the warnings of resolving
// them.
func models(r *drf.Request, source *Source) (named []resources.NamedModel, warnings []Warning, err error) {
	l := newLoader(r, source)
	if err := l.read(); err != nil {
		return nil, l.warnings, err
	}
	for _, e := range l.entries {
		label, err := (&scope{loader: l, entry: e}).label(e.model)
		if err != nil {
			return nil, l.warnings, err
		}
		named = append(named, resources.NamedModel{Model: label, ID: e.id})
	}
	return named, l.warnings, nil
}

// loader is a blueprint that is being loaded.
type loader struct {
	*Source
	request *drf.Request
	budget  *yamldoc.Budget
	// ownContext holds the file's values for !Context.
	ownContext map[string]ast.Node
	// defaults holds the values that authentik adds to the context.
	defaults map[string]any
	entries  []*entry
	// moved maps primary keys in entries to those of the objects that the other identifiers found.
	moved map[string]any
	// strangers holds the objects of models that are not implemented.
	strangers []stranger
	warnings  []Warning
	// restores reports whether the blueprint is an export of a whole state.
	restores bool
	// warned holds the look-ups that have been warned of.
	warned map[*ast.TagNode]bool
}

func newLoader(r *drf.Request, source *Source) *loader {
	return &loader{Source: source, request: r, budget: source.Budget(), moved: map[string]any{}, warned: map[*ast.TagNode]bool{}}
}

// mostWarnings is the maximum number of warnings about one blueprint.
const mostWarnings = 100

// warn records a warning at a place of the file.
func (l *loader) warn(at *token.Token, format string, args ...any) {
	switch {
	case len(l.warnings) == mostWarnings:
		format, args = "there are more warnings from here on", nil
	case len(l.warnings) > mostWarnings:
		return
	}
	l.warnings = append(l.warnings, Warning(l.Wrong(at, format, args...).Error()))
}

// members returns the members of a mapping; what is its name in errors. Merged members (<<) come before those
// that override them.
func (l *loader) members(node ast.Node, what string) ([]yamldoc.Entry, error) {
	node, err := l.Follow(node)
	if err != nil {
		return nil, err
	}
	own, err := l.Mapping(node, what)
	if err != nil {
		return nil, err
	}
	var all []yamldoc.Entry
	for _, m := range own {
		if m.Name == "<<" {
			merged, err := l.merged(m.Value, what)
			if err != nil {
				return nil, err
			}
			all = append(merged, all...)
			continue
		}
		all = append(all, m)
	}
	return all, nil
}

// merged returns the members of the mapping, or of the list of mappings, after <<. The first of a list wins.
func (l *loader) merged(node ast.Node, what string) ([]yamldoc.Entry, error) {
	node, err := l.Follow(node)
	if err != nil {
		return nil, err
	}
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return l.members(node, what)
	}
	var all []yamldoc.Entry
	for _, item := range slices.Backward(list.Values) {
		members, err := l.members(item, what)
		if err != nil {
			return nil, err
		}
		all = append(all, members...)
	}
	return all, nil
}

// items returns the items of a list.
func (l *loader) items(node ast.Node, what string) ([]ast.Node, error) {
	node, err := l.Follow(node)
	if err != nil {
		return nil, err
	}
	return l.Sequence(node, what)
}

// find returns the last member with a name, nil if there is none.
func find(members []yamldoc.Entry, name string) ast.Node {
	for i := len(members) - 1; i >= 0; i-- {
		if members[i].Name == name {
			return members[i].Value
		}
	}
	return nil
}
