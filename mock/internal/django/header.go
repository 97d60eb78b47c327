package django

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/authentik-mock/authentik-mock/mock/python"
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
	if strings.ContainsAny(text, python.LineEnds) {
		return "", false // email.header folds it, and no server sends that
	}
	if inBase64, quoted := base64.StdEncoding.EncodedLen(len(text)), quotedWord(text); inBase64 >= len(quoted) {
		return "=?utf-8?q?" + quoted + "?=", true
	}
	return "=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(text)) + "?=", true
}

// quotedWord encodes a text as the Q encoding of RFC 2047 does.
func quotedWord(text string) string {
	var word strings.Builder
	for _, c := range []byte(text) {
		switch {
		case c == ' ':
			word.WriteByte('_')
		case c < utf8.RuneSelf && strings.IndexByte(unquoted, c) >= 0:
			word.WriteByte(c)
		default:
			fmt.Fprintf(&word, "=%02X", c)
		}
	}
	return word.String()
}

// unquoted holds the bytes that the Q encoding keeps.
const unquoted = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-!*+/"
