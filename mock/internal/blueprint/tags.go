package blueprint

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// dottedContext is the span in which !Context a.b finds b inside a.
var dottedContext = profile.Dated("!Context looks inside values", profile.Since(profile.V2026_5RC1, profile.Modelled))

// tagNames lists the tags of blueprints, in the order of the documentation.
const tagNames = "!KeyOf, !Env, !File, !Find, !FindObject, !Context, !Format, !If, !Condition, !Enumerate, !Index, !Value, !AtIndex, !ParseJSON"

// tag returns the value of a tag.
func (s *scope) tag(n *ast.TagNode) (any, error) {
	switch n.Start.Value {
	case "!KeyOf":
		return s.keyOf(n)
	case "!Env":
		return s.env(n)
	case "!File":
		return s.file(n)
	case "!Find":
		return s.findKey(n)
	case "!FindObject":
		return s.findObject(n)
	case "!Context":
		return s.contextValue(n)
	case "!Format":
		return s.format(n)
	case "!If":
		return s.choose(n)
	case "!Condition":
		return s.condition(n)
	case "!Enumerate":
		return s.enumerate(n)
	case "!Index", "!Value":
		return s.enumerated(n)
	case "!AtIndex":
		return s.atIndex(n)
	case "!ParseJSON":
		return s.parseJSON(n)
	case "!!str":
		return n.Value.GetToken().Value, nil
	case "!!map", "!!seq", "!!null", "!!bool", "!!int", "!!float":
		return s.value(n.Value)
	}
	return nil, s.Wrong(n.Start, "authentik has no tag %s: it has %s", n.Start.Value, tagNames)
}

// arguments returns the items of a tag that takes a list.
func (s *scope) arguments(n *ast.TagNode, least, most int, form string) ([]ast.Node, error) {
	node, err := s.Follow(n.Value)
	if err != nil {
		return nil, err
	}
	list, ok := node.(*ast.SequenceNode)
	if !ok || len(list.Values) < least || len(list.Values) > most {
		return nil, s.Wrong(n.Start, "write %s %s", n.Start.Value, form)
	}
	return list.Values, nil
}

// many is more arguments than any blueprint has.
const many = 1 << 20

// named returns the argument of a tag that looks something up: a name, or [name, default].
func (s *scope) named(n *ast.TagNode) (name string, fallback ast.Node, err error) {
	node, err := s.Follow(n.Value)
	if err != nil {
		return "", nil, err
	}
	if _, list := node.(*ast.SequenceNode); !list {
		return node.GetToken().Value, nil, nil
	}
	arguments, err := s.arguments(n, 2, 2, "name, or "+n.Start.Value+" [name, default]")
	if err != nil {
		return "", nil, err
	}
	name, err = s.text(arguments[0], "the name")
	return name, arguments[1], err
}

// keyOf returns the primary key of the object of an earlier entry.
func (s *scope) keyOf(n *ast.TagNode) (any, error) {
	id := n.Value.GetToken().Value
	var named *entry
	for _, e := range s.entries {
		if e.id != id {
			continue
		}
		named = e
		switch {
		case e.standIn != nil:
			s.stranger = e.label
			return drf.SentKey(e.standIn), nil
		case e.row != nil:
			return drf.SentKey(e.row.PK()), nil
		}
	}
	switch {
	case named == nil:
		return nil, s.Wrong(n.Start, "no entry has the id %q", id)
	case named.skipped != "":
		return nil, s.Wrong(n.Start, "there is no object of the entry %q: %s", id, named.skipped)
	}
	return nil, s.Wrong(n.Start, "the entry %q stands below: !KeyOf finds the entries above its own", id)
}

// env returns an environment variable; one that is empty counts as unset.
func (s *scope) env(n *ast.TagNode) (any, error) {
	name, fallback, err := s.lookedUp(n)
	if err != nil {
		return nil, err
	}
	value, closed := s.outside.variable(name)
	if closed {
		s.skipped(n, "!Env %s is not looked up: an imported blueprint may not read the environment (--blueprint-env %s allows it)", onOneLine(name), onOneLine(name))
	}
	if value != "" {
		return value, s.spend(n, 1, len(value))
	}
	return s.value(fallback)
}

// file returns the text of a file, without the white space around it.
func (s *scope) file(n *ast.TagNode) (any, error) {
	path, fallback, err := s.lookedUp(n)
	if err != nil {
		return nil, err
	}
	found := s.files[path]
	switch {
	case strings.ContainsRune(path, 0):
		return nil, s.Wrong(n.Start, "!File: the path has a null character, and authentik fails on it")
	case errors.Is(found.err, errUndecodable):
		return nil, s.Wrong(n.Start, "!File %s: %v, and authentik fails on it", path, found.err)
	case found.err != nil:
		s.skipped(n, "!File %s is not read: %v", onOneLine(path), found.err)
		return s.value(fallback)
	}
	return found.text, s.spend(n, 1, len(found.text))
}

// onOneLine quotes a name that contains line breaks or terminal control characters.
func onOneLine(name string) string {
	if strings.ContainsFunc(name, unicode.IsControl) {
		return strconv.Quote(name)
	}
	return name
}

// skipped warns, once, of a look-up that is skipped.
func (s *scope) skipped(n *ast.TagNode, format string, args ...any) {
	if !s.warned[n] {
		s.warned[n] = true
		s.warn(n.Start, format+"; its default value is used", args...)
	}
}

func (s *scope) contextValue(n *ast.TagNode) (any, error) {
	name, fallback, err := s.named(n)
	if err != nil {
		return nil, err
	}
	if value, found, err := s.inContext(n, name); err != nil || found {
		return value, err
	}
	if value, ok := s.defaults[name]; ok {
		return s.shared(n, value)
	}
	if dottedContext.In(s.request.Contract) {
		value, found, err := s.contextPath(n, strings.Split(name, "."))
		if err != nil || found {
			return value, err
		}
	}
	return s.value(fallback)
}

// inContext returns a value of the context: that of the file, with what an import gives merged over it.
func (s *scope) inContext(n *ast.TagNode, name string) (value any, found bool, err error) {
	given, found := any(nil), false
	if s.context != nil {
		given, found = s.context.Get(name)
	}
	if found {
		if given, err = s.shared(n, given); err != nil {
			return nil, false, err
		}
	}
	node, own := s.ownContext[name]
	if !own {
		return given, found, nil
	}
	if value, err = s.value(node); err != nil || !found {
		return value, true, err
	}
	return python.Merge(value, given), true, nil
}

// contextPath returns the value at the end of a path of member names and indexes.
func (s *scope) contextPath(n *ast.TagNode, path []string) (value any, found bool, err error) {
	value, ok, err := s.inContext(n, path[0])
	if err != nil || !ok {
		return nil, false, err
	}
	for _, step := range path[1:] {
		switch v := value.(type) {
		case *python.Dict:
			value, ok = v.Get(step)
		case []any:
			value, ok = itemAt(v, pyIndex(step))
		default:
			ok = false
		}
		if !ok {
			return nil, false, nil
		}
	}
	return value, true, nil
}

// pyIndex parses an index; nil if the text is not a number.
func pyIndex(text string) any {
	number, ok := python.ParseInt(text)
	if !ok {
		return nil
	}
	return number
}

// itemAt returns the item at a Python index, which may count from the end.
func itemAt(list []any, index any) (any, bool) {
	number, ok := index.(int64)
	if !ok {
		return nil, false
	}
	if number < 0 {
		number += int64(len(list))
	}
	if number < 0 || number >= int64(len(list)) {
		return nil, false
	}
	return list[number], true
}

func (s *scope) format(n *ast.TagNode) (any, error) {
	arguments, err := s.arguments(n, 1, many, "[text, value, …]")
	if err != nil {
		return nil, err
	}
	template, err := s.text(arguments[0], "the first argument of !Format")
	if err != nil {
		return nil, err
	}
	values, err := s.list(arguments[1:])
	if err != nil {
		return nil, err
	}
	text, err := python.Percent(template, values.([]any), int(s.budget.Left()))
	switch {
	case errors.Is(err, python.ErrTooLong):
		return nil, s.spend(n, 1, int(s.budget.Left())+1)
	case err != nil:
		return nil, s.Wrong(n.Start, "%v", err)
	}
	return text, s.spend(n, 1, len(text))
}

func (s *scope) choose(n *ast.TagNode) (any, error) {
	arguments, err := s.arguments(n, 1, 3, "[condition], or !If [condition, then, else]")
	if err != nil {
		return nil, err
	}
	condition, err := s.value(arguments[0])
	switch {
	case err != nil:
		return nil, err
	case len(arguments) == 1:
		return python.Truth(condition), nil
	case len(arguments) == 2:
		return nil, s.Wrong(n.Start, "write !If [condition], or !If [condition, then, else]")
	case python.Truth(condition):
		return s.value(arguments[1])
	}
	return s.value(arguments[2])
}

// modes holds the functions of !Condition.
var modes = map[string]func(values []any) bool{
	"AND":  all,
	"NAND": func(values []any) bool { return !all(values) },
	"OR":   anyOf,
	"NOR":  func(values []any) bool { return !anyOf(values) },
	"XOR":  odd,
	"XNOR": func(values []any) bool { return !odd(values) },
	"EQ":   equal,
	"NEQ":  func(values []any) bool { return !equal(values) },
}

func all(values []any) bool {
	for _, value := range values {
		if !python.Truth(value) {
			return false
		}
	}
	return true
}

func anyOf(values []any) bool {
	for _, value := range values {
		if python.Truth(value) {
			return true
		}
	}
	return false
}

// odd implements exclusive or, over any number of values.
func odd(values []any) bool {
	result := false
	for _, value := range values {
		result = result != python.Truth(value)
	}
	return result
}

func equal(values []any) bool {
	for _, value := range values[1:] {
		if python.Repr(value) != python.Repr(values[0]) {
			return false
		}
	}
	return true
}

func (s *scope) condition(n *ast.TagNode) (any, error) {
	form := "[AND, value, …]: AND, NAND, OR, NOR, XOR, XNOR, EQ or NEQ, and at least one value"
	arguments, err := s.arguments(n, 2, many, form)
	if err != nil {
		return nil, err
	}
	mode, err := s.text(arguments[0], "the first argument of !Condition")
	if err != nil {
		return nil, err
	}
	combine := modes[strings.ToUpper(mode)]
	if combine == nil {
		return nil, s.Wrong(arguments[0].GetToken(), "write !Condition %s", form)
	}
	values, err := s.list(arguments[1:])
	if err != nil {
		return nil, err
	}
	return combine(values.([]any)), nil
}

func (s *scope) atIndex(n *ast.TagNode) (any, error) {
	arguments, err := s.arguments(n, 2, 3, "[list or mapping, index], and perhaps a default")
	if err != nil {
		return nil, err
	}
	container, err := s.value(arguments[0])
	if err != nil {
		return nil, err
	}
	index, err := s.value(arguments[1])
	if err != nil {
		return nil, err
	}
	var value any
	var ok bool
	switch c := container.(type) {
	case []any:
		value, ok = itemAt(c, index)
	case *python.Dict:
		value, ok = c.Get(keyText(index))
	default:
		return nil, s.Wrong(arguments[0].GetToken(), "this must be a list or a mapping, not %s", show(container))
	}
	switch {
	case ok:
		return s.shared(n, value)
	case len(arguments) == 3:
		return s.value(arguments[2])
	}
	return nil, s.Wrong(n.Start, "there is nothing at %s, and no default", show(index))
}

func (s *scope) parseJSON(n *ast.TagNode) (any, error) {
	text := n.Value.GetToken().Value
	if err := s.spend(n, 1, len(text)); err != nil {
		return nil, err
	}
	value, err := orjson.Parse([]byte(text))
	if err != nil {
		return nil, s.Wrong(n.Start, "this is not JSON: %v", err)
	}
	return s.shared(n, value)
}
