// Package messages owns the words of the fake, and Django's choice of the language to say them in.
//
// A message is kept as its English template, which is also its key, until the language of the request is known; then a
// [Catalog] puts it into words. A new message is written where it is said, and nowhere else: "make messages" finds it and
// asks for it. Where a language has no text for it, it is said in English, as gettext does.
//
// The files of catalog are written by testdata/generate.py, from what running servers of all releases say in each of their
// languages when they are asked for the texts that this program says. Those translations are the work of the Django Software
// Foundation and individual contributors, and of Encode OSS Ltd. and contributors, under BSD licences; those of
// authentik's own texts are the work of Authentik Security Inc. and contributors, under the MIT licence.
package messages

import "strings"

// Message is a text that was not said yet. The zero value is the empty text.
type Message struct {
	// Key is the English template: plain text with {placeholders}.
	Key string
	// Args are names of placeholders and what stands in them, one after the other.
	Args []string
	// words stand in placeholders too, but are put into words themselves.
	words []word
	raw   bool
	// Code names what the message says, as Django's and REST framework's errors do ("blank"). Empty is "invalid", which is
	// what an error without a code has there.
	Code string
}

// word is a message in a placeholder of another.
type word struct {
	placeholder string
	Message
}

// New makes a message of its template and of the names and values of its placeholders: name, value, name, value. A
// placeholder without a value stays as it is.
func New(key string, pairs ...string) Message { return Message{Key: key, Args: pairs} }

// Raw is a text that is said as it is in every language. It has no placeholders, though it may hold braces.
func Raw(text string) Message { return Message{Key: text, raw: true} }

// Coded is the message with a code.
func (m Message) Coded(code string) Message {
	m.Code = code
	return m
}

// With is the message with another one in a placeholder, which is said in the same language: Django translates the
// names of models and fields that stand in its messages, when their authors marked them.
func (m Message) With(placeholder string, value Message) Message {
	m.words = append(m.words[:len(m.words):len(m.words)], word{placeholder, value})
	return m
}

// English says a message in English.
func English(m Message) string { return m.fill(m.Key, English) }

// fill puts the values into a template. They are not looked into: one may hold braces.
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
