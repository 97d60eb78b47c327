package python

import (
	"strings"
	"unicode"
)

// IsSpace reports whether r is white space in Python's str.isspace(): Unicode's white space and the four
// separators U+001C to U+001F.
func IsSpace(r rune) bool {
	return unicode.IsSpace(r) || '\x1c' <= r && r <= '\x1f'
}

// Strip returns s.strip(): s without the white space around it.
func Strip(s string) string {
	return strings.TrimFunc(s, IsSpace)
}

// LineEnds holds the characters at which str.splitlines() ends a line.
const LineEnds = "\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029"
