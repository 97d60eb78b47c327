package python

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Str returns str(v): a string as it is, a uuid.UUID in lower case with dashes,
// anything else as Repr.
func Str(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case uuid.UUID:
		return v.String()
	}
	return Repr(v)
}

// Repr returns repr(v), for example None, 1e+20, 'it' or {'a': [True]}. Like Str it also accepts a uuid.UUID.
//
// The Unicode version of the Go release (15.0 in Go 1.26) decides which characters of a string are printable;
// one that a later version of Unicode assigned is escaped here and is not by a newer Python.
func Repr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return boolRepr(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return FloatRepr(v)
	}
	return string(appendRepr(nil, v))
}

func appendRepr(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "None"...)
	case bool:
		return append(dst, boolRepr(v)...)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case *big.Int:
		return v.Append(dst, 10)
	case float64:
		return append(dst, FloatRepr(v)...)
	case string:
		return appendStringRepr(dst, v)
	case uuid.UUID:
		return append(dst, "UUID('"+v.String()+"')"...)
	case []any:
		return appendListRepr(dst, v)
	case *Dict:
		return appendDictRepr(dst, v)
	}
	panic(notAValue(v))
}

func boolRepr(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func appendListRepr(dst []byte, list []any) []byte {
	dst = append(dst, '[')
	for i, item := range list {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = appendRepr(dst, item)
	}
	return append(dst, ']')
}

func appendDictRepr(dst []byte, d *Dict) []byte {
	dst = append(dst, '{')
	for i := range d.Len() {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		key, value := d.At(i)
		dst = appendStringRepr(dst, key)
		dst = append(dst, ": "...)
		dst = appendRepr(dst, value)
	}
	return append(dst, '}')
}

// appendStringRepr quotes s with ', or with " if that avoids an escape.
func appendStringRepr(dst []byte, s string) []byte {
	quote := '\''
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	dst = append(dst, byte(quote))
	for _, r := range s {
		switch {
		case r == quote || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case unicode.IsPrint(r):
			dst = utf8.AppendRune(dst, r)
		default:
			dst = appendCodePoint(dst, r)
		}
	}
	return append(dst, byte(quote))
}

// appendCodePoint writes r as the shortest of \x00, \u0000 and \U00000000.
func appendCodePoint(dst []byte, r rune) []byte {
	letter, digits := byte('x'), 2
	switch {
	case r > 0xffff:
		letter, digits = 'U', 8
	case r > 0xff:
		letter, digits = 'u', 4
	}
	const hex = "0123456789abcdef"
	dst = append(dst, '\\', letter)
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, hex[r>>shift&0xf])
	}
	return dst
}

// FloatRepr returns repr(f): the shortest digits that read back as f, with an
// exponent below 1e-4 and from 1e16 on, and otherwise with a decimal point.
func FloatRepr(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if size := math.Abs(f); size != 0 && (size < 1e-4 || size >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if strings.Contains(text, ".") {
		return text
	}
	return text + ".0"
}
