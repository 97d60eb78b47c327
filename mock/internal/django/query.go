// Package django does what Django 5.2 does to the text of a request: query strings, search words, slugs, addresses of
// mail, dates. Its tables in testdata were made by running Django and Django REST Framework on CPython 3.13.
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

// What [CheckQuery] returns. Django answers both with 400, before any view sees the request.
var (
	// ErrQueryEncoding is a raw query string that is not UTF-8. Django's answer has no body.
	ErrQueryEncoding = errors.New("django: the query string is not UTF-8")
	// ErrTooManyFields is more than 1000 fields. Django's answer is its page "Bad Request".
	ErrTooManyFields = errors.New("django: the query string has more than 1000 fields")
)

// Query is a query string as Django's QueryDict holds it: every value of every name, in order. The zero value is empty.
type Query struct{ values map[string][]string }

// CheckQuery tells whether Django takes a raw query string at all. Fields are counted by the "&" between them, so that
// empty ones count too.
func CheckQuery(raw string) error {
	if !utf8.ValidString(raw) {
		return ErrQueryEncoding
	}
	if strings.Count(raw, "&")+1 > maxFields {
		return ErrTooManyFields
	}
	return nil
}

// ParseQuery reads a raw query string (without "?"). It splits at "&" only, takes "+" for a space, leaves a broken
// percent escape as it stands, and puts U+FFFD for bytes that are not UTF-8. It refuses nothing: see [CheckQuery].
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

// Get is the last value of a name, "" if there is none.
func (q Query) Get(name string) string {
	all := q.values[name]
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// Empty says whether there is no parameter.
func (q Query) Empty() bool { return len(q.values) == 0 }

// Has says whether the name came, even with an empty value.
func (q Query) Has(name string) bool { return len(q.values[name]) > 0 }

// All is every value of a name, in the order in which they came. The caller must not change it.
func (q Query) All(name string) []string { return q.values[name] }

// Names are the names that came, each once, sorted by their length and then by their bytes, as PostgreSQL sorts the
// members of JSON.
func (q Query) Names() []string {
	return slices.SortedFunc(maps.Keys(q.values), func(a, b string) int {
		return cmp.Or(len(a)-len(b), strings.Compare(a, b))
	})
}

// unquotePlus is the function unquote_plus of Python's urllib.parse.
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

// decodeReplacing is Python's decode("utf-8", "replace"): one U+FFFD for each longest part that could have begun a
// character, which strings.ToValidUTF8 does not do.
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
