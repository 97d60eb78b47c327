package mock

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
)

// Files that a fake was started with are looked at again and again, and their contents compared: a file that is renamed over
// another has no events that every system tells, and a folder that is mounted has none at all.

// watchEvery is how often the files are looked at.
const watchEvery = 300 * time.Millisecond

// What becomes of changes that were made through the API, when a seed has changed.
const (
	// ReloadKeep loads the seeds over what every world holds.
	ReloadKeep = "keep"
	// ReloadReset takes every world back to the seeds.
	ReloadReset = "reset"
)

// watcher reads the seeds again when they have changed.
type watcher struct {
	fake *fake
	// included lists the files that the seeds included when they were last read without an error.
	included []string
	// loaded is the content of all files when they were last read, seen that of the last check. A change is
	// read once two checks find the same content, since the file may still be being written.
	loaded, seen [sha256.Size]byte
	stop, ended  chan struct{}
}

// watch starts watching the seeds that are files.
func (f *fake) watch() {
	if !f.options.Watch {
		return
	}
	w := &watcher{fake: f, stop: make(chan struct{}), ended: make(chan struct{})}
	w.include()
	w.loaded = w.content()
	w.seen = w.loaded
	f.watching = w
	go w.run()
}

// close ends the looking.
func (w *watcher) close() {
	close(w.stop)
	<-w.ended
}

func (w *watcher) run() {
	defer close(w.ended)
	ticks := time.NewTicker(watchEvery)
	defer ticks.Stop()
	for {
		select {
		case <-w.stop:
			return
		case <-ticks.C:
			w.look()
		}
	}
}

// look reads the seeds again if they have changed since they were read, and are not being changed.
func (w *watcher) look() {
	now := w.content()
	settled := now == w.seen
	w.seen = now
	if !settled || now == w.loaded {
		return
	}
	w.loaded = now
	if err := w.fake.follow(); err != nil {
		w.fake.tell("the seeds stay as they were: " + err.Error())
		return
	}
	w.include() // a file that is new among them is a change at the next look
	if w.fake.options.Logger != nil {
		w.fake.options.Logger.Info("the seeds were read again", "seeds", strings.Join(w.fake.options.Seeds, ", "))
	}
}

// include finds out which files the seeds include.
func (w *watcher) include() {
	if included, err := seed.Included(w.fake.profile, w.fake.options.Seeds, w.fake.options.limits()); err == nil {
		w.included = included
	}
}

// content returns a sum over all files. A file that is not there has a content too.
func (w *watcher) content() [sha256.Size]byte {
	sum := sha256.New()
	for _, path := range append(seed.Files(w.fake.options.Seeds), w.included...) {
		text, err := os.ReadFile(path)
		fmt.Fprintf(sum, "%q %d %v\n", path, len(text), err != nil)
		sum.Write(text)
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

// follow reads the seeds again, and changes the worlds as [Options.OnReload] says. If a seed is wrong nothing changes.
func (f *fake) follow() error {
	if err := f.reload(); err != nil {
		return err
	}
	for _, w := range f.all() {
		if f.options.OnReload == ReloadReset {
			f.reset(w)
		} else if err := f.loadOver(w); err != nil {
			return fmt.Errorf("the seeds do not go with what %s holds, which was changed through the API: %w", w.called(), err)
		}
	}
	return nil
}

// loadOver loads the seeds over what a world holds.
func (f *fake) loadOver(w *world) error {
	_, err := seed.Over( // the warnings were told when the seeds were read
		w.store, f.site, f.profile, f.options.Seeds, seed.How{Limits: f.options.limits(), Token: f.options.Token, Now: w.now()})
	f.settle(w)
	return err
}

// called returns a world in a sentence.
func (w *world) called() string {
	if w.name == "" {
		return "the common world"
	}
	return "the workspace " + w.name
}

// tell says something to the person at the terminal.
func (f *fake) tell(warning string) {
	switch {
	case f.options.Warn != nil:
		f.options.Warn(warning)
	case f.options.Logger != nil:
		f.options.Logger.Warn(warning)
	}
}
