package pysyntax

import (
	"fmt"
	"strings"
	"unicode"
)

// scanner reads the tokens of a text, which ends with a line feed.
type scanner struct {
	text []rune
	at   int
	line int
	// open holds the brackets that are open.
	open    []bracket
	indents []indent
	// statement is what the parser would know of the current logical line.
	statement statement
	// block is the line that must have a block after it; its keyword is empty for none.
	block statement
	// wrong is the tokenizer's error, at which it ends. indented and parsed are the first errors of the
	// parser: an unexpected indentation, and any other.
	wrong, indented, parsed *Error
}

// bracket is an open bracket; lambdas counts the lambdas in it whose colon has not come.
type bracket struct {
	sign    rune
	line    int
	lambdas int
}

// indent is the width of an indentation with tabs to multiples of eight columns, and with tabs of one.
type indent struct{ wide, narrow int }

// fail sets the tokenizer's error.
func (s *scanner) fail(line int, format string, args ...any) {
	if s.wrong == nil {
		s.wrong = &Error{fmt.Sprintf(format, args...), line}
	}
}

// peek returns the rune at a distance, 0 behind the end.
func (s *scanner) peek(distance int) rune {
	if s.at+distance < len(s.text) {
		return s.text[s.at+distance]
	}
	return 0
}

// run reads the text to its end or the tokenizer's first error.
func (s *scanner) run() {
	for s.at < len(s.text) && s.wrong == nil {
		if len(s.open) == 0 && !s.statement.begun {
			s.indentation()
			if s.at >= len(s.text) || s.wrong != nil {
				break
			}
		}
		s.token()
	}
	if s.wrong == nil && len(s.open) == 0 {
		s.begin("", 0)
	}
}

// indentation reads the indentation of the first line that has tokens, and skips the others.
func (s *scanner) indentation() {
	var found indent
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ':
			found.wide, found.narrow = found.wide+1, found.narrow+1
		case '\t':
			found.wide, found.narrow = (found.wide/8+1)*8, found.narrow+1
		case '\f':
			found = indent{}
		case '#':
			s.skipComment()
			continue
		case '\n':
			found = indent{}
			s.line++
		default:
			s.indent(found)
			return
		}
		s.at++
	}
}

func (s *scanner) skipComment() {
	for s.text[s.at] != '\n' {
		s.at++
	}
}

// indent compares an indentation with those around it.
func (s *scanner) indent(found indent) {
	const tabs = "inconsistent use of tabs and spaces in indentation"
	top := s.indents[len(s.indents)-1]
	switch {
	case found.wide == top.wide && found.narrow != top.narrow, found.wide > top.wide && found.narrow <= top.narrow:
		s.fail(s.line, tabs)
		return
	case found.wide > top.wide:
		s.indents = append(s.indents, found)
		if s.block.keyword == "" && s.indented == nil && s.parsed == nil {
			s.indented = &Error{"unexpected indent", s.line}
		}
		s.block = statement{}
		return
	}
	for found.wide < s.indents[len(s.indents)-1].wide {
		s.indents = s.indents[:len(s.indents)-1]
	}
	switch outer := s.indents[len(s.indents)-1]; {
	case found.wide != outer.wide:
		s.fail(s.line, "unindent does not match any outer indentation level")
	case found.narrow != outer.narrow:
		s.fail(s.line, tabs)
	}
}

// token reads one token, or the space before one.
func (s *scanner) token() {
	switch r := s.text[s.at]; {
	case r == '\n':
		s.at++
		if len(s.open) == 0 {
			s.end()
		}
		s.line++
	case r == ' ' || r == '\t' || r == '\f':
		s.at++
	case r == '#':
		s.skipComment()
	case r == '\\':
		s.continuation()
	case r == '"' || r == '\'':
		s.begin("", s.line)
		s.str("")
	case unicode.IsDigit(r) && r < 0x80 || r == '.' && s.peek(1) >= '0' && s.peek(1) <= '9':
		s.begin("", s.line)
		s.number()
	case r == '_' || unicode.IsLetter(r) || unicode.Is(unicode.Nl, r):
		s.name()
	case r >= 0x80 || r < ' ' || r == 0x7f:
		s.strange(r)
	default:
		s.begin("", s.line)
		s.operator(r)
	}
}

func (s *scanner) continuation() {
	switch {
	case s.peek(1) != '\n':
		s.fail(s.line, "unexpected character after line continuation character")
	case s.at+2 >= len(s.text):
		s.fail(s.line+1, "unexpected EOF while parsing")
	}
	s.at += 2
	s.line++
}

func (s *scanner) strange(r rune) {
	if unicode.IsPrint(r) {
		s.fail(s.line, "invalid character '%c' (U+%04X)", r, r)
	} else {
		s.fail(s.line, "invalid non-printable character U+%04X", r)
	}
}

// name reads a name or keyword, or a string with a prefix.
func (s *scanner) name() {
	start := s.at
	for isNameRune(s.text[s.at]) {
		s.at++
	}
	word := string(s.text[start:s.at])
	if quote := s.text[s.at]; (quote == '"' || quote == '\'') && isPrefix(word) {
		s.begin("", s.line)
		s.str(strings.ToLower(word))
		return
	}
	s.begin(word, s.line)
	s.statement.word(word)
	if word == "lambda" {
		*s.lambdas()++
	}
}

// lambdas counts the lambdas without their colon in the innermost bracket.
func (s *scanner) lambdas() *int {
	if len(s.open) > 0 {
		return &s.open[len(s.open)-1].lambdas
	}
	return &s.statement.lambdas
}

func isNameRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || r >= 0x80 && (unicode.Is(unicode.Nl, r) || unicode.Is(unicode.M, r) || unicode.Is(unicode.Pc, r))
}

func isPrefix(word string) bool {
	switch strings.ToLower(word) {
	case "r", "b", "u", "f", "rb", "br", "rf", "fr":
		return true
	}
	return false
}

var closing = map[rune]rune{')': '(', ']': '[', '}': '{'}

// operator reads a bracket or one rune of an operator.
func (s *scanner) operator(r rune) {
	s.at++
	switch {
	case r == '(' || r == '[' || r == '{':
		s.open = append(s.open, bracket{sign: r, line: s.line})
	case closing[r] != 0:
		s.closes(r)
	case r == ':' && *s.lambdas() > 0:
		*s.lambdas()--
	case r == ':' && len(s.open) == 0:
		s.statement.colons++
		s.statement.last = true
		return
	case r == ':' && s.open[len(s.open)-1].sign == '(' && s.peek(0) != '=':
		s.misses("invalid syntax", s.line)
	case strings.ContainsRune("$?`", r), r == '!' && s.peek(0) != '=':
		s.misses("invalid syntax", s.line)
	}
	s.statement.last = false
}

func (s *scanner) closes(r rune) {
	if len(s.open) == 0 {
		s.fail(s.line, "unmatched '%c'", r)
		return
	}
	last := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	switch {
	case last.sign == closing[r]:
	case last.line == s.line:
		s.fail(s.line, "closing parenthesis '%c' does not match opening parenthesis '%c'", r, last.sign)
	default:
		s.fail(s.line, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d", r, last.sign, last.line)
	}
}

// misses sets the parser's error.
func (s *scanner) misses(message string, line int) {
	if s.parsed == nil && s.indented == nil {
		s.parsed = &Error{message, line}
	}
}
