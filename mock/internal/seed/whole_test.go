package seed_test

import (
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// TestAWholeStateFitsTheSchema checks every profile, with a row in every table.
func TestAWholeStateFitsTheSchema(t *testing.T) {
	schema := compile(t)
	for _, p := range profile.All {
		site, s, err := seed.NewFresh(p)
		if err != nil {
			t.Fatal(err)
		}
		var text string
		s.View(func(tx *store.Tx) error {
			text = string(seed.Write(tx, site, p, false))
			return nil
		})
		if err := check(t, schema, text); err != nil {
			t.Errorf("%s: %#v", p.Name, err)
		}
		for _, wrong := range []string{"format: 2\n" + text[len("format: 1\n"):], text + "colours: []\n", text + `outpost: [{"id": 5}]` + "\n"} {
			if check(t, schema, wrong) == nil {
				t.Errorf("%s: the schema takes what the loader refuses", p.Name)
			}
		}
	}
}

// TestEveryTableIsWritten checks that new tables are part of a state.
func TestEveryTableIsWritten(t *testing.T) {
	sections := map[string]bool{}
	for _, name := range seed.Sections() {
		if sections[name] {
			t.Errorf("two sections are called %s", name)
		}
		sections[name] = true
	}
	const beside, constant = 3, 2 // format, profile and counts; content types and permissions
	if got, want := len(sections), len(resources.Tables())+beside-constant; got != want {
		t.Errorf("there are %d sections, want %d", got, want)
	}
	for _, name := range []string{"settings", "users", "tokens", "roles", "role_permissions", "policies", "stages", "events"} {
		if !sections[name] {
			t.Errorf("there is no section %s", name)
		}
	}
}

// BenchmarkWholeState writes a state with many users and reads it again.
func BenchmarkWholeState(b *testing.B) {
	p := profile.All[profile.V2026_5RC1]
	site, s, err := seed.NewFresh(p)
	if err != nil {
		b.Fatal(err)
	}
	var text []byte
	b.Run("write", func(b *testing.B) {
		for range b.N {
			s.View(func(tx *store.Tx) error {
				text = seed.Write(tx, site, p, false)
				return nil
			})
		}
		b.ReportMetric(float64(len(text)), "bytes")
	})
	b.Run("read", func(b *testing.B) {
		for range b.N {
			other, _ := store.New(resources.Tables(), store.SeededIDs(""))
			if err := other.Update(func(tx *store.Tx) error { return resources.Install(tx, p.Contract, time.Now()) }); err != nil {
				b.Fatal(err)
			}
			if _, err := seed.Replace(other, site, p, "state", text, seed.How{Limits: yamldoc.Limits{}, Token: "t", Now: time.Now()}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
