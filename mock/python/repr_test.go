package python_test

import (
	"math/big"
	"testing"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

func TestValuesAreWrittenAsCPythonDoes(t *testing.T) {
	type value struct {
		JSON, Str, Repr, Type string
		Truth                 bool
	}
	for _, c := range tabletest.Cases[value](t, "values.jsonl") {
		v, err := orjson.Parse([]byte(c.JSON))
		if err != nil {
			t.Fatalf("Parse(%s): %v", c.JSON, err)
		}
		if got := python.Str(v); got != c.Str {
			t.Errorf("Str(%s) = %s, want %s", c.JSON, got, c.Str)
		}
		if got := python.Repr(v); got != c.Repr {
			t.Errorf("Repr(%s) = %s, want %s", c.JSON, got, c.Repr)
		}
		if got := python.TypeName(v); got != c.Type {
			t.Errorf("TypeName(%s) = %s, want %s", c.JSON, got, c.Type)
		}
		if got := python.Truth(v); got != c.Truth {
			t.Errorf("Truth(%s) = %v, want %v", c.JSON, got, c.Truth)
		}
	}
}

func TestFloatReprAsCPythonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[struct{ Bits, Repr string }](t, "floats.jsonl") {
		f := float(t, c.Bits)
		if got := python.FloatRepr(f); got != c.Repr {
			t.Errorf("FloatRepr(%x) = %s, want %s", f, got, c.Repr)
		}
	}
}

type characters struct {
	First, Last      rune
	Printable, Space bool
}

func TestReprEscapesWhatIsNotPrintable(t *testing.T) {
	for _, c := range tabletest.Cases[characters](t, "characters.jsonl") {
		for r := c.First; r <= c.Last; r++ {
			if r == '\'' || r == '\\' {
				continue
			}
			plain := python.Repr(string(r)) == "'"+string(r)+"'"
			if plain != c.Printable {
				t.Errorf("Repr(%U) = %s, want it plain: %v", r, python.Repr(string(r)), c.Printable)
			}
		}
	}
}

func TestUUIDText(t *testing.T) {
	id := uuid.MustParse("7d0a5b6e-3a2f-4c1d-9e8b-112233445566")
	if got, want := python.Str(id), "7d0a5b6e-3a2f-4c1d-9e8b-112233445566"; got != want {
		t.Errorf("Str = %s, want %s", got, want)
	}
	if got, want := python.Repr([]any{id}), "[UUID('7d0a5b6e-3a2f-4c1d-9e8b-112233445566')]"; got != want {
		t.Errorf("Repr = %s, want %s", got, want)
	}
}

func TestTruthOfBigIntegers(t *testing.T) {
	if !python.Truth(new(big.Int).Lsh(big.NewInt(1), 64)) || python.Truth(new(big.Int)) {
		t.Error("an integer is true unless it is zero")
	}
}
