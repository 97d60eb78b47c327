package contract

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var (
	// word is a value that a scenario names: {{stage}}, {{stage.name}}.
	word = regexp.MustCompile(`\{\{([\w-]+(?:\.[\w-]+)*)\}\}`)
	// quotedWord is a JSON string that is nothing but a word, which becomes a number if the value is one.
	quotedWord = regexp.MustCompile(`"` + word.String() + `"`)
)

// scope holds the values that the texts of one scenario may name.
type scope struct {
	// unique is the prefix of everything that the scenario creates.
	unique string
	// kept are values of answers, by name; given objects are of type created.
	kept map[string]any
	// bound are the ids that <uuid1>, <uuid2> … stand for, once they have been seen.
	bound map[string]string
	// front are the names of the headers that the target's front adds.
	front map[string]bool
}

// created is an object that the runner created for a scenario.
type created struct {
	// key is what its address ends in, and what its name alone stands for.
	key  any
	body any
}

func newScope(unique string) *scope {
	return &scope{unique: unique, kept: map[string]any{"unique": unique}, bound: map[string]string{}}
}

// find is the value of a word without its braces.
func (s *scope) find(name string) (any, error) {
	first, rest, deep := strings.Cut(name, ".")
	value, ok := s.kept[first]
	if !ok {
		return nil, fmt.Errorf("nothing is called {{%s}} here", first)
	}
	object, isObject := value.(created)
	switch {
	case isObject && !deep:
		return object.key, nil
	case isObject:
		value = object.body
	}
	if !deep {
		return value, nil
	}
	found, ok := dig(value, rest)
	if !ok {
		return nil, fmt.Errorf("{{%s}} has no %s", first, rest)
	}
	return found, nil
}

// fillText puts values where a text names them: in an address or a header.
func (s *scope) fillText(text string) (string, error) {
	return s.replace(word, text, plain)
}

// fillJSON puts values where a JSON text names them. Inside a string they are escaped; a string that is nothing but a
// word becomes the value as it is, so that "{{user}}" may be the number of a user.
func (s *scope) fillJSON(text string) (string, error) {
	text, err := s.replace(quotedWord, text, func(value any) string { return string(orjson.Append(nil, value)) })
	if err != nil {
		return "", err
	}
	return s.replace(word, text, func(value any) string {
		quoted := string(orjson.Append(nil, plain(value)))
		return quoted[1 : len(quoted)-1]
	})
}

func (s *scope) replace(words *regexp.Regexp, text string, write func(any) string) (string, error) {
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

// plain is a value as text: a string as it is, anything else as JSON.
func plain(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return string(orjson.Append(nil, value))
}

// with is the same scope with one more value, for one request of several at once.
func (s *scope) with(name string, value any) *scope {
	more := &scope{unique: s.unique, kept: map[string]any{name: value}, bound: s.bound, front: s.front}
	for k, v := range s.kept {
		more.kept[k] = v
	}
	return more
}

// memberOf is a member of an object, nil if value is none or lacks it.
func memberOf(value any, name string) any {
	dict, ok := value.(*python.Dict)
	if !ok {
		return nil
	}
	member, _ := dict.Get(name)
	return member
}
