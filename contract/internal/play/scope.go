package play

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
)

// Scope holds the values that the texts of one scenario may refer to.
type Scope struct {
	// Unique is the prefix of everything that the scenario creates.
	Unique string
	// Kept holds values of answers, by name; given objects are of type Created.
	Kept map[string]any
	// bound maps <uuid1>, <uuid2> … to the ids that they stand for, once those have appeared.
	bound map[string]string
	// front holds the names of the headers that the target's front adds.
	front map[string]bool
}

// Created is an object that the runner created for a scenario.
type Created struct {
	// Key is the end of its address, and the value that its name alone stands for.
	Key  any
	Body any
}

// NewScope returns a scope without values. unique is the prefix of created objects.
func NewScope(unique string) *Scope {
	return &Scope{Unique: unique, Kept: map[string]any{"unique": unique}, bound: map[string]string{}}
}

// find returns the value of a word without its braces.
func (s *Scope) find(name string) (any, error) {
	first, rest, deep := strings.Cut(name, ".")
	value, ok := s.Kept[first]
	if !ok {
		return nil, fmt.Errorf("there is no value {{%s}}", first)
	}
	object, isObject := value.(Created)
	switch {
	case isObject && !deep:
		return object.Key, nil
	case isObject:
		value = object.Body
	}
	if !deep {
		return value, nil
	}
	found, ok := jsonbody.Dig(value, rest)
	if !ok {
		return nil, fmt.Errorf("{{%s}} has no %s", first, rest)
	}
	return found, nil
}

// fillText replaces the words of a text, an address or a header, with their values.
func (s *Scope) fillText(text string) (string, error) {
	return s.replace(scenario.Word, text, jsonbody.Plain)
}

// fillJSON replaces the words of a JSON text with their values. Inside a string they are escaped. A string
// that consists of one word becomes the value itself, so that "{{user}}" may become the number of a user.
func (s *Scope) fillJSON(text string) (string, error) {
	text, err := s.replace(scenario.QuotedWord, text, func(value any) string { return string(orjson.Append(nil, value)) })
	if err != nil {
		return "", err
	}
	return s.replace(scenario.Word, text, func(value any) string {
		quoted := string(orjson.Append(nil, jsonbody.Plain(value)))
		return quoted[1 : len(quoted)-1]
	})
}

func (s *Scope) replace(words *regexp.Regexp, text string, write func(any) string) (string, error) {
	var failed error
	filled := words.ReplaceAllStringFunc(text, func(found string) string {
		value, err := s.find(words.FindStringSubmatch(found)[1])
		if err != nil {
			failed = err
			return found
		}
		return write(value)
	})
	return filled, failed
}

// with returns a copy of the scope with one more value, for one of several concurrent requests.
func (s *Scope) with(name string, value any) *Scope {
	more := &Scope{Unique: s.Unique, Kept: map[string]any{name: value}, bound: s.bound, front: s.front}
	for k, v := range s.Kept {
		more.Kept[k] = v
	}
	return more
}

// NameID returns the numbered word that stands for an id.
func (s *Scope) NameID(id string) string {
	for name, known := range s.bound {
		if known == id {
			return name
		}
	}
	for n := len(s.bound) + 1; ; n++ {
		if name := fmt.Sprintf("<uuid%d>", n); s.bound[name] == "" {
			s.bound[name] = id
			return name
		}
	}
}
