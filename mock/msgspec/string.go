package msgspec

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// string parses the string whose quote is next.
func (p *parser) string() (string, error) {
	p.at++
	var decoded []byte
	for start := p.at; ; {
		if p.at == len(p.text) {
			return "", ErrTruncated
		}
		switch c := p.text[p.at]; {
		case c == '"':
			decoded = append(decoded, p.text[start:p.at]...)
			p.at++
			return string(decoded), nil
		case c == '\\':
			decoded = append(decoded, p.text[start:p.at]...)
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			decoded = utf8.AppendRune(decoded, r)
			start = p.at
		case c < ' ':
			return "", p.malformed("invalid character")
		default:
			p.at++
		}
	}
}

// escape parses the escape whose backslash is next.
func (p *parser) escape() (rune, error) {
	p.at++
	if p.at == len(p.text) {
		return 0, ErrTruncated
	}
	c := p.text[p.at]
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
		return p.unicodeEscape()
	}
	return 0, p.malformed("invalid escape character in string")
}

// unicodeEscape parses the four digits after \u, and for the first half of a surrogate pair the second one.
func (p *parser) unicodeEscape() (rune, error) {
	high, err := p.codeUnit()
	if err != nil || !utf16.IsSurrogate(high) {
		return high, err
	}
	if high >= 0xdc00 {
		return 0, p.malformed("invalid utf-16 surrogate pair")
	}
	const second = len(`\u0000`)
	switch rest := p.text[p.at:]; {
	case len(rest) < second:
		return 0, ErrTruncated
	case rest[0] != '\\' || rest[1] != 'u':
		return 0, p.malformed("unexpected end of escaped utf-16 surrogate pair")
	}
	p.at += len(`\u`)
	low, err := p.codeUnit()
	if err != nil {
		return 0, err
	}
	r := utf16.DecodeRune(high, low)
	if r == utf8.RuneError {
		return 0, p.malformed("invalid utf-16 surrogate pair")
	}
	return r, nil
}

// codeUnit parses four hexadecimal digits.
func (p *parser) codeUnit() (rune, error) {
	const digits = len("0000")
	if len(p.text)-p.at < digits {
		return 0, ErrTruncated
	}
	start := p.at
	for range digits {
		c := p.text[p.at]
		p.at++
		if !isHexDigit(c) {
			return 0, p.malformed("invalid character in unicode escape")
		}
	}
	unit, err := strconv.ParseUint(string(p.text[start:p.at]), 16, 16)
	return rune(unit), err
}

func isHexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
