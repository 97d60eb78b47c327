package django_test

import (
	"slices"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
)

func TestSearchSplitAsRESTFramework(t *testing.T) {
	for _, c := range tabletest.Cases[struct {
		Text  string
		Words []string
	}](t, "search.jsonl") {
		if words := django.SearchSplit(c.Text); !slices.Equal(words, c.Words) {
			t.Errorf("SearchSplit(%q) = %q, want %q", c.Text, words, c.Words)
		}
	}
}
