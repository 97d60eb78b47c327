package orjson

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// string parses the string whose quote is next.
func (p *parser) string() (string, error) {
	p.at++
	plain := p.unescaped()
	if p.peek() != '"' {
		return p.escaped(bytes.Clone(plain))
	}
	p.at++
	if word, known := p.words[string(plain)]; known {
		return word.(string), nil
	}
	return string(plain), nil
}

// stringValue returns string as a value.
func (p *parser) stringValue() (any, error) {
	text, err := p.string()
	if err != nil {
		return nil, err
	}
	if word, known := p.words[text]; known {
		return word, nil
	}
	return text, nil
}

// escaped reads the rest of a string that begins with decoded.
func (p *parser) escaped(decoded []byte) (string, error) {
	for {
		switch p.peek() {
		case '"':
			p.at++
			return string(decoded), nil
		case '\\':
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			decoded = utf8.AppendRune(decoded, r)
			decoded = append(decoded, p.unescaped()...)
		default:
			return "", p.errorAt(p.at, "unexpected control character in string")
		}
	}
}

// unescaped parses up to a quote, a backslash, a control character or the end.
func (p *parser) unescaped() []byte {
	start := p.at
	for p.at < len(p.text) {
		if c := p.text[p.at]; c == '"' || c == '\\' || c < ' ' {
			break
		}
		p.at++
	}
	return p.text[start:p.at]
}

// escape parses the escape whose backslash is next.
func (p *parser) escape() (rune, error) {
	p.at++
	c := p.peek()
	p.at++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		p.at -= len(`\u`)
		return p.unicodeEscape()
	}
	return 0, p.errorAt(p.at-1, "invalid escaped character in string")
}

// unicodeEscape parses \u0000, or two of them that are a surrogate pair.
func (p *parser) unicodeEscape() (rune, error) {
	start := p.at
	high, err := p.codeUnit()
	if err != nil || !utf16.IsSurrogate(high) {
		return high, err
	}
	if high >= 0xdc00 {
		return 0, p.errorAt(start, "invalid high surrogate in string")
	}
	return p.lowSurrogate(high)
}

// lowSurrogate parses the second half of a surrogate pair and returns the character.
func (p *parser) lowSurrogate(high rune) (rune, error) {
	start := p.at
	switch rest := p.text[p.at:]; {
	case string(rest) == `\`:
		return 0, p.unexpectedEnd()
	case !bytes.HasPrefix(rest, []byte(`\u`)):
		return 0, p.errorAt(start, "no low surrogate in string")
	}
	low, err := p.codeUnit()
	if err != nil {
		return 0, err
	}
	r := utf16.DecodeRune(high, low)
	if r == utf8.RuneError {
		return 0, p.errorAt(start, "invalid low surrogate in string")
	}
	return r, nil
}

// codeUnit parses the next \u0000.
func (p *parser) codeUnit() (rune, error) {
	const length = len(`\u0000`)
	rest := p.text[p.at:min(p.at+length, len(p.text))]
	digits := rest[len(`\u`):]
	for _, c := range digits {
		if !isHexDigit(c) {
			return 0, p.errorAt(p.at, "invalid escaped sequence in string")
		}
	}
	if len(rest) < length {
		return 0, p.unexpectedEnd()
	}
	p.at += length
	unit, err := strconv.ParseUint(string(digits), 16, 16)
	return rune(unit), err
}

func isHexDigit(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
