// Package djangoql parses the search language of the library DjangoQL, which authentik's lists support:
// names, comparison operators, values, and, or, and parentheses. Its table in testdata was written by
// DjangoQL 0.19.1, which authentik 2026.5 uses.
package djangoql

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Expression is a comparison, or two joined expressions. As in DjangoQL, and and or have the same precedence
// and associate to the right.
type Expression struct {
	*Comparison
	Left, Right *Expression
	// Or reports whether the two are joined by or, not by and.
	Or bool
}

// Comparison compares a name with a value.
type Comparison struct {
	// Name holds the parts of the name, which dots separate.
	Name []string
	// Operator is =, !=, >, >=, <, <=, ~, in, startswith or endswith; Not reports whether it is negated. !=
	// and !~ are = and ~ with Not.
	Operator string
	Not      bool
	// Values holds the value, or for in all values of the list: string, bool, nil or [Number]. A text with
	// half of a surrogate pair is not valid UTF-8.
	Values []any
}

// List reports whether the value is a list.
func (c *Comparison) List() bool { return c.Operator == "in" }

// Number is a number as it was written.
type Number string

// ErrSyntax is returned by [Parse] for an invalid text.
var ErrSyntax = errors.New("djangoql: the text is not of the language")

// Parse parses an expression. The error is [ErrSyntax].
func Parse(text string) (*Expression, error) {
	tokens, err := scan(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	expression, err := p.expression()
	if err != nil || p.kind() != end {
		return nil, ErrSyntax
	}
	return expression, nil
}

type kind int

const (
	end kind = iota
	str
	number
	name
	// word is a reserved word, sign any other token.
	word
	sign
)

type token struct {
	kind kind
	text string
}

const (
	escaped  = `\\["'\\/bfnrt]|\\u[0-9A-Fa-f]{4}`
	lineEnds = "\n\r\u2028\u2029"
)

// The tokens in the order in which DjangoQL tries them.
var (
	stringToken = regexp.MustCompile(`^(?:"(?:` + escaped + `|[^"\\` + lineEnds + `])*"|'(?:` + escaped + `|[^'\\` + lineEnds + `])*')`)
	numberToken = regexp.MustCompile(`^(?:-?0|-?[1-9][0-9]*)(?:\.[0-9]+[eE][+-]?[0-9]+|\.[0-9]+|[eE][+-]?[0-9]+|)`)
	wordToken   = regexp.MustCompile(`^(?:or|and|not|in|startswith|endswith|True|False|None)`)
	nameToken   = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*(?:\.[_A-Za-z][_0-9A-Za-z]*)*`)
	signToken   = regexp.MustCompile(`^(?:!=|>=|<=|!~|[,()=<>~])`)
)

const blanks = " \t\v\f\u00a0\n\r\u2028\u2029"

func scan(text string) ([]token, error) {
	var tokens []token
	for {
		text = strings.TrimLeft(text, blanks)
		if text == "" {
			return tokens, nil
		}
		next := first(text)
		if next.kind == end {
			return nil, ErrSyntax
		}
		tokens = append(tokens, next)
		text = text[len(next.text):]
	}
}

func first(text string) token {
	if match := stringToken.FindString(text); match != "" {
		return token{str, match}
	}
	if match := numberToken.FindString(text); match != "" {
		return token{number, match}
	}
	if match := wordToken.FindString(text); match != "" && !continues(text[len(match):]) {
		return token{word, match}
	}
	if match := nameToken.FindString(text); match != "" {
		return token{name, match}
	}
	if match := signToken.FindString(text); match != "" {
		return token{sign, match}
	}
	return token{}
}

// continues reports whether a name continues here.
func continues(text string) bool {
	if text == "" {
		return false
	}
	c := text[0]
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

type parser struct {
	tokens []token
	place  int
}

func (p *parser) kind() kind {
	if p.place == len(p.tokens) {
		return end
	}
	return p.tokens[p.place].kind
}

func (p *parser) next() token {
	if p.place == len(p.tokens) {
		return token{}
	}
	p.place++
	return p.tokens[p.place-1]
}

// take consumes the next token if it is this word or sign.
func (p *parser) take(text string) bool {
	if kind := p.kind(); kind != word && kind != sign || p.tokens[p.place].text != text {
		return false
	}
	p.place++
	return true
}

func (p *parser) expression() (*Expression, error) {
	left, err := p.term()
	if err != nil {
		return nil, err
	}
	or := p.take("or")
	if !or && !p.take("and") {
		return left, nil
	}
	right, err := p.expression()
	return &Expression{Left: left, Right: right, Or: or}, err
}

func (p *parser) term() (*Expression, error) {
	if p.take("(") {
		inner, err := p.expression()
		if err == nil && !p.take(")") {
			err = ErrSyntax
		}
		return inner, err
	}
	subject := p.next()
	if subject.kind != name {
		return nil, ErrSyntax
	}
	c := &Comparison{Name: strings.Split(subject.text, ".")}
	if err := p.compare(c); err != nil {
		return nil, err
	}
	return &Expression{Comparison: c}, nil
}

// compare parses an operator and a value of a type that it allows.
func (p *parser) compare(c *Comparison) error {
	c.Not = p.take("not")
	operator := p.next()
	if operator.kind != word && operator.kind != sign {
		return ErrSyntax
	}
	c.Operator = operator.text
	switch c.Operator {
	case "in":
		return p.list(c)
	case "startswith", "endswith":
		return p.value(c, isString)
	}
	if c.Not {
		return ErrSyntax
	}
	if plain, negated := strings.CutPrefix(c.Operator, "!"); negated {
		c.Operator, c.Not = plain, true
	}
	switch c.Operator {
	case "=":
		return p.value(c, func(any) bool { return true })
	case ">", ">=", "<", "<=":
		return p.value(c, func(value any) bool { _, isNumber := value.(Number); return isNumber || isString(value) })
	case "~":
		return p.value(c, isString)
	}
	return ErrSyntax
}

func isString(value any) bool { _, ok := value.(string); return ok }

func (p *parser) value(c *Comparison, fits func(any) bool) error {
	value, err := p.constant()
	if err != nil || !fits(value) {
		return ErrSyntax
	}
	c.Values = append(c.Values, value)
	return nil
}

func (p *parser) list(c *Comparison) error {
	if !p.take("(") {
		return ErrSyntax
	}
	for {
		if err := p.value(c, func(any) bool { return true }); err != nil {
			return err
		}
		if p.take(")") {
			return nil
		}
		if !p.take(",") {
			return ErrSyntax
		}
	}
}

func (p *parser) constant() (any, error) {
	switch t := p.next(); t.kind {
	case str:
		return unescape(t.text[1 : len(t.text)-1]), nil
	case number:
		return Number(t.text), nil
	case word:
		switch t.text {
		case "True":
			return true, nil
		case "False":
			return false, nil
		case "None":
			return nil, nil
		}
	}
	return nil, ErrSyntax
}

// unescape replaces escapes: a backslash is removed, except before the four digits of a code unit, which
// becomes a character.
func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	raw := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			raw = append(raw, text[i])
			continue
		}
		i++
		if text[i] != 'u' {
			raw = append(raw, text[i])
			continue
		}
		unit, _ := strconv.ParseUint(text[i+1:i+5], 16, 16)
		raw = appendUnit(raw, rune(unit))
		i += 4
	}
	return string(raw)
}

// appendUnit appends a code unit, possibly of a surrogate pair, in the encoding of UTF-8.
func appendUnit(dst []byte, unit rune) []byte {
	if utf8.ValidRune(unit) {
		return utf8.AppendRune(dst, unit)
	}
	return append(dst, 0xe0|byte(unit>>12), 0x80|byte(unit>>6)&0xbf, 0x80|byte(unit)&0x3f)
}
