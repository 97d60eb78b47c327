package orjson

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Raw is encoded JSON; Append copies it unchanged. It is the counterpart of orjson.Fragment.
type Raw []byte

// Append appends orjson.dumps(v): without spaces, with non-ASCII characters unescaped, members in their
// order, and null for a float that JSON cannot represent.
//
// It accepts the values of package python and Raw, and panics for any other type, which is a mistake in the
// program. Where orjson raises an error, Append does not: it has no limit of depth and writes integers of
// more than 64 bits. Use Writable to check first.
func Append(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, v)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case *big.Int:
		return v.Append(dst, 10)
	case float64:
		return appendFloat(dst, v)
	case uuid.UUID:
		return appendUUID(dst, v)
	case string:
		return appendString(dst, v)
	case []any:
		return appendArray(dst, v)
	case *python.Dict:
		return appendObject(dst, v)
	case Raw:
		return append(dst, v...)
	}
	panic(fmt.Sprintf("orjson: cannot write a %T", v))
}

// Reasons why orjson refuses to write a value.
var (
	ErrInteger = errors.New("orjson: integer exceeds 64-bit range")
	ErrDepth   = errors.New("orjson: recursion limit reached")
)

// writer holds what orjson refuses to write.
var writer = python.Writer{Deepest: 255, ErrDepth: ErrDepth, ErrInteger: ErrInteger}

// Writable returns the error of orjson.dumps(v), nil if it has none.
func Writable(v any) error { return writer.Check(v) }

func appendArray(dst []byte, items []any) []byte {
	dst = append(dst, '[')
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = Append(dst, item)
	}
	return append(dst, ']')
}

func appendObject(dst []byte, d *python.Dict) []byte {
	dst = append(dst, '{')
	for i := range d.Len() {
		if i > 0 {
			dst = append(dst, ',')
		}
		key, value := d.At(i)
		dst = appendString(dst, key)
		dst = append(dst, ':')
		dst = Append(dst, value)
	}
	return append(dst, '}')
}

// appendUUID appends a UUID as text, as orjson does.
func appendUUID(dst []byte, id uuid.UUID) []byte {
	var text [36]byte
	hex.Encode(text[:8], id[:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return append(append(append(dst, '"'), text[:]...), '"')
}

// appendFloat appends the shortest digits that read back as f. Unlike Python's repr, it writes an exponent
// only below 1e-5, and without a plus sign or a leading zero (orjson 3.11.7 and later do write the plus
// sign).
func appendFloat(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	size := math.Abs(f)
	if size != 0 && (size < 1e-5 || size >= 1e16) {
		return appendExponent(dst, f)
	}
	dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
	if f == math.Trunc(f) {
		dst = append(dst, ".0"...)
	}
	return dst
}

func appendExponent(dst []byte, f float64) []byte {
	var buf [32]byte
	text := strconv.AppendFloat(buf[:0], f, 'e', -1, 64)
	digits, exponent, _ := bytes.Cut(text, []byte("e"))
	sign, exponent := exponent[0], bytes.TrimLeft(exponent[1:], "0")
	dst = append(dst, digits...)
	dst = append(dst, 'e')
	if sign == '-' {
		dst = append(dst, '-')
	}
	return append(dst, exponent...)
}

const hexDigits = "0123456789abcdef"

// appendString appends s in quotes. Only quotes, backslashes and the control characters of ASCII are escaped.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = appendEscape(dst, c)
		start = i + 1
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
}
