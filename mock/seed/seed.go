// Package seed fills a store from seed files: YAML that names objects as people do, by name, slug or username, and holds
// what the API would take for them. An object that is there already is changed, any other is created.
package seed

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/resources"
	"github.com/authentik-mock/authentik-mock/mock/store"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// The built-in seeds.
const (
	// Fresh is what a new installation of the profile's version holds.
	Fresh = "fresh"
	// Demo is the same with objects that make the documented example work, and a list worth looking at.
	Demo = "demo"
)

// Load fills a new store: with what every installation has, and then with seeds, one over the other: built-in ones by
// name, files by path. Whatever they are, they stand on the fresh one. A file that is a blueprint is loaded as authentik loads it; the warnings are what of it was left out.
// token becomes the key of the administrator's token.
func Load(
	s *store.Store, site *drf.Site, p profile.Profile, seeds []string, token string, now time.Time,
) ([]blueprint.Warning, error) {
	type parsed struct {
		documents []*yamldoc.Document
		err       error
	}
	reading := make(chan parsed, 1) // meanwhile the installation takes place: together they are most of a start
	go func() {
		documents, err := read(p, seeds)
		reading <- parsed{documents, err}
	}()
	if err := s.Update(func(tx *store.Tx) error { return resources.Install(tx, p.Contract) }); err != nil {
		return nil, err
	}
	read := <-reading
	if read.err != nil {
		return nil, read.err
	}
	return load(s, site, p, read.documents, token, now)
}

// Check says what is wrong with a seed or a blueprint, as Load would, on the fresh seed of a profile. name is the file's
// name in what is said.
func Check(name string, text []byte, p profile.Profile) ([]blueprint.Warning, error) {
	d, err := yamldoc.Parse(name, text)
	if err != nil {
		return nil, err
	}
	site, s, err := NewFresh(p)
	if err != nil {
		return nil, err
	}
	return load(s, site, p, []*yamldoc.Document{d}, "", time.Now().UTC())
}

// NewFresh is a state that holds the fresh seed of a profile and nothing else, and what the profile serves of it.
func NewFresh(p profile.Profile) (*drf.Site, *store.Store, error) {
	site, err := resources.Site(p.Contract)
	if err != nil {
		return nil, nil, err
	}
	s, err := store.New(resources.Tables(), store.SeededIDs(Fresh))
	if err != nil {
		return nil, nil, err
	}
	_, err = Load(s, site, p, nil, "", time.Now().UTC())
	return site, s, err
}

func load(
	s *store.Store, site *drf.Site, p profile.Profile, documents []*yamldoc.Document, token string, now time.Time,
) (warnings []blueprint.Warning, err error) {
	err = s.Update(func(tx *store.Tx) error {
		l := &loader{
			tx: tx, site: site, token: token,
			request: &drf.Request{Tx: tx, Contract: p.Contract, Site: site, User: resources.System{}, Now: now, Method: "POST", Say: messages.English},
		}
		for _, d := range documents {
			said, err := l.loadAny(d)
			warnings = append(warnings, said...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return warnings, err
}

// loadAny loads a seed or a blueprint, whichever the document is.
func (l *loader) loadAny(d *yamldoc.Document) ([]blueprint.Warning, error) {
	if blueprint.Is(d) {
		return blueprint.Load(l.request, d)
	}
	return nil, l.load(d)
}

// read finds and parses the seeds, the fresh one first.
func read(p profile.Profile, seeds []string) ([]*yamldoc.Document, error) {
	release := max(p.Contract, profile.V2025_10)
	paths := []string{"seeds/fresh/" + profile.All[release].Name + ".yaml"}
	for _, seed := range seeds {
		switch {
		case seed == Fresh:
		case seed == Demo:
			paths = append(paths, "seeds/demo.yaml")
		case slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(seed)):
			paths = append(paths, seed)
		default:
			return nil, fmt.Errorf("unknown seed %q: choose %s or %s, or name a file that ends in .yaml", seed, Fresh, Demo)
		}
	}
	var documents []*yamldoc.Document
	for _, path := range paths {
		text, err := text(path)
		if err != nil {
			return nil, err
		}
		d, err := yamldoc.Parse(strings.TrimPrefix(path, "seeds/"), text)
		if err != nil {
			return nil, err
		}
		documents = append(documents, d)
	}
	return documents, nil
}

func text(path string) ([]byte, error) {
	if strings.HasPrefix(path, "seeds/") {
		if text, err := fixtures.Seeds.ReadFile(path); err == nil {
			return text, nil
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the seed: %w", err)
	}
	return text, nil
}
