package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
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
	decoder := json.NewDecoder(bytes.NewReader(text))
	if first, err := decoder.Token(); err != nil || first != json.Delim('{') {
		return fmt.Errorf("expected an object, found %.20s", text)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		entry := Entry[T]{Name: name.(string)}
		if err := decoder.Decode(&entry.Value); err != nil {
			return fmt.Errorf("%s: %w", entry.Name, err)
		}
		*o = append(*o, entry)
	}
	return nil
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
