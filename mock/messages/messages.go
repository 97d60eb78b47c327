// Package messages owns the words of the fake. A message is kept as its English template, which is also its key, until
// the language of the request is known; then a catalogue puts it into words.
package messages

import "strings"

// Message is a text that was not said yet: an English template, and what stands in its {placeholders}.
type Message struct {
	Key string
	// Args are names and values, one after the other.
	Args []string
	raw  bool
}

// New makes a message of a template and of the names and values of its placeholders.
func New(key string, pairs ...string) Message { return Message{Key: key, Args: pairs} }

// Raw is a text that is said as it is, in every language.
func Raw(text string) Message { return Message{Key: text, raw: true} }

// fill puts the values into a template. Values are not looked into: one may hold braces.
func (m Message) fill(template string) string {
	if m.raw || len(m.Args) == 0 {
		return template
	}
	pairs := make([]string, len(m.Args))
	for i := 0; i+1 < len(m.Args); i += 2 {
		pairs[i], pairs[i+1] = "{"+m.Args[i]+"}", m.Args[i+1]
	}
	return strings.NewReplacer(pairs...).Replace(template)
}

// English says a message in English.
func English(m Message) string { return m.fill(m.Key) }
