package openapi

import (
	"bytes"
	"encoding/json"
	"sync"
)

// Later is a part of a document that is decoded when it is first asked for.
type Later[T any] struct {
	// Value returns the part, always the same. The error says why it cannot be decoded.
	Value func() (*T, error)
}

// UnmarshalJSON keeps the text.
func (l *Later[T]) UnmarshalJSON(text []byte) error {
	text = bytes.Clone(text)
	l.Value = sync.OnceValues(func() (*T, error) {
		value := new(T)
		return value, json.Unmarshal(text, value)
	})
	return nil
}
