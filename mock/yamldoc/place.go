package yamldoc

import (
	"strings"

	"github.com/goccy/go-yaml/token"
)

// WrongAt returns an error with a position in a text that need not be YAML; line and column count from 1.
func WrongAt(name string, text []byte, line, column int, format string, args ...any) error {
	d := &Document{Name: name, text: string(text)}
	return d.Wrong(&token.Token{Position: &token.Position{Line: line, Column: column}}, format, args...)
}

// WrongFrom is like Wrong, at the first occurrence of part in a line or after it.
func (d *Document) WrongFrom(line int, part, format string, args ...any) error {
	at := &token.Token{Position: &token.Position{Line: line, Column: 1}}
	for i := max(1, line); i <= strings.Count(d.text, "\n")+1; i++ {
		if before, _, found := strings.Cut(d.line(i), part); found {
			at.Position.Line, at.Position.Column = i, len(before)+1
			break
		}
	}
	return d.Wrong(at, format, args...)
}
