package blueprint

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/internal/pyyaml"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// deepest is the maximum nesting of values, including tags and !Context.
const deepest = 200

// scope is the place where values are resolved: inside an entry, and possibly inside !Enumerate tags.
type scope struct {
	*loader
	entry *entry
	// loops holds the current items of the enclosing !Enumerate tags, the innermost last; nil for one that is
	// resolving the collection to iterate over.
	loops []*item
	depth int
	// stranger is the last model that a tag asked for and that is not implemented.
	stranger string
}

type item struct{ index, value any }

// value returns the value of a node with its tags resolved, in the types of package python.
func (s *scope) value(node ast.Node) (any, error) {
	node, err := s.Follow(node)
	if err != nil {
		return nil, err
	}
	if s.depth++; s.depth > deepest {
		return nil, s.Wrong(node.GetToken(), "this is nested too deep, or refers to itself")
	}
	defer func() { s.depth-- }()
	if node == nil {
		return nil, nil
	}
	if err := s.spend(node, 1, len(node.GetToken().Value)); err != nil {
		return nil, err
	}
	switch n := node.(type) {
	case *ast.TagNode:
		return s.tag(n)
	case *ast.SequenceNode:
		return s.list(n.Values)
	case *ast.MappingNode, *ast.MappingValueNode:
		return s.dict(node)
	case *ast.LiteralNode:
		return n.Value.Value, s.spend(n, 0, len(n.Value.Value))
	case *ast.StringNode:
		if n.Token.Type == token.SingleQuoteType || n.Token.Type == token.DoubleQuoteType {
			return n.Value, nil
		}
		return s.plain(n, n.Value)
	}
	return s.plain(node, node.GetToken().Value)
}

// plain returns the value of an unquoted text.
func (s *scope) plain(node ast.Node, text string) (any, error) {
	value, err := pyyaml.Plain(text)
	if err != nil {
		return nil, s.Wrong(node.GetToken(), "%v", err)
	}
	return value, nil
}

func (s *scope) list(nodes []ast.Node) (any, error) {
	items := make([]any, len(nodes))
	for i, node := range nodes {
		value, err := s.value(node)
		if err != nil {
			return nil, err
		}
		items[i] = value
	}
	return items, nil
}

func (s *scope) dict(node ast.Node) (*python.Dict, error) {
	members, err := s.members(node, "")
	if err != nil {
		return nil, err
	}
	dict := python.NewDict()
	for _, m := range members {
		value, err := s.value(m.Value)
		if err != nil {
			return nil, err
		}
		if err := s.spend(node, 1, len(m.Name)); err != nil {
			return nil, err
		}
		dict.Set(m.Name, value)
	}
	return dict, nil
}

// spend subtracts from the limits of the document.
func (l *loader) spend(at ast.Node, nodes, bytes int) error {
	return l.budget.Spend(at.GetToken(), nodes, int64(bytes))
}

// shared returns a value that is also used elsewhere: it counts again, since every use adds to the result.
func (s *scope) shared(at ast.Node, value any) (any, error) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			if _, err := s.shared(at, item); err != nil {
				return nil, err
			}
		}
	case *python.Dict:
		for name, member := range v.All() {
			if err := s.spend(at, 1, len(name)); err != nil {
				return nil, err
			}
			if _, err := s.shared(at, member); err != nil {
				return nil, err
			}
		}
	case string:
		return v, s.spend(at, 1, len(v))
	}
	return value, s.spend(at, 1, 0)
}

// longestShown is the number of bytes of a value that an error shows.
const longestShown = 200

// show returns a value as text for an error.
func show(value any) string {
	text := python.Repr(value)
	if len(text) > longestShown {
		text = strings.ToValidUTF8(text[:longestShown], "") + "…"
	}
	return text
}

// text returns the value of a node that must be text; what is its name in errors.
func (s *scope) text(node ast.Node, what string) (string, error) {
	value, err := s.value(node)
	if err != nil {
		return "", err
	}
	text, ok := value.(string)
	if !ok {
		return "", s.Wrong(node.GetToken(), "%s is text, not %s", what, show(value))
	}
	return text, nil
}

// keyText returns a value as the key of a JSON object, converted as Python's json does.
func keyText(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return python.Str(value)
}

// merge merges over into under, like authentik's always_merger: mappings are merged, lists are concatenated,
// other values are replaced. It returns the number of visited members.
func merge(under, over *python.Dict) (cost int) {
	for name, value := range over.All() {
		cost++
		there, _ := under.Get(name)
		switch v := value.(type) {
		case *python.Dict:
			if dict, ok := there.(*python.Dict); ok {
				merged := dict.Clone()
				cost += dict.Len() + merge(merged, v)
				value = merged
			}
		case []any:
			if list, ok := there.([]any); ok {
				cost += len(list) + len(v)
				value = append(append([]any{}, list...), v...)
			}
		}
		under.Set(name, value)
	}
	return cost
}
