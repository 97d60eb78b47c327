// Package seed fills a store from seed files: YAML that names objects by name, slug or username, and contains
// what the API would accept for them. An existing object is changed, any other is created.
package seed

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// The built-in seeds.
const (
	// Fresh is the state of a new installation of the profile's version.
	Fresh = "fresh"
	// Demo adds objects that make the documented example work, and some more for lists.
	Demo = "demo"
)

// Reading is the seeds of a profile, which may still be read.
type Reading struct {
	profile   profile.Profile
	done      chan struct{}
	documents []document
	err       error
}

// Read begins to read seeds, the fresh one first: built-in ones by name, files by path, to which limits apply. It takes as long as
// compiling the site, and needs nothing of it.
func Read(p profile.Profile, seeds []string, limits yamldoc.Limits) *Reading {
	r := &Reading{profile: p, done: make(chan struct{})}
	go func() {
		defer close(r.done)
		r.documents, r.err = read(p, seeds, limits)
	}()
	return r
}

// Load fills a new store: with the tables of every installation, and then with seeds, one after the other. installed is the state
// with the fresh one alone. A file that is a blueprint is loaded as authentik loads it; the warnings list what was skipped.
// token becomes the key of the administrator's token.
func Load(s *store.Store, site *drf.Site, r *Reading, token string, now time.Time) (installed *store.State, warnings []blueprint.Warning, err error) {
	p := r.profile
	if err := s.Update(func(tx *store.Tx) error { return resources.Install(tx, p.Contract, now) }); err != nil {
		return nil, nil, err
	}
	<-r.done
	if r.err != nil {
		return nil, nil, r.err
	}
	if _, err := load(s, site, p, r.documents[:1], token, now); err != nil {
		return nil, nil, err
	}
	if err := s.Update(func(tx *store.Tx) error { return resources.InstallOutpost(tx, p.Contract) }); err != nil {
		return nil, nil, err
	}
	installed = s.Snapshot()
	warnings, err = load(s, site, p, r.documents[1:], token, now)
	return installed, warnings, err
}

// How holds the other parameters for reading a text.
type How struct {
	Limits yamldoc.Limits
	// Outside describes what a blueprint may read of the machine.
	Outside blueprint.Outside
	// Token is the key of the administrator's token.
	Token string
	Now   time.Time
}

// Add loads a seed or a blueprint into a store, or changes nothing. name is the text's name in errors. heed
// is called with the warnings about a blueprint; its error is returned like one of the text.
func Add(s *store.Store, site *drf.Site, p profile.Profile, name string, text []byte, how How, heed func([]blueprint.Warning) error) error {
	d, err := parse(name, text, how.Limits, how.Outside)
	if err != nil {
		return err
	}
	return s.Update(func(tx *store.Tx) error {
		warnings, err := newLoader(tx, site, p, how.Token, how.Now).loadAny(d)
		if refused := heed(warnings); err == nil {
			err = refused
		}
		return err
	})
}

// Over loads seeds, as far as they are files, over what a store holds.
func Over(s *store.Store, site *drf.Site, p profile.Profile, seeds []string, how How) ([]blueprint.Warning, error) {
	documents, err := read(p, Files(seeds), how.Limits)
	if err != nil {
		return nil, err
	}
	return load(s, site, p, documents[1:], how.Token, how.Now)
}

// Files returns those of the seeds that are files.
func Files(seeds []string) []string {
	return slices.DeleteFunc(slices.Clone(seeds), func(seed string) bool { return seed == Fresh || seed == Demo })
}

// Included returns the files that seeds include with !File. They may not be there.
func Included(p profile.Profile, seeds []string, limits yamldoc.Limits) ([]string, error) {
	documents, err := read(p, seeds, limits)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, d := range documents {
		if d.blueprint != nil {
			files = append(files, d.blueprint.Files()...)
		}
	}
	return files, nil
}

// Check returns the error that Load would return for a seed or a blueprint on the fresh seed of a profile.
// name is the file's name in errors, outside what a blueprint may read of the machine.
func Check(name string, text []byte, p profile.Profile, limits yamldoc.Limits, outside blueprint.Outside) ([]blueprint.Warning, error) {
	d, err := parse(name, text, limits, outside)
	if err != nil {
		return nil, err
	}
	site, s, err := NewFresh(p)
	if err != nil {
		return nil, err
	}
	return load(s, site, p, []document{d}, "", time.Now().UTC())
}

// NewFresh returns a state with the fresh seed of a profile and nothing else, and the site of the profile.
func NewFresh(p profile.Profile) (*drf.Site, *store.Store, error) {
	site, err := resources.Site(p.Contract)
	if err != nil {
		return nil, nil, err
	}
	s, err := store.New(resources.Tables(), store.SeededIDs(Fresh))
	if err != nil {
		return nil, nil, err
	}
	_, _, err = Load(s, site, Read(p, nil, yamldoc.Limits{}), "", time.Now().UTC())
	return site, s, err
}

func load(
	s *store.Store, site *drf.Site, p profile.Profile, documents []document, token string, now time.Time,
) (warnings []blueprint.Warning, err error) {
	err = s.Update(func(tx *store.Tx) error {
		l := newLoader(tx, site, p, token, now)
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

func newLoader(tx *store.Tx, site *drf.Site, p profile.Profile, token string, now time.Time) *loader {
	return &loader{
		tx: tx, site: site, profile: p, token: token,
		request: &drf.Request{Tx: tx, Contract: p.Contract, Site: site, User: resources.System{}, Now: now, Method: "POST", Say: messages.English},
	}
}

// loadAny loads a seed or a blueprint, depending on the document.
func (l *loader) loadAny(d document) ([]blueprint.Warning, error) {
	if d.blueprint != nil {
		warnings, err := blueprint.Load(l.request, d.blueprint)
		if err != nil {
			return warnings, err
		}
		return warnings, blueprint.Applied(l.tx, d.blueprint, l.request.Now)
	}
	return nil, l.load(d.Document)
}

// document is a parsed seed, with the contents of the files that it refers to.
type document struct {
	*yamldoc.Document
	// blueprint is the same document if it is a blueprint.
	blueprint *blueprint.Source
}

func parse(name string, text []byte, limits yamldoc.Limits, outside blueprint.Outside) (d document, err error) {
	if d.Document, err = yamldoc.ParseWithin(name, text, limits); err == nil && blueprint.Is(d.Document) {
		d.blueprint = blueprint.With(d.Document, outside)
	}
	return d, err
}

// read finds and parses the seeds, the fresh one first.
func read(p profile.Profile, seeds []string, limits yamldoc.Limits) ([]document, error) {
	fresh, err := readFresh(p)
	if err != nil {
		return nil, err
	}
	var paths []string
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
	documents := []document{fresh}
	for _, path := range paths {
		text, builtIn, err := text(path)
		if err != nil {
			return nil, err
		}
		within := limits
		if builtIn {
			within = yamldoc.Limits{}
		}
		d, err := parse(strings.TrimPrefix(path, "seeds/"), text, within, blueprint.BesideFile(path))
		if err != nil {
			return nil, err
		}
		documents = append(documents, d)
	}
	return documents, nil
}

// readFresh returns the state of a new installation, the data of the profile.
func readFresh(p profile.Profile) (document, error) {
	name := "fresh/" + p.Data + ".yaml"
	text, err := p.Read(fixtures.Seeds, "fixtures", "seeds/"+name)
	if err != nil {
		return document{}, err
	}
	return parse(name, text, yamldoc.Limits{}, blueprint.BesideFile("seeds/"+name))
}

func text(path string) (text []byte, builtIn bool, err error) {
	if strings.HasPrefix(path, "seeds/") {
		if text, err := fixtures.Seeds.ReadFile(path); err == nil {
			return text, true, nil
		}
	}
	if text, err = os.ReadFile(path); err != nil {
		return nil, false, fmt.Errorf("cannot read the seed: %w", err)
	}
	return text, false, nil
}
