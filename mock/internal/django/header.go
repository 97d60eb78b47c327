package django

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// HeaderValue returns the bytes that Django sends for the value of a header: Latin-1, and for a text that has other
// characters an encoded word of RFC 2047, as Python's email.header writes it. ok is false for a text of several
// lines, on which Django fails.
func HeaderValue(text string) (value string, ok bool) {
	if strings.ContainsAny(text, "\r\n") {
		return "", false
	}
	if latin, err := charmap.ISO8859_1.NewEncoder().String(text); err == nil {
		return latin, true
	}
	if strings.ContainsAny(text, pythonLines) {
		return "", false // email.header folds it, and no server sends that
	}
	if inBase64, quoted := base64.StdEncoding.EncodedLen(len(text)), quotedWord(text); inBase64 >= len(quoted) {
		return "=?utf-8?q?" + quoted + "?=", true
	}
	return "=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(text)) + "?=", true
}

// pythonLines holds the other characters at which str.splitlines ends a line.
const pythonLines = "\v\f\x1c\x1d\x1e\u0085\u2028\u2029"

// quotedWord encodes a text as the Q encoding of RFC 2047 does.
func quotedWord(text string) string {
	const digits = "0123456789ABCDEF"
	var word strings.Builder
	for _, c := range []byte(text) {
		switch {
		case c == ' ':
			word.WriteByte('_')
		case c < utf8.RuneSelf && strings.IndexByte(unquoted, c) >= 0:
			word.WriteByte(c)
		default:
			word.Write([]byte{'=', digits[c>>4], digits[c&15]})
		}
	}
	return word.String()
}

// unquoted holds the bytes that the Q encoding keeps.
const unquoted = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-!*+/"
