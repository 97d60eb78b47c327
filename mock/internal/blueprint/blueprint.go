// Package blueprint reads and writes authentik's blueprints: YAML files that people keep their flows in. It follows
// authentik/blueprints/v1 (common.py, importer.py, exporter.py) and its documentation, under "Blueprints, v1".
//
// What a blueprint holds goes through the same validation as a request. A model that the fake lacks is named in a
// warning and left out, but keeps an id, so that what refers to it can still be loaded.
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

// Warning says what of a blueprint was left out or is not as its author may think: file:line:column, words and the line.
type Warning string

// Is says whether a document is a blueprint: a mapping with entries or a version.
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

// Fails says whether authentik fails on a document that is no blueprint: it looks for the names of members in it, as Python
// does in lists and texts too.
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

// Load loads a blueprint into the state of r, in which everything is allowed to r's user: entry by entry, as they stand.
// The error is at a place of the file, in words for its author; what was loaded before it is for the caller to undo.
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

// models are the models that the entries of a blueprint name, as they stand. The warnings are of looking for them.
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

// loader is a blueprint on its way into a state.
type loader struct {
	*Source
	request *drf.Request
	budget  *yamldoc.Budget
	// context are the values that !Context finds.
	context map[string]ast.Node
	// defaults are those that authentik adds.
	defaults map[string]any
	entries  []*entry
	// moved are the primary keys that entries name, with those of the objects that their other identifiers found.
	moved map[string]any
	// strangers are the objects of models that the fake lacks.
	strangers []stranger
	warnings  []Warning
	// restores says that the blueprint is an export of a whole state.
	restores bool
	// warned are the look-ups that were warned of.
	warned map[*ast.TagNode]bool
}

func newLoader(r *drf.Request, source *Source) *loader {
	return &loader{Source: source, request: r, budget: source.Budget(), moved: map[string]any{}, warned: map[*ast.TagNode]bool{}}
}

// mostWarnings is how many warnings are told of one blueprint.
const mostWarnings = 100

// warn remembers a warning at a place of the file.
func (l *loader) warn(at *token.Token, format string, args ...any) {
	switch {
	case len(l.warnings) == mostWarnings:
		format, args = "there are more warnings from here on", nil
	case len(l.warnings) > mostWarnings:
		return
	}
	l.warnings = append(l.warnings, Warning(l.Wrong(at, format, args...).Error()))
}

// members reads a node as a mapping; what names it in errors. Merged members (<<) come before those that override them.
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

// merged are the members of the mapping, or of the list of mappings, that stands behind <<. The first of a list wins.
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

// items reads a node as a list.
func (l *loader) items(node ast.Node, what string) ([]ast.Node, error) {
	node, err := l.Follow(node)
	if err != nil {
		return nil, err
	}
	return l.Sequence(node, what)
}

// find is the member of a name, nil if there is none: the last, if several are merged.
func find(members []yamldoc.Entry, name string) ast.Node {
	for i := len(members) - 1; i >= 0; i-- {
		if members[i].Name == name {
			return members[i].Value
		}
	}
	return nil
}
