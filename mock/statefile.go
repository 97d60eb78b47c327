package mock

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// stateFile keeps the state of the common world in a file, from which the next start goes on. The file is never half written: a
// new one is written aside, synced and renamed over it, and the one before stays beside it with the ending .bak.
type stateFile struct {
	path  string
	write func(*store.State) []byte
	state func() *store.State
	log   *slog.Logger
	// lock is held from the start to the end: two fakes would overwrite each other's changes.
	lock *flock.Flock

	mutex sync.Mutex
	// due reports whether a write is on its way, closed that there are no more.
	due, closed bool
	// writing is held while the file is written. kept is the state that it holds, took how long that took.
	writing sync.Mutex
	kept    *store.State
	took    time.Duration
}

// A change is written this long after it came, with all that came since; a state that takes long to write is written less often.
const (
	writeDelay  = 50 * time.Millisecond
	writesShare = 10
)

// noLimits are for the fake's own file.
var noLimits = yamldoc.Limits{Nodes: 1 << 30, Bytes: 1 << 40}

// remember goes on from the state file, if there is one, and keeps it from then on.
func (f *fake) remember() error {
	path := f.options.StateFile
	if path == "" {
		return nil
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved // a link stays one
	}
	f.file = &stateFile{
		path: path, state: f.world.store.Snapshot, log: f.options.Logger,
		write: func(state *store.State) []byte { return f.written(state, false) },
	}
	if f.file.log == nil {
		f.file.log = slog.Default()
	}
	if err := checkFolder(path); err != nil {
		return err
	}
	if err := f.file.hold(); err != nil {
		return err
	}
	if err := f.goOn(path); err != nil {
		f.file.lock.Close()
		return err
	}
	return nil
}

// hold locks the file, with one beside it: the file itself is replaced with every write.
func (s *stateFile) hold() error {
	s.lock = flock.New(s.path + ".lock")
	switch held, err := s.lock.TryLock(); {
	case err != nil: // not every file system has locks
		s.log.Warn("another fake may write the same state file: it cannot be locked", "file", s.path, "error", err.Error())
	case !held:
		return fmt.Errorf("another fake keeps its state in %s (--state): stop that one, or give this one a file of its own", s.path)
	}
	return nil
}

// goOn reads the state that the file holds, if there is one.
func (f *fake) goOn(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && len(bytes.TrimSpace(text)) == 0 {
		err = errors.New("the file is empty")
	}
	if err != nil {
		return fmt.Errorf("cannot read the state from %s (--state): %w; it was not touched", path, err)
	}
	how := f.how(f.world)
	how.Limits = noLimits
	state, err := f.stateOf(path, text, idsOf(f.options.IDs, ""), how)
	if err != nil {
		return fmt.Errorf("cannot go on from the state in %s (--state), which was not touched: %w", path, err)
	}
	f.world.store.Restore(state)
	f.file.kept = state
	f.settle(f.world)
	return nil
}

// checkFolder says early that a file cannot be written.
func checkFolder(path string) error {
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("the state cannot be kept in %s (--state): there is no folder %s", path, folder)
	}
	return nil
}

// changed has the state written soon.
func (s *stateFile) changed() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.due || s.closed {
		return
	}
	s.due = true
	time.AfterFunc(max(writeDelay, writesShare*s.took), func() {
		s.mutex.Lock()
		s.due = false
		s.mutex.Unlock()
		if err := s.flush(); err != nil {
			s.log.Error("the state was not kept", "file", s.path, "error", err.Error())
		}
	})
}

// close writes what is not written yet, writes no more after that, and lets another fake have the file.
func (s *stateFile) close() error {
	s.mutex.Lock()
	s.closed = true
	s.mutex.Unlock()
	return errors.Join(s.flush(), s.lock.Close())
}

// flush writes the present state, unless the file holds it.
func (s *stateFile) flush() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	state := s.state()
	if state == s.kept {
		return nil
	}
	begun := time.Now()
	if err := replaceFile(s.path, s.write(state)); err != nil {
		return err
	}
	s.kept = state
	s.mutex.Lock()
	s.took = time.Since(begun)
	s.mutex.Unlock()
	return nil
}

// replaceFile puts a text in the place of a file, which is kept with the ending .bak. Whenever the process ends, the file is the
// old or the new one.
func replaceFile(path string, text []byte) error {
	aside := path + ".new"
	if err := writeSynced(aside, bytes.NewReader(text)); err != nil {
		return err
	}
	if err := keepBackup(path); err != nil {
		return err
	}
	if err := os.Rename(aside, path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

// keepBackup copies a file to its .bak, whole or not at all.
func keepBackup(path string) error {
	old, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer old.Close()
	aside := path + ".bak.new"
	if err := writeSynced(aside, old); err != nil {
		return err
	}
	return os.Rename(aside, path+".bak")
}

// writeSynced writes a file that only its owner may read, for it holds secrets, and waits until it is on the disk.
func writeSynced(path string, text io.Reader) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, text)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
