package mock

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// mostSnapshots is the maximum number of snapshots in a world.
const mostSnapshots = 1000

// snapshots holds states of a world by name. They stay when the world is reset.
type snapshots struct {
	mutex sync.Mutex
	named map[string]snapshot
}

// snapshot is a state and the time when it was taken, by the clock of the world.
type snapshot struct {
	state *store.State
	at    time.Time
}

// get returns the snapshot with a name.
func (s *snapshots) get(name string) (snapshot, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found, ok := s.named[name]
	return found, ok
}

// put adds a snapshot, or replaces the one with its name. It reports whether there was room.
func (s *snapshots) put(name string, kept snapshot) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.named == nil {
		s.named = map[string]snapshot{}
	}
	if _, there := s.named[name]; !there && len(s.named) >= mostSnapshots {
		return false
	}
	s.named[name] = kept
	return true
}

// remove removes a snapshot, and reports whether it existed.
func (s *snapshots) remove(name string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_, there := s.named[name]
	delete(s.named, name)
	return there
}

// names returns the names, sorted.
func (s *snapshots) names() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Sorted(maps.Keys(s.named))
}

// weight returns the approximate memory of the snapshots in bytes, in addition to the state that they share
// the most with.
func (s *snapshots) weight(shared int64) (weight int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, kept := range s.named {
		weight += max(kept.state.Weight()-shared, 0)
	}
	return weight
}
