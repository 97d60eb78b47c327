package pyyaml

import "strings"

// style is how a text is written.
type style int

const (
	plain style = iota
	singleQuoted
	doubleQuoted
)

// choose is PyYAML's choice for a text that may be written in any style: the simplest that is read back as the same
// text.
func choose(text string) style {
	switch {
	case !printable(text) || strings.Contains(text, " \n"):
		return doubleQuoted
	case isText(text) && plainShape(text):
		return plain
	case strings.Contains(text, "\n "):
		return doubleQuoted
	}
	return singleQuoted
}

// oneLine says whether a text has none of the characters that end a line in YAML.
func oneLine(text string) bool { return !strings.ContainsAny(text, "\n\u0085\u2028\u2029") }

// printable says whether a text is ASCII without control characters; authentik lets PyYAML escape all others.
func printable(text string) bool {
	for _, r := range text {
		if r != '\n' && (r < ' ' || r > '~') {
			return false
		}
	}
	return true
}

// plainShape says whether nothing in a printable text means something to YAML, when it stands without quotes.
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
