package messages_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// TestChooseAgreesWithDjango compares with the table that testdata/choose.py made of Django's answers.
func TestChooseAgreesWithDjango(t *testing.T) {
	file, err := os.Open("testdata/choose.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	catalog := messages.For(profile.Documented)
	lines := 0
	for scanner := bufio.NewScanner(file); scanner.Scan(); lines++ {
		var row struct{ Cookie, Accept, Chosen string }
		if err := json.Unmarshal(scanner.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if got := catalog.Choose(row.Cookie, row.Accept); string(got) != row.Chosen {
			t.Errorf("cookie %q, header %q: chose %s, Django chooses %s", row.Cookie, row.Accept, got, row.Chosen)
		}
	}
	if lines < 500 {
		t.Errorf("the table has %d lines only", lines)
	}
}

func BenchmarkChoose(b *testing.B) {
	catalog := messages.For(profile.Documented)
	for _, header := range []string{"", "en", "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7"} {
		b.Run(header, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				catalog.Choose("", header)
			}
		})
	}
}
