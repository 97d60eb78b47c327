// Package msgspec reads JSON like msgspec, the library that authentik uses for its bodies from 2026.8 on: the
// same values, and the same errors at the same places. What msgspec writes is what orjson writes, which the
// tables show; only the values that it refuses differ.
//
// The rules are those of msgspec 0.21. It wrote the tables in testdata; testdata/generate.py creates them.
package msgspec

import (
	"errors"
	"math"
	"math/big"
	"strconv"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Parse returns msgspec.json.decode(document), a value as package python describes it. document is UTF-8.
//
// An object becomes a *python.Dict; of several members with one name, the last wins. An integer is exact
// whatever its length, up to the 4,300 digits that Python reads. words are texts that documents are expected
// to hold, which are not made again. The result does not refer to document.
//
// The error, if any, is a *SyntaxError, a *RangeError, [ErrTruncated] or [ErrDepth].
func Parse(document []byte, words map[string]any) (any, error) {
	p := parser{text: document, words: words}
	value, err := p.value(nil)
	if err != nil {
		return nil, err
	}
	if _, more := p.next(); more {
		p.at++
		return nil, p.malformed("trailing characters")
	}
	return value, nil
}

// deepest is the maximum number of open arrays and objects. msgspec's own limit is the stack of the machine,
// which holds some ten thousands.
const deepest = 10_000

// ErrDepth means that the lists and objects of a value are nested more deeply than the stack allows.
var ErrDepth = errors.New("msgspec: the stack is too small for the nesting")

// A parser parses text from the byte at on. Its methods leave at after what they have parsed, and at the place
// of the error when they return one.
type parser struct {
	text  []byte
	at    int
	words map[string]any
}

// next skips space and returns the next byte; ok is false at the end.
func (p *parser) next() (c byte, ok bool) {
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c, true
		}
	}
	return 0, false
}

// place is where a value stands: the index in a list, inMember in an object, and the place of these.
type place struct {
	above *place
	index int
	depth int
}

// inMember is the index of a member of an object.
const inMember = -1

// inside returns the place of an item of what stands at a place.
func (in *place) inside(index int) *place {
	return &place{in, index, in.level() + 1}
}

func (in *place) level() int {
	if in == nil {
		return 0
	}
	return in.depth
}

// value parses the value at a place, nil for the document itself.
func (p *parser) value(in *place) (any, error) {
	c, ok := p.next()
	if !ok {
		return nil, ErrTruncated
	}
	switch c {
	case 'n':
		return nil, p.literal("null")
	case 't':
		return true, p.literal("true")
	case 'f':
		return false, p.literal("false")
	case '"':
		text, err := p.string()
		if err != nil {
			return nil, err
		}
		if word, known := p.words[text]; known {
			return word, nil
		}
		return text, nil
	case '[':
		return p.array(in)
	case '{':
		return p.object(in)
	}
	return p.number(in)
}

// literal parses a word, of which all bytes are read before they are compared.
func (p *parser) literal(word string) error {
	if len(p.text)-p.at < len(word) {
		return ErrTruncated
	}
	found := string(p.text[p.at : p.at+len(word)])
	p.at += len(word)
	if found != word {
		return p.malformed("invalid character")
	}
	return nil
}

func (p *parser) array(in *place) (any, error) {
	if in.level() >= deepest {
		return nil, ErrDepth
	}
	p.at++
	items, at := []any{}, in.inside(0)
	for {
		if more, err := p.more(']', len(items) == 0, "expected ',' or ']'", "trailing comma in array"); !more {
			return items, err
		}
		at.index = len(items)
		item, err := p.value(at)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
}

func (p *parser) object(in *place) (any, error) {
	if in.level() >= deepest {
		return nil, ErrDepth
	}
	p.at++
	dict, at := python.NewDict(), in.inside(inMember)
	for first := true; ; first = false {
		if more, err := p.more('}', first, "expected ',' or '}'", "trailing comma in object"); !more {
			dict.Clip()
			return dict, err
		}
		key, err := p.key()
		if err != nil {
			return nil, err
		}
		value, err := p.value(at)
		if err != nil {
			return nil, err
		}
		dict.Set(key, value)
	}
}

// more parses what stands before an item: the bracket that closes, after which there is none, or a comma.
func (p *parser) more(bracket byte, first bool, expected, trailing string) (bool, error) {
	c, ok := p.next()
	switch {
	case !ok:
		return false, ErrTruncated
	case c == bracket:
		p.at++
		return false, nil
	case first:
		return true, nil
	case c != ',':
		return false, p.malformed(expected)
	}
	p.at++
	switch c, ok := p.next(); {
	case !ok:
		return false, ErrTruncated
	case c == bracket:
		return false, p.malformed(trailing)
	}
	return true, nil
}

// key parses the name of a member and the colon.
func (p *parser) key() (string, error) {
	if p.text[p.at] != '"' {
		return "", p.malformed("object keys must be strings")
	}
	key, err := p.string()
	if err != nil {
		return "", err
	}
	switch c, ok := p.next(); {
	case !ok:
		return "", ErrTruncated
	case c != ':':
		return "", p.malformed("expected ':'")
	}
	p.at++
	return key, nil
}

// number parses a number. What follows it is checked by the caller.
func (p *parser) number(in *place) (any, error) {
	start := p.at
	if p.text[p.at] == '-' {
		p.at++
	}
	switch first := p.at; {
	case p.at == len(p.text):
		return nil, p.malformed("invalid number")
	case !p.digits():
		return nil, p.malformed("invalid character")
	case p.text[first] == '0' && p.at > first+1:
		p.at = first + 1
		return nil, p.malformed("invalid number")
	}
	whole := p.at
	if p.peek() == '.' {
		p.at++
		if !p.digits() {
			return nil, p.malformed("invalid number")
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if !p.digits() {
			return nil, p.malformed("invalid number")
		}
	}
	text := string(p.text[start:p.at])
	if p.at == whole {
		return integer(text, in)
	}
	f, err := strconv.ParseFloat(text, 64)
	if math.IsInf(f, 0) {
		return nil, &RangeError{"Number out of range", in}
	}
	return f, err
}

// longestInteger is the length of the longest integer that msgspec hands to Python, with its sign: as many
// digits as Python reads.
const longestInteger = 4300

func integer(text string, in *place) (any, error) {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i, nil
	}
	if len(text) > longestInteger {
		return nil, &RangeError{"Integer value out of range", in}
	}
	i, _ := new(big.Int).SetString(text, 10)
	return i, nil
}

// peek returns the next byte, 0 at the end.
func (p *parser) peek() byte {
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

// digits parses the next digits and reports whether there are any.
func (p *parser) digits() bool {
	start := p.at
	for c := p.peek(); '0' <= c && c <= '9'; c = p.peek() {
		p.at++
	}
	return p.at > start
}
