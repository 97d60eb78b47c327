package django_test

import (
	_ "embed"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
)

func TestParseQueryAsQueryDict(t *testing.T) {
	for _, c := range tabletest.Cases[struct {
		Text  string
		Lists map[string][]string
		Last  map[string]string
	}](t, "query.jsonl") {
		query := django.ParseQuery(c.Text)
		for name, values := range c.Lists {
			if all := query.All(name); !slices.Equal(all, values) {
				t.Errorf("ParseQuery(%q).All(%q) = %q, want %q", c.Text, name, all, values)
			}
			if last := query.Get(name); last != c.Last[name] {
				t.Errorf("ParseQuery(%q).Get(%q) = %q, want %q", c.Text, name, last, c.Last[name])
			}
		}
		for _, name := range []string{"", "a", "b", "é", "page", "a b", "a\x00"} {
			if _, has := c.Lists[name]; query.Has(name) != has {
				t.Errorf("ParseQuery(%q).Has(%q) = %v, want %v", c.Text, name, !has, has)
			}
		}
	}
}

func TestZeroQueryIsEmpty(t *testing.T) {
	var query django.Query
	if query.Has("a") || query.Get("a") != "" || len(query.All("a")) != 0 {
		t.Error("the zero Query has a value")
	}
}

func TestCheckQueryCountsAsQueryDict(t *testing.T) {
	for _, c := range tabletest.Cases[struct {
		Unit     string
		Count    int
		Accepted bool
	}](t, "query_count.jsonl") {
		var want error
		if !c.Accepted {
			want = django.ErrTooManyFields
		}
		if err := django.CheckQuery(strings.Repeat(c.Unit, c.Count)); !errors.Is(err, want) {
			t.Errorf("CheckQuery(%d times %q) = %v, want %v", c.Count, c.Unit, err, want)
		}
	}
}

// Django's ASGIRequest decodes the query string as UTF-8 before it does anything else.
func TestCheckQueryWantsUTF8(t *testing.T) {
	for text, want := range map[string]error{
		"a=é":    nil,
		"a=%FF":  nil,
		"a=\xff": django.ErrQueryEncoding,
		"\xc3":   django.ErrQueryEncoding,
	} {
		if err := django.CheckQuery(text); !errors.Is(err, want) {
			t.Errorf("CheckQuery(%q) = %v, want %v", text, err, want)
		}
	}
}

// recordedQueries are the query strings that authentik was asked when it was recorded, one a line.
//
//go:embed testdata/recorded_queries.txt
var recordedQueries string

// FuzzParseQuery checks properties of all query strings: net/url returns the same where it accepts them, the
// results are UTF-8, and appending a query appends its values.
func FuzzParseQuery(f *testing.F) {
	previous := "a=1&a=%FF"
	for line := range strings.Lines(recordedQueries) {
		raw := strings.TrimSuffix(line, "\n")
		f.Add(previous, raw)
		previous = raw
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		one, two, joined := django.ParseQuery(first), django.ParseQuery(second), django.ParseQuery(first+"&"+second)
		values, err := url.ParseQuery(first + "&" + second)
		for name, wanted := range values {
			if !utf8.ValidString(name) {
				continue
			}
			all := joined.All(name)
			if !utf8.ValidString(strings.Join(all, " ")) {
				t.Errorf("ParseQuery(%q & %q).All(%q) = %q, which is not UTF-8", first, second, name, all)
			}
			if want := slices.Concat(one.All(name), two.All(name)); !slices.Equal(all, want) {
				t.Errorf("ParseQuery(%q & %q).All(%q) = %q, want %q", first, second, name, all, want)
			}
			if err == nil && utf8.ValidString(strings.Join(wanted, " ")) && !slices.Equal(all, wanted) {
				t.Errorf("ParseQuery(%q & %q).All(%q) = %q, but net/url has %q", first, second, name, all, wanted)
			}
		}
	})
}
