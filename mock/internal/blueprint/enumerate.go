package blueprint

import (
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// enumerate returns a list or a mapping with the value of its body for each item of another.
func (s *scope) enumerate(n *ast.TagNode) (any, error) {
	form := "[list, mapping or text, SEQ or MAP, body]"
	arguments, err := s.arguments(n, 3, 3, form)
	if err != nil {
		return nil, err
	}
	s.loops = append(s.loops, nil)
	defer func() { s.loops = s.loops[:len(s.loops)-1] }()
	items, err := s.iterate(arguments[0])
	if err != nil {
		return nil, err
	}
	output, err := s.text(arguments[1], "what !Enumerate makes")
	if err != nil {
		return nil, err
	}
	switch strings.ToUpper(output) {
	case "SEQ":
		return s.sequenceOf(items, arguments[2])
	case "MAP":
		return s.mappingOf(items, arguments[2])
	}
	return nil, s.Wrong(arguments[1].GetToken(), "write !Enumerate %s", form)
}

// iterate returns the items that Python would iterate over, with their indices; a mapping yields its keys.
func (s *scope) iterate(node ast.Node) ([]*item, error) {
	value, err := s.value(node)
	if err != nil {
		return nil, err
	}
	var items []*item
	switch v := value.(type) {
	case []any:
		for i, member := range v {
			items = append(items, &item{int64(i), member})
		}
	case *python.Dict:
		for name, member := range v.All() {
			items = append(items, &item{name, member})
		}
	case string:
		if err := s.spend(node, len(v), len(v)); err != nil {
			return nil, err
		}
		for i, letter := range []rune(v) {
			items = append(items, &item{int64(i), string(letter)})
		}
	default:
		return nil, s.Wrong(node.GetToken(), "!Enumerate iterates over a list, a mapping or a text, not %s", show(value))
	}
	return items, nil
}

func (s *scope) sequenceOf(items []*item, body ast.Node) (any, error) {
	list := make([]any, len(items))
	for i, current := range items {
		s.loops[len(s.loops)-1] = current
		value, err := s.value(body)
		if err != nil {
			return nil, err
		}
		list[i] = value
	}
	return list, nil
}

// mappingOf returns a mapping of a key and value, or of a whole mapping, for each item.
func (s *scope) mappingOf(items []*item, body ast.Node) (any, error) {
	dict := python.NewDict()
	for _, current := range items {
		s.loops[len(s.loops)-1] = current
		value, err := s.value(body)
		if err != nil {
			return nil, err
		}
		over, _ := value.(*python.Dict)
		if pair, ok := value.([]any); ok && len(pair) >= 2 {
			over = python.NewDict()
			over.Set(keyText(pair[0]), pair[1])
		}
		if over != nil {
			if err := s.spend(body, merge(dict, over), 0); err != nil {
				return nil, err
			}
			continue
		}
		return nil, s.Wrong(body.GetToken(), "a MAP is made of pairs [key, value] or of mappings, not of %s", show(value))
	}
	return dict, nil
}

// enumerated returns the index or the value of the current item of an enclosing !Enumerate: 0 is the
// innermost.
func (s *scope) enumerated(n *ast.TagNode) (any, error) {
	name := n.Start.Value
	depth, _ := python.ParseInt(n.Value.GetToken().Value)
	number, ok := depth.(int64)
	switch {
	case !ok || number < 0:
		return nil, s.Wrong(n.Start, "write %s 0 for the innermost !Enumerate, %s 1 for the one around it", name, name)
	case len(s.loops) == 0:
		return nil, s.Wrong(n.Start, "%s stands inside an !Enumerate only", name)
	case number >= int64(len(s.loops)):
		return nil, s.Wrong(n.Start, "there are only %d !Enumerate around this: %s %d is the outermost", len(s.loops), name, len(s.loops)-1)
	}
	current := s.loops[int64(len(s.loops))-1-number]
	switch {
	case current == nil:
		return nil, s.Wrong(n.Start, "an !Enumerate cannot iterate over its own items: use a depth above %d", number)
	case name == "!Index":
		return s.shared(n, current.index)
	}
	return s.shared(n, current.value)
}
