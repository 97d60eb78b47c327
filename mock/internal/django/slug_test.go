package django_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
)

func TestIsSlugAsDjango(t *testing.T) {
	for _, c := range tabletest.Cases[verdict](t, "slug.jsonl") {
		if django.IsSlug(c.Text) != c.Accepted {
			t.Errorf("IsSlug(%q) = %v, want %v", c.Text, !c.Accepted, c.Accepted)
		}
	}
}

func TestSlugifyAsDjango(t *testing.T) {
	for _, c := range tabletest.Cases[struct{ Text, Slug string }](t, "slugify.jsonl") {
		if slug := django.Slugify(c.Text); slug != c.Slug {
			t.Errorf("Slugify(%q) = %q, want %q", c.Text, slug, c.Slug)
		}
	}
}
