package mock

import (
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// world is a state with a time of its own, in which requests are answered. What does not change with the requests belongs
// to the fake, so that a world is a pointer to a state and a few fields: states share all that they have in common.
type world struct {
	// name is that of the workspace, "" for the common world.
	name  string
	store *store.Store
	// beginning is the state with which the world began.
	beginning atomic.Pointer[store.State]
	clock     clock
	account   account
	usage     usage
	// journal keeps what was asked and answered; nil if nothing is kept.
	journal *journal.Journal
}

// restart puts a state in the place of all that the world holds, takes its time back to what it was at the start, and empties
// its journal.
func (w *world) restart(from *store.State) {
	w.beginning.Store(from)
	w.store.Restore(from)
	w.clock.reset()
	if w.journal != nil {
		w.journal.Clear()
	}
}

// now is the time in this world.
func (w *world) now() time.Time { return w.clock.now() }

// clock tells the time of a world: the machine's or one that stands still, and in both cases as much later as it was
// advanced. All of its methods may be called at once.
type clock struct {
	// start is where the time stands still; the zero value goes with the machine.
	start time.Time
	ahead atomic.Int64
}

// now is the time in UTC and whole microseconds, as PostgreSQL keeps it.
func (c *clock) now() time.Time {
	now := c.start
	if now.IsZero() {
		now = time.Now()
	}
	return now.Add(time.Duration(c.ahead.Load())).UTC().Truncate(time.Microsecond)
}

// advance makes it d later. The error says that time does not go back, nor further than a [time.Duration] reaches.
func (c *clock) advance(d time.Duration) error {
	for {
		ahead := c.ahead.Load()
		switch {
		case d < 0:
			return fmt.Errorf("the time cannot be advanced by %v: it does not go back; reset does that, together with the state", d)
		case int64(d) > math.MaxInt64-ahead:
			return fmt.Errorf("the time cannot be advanced by %v: it is %v ahead, and %v is the most", d, time.Duration(ahead), time.Duration(math.MaxInt64))
		case c.ahead.CompareAndSwap(ahead, ahead+int64(d)):
			return nil
		}
	}
}

// reset takes back every advance.
func (c *clock) reset() { c.ahead.Store(0) }

// begin makes the common world, which holds the seeds.
func (f *fake) begin() (*world, error) {
	w := f.newWorld("")
	var err error
	if w.store, err = f.load(); err != nil {
		return nil, err
	}
	w.beginning.Store(f.seeded.Load())
	f.settle(w)
	return w, nil
}

// newWorld makes a world without a state.
func (f *fake) newWorld(name string) *world {
	return &world{name: name, clock: clock{start: f.options.Now}, journal: f.newJournal()}
}

// load reads the seeds into a new store, and keeps its state and that of the installation below. If a seed is wrong it keeps
// what there was.
func (f *fake) load() (*store.Store, error) {
	s, err := store.New(resources.Tables(), idsOf(f.options.IDs, ""))
	if err != nil {
		return nil, err
	}
	at := clock{start: f.options.Now}
	installed, warnings, err := seed.Load(s, f.site, f.profile, f.options.Seeds, f.options.limits(), f.options.Token, at.now())
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

// reload reads the seeds again. Worlds stay as they are until they are reset.
func (f *fake) reload() error {
	f.reloading.Lock()
	defer f.reloading.Unlock()
	_, err := f.load()
	return err
}
