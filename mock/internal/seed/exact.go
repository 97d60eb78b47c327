package seed

import (
	"fmt"
	"math/big"
	"regexp"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// digits are an integer of any length, which the YAML reader takes for text if it has more than 64 bits.
var digits = regexp.MustCompile(`^-?[0-9]+$`)

// exact reads a value of a whole state, in which integers may have any length, as JSON's may in authentik.
func exact(d *yamldoc.Document, node ast.Node) (any, error) {
	return d.ValueBy(node, func(node ast.Node) (any, bool) {
		switch n := node.(type) {
		case *ast.IntegerNode:
			return integerOf(fmt.Sprint(n.Value)), true
		case *ast.StringNode:
			if n.Token.Type == token.StringType && digits.MatchString(n.Value) {
				return integerOf(n.Value), true
			}
		}
		return nil, false
	})
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
