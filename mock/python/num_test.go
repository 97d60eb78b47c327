package python_test

import (
	"math"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

func TestParseIntAsCPythonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[reading](t, "int.jsonl") {
		switch value, ok := python.ParseInt(c.Text); {
		case ok != (c.Value != nil):
			t.Errorf("ParseInt(%.40q) reports %v", c.Text, ok)
		case ok && python.Str(value) != *c.Value:
			t.Errorf("ParseInt(%.40q) = %v, want %s", c.Text, value, *c.Value)
		}
	}
}

func TestParseIntKeepsSmallIntegersSmall(t *testing.T) {
	for text, want := range map[string]any{"9223372036854775807": int64(math.MaxInt64), " ٣ ": int64(3)} {
		if got, _ := python.ParseInt(text); got != want {
			t.Errorf("ParseInt(%q) = %T %v, want %T %v", text, got, got, want, want)
		}
	}
}

func TestParseFloatAsCPythonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[reading](t, "float.jsonl") {
		value, ok := python.ParseFloat(c.Text)
		if ok != (c.Value != nil) {
			t.Errorf("ParseFloat(%.40q) reports %v", c.Text, ok)
			continue
		}
		if !ok {
			continue
		}
		want := float(t, *c.Value)
		bothNaN := math.IsNaN(value) && math.IsNaN(want)
		if !bothNaN && math.Float64bits(value) != math.Float64bits(want) {
			t.Errorf("ParseFloat(%.40q) = %v, want %v", c.Text, value, want)
		}
	}
}
