// Package blueprint reads and writes authentik's blueprints: YAML files that people keep their flows in. It follows
// authentik/blueprints/v1 (common.py, importer.py, exporter.py) and its documentation, under "Blueprints, v1".
//
// What a blueprint holds goes through the same validation as a request. A model that the fake lacks is named in a
// warning and left out, but keeps an id, so that what refers to it can still be loaded.
package blueprint

import (
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/drf"
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

// Load loads a blueprint into the state of r, in which everything is allowed to r's user: entry by entry, as they stand.
// The error is at a place of the file, in words for its author; what was loaded before it is for the caller to undo.
func Load(r *drf.Request, d *yamldoc.Document) ([]Warning, error) {
	l := &loader{Document: d, request: r, moved: map[string]any{}}
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

// InvalidError is an entry that authentik's importer refuses, as opposed to a file that it cannot read.
type InvalidError struct{ error }

// Unwrap is what is wrong with the entry.
func (e InvalidError) Unwrap() error { return e.error }

// FaultError is a mistake of the fake's own while it applies an entry.
type FaultError struct{ error }

// Unwrap is for errors.As.
func (e FaultError) Unwrap() error { return e.error }

// Parse reads the text of a blueprint; name is what it is called in errors.
func Parse(name string, text []byte) (*yamldoc.Document, error) { return yamldoc.Parse(name, text) }

// Models are the models (app.model) that the entries of a blueprint name, as they stand.
func Models(r *drf.Request, d *yamldoc.Document) ([]string, error) {
	l := &loader{Document: d, request: r}
	if err := l.read(); err != nil {
		return nil, err
	}
	var models []string
	for _, e := range l.entries {
		label, err := (&scope{loader: l, entry: e}).label(e.model)
		if err != nil {
			return nil, err
		}
		models = append(models, label)
	}
	return models, nil
}

// loader is a blueprint on its way into a state.
type loader struct {
	*yamldoc.Document
	request *drf.Request
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
}

// warn remembers a warning at a place of the file.
func (l *loader) warn(at *token.Token, format string, args ...any) {
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
	for _, item := range list.Values {
		members, err := l.members(item, what)
		if err != nil {
			return nil, err
		}
		all = append(members, all...)
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
