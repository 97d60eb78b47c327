// Package jsonbody looks into the bodies of answers and shows them to people.
package jsonbody

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Dig follows a path of members and places: results.0.pk.
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

// AnyPart says whether a value or a part of it, with the member that it stands under, is as is asks for.
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

// Plain is a value as text: a string as it is, anything else as JSON.
func Plain(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return string(orjson.Append(nil, value))
}

// Member is a member of an object, nil if value is none or lacks it.
func Member(value any, name string) any {
	dict, ok := value.(*python.Dict)
	if !ok {
		return nil
	}
	member, _ := dict.Get(name)
	return member
}
