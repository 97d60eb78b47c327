package play

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
)

// Scope holds the values that the texts of one scenario may name.
type Scope struct {
	// Unique is the prefix of everything that the scenario creates.
	Unique string
	// Kept are values of answers, by name; given objects are of type created.
	Kept map[string]any
	// bound are the ids that <uuid1>, <uuid2> … stand for, once they have been seen.
	bound map[string]string
	// front are the names of the headers that the target's front adds.
	front map[string]bool
}

// Created is an object that the runner created for a scenario.
type Created struct {
	// Key is what its address ends in, and what its name alone stands for.
	Key  any
	Body any
}

// NewScope is a scope that holds nothing but the prefix of what is created.
func NewScope(unique string) *Scope {
	return &Scope{Unique: unique, Kept: map[string]any{"unique": unique}, bound: map[string]string{}}
}

// find is the value of a word without its braces.
func (s *Scope) find(name string) (any, error) {
	first, rest, deep := strings.Cut(name, ".")
	value, ok := s.Kept[first]
	if !ok {
		return nil, fmt.Errorf("nothing is called {{%s}} here", first)
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

// fillText puts values where a text names them: in an address or a header.
func (s *Scope) fillText(text string) (string, error) {
	return s.replace(scenario.Word, text, jsonbody.Plain)
}

// fillJSON puts values where a JSON text names them. Inside a string they are escaped; a string that is nothing but a
// word becomes the value as it is, so that "{{user}}" may be the number of a user.
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

// with is the same scope with one more value, for one request of several at once.
func (s *Scope) with(name string, value any) *Scope {
	more := &Scope{Unique: s.Unique, Kept: map[string]any{name: value}, bound: s.bound, front: s.front}
	for k, v := range s.Kept {
		more.Kept[k] = v
	}
	return more
}

// NameID is the numbered word that stands for an id.
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
