package seed

import (
	"fmt"
	"math/big"
	"regexp"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// digits are an integer of any length, which the YAML reader takes for text if it has more than 64 bits.
var digits = regexp.MustCompile(`^-?[0-9]+$`)

// exact reads a value of a whole state, in which integers may have any length, as JSON's may in authentik.
func exact(d *yamldoc.Document, node ast.Node) (any, error) {
	switch n := node.(type) {
	case *ast.IntegerNode:
		return integerOf(fmt.Sprint(n.Value)), nil
	case *ast.StringNode:
		if n.Token.Type == token.StringType && digits.MatchString(n.Value) {
			return integerOf(n.Value), nil
		}
	case *ast.SequenceNode:
		items := make([]any, len(n.Values))
		for i, item := range n.Values {
			var err error
			if items[i], err = exact(d, item); err != nil {
				return nil, err
			}
		}
		return items, nil
	case *ast.MappingNode, *ast.MappingValueNode:
		entries, err := d.Mapping(node, "")
		if err != nil {
			return nil, err
		}
		dict := python.NewDict()
		for _, e := range entries {
			value, err := exact(d, e.Value)
			if err != nil {
				return nil, err
			}
			dict.Set(e.Name, value)
		}
		return dict, nil
	}
	return d.Value(node)
}

// integerOf returns an integer as the engine holds it: an int64, or a big.Int if it is longer.
func integerOf(text string) any {
	number, ok := new(big.Int).SetString(text, 10)
	switch {
	case !ok:
		return text
	case number.IsInt64():
		return number.Int64()
	}
	return number
}
