package jsonbody

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// longestShown is the number of bytes of a body that a difference shows.
const longestShown = 400

// Shorten returns the beginning of a body, as much as a report shows.
func Shorten(text string) string { return Cut(text, longestShown) }

// Compact removes the space between the tokens of a JSON text and keeps every other byte. Of a text
// that is not JSON it removes only the line ends around it.
func Compact(text string) string {
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(text)); err == nil {
		return out.String()
	}
	return strings.Trim(text, "\n")
}

// Pretty returns JSON indented over several lines, and the beginning of a body that is not JSON.
func Pretty(text string) string {
	if indented, ok := Indent(text); ok {
		return indented
	}
	return Shorten(text)
}

// Indent returns JSON indented over several lines; the tokens do not change.
func Indent(text string) (string, bool) {
	var out bytes.Buffer
	err := json.Indent(&out, []byte(text), "", "  ")
	return out.String(), err == nil
}

// Cut returns the beginning of a text, at most longest bytes.
func Cut(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest], "") + "…"
}

// DiffLines returns the lines in which two texts differ as parts of a unified diff, - those of a and + those of b, with three
// lines of context; "" if none does.
func DiffLines(a, b string) string {
	_, lines, _ := strings.Cut(udiff.Unified("a", "b", a+"\n", b+"\n"), "+++ b\n")
	return lines
}
