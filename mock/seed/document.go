package seed

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// document is a YAML file of which every part knows where it stands.
type document struct {
	name  string
	lines []string
	root  ast.Node
}

// entry is one member of a mapping.
type entry struct {
	name  string
	at    *token.Token
	value ast.Node
}

func parse(name string, text []byte) (*document, error) {
	d := &document{name: name, lines: strings.Split(string(text), "\n")}
	file, err := parser.ParseBytes(text, 0)
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		return nil, d.wrong(syntax.GetToken(), "%s", syntax.GetMessage())
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(file.Docs) > 1 {
		return nil, d.wrong(file.Docs[1].Body.GetToken(), "a seed is one YAML document: take the line --- out")
	}
	if len(file.Docs) == 1 {
		d.root = file.Docs[0].Body
	}
	return d, nil
}

// wrong is an error with its place, and the line that it is in.
func (d *document) wrong(at *token.Token, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	if at == nil || at.Position == nil {
		return fmt.Errorf("%s: %s", d.name, message)
	}
	line, column := at.Position.Line, at.Position.Column
	text := ""
	if line <= len(d.lines) {
		text = d.lines[line-1]
	}
	return fmt.Errorf("%s:%d:%d: %s\n%5d | %s\n      | %s^", d.name, line, column, message, line, text,
		strings.Repeat(" ", max(0, column-1)))
}

// mapping reads a node as a mapping; what names it in errors.
func (d *document) mapping(node ast.Node, what string) ([]entry, error) {
	var pairs []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	case *ast.NullNode, nil:
		return nil, nil
	default:
		return nil, d.wrong(node.GetToken(), "%s must be a mapping (name: value)", what)
	}
	var entries []entry
	seen := map[string]bool{}
	for _, pair := range pairs {
		name := pair.Key.GetToken().Value
		if seen[name] {
			return nil, d.wrong(pair.Key.GetToken(), "%q stands here twice", name)
		}
		seen[name] = true
		entries = append(entries, entry{name, pair.Key.GetToken(), pair.Value})
	}
	return entries, nil
}

// sequence reads a node as a list.
func (d *document) sequence(node ast.Node, what string) ([]ast.Node, error) {
	switch n := node.(type) {
	case *ast.SequenceNode:
		return n.Values, nil
	case *ast.NullNode, nil:
		return nil, nil
	}
	return nil, d.wrong(node.GetToken(), "%s must be a list (- one, - two)", what)
}

// value reads a node as the JSON value that it stands for.
func (d *document) value(node ast.Node) (any, error) {
	switch n := node.(type) {
	case *ast.NullNode:
		return nil, nil
	case *ast.BoolNode:
		return n.Value, nil
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case *ast.IntegerNode:
		number, ok := new(big.Int).SetString(fmt.Sprint(n.Value), 10)
		if !ok || !number.IsInt64() {
			return nil, d.wrong(node.GetToken(), "the number is too large")
		}
		return number.Int64(), nil
	case *ast.FloatNode:
		return n.Value, nil
	case *ast.SequenceNode:
		items := make([]any, len(n.Values))
		for i, item := range n.Values {
			value, err := d.value(item)
			if err != nil {
				return nil, err
			}
			items[i] = value
		}
		return items, nil
	case *ast.MappingNode, *ast.MappingValueNode:
		entries, err := d.mapping(node, "")
		if err != nil {
			return nil, err
		}
		dict := python.NewDict()
		for _, e := range entries {
			value, err := d.value(e.value)
			if err != nil {
				return nil, err
			}
			dict.Set(e.name, value)
		}
		return dict, nil
	}
	return nil, d.wrong(node.GetToken(), "anchors, aliases and tags have no place in a seed")
}
