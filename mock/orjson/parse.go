// Package orjson reads and writes JSON like orjson, the library that authentik uses for its bodies: the same
// values, the same errors at the same places, and the same text.
//
// The rules are those of orjson 3.11, which the recorded servers run (3.13 has other error messages). It
// wrote the tables in testdata; testdata/generate.py creates them.
package orjson

import (
	"math"
	"math/big"
	"strconv"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// maxDepth is the maximum number of open arrays and objects.
const maxDepth = 1024

// Parse returns orjson.loads(document), a value as package python describes it.
//
// An object becomes a *python.Dict; of several members with one name, the last wins. An integer outside the
// ranges of signed and unsigned 64-bit integers becomes a float64; one in the unsigned range only becomes a
// *big.Int. The result does not refer to document.
//
// The error, if any, is a *SyntaxError. One of orjson's errors is missing: it runs out of its buffer ("memory
// allocation failed") for a document of little more than several hundred unclosed brackets, which is reported
// here as ending too early.
func Parse(document []byte) (any, error) { return Words(nil).Parse(document) }

// Words are texts that documents are expected to hold. They are not made again for each document that holds them.
type Words map[string]any

// Add adds a text.
func (w Words) Add(text string) { w[text] = text }

// Parse returns the function Parse.
func (w Words) Parse(document []byte) (any, error) {
	p := parser{text: document, words: w}
	switch {
	case !utf8.Valid(document):
		return nil, p.errorAt(0, "str is not valid UTF-8: surrogates not allowed")
	case len(document) == 0:
		return nil, &SyntaxError{Reason: "Input is a zero-length, empty document", Line: 1, Column: 1}
	}
	p.skipSpace()
	if p.atEnd() {
		return nil, p.errorAt(0, "input data is empty")
	}
	value, err := p.value(0)
	if err != nil {
		return nil, err
	}
	p.skipSpace()
	if !p.atEnd() {
		return nil, p.errorAt(p.at, "unexpected content after document")
	}
	return value, nil
}

// A parser parses text from the byte at on. Its methods leave at after what they have parsed, and anywhere
// when they return an error.
type parser struct {
	text  []byte
	at    int
	words Words
}

func (p *parser) atEnd() bool {
	return p.at == len(p.text)
}

// peek returns the next byte, and 0 at the end. No rule accepts a zero byte, so that both lead to the same
// errors.
func (p *parser) peek() byte {
	if p.atEnd() {
		return 0
	}
	return p.text[p.at]
}

func (p *parser) skipSpace() {
	for !p.atEnd() {
		switch p.text[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// value parses a value inside depth arrays and objects.
func (p *parser) value(depth int) (any, error) {
	switch c := p.peek(); {
	case c == '"':
		return p.stringValue()
	case c == '-' || isDigit(c):
		return p.number()
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == 't':
		return true, p.literal("true")
	case c == 'f':
		return false, p.literal("false")
	case c == 'n':
		return nil, p.literal("null")
	}
	return nil, p.unexpected()
}

func (p *parser) literal(word string) error {
	rest := p.text[p.at:]
	if len(rest) >= len(word) && string(rest[:len(word)]) == word {
		p.at += len(word)
		return nil
	}
	if len(rest) < len(word) && string(rest) == word[:len(rest)] {
		return p.unexpectedEnd()
	}
	return p.errorAt(p.at, "invalid literal")
}

func (p *parser) array(depth int) (any, error) {
	if err := p.open(depth); err != nil {
		return nil, err
	}
	items := []any{}
	if p.closed(']') {
		return items, nil
	}
	for {
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		if more, err := p.more(']'); !more {
			return items, err
		}
	}
}

func (p *parser) object(depth int) (any, error) {
	if err := p.open(depth); err != nil {
		return nil, err
	}
	dict := python.NewDict()
	if p.closed('}') {
		return dict, nil
	}
	for {
		key, err := p.key()
		if err != nil {
			return nil, err
		}
		value, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		dict.Set(key, value)
		if more, err := p.more('}'); !more {
			dict.Clip()
			return dict, err
		}
	}
}

// key parses the name of a member, the colon, and the space after it.
func (p *parser) key() (string, error) {
	if p.peek() != '"' {
		return "", p.unexpected()
	}
	key, err := p.string()
	if err != nil {
		return "", err
	}
	p.skipSpace()
	if p.peek() != ':' {
		return "", p.unexpected()
	}
	p.at++
	p.skipSpace()
	return key, nil
}

// open parses the bracket that opens an array or object inside depth others.
func (p *parser) open(depth int) error {
	p.at++
	if depth >= maxDepth {
		return p.errorAt(p.at, "array and object recursion depth exceeded")
	}
	p.skipSpace()
	return nil
}

// closed parses the bracket that closes an array or object, if it is next.
func (p *parser) closed(bracket byte) bool {
	if p.peek() != bracket {
		return false
	}
	p.at++
	return true
}

// more parses what follows an item or member, and reports whether another follows.
func (p *parser) more(bracket byte) (bool, error) {
	p.skipSpace()
	if p.closed(bracket) {
		return false, nil
	}
	if p.peek() != ',' {
		return false, p.unexpected()
	}
	comma := p.at
	p.at++
	p.skipSpace()
	if p.closed(bracket) {
		// orjson searches for the comma backwards, starting after the bracket.
		if p.peek() == ',' {
			comma = p.at
		}
		return false, p.errorAt(comma, "trailing comma is not allowed")
	}
	return true, nil
}

// number parses a number; the caller must check what follows.
func (p *parser) number() (any, error) {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	first := p.at
	if !p.digits() {
		return nil, p.errorAt(p.at, "no digit after minus sign")
	}
	if p.text[first] == '0' && p.at > first+1 {
		return nil, p.errorAt(first, "number with leading zero is not allowed")
	}
	whole := p.at
	if p.peek() == '.' {
		p.at++
		if !p.digits() {
			return nil, p.errorAt(p.at, "no digit after decimal point")
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if !p.digits() {
			return nil, p.errorAt(p.at, "no digit after exponent sign")
		}
	}
	text := string(p.text[start:p.at])
	if p.at == whole {
		if value, ok := integer(text); ok {
			return value, nil
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if math.IsInf(f, 0) {
		return nil, p.errorAt(start, "number is infinity when parsed as double")
	}
	return f, err
}

// digits parses the next digits and reports whether there are any.
func (p *parser) digits() bool {
	start := p.at
	for isDigit(p.peek()) {
		p.at++
	}
	return p.at > start
}

func isDigit(c byte) bool {
	return '0' <= c && c <= '9'
}

// integer returns an integer that fits into 64 bits, signed or not.
func integer(text string) (any, bool) {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i, true
	}
	if u, err := strconv.ParseUint(text, 10, 64); err == nil {
		return new(big.Int).SetUint64(u), true
	}
	return nil, false
}
