package messages_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/tabletest"
)

// TestChooseAgreesWithDjango compares with the table of Django's answers that testdata/choose.py wrote.
func TestChooseAgreesWithDjango(t *testing.T) {
	cases := tabletest.Cases[struct{ Cookie, Accept, Chosen string }](t, "choose.jsonl")
	for _, c := range cases {
		if got := messages.Choose(c.Cookie, c.Accept); string(got) != c.Chosen {
			t.Errorf("cookie %q, header %q: chose %s, Django chooses %s", c.Cookie, c.Accept, got, c.Chosen)
		}
	}
	if len(cases) < 500 {
		t.Errorf("the table has %d lines only", len(cases))
	}
}

// TestActivate compares with the languages in which real servers answered for their brands.
func TestActivate(t *testing.T) {
	for code, want := range map[string]messages.Language{
		"fr": "fr", "FR": "fr", "fr_FR": "fr", "de-DE": "de", "de_AT": "de", "zh-CN": "zh-hans", "zh-Hant": "zh-hant", "pt-BR": "pt-br",
		"pt-PT": "pt", "xx": "en", "no": "en", "": "en",
	} {
		if got := messages.Activate(code); got != want {
			t.Errorf("%q: %s, want %s", code, got, want)
		}
	}
}

func BenchmarkChoose(b *testing.B) {
	for _, header := range []string{"", "en", "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7"} {
		b.Run(header, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				messages.Choose("", header)
			}
		})
	}
}
