package django_test

import (
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
)

func TestHeaderValueAsDjango(t *testing.T) {
	for _, c := range tabletest.Cases[struct {
		Text, Value string
		Accepted    bool
	}](t, "header.jsonl") {
		sent, err := charmap.ISO8859_1.NewEncoder().String(c.Value)
		if err != nil {
			t.Fatal(err)
		}
		if value, ok := django.HeaderValue(c.Text); ok != c.Accepted || value != sent {
			t.Errorf("HeaderValue(%q) = %q, %v, want %q, %v", c.Text, value, ok, sent, c.Accepted)
		}
	}
}
