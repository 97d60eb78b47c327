package mock

import (
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
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

// watcher reads seeds and faults again when their files have changed.
type watcher struct {
	fake        *fake
	watched     []*watched
	stop, ended chan struct{}
}

// watched are files that are read together.
type watched struct {
	// name is what they hold, for people.
	name string
	// files lists them. read reads them again; if they are wrong it changes nothing.
	files func() []string
	read  func() error
	// loaded is the content of all files when they were last read, seen that of the last check. A change is
	// read once two checks find the same content, since the file may still be being written.
	loaded, seen [sha256.Size]byte
}

// watch starts watching the seeds that are files, what they include, and the files of faults.
func (f *fake) watch() {
	if !f.options.Watch {
		return
	}
	included := f.included(nil)
	seeds := &watched{
		name:  "seeds",
		files: func() []string { return slices.Concat(seed.Files(f.options.Seeds), included) },
		read: func() error {
			err := f.follow()
			if err == nil {
				included = f.included(included) // a file that is new among them is a change at the next look
			}
			return err
		},
	}
	armed := &watched{name: "faults", files: func() []string { return f.options.Faults }, read: f.rearm}
	f.watching = &watcher{fake: f, watched: []*watched{seeds, armed}, stop: make(chan struct{}), ended: make(chan struct{})}
	for _, files := range f.watching.watched {
		files.loaded = files.content()
		files.seen = files.loaded
	}
	go f.watching.run()
}

// included returns the files that the seeds include, or those of before if a seed is wrong.
func (f *fake) included(before []string) []string {
	if now, err := seed.Included(f.profile, f.options.Seeds, f.options.limits()); err == nil {
		return now
	}
	return before
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
			for _, files := range w.watched {
				w.look(files)
			}
		}
	}
}

// look reads files again if they have changed since they were read, and are not being changed.
func (w *watcher) look(files *watched) {
	now := files.content()
	settled := now == files.seen
	files.seen = now
	if !settled || now == files.loaded {
		return
	}
	files.loaded = now
	if err := files.read(); err != nil {
		w.fake.tell("the " + files.name + " stay as they were: " + err.Error())
		return
	}
	if w.fake.options.Logger != nil {
		w.fake.options.Logger.Info("the "+files.name+" were read again", "files", strings.Join(files.files(), ", "))
	}
}

// content returns a sum over all files. A file that is not there has a content too.
func (files *watched) content() [sha256.Size]byte {
	sum := sha256.New()
	for _, path := range files.files() {
		text, err := os.ReadFile(path)
		fmt.Fprintf(sum, "%q %d %v\n", path, len(text), err != nil)
		sum.Write(text)
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

// rearm reads the files of faults again. Every world gets those that are there now, counting from zero, and loses those that
// are no longer; faults that were set over HTTP stay.
func (f *fake) rearm() error {
	f.reloading.Lock()
	defer f.reloading.Unlock()
	now, err := readFaults(f.options.Faults)
	f.reloaded(err)
	if err != nil {
		return err
	}
	before := *f.armed.Swap(&now)
	for _, w := range f.all() {
		for _, n := range before {
			w.faults.Delete(n.Name)
		}
		for _, n := range now {
			w.faults.Put(n, time.Now())
		}
	}
	return nil
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
