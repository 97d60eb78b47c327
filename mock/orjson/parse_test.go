package orjson_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

func TestParseAsOrjsonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[document](t, "parse.jsonl") {
		value, err := orjson.Parse([]byte(c.In))
		if got := errorText(err); got != c.Error {
			t.Errorf("Parse(%.100q): error %q, want %q", c.In, got, c.Error)
			continue
		}
		if c.Out == nil {
			continue
		}
		if got := string(orjson.Append(nil, value)); got != *c.Out {
			t.Errorf("Parse(%.100q) is written %s, want %s", c.In, got, *c.Out)
		}
	}
}

func TestParseRefusesBrokenUTF8AsOrjsonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[struct{ Hex, Error string }](t, "broken_utf8.jsonl") {
		data, err := hex.DecodeString(c.Hex)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := orjson.Parse(data); errorText(err) != c.Error {
			t.Errorf("Parse(% x): error %q, want %q", data, errorText(err), c.Error)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestParseReturnsTheValuesOfPython(t *testing.T) {
	dict := python.NewDict()
	dict.Set("a", int64(1))
	for document, want := range map[string]any{
		"null":                 nil,
		"true":                 true,
		"-9223372036854775808": int64(math.MinInt64),
		"9223372036854775807":  int64(math.MaxInt64),
		"9223372036854775808":  new(big.Int).SetUint64(1 << 63),
		"18446744073709551616": 18446744073709551616.0,
		"-9223372036854775809": -9223372036854775809.0,
		"1E2":                  100.0,
		`"\u00e9"`:             "é",
		"[]":                   []any{},
		"[1,[null]]":           []any{int64(1), []any{nil}},
		"{}":                   python.NewDict(),
		`{"a":1}`:              dict,
	} {
		got, err := orjson.Parse([]byte(document))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Parse(%s) = %T %v, %v, want %T %v", document, got, got, err, want, want)
		}
	}
}

func TestParseErrorHasAPosition(t *testing.T) {
	_, err := orjson.Parse([]byte("{\n \"é\" 1}"))
	var syntaxError *orjson.SyntaxError
	if !errors.As(err, &syntaxError) {
		t.Fatalf("error %v, want a *SyntaxError", err)
	}
	want := orjson.SyntaxError{Reason: "unexpected character", Line: 2, Column: 6, Char: 7}
	if *syntaxError != want {
		t.Errorf("error %+v, want %+v", *syntaxError, want)
	}
}

func TestParseKeepsNothingOfTheDocument(t *testing.T) {
	document := []byte(`{"key":["value","b\u00e9"]}`)
	value, err := orjson.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	clear(document)
	if got, want := python.Repr(value), "{'key': ['value', 'bé']}"; got != want {
		t.Errorf("after the document was cleared the value is %s, want %s", got, want)
	}
}

// FuzzParse looks for a document on which Parse and encoding/json disagree where they must not, or that
// changes when it is written and read again.
func FuzzParse(f *testing.F) {
	for _, c := range tabletest.Cases[document](f, "parse.jsonl") {
		f.Add([]byte(c.In))
	}
	for _, body := range recordedBodies(f) {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		value, err := orjson.Parse(data)
		if judgedAlike(data, err) && (err == nil) != json.Valid(data) {
			t.Fatalf("Parse(%q): error %v, encoding/json finds it valid: %v", data, err, json.Valid(data))
		}
		if err != nil {
			return
		}
		written := orjson.Append(nil, value)
		again, err := orjson.Parse(written)
		if err != nil {
			t.Fatalf("Parse(%q) is written %s, which is refused: %v", data, written, err)
		}
		if !bytes.Equal(orjson.Append(nil, again), written) {
			t.Fatalf("Parse(%q) is written %s, and after another reading %s", data, written, orjson.Append(nil, again))
		}
	})
}

// judgedAlike reports whether orjson and encoding/json agree about such a document. encoding/json only judges
// the syntax: it accepts invalid UTF-8, half surrogate pairs, numbers out of range, and depth up to 10,000.
func judgedAlike(data []byte, err error) bool {
	if !utf8.Valid(data) {
		return false
	}
	for _, own := range []string{"surrogate", "infinity", "recursion depth"} {
		if strings.Contains(errorText(err), own) {
			return false
		}
	}
	return true
}

// recordedBodies returns the bodies that real servers were sent.
func recordedBodies(f *testing.F) [][]byte {
	bodies, err := fixtures.Bodies()
	if err != nil || len(bodies) == 0 {
		f.Fatalf("%d recorded bodies: %v", len(bodies), err)
	}
	return bodies
}
