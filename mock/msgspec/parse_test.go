package msgspec_test

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/msgspec"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// document is a case of Parse: Out is msgspec's encoding of the value, nil if there is none.
type document struct {
	In    string
	Out   *string
	Error string
}

func TestParseAsMsgspecDoes(t *testing.T) {
	for _, c := range tabletest.Cases[document](t, "parse.jsonl") {
		value, err := msgspec.Parse([]byte(c.In), nil)
		said := ""
		if err != nil {
			said = err.Error()
		}
		if said != c.Error {
			t.Errorf("Parse(%.100q): error %q, want %q", c.In, said, c.Error)
		} else if c.Out != nil {
			if got := string(orjson.Append(nil, value)); got != *c.Out {
				t.Errorf("Parse(%.100q) is written %s, want %s", c.In, got, *c.Out)
			}
		}
	}
}

// What is written is orjson's text.
func TestFloatsAreWrittenAsMsgspecDoes(t *testing.T) {
	for _, c := range tabletest.Cases[struct{ Bits, Text string }](t, "floats.jsonl") {
		data, err := hex.DecodeString(c.Bits)
		if err != nil {
			t.Fatal(err)
		}
		f := math.Float64frombits(binary.BigEndian.Uint64(data))
		if got := string(orjson.Append(nil, f)); got != c.Text {
			t.Errorf("Append(%x) = %s, want %s", f, got, c.Text)
		}
	}
}

// Some thousands of levels are read and written, and not any number.
func TestNestingEnds(t *testing.T) {
	for _, c := range []struct {
		open, shut string
		levels     int
		err        error
	}{
		{"[", "]", 8_000, nil}, {`{"a":`, "}", 8_000, nil}, {"[", "]", 100_000, msgspec.ErrDepth}, {`{"a":`, "}", 100_000, msgspec.ErrDepth},
	} {
		text := strings.Repeat(c.open, c.levels) + "1" + strings.Repeat(c.shut, c.levels)
		value, err := msgspec.Parse([]byte(text), nil)
		if !errors.Is(err, c.err) || err == nil && msgspec.Writable(value) != nil {
			t.Errorf("%d levels of %s: %v", c.levels, c.open, err)
		}
	}
	var deep any
	for range 20_000 {
		dict := python.NewDict()
		dict.Set("a", []any{deep})
		deep = dict
	}
	if err := msgspec.Writable(deep); !errors.Is(err, msgspec.ErrDepth) {
		t.Errorf("a value of 40,000 levels: %v", err)
	}
}

// A word that is expected is not made again.
func TestParseTakesTheWordsThatItKnows(t *testing.T) {
	value, err := msgspec.Parse([]byte(`["known","other"]`), map[string]any{"known": "kept"})
	if got := python.Repr(value); got != "['kept', 'other']" || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}
