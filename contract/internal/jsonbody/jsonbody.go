// Package jsonbody reads values from the bodies of answers and formats bodies for people.
package jsonbody

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Dig returns the value at a path of member names and indexes, such as results.0.pk.
func Dig(value any, path string) (any, bool) {
	for _, part := range strings.Split(path, ".") {
		switch v := value.(type) {
		case *python.Dict:
			item, ok := v.Get(part)
			if !ok {
				return nil, false
			}
			value = item
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(v) {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, true
}

// AnyPart reports whether is returns true for a value or any part of it. is gets each part with the
// name of its member.
func AnyPart(value any, member string, is func(member string, value any) bool) bool {
	switch v := value.(type) {
	case *python.Dict:
		for name, item := range v.All() {
			if AnyPart(item, name, is) {
				return true
			}
		}
		return false
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return AnyPart(item, member, is) })
	case nil:
		return false
	}
	return is(member, value)
}

// Plain returns a value as text: a string as it is, anything else as JSON.
func Plain(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return string(orjson.Append(nil, value))
}

// Member returns a member of an object. It returns nil if value is not an object or the member is
// missing.
func Member(value any, name string) any {
	dict, ok := value.(*python.Dict)
	if !ok {
		return nil
	}
	member, _ := dict.Get(name)
	return member
}
