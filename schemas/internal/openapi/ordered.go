package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
)

// Ordered is a JSON object that keeps the order of its members, which a Go map loses and which readers rely
// on.
type Ordered[T any] []Entry[T]

// Entry is one member of an [Ordered].
type Entry[T any] struct {
	Name  string
	Value T
}

// Get returns the value of a member, and reports whether it exists.
func (o Ordered[T]) Get(name string) (T, bool) {
	for _, entry := range o {
		if entry.Name == name {
			return entry.Value, true
		}
	}
	var none T
	return none, false
}

// UnmarshalJSON decodes an object; anything else is an error.
func (o *Ordered[T]) UnmarshalJSON(text []byte) error {
	if text[0] != '{' {
		return fmt.Errorf("expected an object, found %.20s", text)
	}
	for name, value := range members(text) {
		var entry Entry[T]
		if err := json.Unmarshal(name, &entry.Name); err != nil {
			return err
		}
		if err := decode(value, &entry.Value); err != nil {
			return fmt.Errorf("%s: %w", entry.Name, err)
		}
		*o = append(*o, entry)
	}
	return nil
}

// decode decodes a value that is known to be valid JSON.
func decode(text []byte, into any) error {
	if own, ok := into.(json.Unmarshaler); ok {
		return own.UnmarshalJSON(text) // json.Unmarshal would validate the text again at each level
	}
	return json.Unmarshal(text, into)
}

// members yields the names and values of an object as they are written. Its text is valid JSON.
func members(text []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		rest := bytes.TrimLeft(text[1:], between)
		for rest[0] != '}' {
			name := rest[:length(rest)]
			rest = bytes.TrimLeft(rest[len(name):], between)
			value := rest[:length(rest)]
			rest = bytes.TrimLeft(rest[len(value):], between)
			if !yield(name, value) {
				return
			}
		}
	}
}

// between holds what stands between the names and values of an object.
const between = " \t\r\n,:"

// length returns the length of the value that a text begins with.
func length(text []byte) int {
	depth := 0
	for i := 0; ; i++ {
		switch text[i] {
		case '"':
			for i++; text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 { // of what is around a number or a word
				return i
			}
			depth--
		case ' ', '\t', '\r', '\n', ',':
			if depth == 0 {
				return i
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return i + 1
		}
	}
}

// MarshalJSON encodes the members in their order.
func (o Ordered[T]) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, entry := range o {
		if i > 0 {
			text.WriteByte(',')
		}
		if err := appendMember(&text, entry.Name, entry.Value); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name, err)
		}
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}

func appendMember(text *bytes.Buffer, name string, value any) error {
	encoder := json.NewEncoder(text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(name); err != nil {
		return err
	}
	text.WriteByte(':')
	return encoder.Encode(value)
}

// Indent encodes a value in the format of this repository's files: indented by one space, with < and >
// unescaped and a newline at the end.
func Indent(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}
