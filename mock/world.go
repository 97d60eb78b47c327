package mock

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// world is a state with a time of its own, in which requests are answered. Everything that requests do not
// change belongs to the fake, so that a world is a pointer to a state and a few fields: states share what
// they have in common.
type world struct {
	// name is the name of the workspace, "" for the common world.
	name  string
	store *store.Store
	// beginning is the state with which the world began.
	beginning atomic.Pointer[store.State]
	clock     clock
	snapshots snapshots
	account   account
	usage     usage
	// journal records requests and answers; nil if nothing is kept.
	journal *journal.Journal
	// faults are the active faults; those in armed are active at the beginning.
	faults faults.Set
	armed  *atomic.Pointer[[]faults.Named]
}

// restart replaces the state of the world, resets its time and its faults, and empties its journal.
func (w *world) restart(from *store.State) {
	w.beginning.Store(from)
	w.store.Restore(from)
	w.clock.reset()
	if w.journal != nil {
		w.journal.Clear()
	}
	w.faults.Reset(*w.armed.Load(), time.Now())
}

// now returns the time in this world.
func (w *world) now() time.Time { return w.clock.now() }

// begin creates the common world, which holds the seeds.
func (f *fake) begin(seeds *seed.Reading) (*world, error) {
	w := f.newWorld("")
	var err error
	if w.store, err = f.load(seeds); err != nil {
		return nil, err
	}
	w.beginning.Store(f.seeded.Load())
	f.settle(w)
	return w, nil
}

// newWorld returns a world without a state.
func (f *fake) newWorld(name string) *world {
	w := &world{name: name, journal: f.newJournal(), armed: &f.armed}
	w.clock.start(f.options.Now)
	w.faults.Reset(*w.armed.Load(), time.Now())
	return w
}

// readSeeds begins to read the seeds.
func (f *fake) readSeeds() *seed.Reading {
	return seed.Read(f.profile, f.options.Seeds, f.options.limits())
}

// load loads seeds into a new store, and keeps its state and that of the installation below. If a seed is
// invalid, everything stays unchanged.
func (f *fake) load(seeds *seed.Reading) (*store.Store, error) {
	s, err := store.New(resources.Tables(), idsOf(f.options.IDs, ""))
	if err != nil {
		return nil, err
	}
	var at clock
	at.start(f.options.Now)
	installed, warnings, err := seed.Load(s, f.site, seeds, f.options.Token, at.now())
	if refused := f.options.heed(warnings); err == nil { // a look-up that was skipped may be why a seed is wrong
		err = refused
	}
	if err != nil {
		return nil, err
	}
	if s.Weight() > f.options.MaxState {
		return nil, fmt.Errorf("the seeds take %d bytes of memory, more than the %d that the state may take: give a larger --max-state (MaxState)",
			s.Weight(), f.options.MaxState)
	}
	s.Bound(f.options.MaxState)
	f.installed.Store(installed)
	f.seeded.Store(s.Snapshot())
	return s, nil
}

// reload reads the seeds again. Worlds stay unchanged until they are reset.
func (f *fake) reload() error {
	f.reloading.Lock()
	defer f.reloading.Unlock()
	_, err := f.load(f.readSeeds())
	f.reloaded(err)
	return err
}
