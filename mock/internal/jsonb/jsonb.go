// Package jsonb implements operations of PostgreSQL's type jsonb: comparison, look-up and output as text. The
// values are those of package python. (Chapter 8.14 of the PostgreSQL manual.)
package jsonb

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Compare compares values in the order of a B-tree index of jsonb: first by kind, then lists and objects by
// their length.
func Compare(a, b any) int {
	if difference := cmp.Compare(rank(a), rank(b)); difference != 0 {
		return difference
	}
	switch a := a.(type) {
	case bool:
		return boolean(a) - boolean(b.(bool))
	case string:
		return strings.Compare(a, b.(string))
	case []any:
		return compareLists(a, b.([]any))
	case *python.Dict:
		return compareObjects(a, b.(*python.Dict))
	case nil:
		return 0
	}
	return number(a).Cmp(number(b))
}

// rank returns the position of a kind in the order. An empty list comes first, which PostgreSQL keeps for
// historical reasons.
func rank(v any) int {
	switch v := v.(type) {
	case nil:
		return 1
	case string:
		return 2
	case bool:
		return 4
	case []any:
		if len(v) == 0 {
			return 0
		}
		return 5
	case *python.Dict:
		return 6
	}
	return 3
}

func boolean(v bool) int {
	if v {
		return 1
	}
	return 0
}

// number returns a number as a rational, for which 1 and 1.0 are equal.
func number(v any) *big.Rat {
	switch v := v.(type) {
	case int64:
		return new(big.Rat).SetInt64(v)
	case *big.Int:
		return new(big.Rat).SetInt(v)
	}
	exact, _ := new(big.Rat).SetString(strconv.FormatFloat(v.(float64), 'g', -1, 64))
	return exact
}

func compareLists(a, b []any) int {
	if difference := cmp.Compare(len(a), len(b)); difference != 0 {
		return difference
	}
	for i := range a {
		if difference := Compare(a[i], b[i]); difference != 0 {
			return difference
		}
	}
	return 0
}

func compareObjects(a, b *python.Dict) int {
	if difference := cmp.Compare(a.Len(), b.Len()); difference != 0 {
		return difference
	}
	names, others := Names(a), Names(b)
	for i, name := range names {
		if difference := strings.Compare(name, others[i]); difference != 0 {
			return difference
		}
		one, _ := a.Get(name)
		other, _ := b.Get(name)
		if difference := Compare(one, other); difference != 0 {
			return difference
		}
	}
	return 0
}

// Names returns the names of an object's members in jsonb's order: by length, then by their bytes.
func Names(object *python.Dict) []string {
	names := make([]string, 0, object.Len())
	for name := range object.All() {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return names
}

// Contains implements the operator @>: objects contain members, lists contain elements in any order, and a
// list also contains a bare value.
func Contains(whole, part any) bool {
	if list, ok := whole.([]any); ok {
		if _, bare := part.([]any); !bare && !isObject(part) {
			return slices.ContainsFunc(list, func(item any) bool { return rank(item) < 5 && Compare(item, part) == 0 })
		}
	}
	return within(whole, part)
}

func within(whole, part any) bool {
	switch part := part.(type) {
	case *python.Dict:
		object, ok := whole.(*python.Dict)
		if !ok {
			return false
		}
		for name, wanted := range part.All() {
			if found, there := object.Get(name); !there || !within(found, wanted) {
				return false
			}
		}
		return true
	case []any:
		list, ok := whole.([]any)
		return ok && !slices.ContainsFunc(part, func(wanted any) bool {
			return !slices.ContainsFunc(list, func(item any) bool { return within(item, wanted) })
		})
	}
	return rank(whole) == rank(part) && Compare(whole, part) == 0
}

func isObject(v any) bool {
	_, ok := v.(*python.Dict)
	return ok
}

// At implements the operator #>: it follows a path of names and indexes. ok is false if there is no value.
func At(v any, path []string) (found any, ok bool) {
	for _, step := range path {
		switch parent := v.(type) {
		case *python.Dict:
			if v, ok = parent.Get(step); !ok {
				return nil, false
			}
		case []any:
			place, err := strconv.Atoi(step)
			if place < 0 {
				place += len(parent)
			}
			if err != nil || place < 0 || place >= len(parent) {
				return nil, false
			}
			v = parent[place]
		default:
			return nil, false
		}
	}
	return v, true
}

// HasKey implements the operator ?: it reports whether key is the name of a member, a text in a list, or the
// text itself.
func HasKey(v any, key string) bool {
	switch v := v.(type) {
	case *python.Dict:
		_, there := v.Get(key)
		return there
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return item == any(key) })
	}
	return v == any(key)
}

// Text returns a value in the type's output format, with a space after each colon and comma.
func Text(v any) string {
	var text strings.Builder
	write(&text, v)
	return text.String()
}

func write(text *strings.Builder, v any) {
	switch v := v.(type) {
	case []any:
		text.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				text.WriteString(", ")
			}
			write(text, item)
		}
		text.WriteByte(']')
	case *python.Dict:
		text.WriteByte('{')
		for i, name := range Names(v) {
			if i > 0 {
				text.WriteString(", ")
			}
			write(text, name)
			text.WriteString(": ")
			member, _ := v.Get(name)
			write(text, member)
		}
		text.WriteByte('}')
	case float64:
		text.WriteString(number(v).FloatString(places(v)))
	default:
		text.Write(orjson.Append(nil, v))
	}
}

// places returns the number of digits after the decimal point.
func places(v float64) int {
	_, digits, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return max(1, len(digits))
}
