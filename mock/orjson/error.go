package orjson

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// A SyntaxError describes what is wrong with a document, in orjson's words, and where. Line and Column count
// from 1 and Char from 0, all in characters.
type SyntaxError struct {
	Reason             string
	Line, Column, Char int
}

// Error returns str(error), for example
//
//	unexpected character: line 1 column 9 (char 8)
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s: line %d column %d (char %d)", e.Reason, e.Line, e.Column, e.Char)
}

// errorAt returns the error for the byte at pos. After the last byte, the error is that the document ends too
// early.
func (p *parser) errorAt(pos int, reason string) error {
	if pos >= len(p.text) {
		pos, reason = len(p.text), "unexpected end of data"
	}
	before := p.text[:pos]
	lineStart := bytes.LastIndexByte(before, '\n') + 1
	return &SyntaxError{
		Reason: reason,
		Line:   1 + bytes.Count(before, []byte{'\n'}),
		Column: 1 + utf8.RuneCount(before[lineStart:]),
		Char:   utf8.RuneCount(before),
	}
}

func (p *parser) unexpected() error {
	return p.errorAt(p.at, "unexpected character")
}

func (p *parser) unexpectedEnd() error {
	return p.errorAt(len(p.text), "")
}
