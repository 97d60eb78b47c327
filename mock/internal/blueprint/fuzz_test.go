package blueprint_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// FuzzLoad loads any text: it must be loaded, or refused with a place in the file.
func FuzzLoad(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(paths) == 0 {
		f.Fatal(paths, err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, value := range []string{"!KeyOf", "!Env", "!If", "!Find []", "!Index x", "!!str", "!ParseJSON", "!Context [a, !Context a]", "<<"} {
		f.Add(group + value)
	}
	w := load(f, newest)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := yamldoc.Parse("fuzz.yaml", []byte(text))
		if err == nil {
			err = w.store.Update(func(tx *store.Tx) error {
				r := &drf.Request{Tx: tx, Contract: w.profile.Contract, Site: w.site, Now: noon, User: anybody{}, Say: messages.English}
				if _, err := blueprint.Load(r, blueprint.With(d, blueprint.Outside{})); err != nil {
					return err
				}
				return errUndo
			})
		}
		if err != nil && !errors.Is(err, errUndo) && !strings.HasPrefix(err.Error(), "fuzz.yaml:") {
			t.Errorf("an error without its place: %v", err)
		}
	})
}

// anybody is a user with all permissions.
type anybody struct{ drf.User }

func (anybody) Authenticated() bool            { return true }
func (anybody) Has(string) bool                { return true }
func (anybody) HasFor(string, *store.Row) bool { return true }
