package django_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
)

func TestIsEmailAsDjango(t *testing.T) {
	for _, c := range tabletest.Cases[verdict](t, "email.jsonl") {
		if django.IsEmail(c.Text) != c.Accepted {
			t.Errorf("IsEmail(%q) = %v, want %v", c.Text, !c.Accepted, c.Accepted)
		}
	}
}
