package pyyaml

import "strings"

// style is the style of a text.
type style int

const (
	plain style = iota
	singleQuoted
	doubleQuoted
	literal
)

// choose implements PyYAML's choice of a style: the simplest that is read back as the same text. In a
// document, a text of several lines becomes a block if possible.
func (w *writer) choose(text string, key bool) style {
	lines := w.document && strings.Contains(text, "\n")
	switch {
	case w.special(text) || strings.Contains(text, " \n"):
		return doubleQuoted
	case lines && !key && !strings.HasSuffix(text, " "):
		return literal
	case !lines && isText(text) && plainShape(text):
		return plain
	case strings.Contains(text, "\n "):
		return doubleQuoted
	}
	return singleQuoted
}

// oneLine reports whether a text contains none of the characters that end a line in YAML.
func oneLine(text string) bool { return !strings.ContainsAny(text, "\n\u0085\u2028\u2029") }

// special reports whether a text contains characters that PyYAML escapes.
func (w *writer) special(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !w.unescaped(r) })
}

// unescaped reports whether a character needs no escape: ASCII without control characters, in a document also
// non-ASCII letters.
func (w *writer) unescaped(r rune) bool {
	return ' ' <= r && r <= '~' || w.document && (r == '\u0085' || r >= '\u00a0' && r != '\ufeff' && r != '\uffff' && r != '\ufffe')
}

// printable reports the same within double quotes, in which line ends and characters beyond 16 bits are
// escaped.
func (w *writer) printable(r rune) bool {
	return ' ' <= r && r <= '~' || w.document && r >= '\u00a0' && r <= '\ufffd' && r != '\u2028' && r != '\u2029' && r != '\ufeff'
}

// plainShape reports whether a printable text contains nothing with a meaning in YAML when it is unquoted.
func plainShape(text string) bool {
	switch {
	case text == "", strings.HasPrefix(text, "---"), strings.HasPrefix(text, "..."):
		return false
	case strings.HasPrefix(text, " "), strings.HasSuffix(text, " "), strings.Contains(text, "\n"):
		return false
	case strings.ContainsRune("#,[]{}&*!|>'\"%@`", rune(text[0])):
		return false
	case text == "-", text == "?", strings.HasPrefix(text, "- "), strings.HasPrefix(text, "? "):
		return false
	}
	return !strings.HasSuffix(text, ":") && !strings.Contains(text, ": ") && !strings.Contains(text, " #")
}
