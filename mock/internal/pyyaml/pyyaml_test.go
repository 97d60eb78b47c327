package pyyaml_test

import (
	"bytes"
	"embed"
	"errors"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/pyyaml"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

//go:embed testdata/*.jsonl
var tables embed.FS

// table reads the cases of a table that testdata/generate.py wrote.
func table(t *testing.T, name string) []*python.Dict {
	t.Helper()
	document, err := tables.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var cases []*python.Dict
	for line := range bytes.Lines(document) {
		value, err := orjson.Parse(line)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		cases = append(cases, value.(*python.Dict))
	}
	if len(cases) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return cases
}

func text(c *python.Dict, name string) string {
	value, _ := c.Get(name)
	return value.(string)
}

func TestPlainReadsAsPyYAML(t *testing.T) {
	for _, c := range table(t, "plain.jsonl") {
		want, _ := c.Get("Value")
		got, err := pyyaml.Plain(text(c, "Text"))
		if err != nil {
			t.Error(err)
		}
		kind := python.TypeName(got)
		if kind == "float" {
			got = python.Repr(got)
		}
		wantKind := text(c, "Kind")
		if wantKind == "date" || wantKind == "datetime" {
			wantKind = "str" // a date stays text
		}
		if kind != wantKind || python.Repr(got) != python.Repr(want) {
			t.Errorf("Plain(%q) = %s %s, want %s %s", text(c, "Text"), kind, python.Repr(got), wantKind, python.Repr(want))
		}
	}
}

// TestIntegersHaveABound covers a limit of Python, which raises a ValueError from 4301 decimal digits on;
// parsing millions takes minutes.
func TestIntegersHaveABound(t *testing.T) {
	digits := strings.Repeat("9", 4300)
	for _, text := range []string{digits, "-" + digits, "9_" + digits[1:], digits + ".0"} {
		if _, err := pyyaml.Plain(text); err != nil {
			t.Errorf("%.5s… of %d characters: %v", text, len(text), err)
		}
	}
	for _, text := range []string{digits + "9", "+" + digits + "_9", "0x" + digits, "0b1" + strings.Repeat("0", 4300), "1" + strings.Repeat(":59", 4300)} {
		if _, err := pyyaml.Plain(text); !errors.Is(err, pyyaml.ErrDigits) {
			t.Errorf("%.5s… of %d characters: %v", text, len(text), err)
		}
	}
}

func TestDumpWritesAsPyYAML(t *testing.T) {
	for name, dump := range map[string]func(*python.Dict) []byte{"dump.jsonl": pyyaml.Dump, "document.jsonl": pyyaml.DumpDocument} {
		for i, c := range table(t, name) {
			value, _ := c.Get("value")
			if got, want := string(dump(value.(*python.Dict))), text(c, "yaml"); got != want {
				t.Errorf("%s, case %d: %s\nwritten as\n%q\nwant\n%q", name, i, python.Repr(value), got, want)
			}
		}
	}
}
