// Package yamldoc reads YAML files that people write: it keeps the position of every part, so that an error
// names the file, the line and the column, and shows the line.
package yamldoc

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

// Document is a YAML file with the positions of its parts.
type Document struct {
	// Name is the name of the file in errors.
	Name string
	// Root is the whole content, nil if there is none.
	Root    ast.Node
	text    string
	anchors map[*ast.AliasNode]*ast.AnchorNode
	limits  Limits
	// starts holds the offsets of the lines, once they are needed.
	starts []int
}

// Entry is one member of a mapping.
type Entry struct {
	Name  string
	At    *token.Token
	Value ast.Node
}

// Parse parses a text with one YAML document, within the default limits. The error has the position of the
// first mistake.
func Parse(name string, text []byte) (*Document, error) { return ParseWithin(name, text, Limits{}) }

// Empty reports whether a document says nothing: it has only comments, or is null.
func (d *Document) Empty() bool {
	if d.Root == nil {
		return true
	}
	switch d.Root.Type() {
	case ast.NullType, ast.CommentType:
		return true
	}
	return false
}

// ParseWithin is like Parse with other limits. An error about a limit is an [ErrLimit].
func ParseWithin(name string, text []byte, limits Limits) (*Document, error) {
	d := &Document{Name: name, text: string(text), limits: limits.complete()}
	tokens, err := d.scan()
	if err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0)
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		return nil, d.Wrong(syntax.GetToken(), "%s", plainly(syntax.GetMessage()))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(file.Docs) > 1 {
		return nil, d.Wrong(file.Docs[1].Start, "the file must be one YAML document: take the line --- out")
	}
	if len(file.Docs) == 1 {
		d.Root = file.Docs[0].Body
	}
	d.anchors = anchors(d.Root)
	if err := d.measure(); err != nil {
		return nil, err
	}
	return d, nil
}

// plainly returns a message of the parser in plain words.
func plainly(message string) string {
	if strings.Contains(message, "'\t'") {
		return "YAML is indented with spaces, and this is a tab"
	}
	return message
}

// Wrong returns an error with its position and line.
func (d *Document) Wrong(at *token.Token, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	if at == nil || at.Position == nil {
		return fmt.Errorf("%s: %s", d.Name, message)
	}
	line, column := at.Position.Line, column(at)
	text, caret := window(d.line(line), column-1)
	return fmt.Errorf("%s:%d:%d: %s\n%5d | %s\n      | %s^", d.Name, line, column, message, line, text, strings.Repeat(" ", caret))
}

// line returns a line of the text, counted from 1; it is empty after the last.
func (d *Document) line(number int) string {
	if d.starts == nil {
		d.starts = []int{0}
		for i := range len(d.text) {
			if d.text[i] == '\n' {
				d.starts = append(d.starts, i+1)
			}
		}
	}
	if number < 1 || number > len(d.starts) {
		return ""
	}
	line, _, _ := strings.Cut(d.text[d.starts[number-1]:], "\n")
	return line
}

// widest is the number of characters of a line that an error shows.
const widest = 160

// window returns the part of a long line around a place, and the position of the place in it.
func window(line string, place int) (string, int) {
	if len(line) <= widest {
		return line, max(0, place)
	}
	letters := []rune(line)
	from := max(0, min(place-widest/2, len(letters)-widest))
	return string(letters[from:min(len(letters), from+widest)]), max(0, place-from)
}

// column returns the column of a token. The lexer is off by one for every tag before it in the line.
func column(at *token.Token) int {
	column := max(1, at.Position.Column)
	for before := at.Prev; before != nil && before.Position.Line == at.Position.Line; before = before.Prev {
		if before.Type == token.TagType {
			column++
		}
	}
	return column
}

// Mapping returns the members of a mapping; what is its name in errors.
func (d *Document) Mapping(node ast.Node, what string) ([]Entry, error) {
	var pairs []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	case *ast.NullNode, nil:
		return nil, nil
	default:
		return nil, d.Wrong(node.GetToken(), "%s must be a mapping (name: value)", what)
	}
	var entries []Entry
	seen := map[string]bool{}
	for _, pair := range pairs {
		name := pair.Key.GetToken().Value
		if seen[name] {
			return nil, d.Wrong(pair.Key.GetToken(), "%q stands here twice", name)
		}
		seen[name] = true
		entries = append(entries, Entry{name, pair.Key.GetToken(), pair.Value})
	}
	return entries, nil
}

// Sequence returns the items of a list; what is its name in errors.
func (d *Document) Sequence(node ast.Node, what string) ([]ast.Node, error) {
	switch n := node.(type) {
	case *ast.SequenceNode:
		return n.Values, nil
	case *ast.NullNode, nil:
		return nil, nil
	}
	return nil, d.Wrong(node.GetToken(), "%s must be a list (- one, - two)", what)
}

// Value returns the JSON value of a node.
func (d *Document) Value(node ast.Node) (any, error) {
	return d.ValueBy(node, func(ast.Node) (any, bool) { return nil, false })
}

// ValueBy is [Document.Value], except for the scalars of which read returns the value and true.
func (d *Document) ValueBy(node ast.Node, read func(ast.Node) (any, bool)) (any, error) {
	if value, ok := read(node); ok {
		return value, nil
	}
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
			return nil, d.Wrong(node.GetToken(), "the number is too large")
		}
		return number.Int64(), nil
	case *ast.FloatNode:
		return n.Value, nil
	case *ast.SequenceNode:
		items := make([]any, len(n.Values))
		for i, item := range n.Values {
			value, err := d.ValueBy(item, read)
			if err != nil {
				return nil, err
			}
			items[i] = value
		}
		return items, nil
	case *ast.MappingNode, *ast.MappingValueNode:
		entries, err := d.Mapping(node, "")
		if err != nil {
			return nil, err
		}
		dict := python.NewDict()
		for _, e := range entries {
			value, err := d.ValueBy(e.Value, read)
			if err != nil {
				return nil, err
			}
			dict.Set(e.Name, value)
		}
		return dict, nil
	}
	return nil, d.Wrong(node.GetToken(), "anchors, aliases and tags have no place here")
}
