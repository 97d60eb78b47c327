package python_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

func TestStripAsCPythonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[struct{ Text, Value string }](t, "strip.jsonl") {
		if got := python.Strip(c.Text); got != c.Value {
			t.Errorf("Strip(%q) = %q, want %q", c.Text, got, c.Value)
		}
	}
}

func TestIsSpaceAsCPythonDoes(t *testing.T) {
	for _, c := range tabletest.Cases[characters](t, "characters.jsonl") {
		for r := c.First; r <= c.Last; r++ {
			if got := python.IsSpace(r); got != c.Space {
				t.Errorf("IsSpace(%U) = %v, want %v", r, got, c.Space)
			}
		}
	}
}
