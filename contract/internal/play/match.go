package play

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var (
	WholeUUID  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	WholeTime  = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z`)
	restOfText = regexp.MustCompile(`^(?:[^"\\]|\\.)*`)
)

// matches reports whether an answer equals the expected one byte for byte, apart from wildcards in the
// expected text.
func (s *Scope) matches(expected, actual string) bool {
	for {
		at := scenario.Wildcard.FindStringIndex(expected)
		if at == nil {
			return expected == actual
		}
		rest, ok := strings.CutPrefix(actual, expected[:at[0]])
		if !ok {
			return false
		}
		length, ok := s.wildcard(expected[at[0]:at[1]], rest)
		if !ok {
			return false
		}
		expected, actual = expected[at[1]:], rest[length:]
	}
}

// wildcard returns the number of bytes of a text that a wildcard matches.
func (s *Scope) wildcard(name, text string) (length int, ok bool) {
	switch name {
	case `"<any>"`:
		return valueLength(text)
	case "<any>":
		return len(restOfText.FindString(text)), true
	case "<time>":
		found := WholeTime.FindString(text)
		return len(found), found != ""
	}
	id := WholeUUID.FindString(text)
	return len(id), id != "" && (name == "<uuid>" || s.bind(name, id))
}

// bind records which id a numbered word stands for: the same word is always the same id, and different words
// are different ids.
func (s *Scope) bind(name, id string) bool {
	if known, ok := s.bound[name]; ok {
		return known == id
	}
	for _, other := range s.bound {
		if other == id {
			return false
		}
	}
	s.bound[name] = id
	return true
}

// valueLength returns the length of the JSON value at the beginning of a text.
func valueLength(text string) (int, bool) {
	decoder := json.NewDecoder(strings.NewReader(text))
	var value json.RawMessage
	if decoder.Decode(&value) != nil {
		return 0, false
	}
	return int(decoder.InputOffset()), true
}

// lacks returns the first difference between an expected part and an answer, "" if the answer contains the
// part: of an object some members, of a list every item. at is the place in the answer, such as
// results.0.name.
func (s *Scope) lacks(part, whole any, at string) string {
	switch expected := part.(type) {
	case *python.Dict:
		return s.lacksMember(expected, whole, at)
	case []any:
		return s.lacksItem(expected, whole, at)
	}
	want, got := string(orjson.Append(nil, part)), string(orjson.Append(nil, whole))
	if !s.matches(want, got) {
		return fmt.Sprintf("%s: expected %s, got %s", at, want, got)
	}
	return ""
}

func (s *Scope) lacksMember(expected *python.Dict, whole any, at string) string {
	actual, ok := whole.(*python.Dict)
	if !ok {
		return fmt.Sprintf("%s: expected an object, got %s", at, orjson.Append(nil, whole))
	}
	for name, value := range expected.All() {
		member, ok := actual.Get(name)
		if !ok {
			return fmt.Sprintf("%s: there is no member %s", at, name)
		}
		if lack := s.lacks(value, member, join(at, name)); lack != "" {
			return lack
		}
	}
	return ""
}

func (s *Scope) lacksItem(expected []any, whole any, at string) string {
	actual, ok := whole.([]any)
	if !ok || len(actual) != len(expected) {
		return fmt.Sprintf("%s: expected a list of %d, got %s", at, len(expected), orjson.Append(nil, whole))
	}
	for i, value := range expected {
		if lack := s.lacks(value, actual[i], join(at, fmt.Sprint(i))); lack != "" {
			return lack
		}
	}
	return ""
}

func join(at, name string) string {
	if at == "the body" {
		return name
	}
	return at + "." + name
}
