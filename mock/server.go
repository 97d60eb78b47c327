// Package mock is a fake authentik: an http.Handler that answers as an authentik of a chosen version answers, from memory.
//
// A request takes a straight line: guard (which host it is for) → front (what authentik's own proxy does with the address)
// → route → serve. The steps of serve, and their order, are in serve.go; what the resources are, in package resources; how
// a resource answers, in package drf.
package mock

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/memory"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// fake is one fake authentik.
type fake struct {
	options Options
	profile profile.Profile
	site    *drf.Site
	store   *store.Store
	words   *messages.Catalog
	pages   pages
	engine  *gin.Engine
	handler http.HandlerFunc
	// compressed is what the proxy passes on.
	compressed http.HandlerFunc
	// imports are the rules for blueprints that come over HTTP, reading is held while one is read.
	imports blueprint.Rules
	reading reading
	// beginning is the state after the seeds.
	beginning *store.State
	// held is the memory of requests under way, kept that of the state.
	held, kept memory.Gauge
	// exporting is held while an export is made and sent.
	exporting chan struct{}
}

// New makes a fake authentik. The error says which option is wrong; a mistake in a seed file is named with its file,
// line and column.
func New(options Options) (http.Handler, error) { return newFake(options) }

func newFake(options Options) (*fake, error) {
	options, chosen, err := options.complete()
	if err != nil {
		return nil, err
	}
	f := &fake{options: options, profile: chosen, words: messages.For(chosen.Contract), pages: pages{options.CORS, options.CORSOrigins}}
	hosts, err := newAllowedHosts(options.AllowHosts)
	if err != nil {
		return nil, err
	}
	f.reading = make(reading, 1)
	f.exporting = make(chan struct{}, 1)
	f.imports = blueprint.Rules{Outside: blueprint.Imports(options.BlueprintEnv, options.BlueprintFiles), Limits: options.limits()}
	if f.site, err = resources.Site(chosen.Contract); err != nil {
		return nil, err
	}
	if f.store, err = store.New(resources.Tables(), idsOf(options.IDs)); err != nil {
		return nil, err
	}
	routed := make(chan struct{}) // hundreds of routes are made while the seeds are loaded
	go func() {
		defer close(routed)
		f.route()
	}()
	warnings, err := seed.Load(f.store, f.site, chosen, options.Seeds, options.limits(), options.Token, f.now())
	if refused := options.heed(warnings); err == nil { // a look-up that was skipped may be why a seed is wrong
		err = refused
	}
	if err != nil {
		return nil, err
	}
	if f.store.Weight() > options.MaxState {
		return nil, fmt.Errorf("the seeds take %d bytes of memory, more than the %d that the state may take: give a larger --max-state (MaxState)", f.store.Weight(), options.MaxState)
	}
	f.store.Bound(options.MaxState)
	f.beginning = f.store.Snapshot()
	<-routed
	f.compressed = compressed(f.passOn)
	f.handler = hosts.guard(f.guarded(f.front))
	if options.Logger != nil {
		f.handler = f.logged(f.handler)
	}
	return f, nil
}

// ServeHTTP answers a request.
func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.bounded(w, r, f.handler) }

// reset goes back to the state after the seeds.
func (f *fake) reset() {
	f.store.Restore(f.beginning)
	f.kept.Set(f.store.Weight())
	memory.GiveBackSoon()
}

func (f *fake) now() time.Time {
	if f.options.Now.IsZero() {
		return time.Now().UTC().Truncate(time.Microsecond)
	}
	return f.options.Now.UTC().Truncate(time.Microsecond)
}

func idsOf(text string) store.IDs {
	if text != "" {
		return store.SeededIDs(text)
	}
	var ids store.IDs
	rand.Read(ids[:]) // never fails (crypto/rand)
	return ids
}
