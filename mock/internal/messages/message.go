// Package messages holds the texts of the fake, and implements Django's choice of their language.
//
// A message is kept as its English template, which is also its key, until the language of the request is
// known; then a [Catalog] translates it. A new message is written where it is used, and nowhere else: "make
// messages" finds it and asks for its translations. A message without a text in a language is English, as
// with gettext.
//
// The files of catalog are written by testdata/generate.py, from the texts that running servers of all
// releases return in each of their languages for the texts in this program. Those translations are the work
// of the Django Software Foundation and individual contributors, and of Encode OSS Ltd. and contributors,
// under BSD licences; those of authentik's own texts are the work of Authentik Security Inc. and
// contributors, under the MIT licence.
package messages

import "strings"

// Message is a text that has not been translated yet. The zero value is the empty text.
type Message struct {
	// Key is the English template: plain text with {placeholders}.
	Key string
	// Args holds the names and values of placeholders, alternating.
	Args []string
	// words are the messages in placeholders, which are translated themselves.
	words []word
	raw   bool
	// Code is the machine-readable code of the message, as in Django's and REST framework's errors ("blank").
	// Empty means "invalid", the default there.
	Code string
}

// word is a message in a placeholder of another.
type word struct {
	placeholder string
	Message
}

// New returns a message with a template and the names and values of its placeholders: name, value, name,
// value. A placeholder without a value stays unchanged.
func New(key string, pairs ...string) Message { return Message{Key: key, Args: pairs} }

// Raw returns a message that is the same in every language. It has no placeholders, but may contain braces.
func Raw(text string) Message { return Message{Key: text, raw: true} }

// Coded returns the message with a code.
func (m Message) Coded(code string) Message {
	m.Code = code
	return m
}

// With returns the message with another one in a placeholder, which is translated into the same language:
// Django translates the names of models and fields within its messages, if their authors marked them.
func (m Message) With(placeholder string, value Message) Message {
	m.words = append(m.words[:len(m.words):len(m.words)], word{placeholder, value})
	return m
}

// English returns a message in English.
func English(m Message) string { return m.fill(m.Key, English) }

// fill replaces the placeholders of a template with their values. Braces within values are not replaced.
func (m Message) fill(template string, say func(Message) string) string {
	if len(m.Args)+len(m.words) == 0 {
		return template
	}
	pairs := make([]string, 0, len(m.Args)+2*len(m.words))
	for i := 0; i+1 < len(m.Args); i += 2 {
		pairs = append(pairs, "{"+m.Args[i]+"}", m.Args[i+1])
	}
	for _, w := range m.words {
		pairs = append(pairs, "{"+w.placeholder+"}", say(w.Message))
	}
	return strings.NewReplacer(pairs...).Replace(template)
}
