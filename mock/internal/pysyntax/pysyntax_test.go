package pysyntax_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/pysyntax"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
)

// TestTextsAreRefusedAsByCPython compares with what CPython says of texts as the body of a function.
func TestTextsAreRefusedAsByCPython(t *testing.T) {
	type refusal struct {
		Text, Function string
		Refusal        *string
	}
	for _, c := range tabletest.Cases[refusal](t, "errors.jsonl") {
		if got := pysyntax.Function(c.Text); got != c.Function {
			t.Errorf("%q: got the function\n%s\nwant\n%s", c.Text, got, c.Function)
		}
		switch got := pysyntax.Check(c.Function); {
		case got == nil && c.Refusal != nil:
			t.Errorf("%q is right, want %q", c.Text, *c.Refusal)
		case got != nil && c.Refusal == nil:
			t.Errorf("%q: got %q, want it right", c.Text, got.In("a/name"))
		case got != nil && got.In("a/name") != *c.Refusal:
			t.Errorf("%q:\ngot  %q\nwant %q", c.Text, got.In("a/name"), *c.Refusal)
		}
	}
}
