// Package django processes the text of a request like Django 5.2: query strings, search words, slugs, email
// addresses, dates. Its tables in testdata were written by Django and Django REST Framework on CPython 3.13.
package django

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// maxFields is Django's default of DATA_UPLOAD_MAX_NUMBER_FIELDS.
const maxFields = 1000

// Errors of [CheckQuery]. Django answers both with 400, before any view sees the request.
var (
	// ErrQueryEncoding reports a raw query string that is not UTF-8. Django's answer has no body.
	ErrQueryEncoding = errors.New("django: the query string is not UTF-8")
	// ErrTooManyFields reports more than 1000 fields. Django's answer is its page "Bad Request".
	ErrTooManyFields = errors.New("django: the query string has more than 1000 fields")
)

// Query is a query string in the form of Django's QueryDict: every value of every name, in order. The zero
// value is empty.
type Query struct{ values map[string][]string }

// CheckQuery returns an error if Django refuses a raw query string. Fields are counted by the "&" between
// them, including empty ones.
func CheckQuery(raw string) error {
	if !utf8.ValidString(raw) {
		return ErrQueryEncoding
	}
	if strings.Count(raw, "&")+1 > maxFields {
		return ErrTooManyFields
	}
	return nil
}

// ParseQuery parses a raw query string (without "?"). It splits at "&" only, reads "+" as a space, keeps
// invalid percent escapes, and replaces bytes that are not UTF-8 with U+FFFD. It has no errors: see
// [CheckQuery].
func ParseQuery(raw string) Query {
	if raw == "" {
		return Query{}
	}
	values := map[string][]string{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name = unquotePlus(name)
		values[name] = append(values[name], unquotePlus(value))
	}
	return Query{values}
}

// Get returns the last value of a name, "" if there is none.
func (q Query) Get(name string) string {
	all := q.values[name]
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// Empty reports whether there are no parameters.
func (q Query) Empty() bool { return len(q.values) == 0 }

// Has reports whether there is a parameter with the name, even with an empty value.
func (q Query) Has(name string) bool { return len(q.values[name]) > 0 }

// All returns every value of a name, in order. The caller must not modify the slice.
func (q Query) All(name string) []string { return q.values[name] }

// Names returns the names, each once, sorted by their length and then by their bytes, as PostgreSQL sorts the
// members of JSON.
func (q Query) Names() []string {
	return slices.SortedFunc(maps.Keys(q.values), func(a, b string) int {
		return cmp.Or(len(a)-len(b), strings.Compare(a, b))
	})
}

// unquotePlus implements unquote_plus of Python's urllib.parse.
func unquotePlus(text string) string {
	raw := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '+':
			raw = append(raw, ' ')
		case c == '%' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2]):
			raw = append(raw, unhex(text[i+1])<<4|unhex(text[i+2]))
			i += 2
		default:
			raw = append(raw, c)
		}
	}
	return decodeReplacing(raw)
}

// decodeReplacing implements Python's decode("utf-8", "replace"): one U+FFFD for each longest part that could
// begin a character, unlike strings.ToValidUTF8.
func decodeReplacing(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	text, err := unicode.UTF8.NewDecoder().Bytes(raw)
	if err != nil {
		panic(err) // the decoder has a replacement for everything
	}
	return string(text)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}
