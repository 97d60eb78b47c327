package main

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/msgspec"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// readers are the readers of JSON, by the name of the original, as bodies are read with them.
var readers = map[string]func(document []byte) (any, error){
	"orjson": orjson.Parse,
	"msgspec": func(document []byte) (any, error) {
		if _, err := python.DecodeUTF8(document); err != nil {
			return nil, err
		}
		return msgspec.Parse(document, nil)
	},
}

func readerNames() []string { return slices.Sorted(maps.Keys(readers)) }

// compareDocuments reads n random documents with a reader and its original, and compares the values, as Python writes them, or
// the errors.
func compareDocuments(o *oracle, name string, random *rand.Rand, n int, r *result) error {
	const batch = 1000
	g := newGenerator(random, world{})
	for done := 0; done < n; done += batch {
		var questions []question
		for range min(batch, n-done) {
			questions = append(questions, question{Reader: name, Body: g.document()})
		}
		answers, err := o.ask(questions)
		if err != nil {
			return err
		}
		for i, q := range questions {
			compareDocument(name, q, answers[i], r)
		}
	}
	return nil
}

// compareDocument compares what a reader makes of one document with what the original does.
func compareDocument(name string, q question, theirs answer, r *result) {
	ours := answer{Status: 1}
	value, err := readers[name](q.Body)
	switch {
	case theirs.Status < 0 || strings.Contains(string(theirs.Body), "memory allocation failed"):
		r.unknown++ // too deep for Python to write, or for the buffer of orjson
		return
	case err != nil:
		ours = answer{0, []byte(err.Error())}
	default:
		ours.Body = []byte(python.Repr(value))
	}
	if ours.Status != theirs.Status || string(ours.Body) != string(theirs.Body) {
		r.tell(q.String(), string(ours.Body), string(theirs.Body))
		return
	}
	r.saw(ours.Status)
}

// document returns a random document, half of them broken somewhere.
func (g *generator) document() []byte {
	text := []byte(g.pick("", "", " ", "\n\t") + g.value(0) + g.pick("", "", "", "\n", " x"))
	for g.IntN(2) == 0 && len(text) > 0 {
		at := g.IntN(len(text))
		switch g.IntN(4) {
		case 0:
			text = slices.Delete(text, at, at+1)
		case 1:
			text = slices.Insert(text, at, g.token()...)
		case 2:
			text[at] = byte(g.IntN(256))
		default:
			text = text[:at]
		}
	}
	return text
}

// token returns a piece of JSON, or nearly.
func (g *generator) token() []byte {
	return []byte(g.pick("[", "]", "{", "}", ",", ":", `"`, `\`, `\u`, `\ud83d`, `\udc00`, "-", "0", "1", ".", "e", "E+", "null", "tru", "false", "NaN", "Infinity",
		" ", "\n", "\x00", "\x1f", "\xff", "\xc3", "\xe2\x82", "\ufeff", "/*", "1e309", "123456789012345678901234567890"))
}
