package jsonbody

import (
	"bytes"
	"encoding/json"
	"strings"
)

// longestShown is how much of a body a difference shows, in bytes.
const longestShown = 400

// Shorten is the beginning of a body, as much as a report shows of it.
func Shorten(text string) string { return Cut(text, longestShown) }

// Compact removes the space between the tokens of a JSON text and leaves every other byte as it is. A text that is no
// JSON loses nothing but the line ends around it.
func Compact(text string) string {
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(text)); err == nil {
		return out.String()
	}
	return strings.Trim(text, "\n")
}

// Pretty writes JSON over several lines, and the beginning of what is no JSON.
func Pretty(text string) string {
	if indented, ok := Indent(text); ok {
		return indented
	}
	return Shorten(text)
}

// Indent writes JSON over several lines; the tokens stay as they are.
func Indent(text string) (string, bool) {
	var out bytes.Buffer
	err := json.Indent(&out, []byte(text), "", "  ")
	return out.String(), err == nil
}

// Cut is the beginning of a text, at most so many bytes.
func Cut(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest], "") + "…"
}
