package blueprint_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// noon is the initial time of all worlds.
var noon = time.Date(2026, time.May, 4, 12, 0, 0, 250_000_000, time.UTC)

// world is a state made from seeds.
type world struct {
	t        testing.TB
	profile  profile.Profile
	site     *drf.Site
	store    *store.Store
	warnings []blueprint.Warning
}

// load returns a world of built-in seeds and files, and fails the test if one of them cannot be loaded.
func load(t testing.TB, p profile.Profile, seeds ...string) *world {
	t.Helper()
	w, err := tryLoad(t, p, seeds...)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func tryLoad(t testing.TB, p profile.Profile, seeds ...string) (*world, error) {
	t.Helper()
	w := &world{t: t, profile: p}
	var err error
	if w.site, err = resources.Site(p.Contract); err != nil {
		t.Fatal(err)
	}
	if w.store, err = store.New(resources.Tables(), store.SeededIDs(rand.Text())); err != nil {
		t.Fatal(err)
	}
	_, w.warnings, err = seed.Load(w.store, w.site, seed.Read(p, seeds, yamldoc.Limits{}), "token", noon)
	return w, err
}

// view runs read on the state.
func (w *world) view(read func(*drf.Request)) {
	w.t.Helper()
	err := w.store.View(func(tx *store.Tx) error {
		read(&drf.Request{Tx: tx, Contract: w.profile.Contract, Site: w.site, Now: noon})
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) export() string {
	w.t.Helper()
	_, fresh, err := seed.NewFresh(w.profile)
	if err != nil {
		w.t.Fatal(err)
	}
	var text []byte
	w.view(func(r *drf.Request) {
		err = fresh.View(func(tx *store.Tx) error {
			text = blueprint.Export(r, tx)
			return nil
		})
	})
	return string(text)
}

// file writes a text to a file and returns its name, for use as a seed.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
