// Package pysyntax finds the errors in a text of Python that CPython's tokenizer finds: brackets that do not match,
// strings without an end, wrong indentation, numbers and characters that no token has. Of the errors of the
// parser it knows those about blocks: an unexpected indentation, a missing block and a missing colon. What
// else only a parser finds, such as two names without an operator between them, it takes for right.
//
// testdata/errors.jsonl has what CPython 3.13 says.
package pysyntax

import (
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Error is an error in a text: str() of Python's SyntaxError without its place, and the line, from 1.
type Error struct {
	Message string
	Line    int
}

// In returns str() of the SyntaxError for a text from a file, of whose path Python shows the last part.
func (e *Error) In(file string) string {
	return e.Message + " (" + file[strings.LastIndexByte(file, '/')+1:] + ", line " + strconv.Itoa(e.Line) + ")"
}

// Function returns the text of a function with this body, and a call of it, as authentik evaluates expressions.
func Function(body string) string {
	var text strings.Builder
	text.WriteString("def handler():\n")
	for len(body) > 0 {
		line := body[:endOfLine(body)]
		if body = body[len(line):]; python.Strip(line) != "" {
			text.WriteString("    ")
		}
		text.WriteString(line)
	}
	text.WriteString("\nresult = handler()")
	return text.String()
}

// endOfLine returns the length of the first line, with its end, as str.splitlines() finds it.
func endOfLine(text string) int {
	for i, r := range text {
		switch {
		case r == '\r' && strings.HasPrefix(text[i:], "\r\n"):
			return i + 2
		case strings.ContainsRune(python.LineEnds, r):
			return i + len(string(r))
		}
	}
	return len(text)
}

// Check returns the error for which CPython would not compile a text, nil if it has none of those that this
// package finds.
func Check(text string) *Error {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	s := &scanner{text: []rune(text), line: 1, indents: []indent{{}}}
	s.run()
	return s.verdict()
}

// verdict returns the error that CPython prefers: an unexpected indentation, at which the parser gives up;
// else one of the tokenizer, wherever it is; else one of the parser, but a bracket that was open before it
// goes first.
func (s *scanner) verdict() *Error {
	if s.indented != nil && (s.wrong == nil || s.wrong.Line >= s.indented.Line) {
		return s.indented
	}
	if s.wrong != nil {
		return s.wrong
	}
	if n := len(s.open); n > 0 && (s.parsed == nil || s.parsed.Line > s.open[n-1].line) {
		return &Error{"'" + string(s.open[n-1].sign) + "' was never closed", s.open[n-1].line}
	}
	return s.parsed
}
