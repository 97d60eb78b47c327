package pysyntax

import (
	"strings"
	"unicode"
)

// str reads a string, whose prefix is read.
func (s *scanner) str(prefix string) {
	start, quote, size := s.line, s.text[s.at], 1
	if s.peek(1) == quote && s.peek(2) == quote {
		size = 3
	}
	formatted, escaped := strings.Contains(prefix, "f"), false
	s.at += size
	for !s.closed(quote, size) {
		switch r := s.peek(0); {
		case s.at >= len(s.text) || r == '\n' && size == 1:
			s.unterminated(start, size, formatted, escaped)
			return
		case r == '\n':
			s.line++
		case r == '\\':
			if s.at++; s.peek(0) == '\n' {
				s.line++
			}
			escaped = escaped || s.peek(0) == quote
		case formatted && (r == '{' || r == '}') && s.peek(1) == r:
			s.at++
		case formatted && r == '{':
			if s.replacement(start, quote, size); s.wrong != nil {
				return
			}
			continue
		case formatted && r == '}':
			s.misses("f-string: single '}' is not allowed", s.line)
		}
		s.at++
	}
	s.at += size
	s.statement.last = false
}

// closed reports whether the quotes that end a string are next.
func (s *scanner) closed(quote rune, size int) bool {
	for i := range size {
		if s.peek(i) != quote {
			return false
		}
	}
	return true
}

func (s *scanner) unterminated(start, size int, formatted, escaped bool) {
	kind, detected := "string literal", s.line
	if formatted {
		kind = "f-string literal"
	}
	if size == 3 {
		kind = "triple-quoted " + kind
		detected-- // the line feed at the end of the text begins no line
	}
	hint := ""
	if escaped && size == 1 && !formatted {
		hint = "; perhaps you escaped the end quote?"
	}
	s.fail(start, "unterminated %s (detected at line %d)%s", kind, detected, hint)
}

// replacement reads a replacement field of a formatted string: an expression, and after a colon a format,
// which is text again.
func (s *scanner) replacement(start int, quote rune, size int) {
	outer := s.open
	s.open = append(outer[:len(outer):len(outer)], bracket{sign: '{', line: s.line})
	depth := len(s.open)
	s.at++
	for s.wrong == nil && len(s.open) >= depth {
		switch r := s.peek(0); {
		case s.at >= len(s.text), r == '\n' && size == 1 && len(s.open) == depth:
			s.fail(start, "f-string: expecting '}'")
		case len(s.open) == depth && s.closed(quote, size):
			s.fail(s.line, "f-string: expecting '}'")
		case len(s.open) == depth && r == ':':
			s.format(start, quote, size)
		case len(s.open) == depth && r == '!' && s.peek(1) != '=':
			s.at++
		default:
			s.token()
		}
	}
}

// format reads a format to the bracket that ends its field.
func (s *scanner) format(start int, quote rune, size int) {
	for s.at++; s.wrong == nil && s.peek(0) != '}'; {
		switch r := s.peek(0); {
		case s.at >= len(s.text) || r == '\n' && size == 1 || s.closed(quote, size):
			s.fail(s.line, "f-string: expecting '}', or format specs")
		case r == '{':
			s.replacement(start, quote, size)
			continue
		}
		s.at++
	}
}

// bases are the letters of the bases of integers, with their digits and names.
var bases = map[rune]struct{ digits, name string }{
	'x': {"0123456789abcdef", "hexadecimal"}, 'o': {"01234567", "octal"}, 'b': {"01", "binary"},
}

// number reads a number.
func (s *scanner) number() {
	if base, ok := bases[unicode.ToLower(s.peek(1))]; ok && s.peek(0) == '0' {
		s.at += 2
		s.digits(base.digits, base.name)
		s.ends(base.name, base.digits)
		return
	}
	start := s.at
	const digits = "0123456789"
	whole := s.digits(digits, "decimal")
	real := false
	if s.peek(0) == '.' {
		real = true
		s.at++
		s.digits(digits, "decimal")
	}
	if r := s.peek(0); r == 'e' || r == 'E' {
		next := s.peek(1)
		if next == '+' || next == '-' {
			next = s.peek(2)
			if !unicode.IsDigit(next) {
				s.fail(s.line, "invalid decimal literal")
				return
			}
			s.at++
		}
		if unicode.IsDigit(next) {
			real = true
			s.at++
			s.digits(digits, "decimal")
		}
	}
	if r := s.peek(0); r == 'j' || r == 'J' {
		real = true
		s.at++
	}
	if !real && whole > 1 && s.text[start] == '0' && strings.Trim(string(s.text[start:s.at]), "0_") != "" {
		s.fail(s.line, "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers")
		return
	}
	s.ends("decimal", "")
}

// digits reads digits with single underscores between them, and returns how many there are.
func (s *scanner) digits(digits, name string) (count int) {
	for {
		switch r := unicode.ToLower(s.peek(0)); {
		case strings.ContainsRune(digits, r):
			count++
		case r == '_' && strings.ContainsRune(digits, unicode.ToLower(s.peek(1))) && s.peek(1) != 0:
		case r == '_':
			s.fail(s.line, "invalid %s literal", name)
			return count
		default:
			return count
		}
		s.at++
	}
}

// ends checks what follows a number: a name must not, but for the keywords that may.
func (s *scanner) ends(name, digits string) {
	r := s.peek(0)
	s.statement.last = false
	switch {
	case digits != "" && unicode.IsDigit(r):
		s.fail(s.line, "invalid digit '%c' in %s literal", r, name)
	case digits != "" && !strings.ContainsRune(digits, unicode.ToLower(s.text[s.at-1])):
		s.fail(s.line, "invalid %s literal", name)
	case isNameRune(r) && !s.keywordNext():
		s.fail(s.line, "invalid %s literal", name)
	}
}

// keywordNext reports whether one of the keywords that may follow a number without a space is next.
func (s *scanner) keywordNext() bool {
	end := s.at
	for isNameRune(s.text[end]) {
		end++
	}
	rest := string(s.text[s.at:end])
	for _, word := range []string{"and", "else", "for", "if", "in", "is", "not", "or"} {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	return false
}
