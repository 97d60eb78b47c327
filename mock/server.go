// Package mock is a fake authentik: an http.Handler that answers as an authentik of a chosen version answers, from memory.
//
// A request becomes a call, which takes a straight line: chain (what stands before everything: the log, which hosts are
// answered for) → front (what authentik's own proxy does with the address) → route → serve. The steps of serve, and their
// order, are in serve.go; what the resources are, in package resources; how a resource answers, in package drf.
package mock

import (
	"crypto/rand"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/headers"
	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/bus"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
	"github.com/authentik-mock/authentik-mock/mock/internal/memory"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/metrics"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// fake is one fake authentik: everything that all requests share except the state.
type fake struct {
	options Options
	profile profile.Profile
	// jsonType is the Content-Type of JSON answers. All answers share it; it must not be modified.
	jsonType []string
	site     *drf.Site
	words    *messages.Catalog
	pages    pages
	hosts    allowedHosts
	engine   *gin.Engine
	handler  handler
	// compressed is the handler behind the proxy's compression.
	compressed handler
	// world is the common one, workspaces are the others.
	world      *world
	workspaces workspaces
	// seeded is the state of the seeds, with which worlds begin.
	seeded atomic.Pointer[store.State]
	// reloading is held while the seeds are read again.
	reloading sync.Mutex
	// installed is the state of a new installation, before the seeds.
	installed atomic.Pointer[store.State]
	// endpoints holds the endpoints that gin has routes for, by address.
	endpoints map[string]*drf.Endpoint
	// armed holds the initial faults of every world.
	armed atomic.Pointer[[]faults.Named]
	// imports holds the rules for blueprints that are sent over HTTP; reading is held while one is read.
	imports blueprint.Rules
	reading reading
	// held counts the memory of current requests, kept that of the states of all worlds.
	held, kept memory.Gauge
	// bus carries what happens, requests counts.
	bus      bus.Bus
	requests metrics.Requests
	// journals is the common part of the journals of all worlds.
	journals journal.Shared
	// file keeps the state of the common world; nil keeps none.
	file *stateFile
	// watching looks at the seeds; nil looks at none.
	watching *watcher
	// exporting is held while an export is made and sent.
	exporting chan struct{}
}

// New returns a fake authentik. The error names the invalid option; for a mistake in a seed file it names
// file, line and column.
func New(options Options) (http.Handler, error) { return newFake(options) }

func newFake(options Options) (*fake, error) {
	options, chosen, err := options.complete()
	if err != nil {
		return nil, err
	}
	f := &fake{
		options: options, profile: chosen, jsonType: []string{headers.JSONTypes.In(chosen.Contract)}, words: messages.For(chosen.Contract), pages: pages{options.CORS, options.CORSOrigins},
		imports: blueprint.Rules{Outside: blueprint.Imports(options.BlueprintEnv, options.BlueprintFiles), Limits: options.limits()},
		reading: make(reading, 1), exporting: make(chan struct{}, 1),
	}
	f.workspaces.named = map[string]*world{}
	armed, err := readFaults(options.Faults)
	if err != nil {
		return nil, err
	}
	f.armed.Store(&armed)
	if f.hosts, err = newAllowedHosts(options.AllowHosts); err != nil {
		return nil, err
	}
	seeds := f.readSeeds() // meanwhile the site is compiled: together they are most of a start
	if f.site, err = resources.Site(chosen.Contract); err != nil {
		return nil, err
	}
	routed := make(chan struct{}) // hundreds of routes are made while the seeds are loaded
	go func() {
		defer close(routed)
		f.route()
	}()
	if f.world, err = f.begin(seeds); err != nil {
		return nil, err
	}
	if err = f.remember(); err != nil {
		return nil, err
	}
	f.watch()
	<-routed
	f.compressed = compressed(f.passOn)
	f.handler = f.chain()
	return f, nil
}

// ServeHTTP answers a request.
func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := newCall(w, r, f.world)
	f.place(c)
	defer c.world.usage.leave()
	f.handler(c)
}

// Close ends what runs beside the requests: it looks at no seeds any more, and writes the state file for the last time. The
// handler must not be used after it.
func (f *fake) Close() error {
	if f.watching != nil {
		f.watching.close()
	}
	if f.file != nil {
		return f.file.close()
	}
	return nil
}

// reset resets a world to the seeds.
func (f *fake) reset(w *world) {
	w.restart(f.seeded.Load())
	f.settle(w)
	f.changed(w.name, "reset")
	memory.GiveBackSoon()
}

// idsOf returns the ids of a workspace, "" for the common one: derived from a text, or random ones if it is
// empty.
func idsOf(text, workspace string) store.IDs {
	switch {
	case text != "" && workspace != "":
		return store.SeededIDs(text + "~" + workspace)
	case text != "":
		return store.SeededIDs(text)
	}
	var ids store.IDs
	rand.Read(ids[:]) // never fails (crypto/rand)
	return ids
}
