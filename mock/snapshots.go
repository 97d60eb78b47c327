package mock

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// mostSnapshots is how many snapshots a world keeps.
const mostSnapshots = 1000

// snapshots are states of a world that are kept by name. They stay when the world is reset.
type snapshots struct {
	mutex sync.Mutex
	named map[string]snapshot
}

// snapshot is a state and when it was kept, by the clock of the world.
type snapshot struct {
	state *store.State
	at    time.Time
}

// get finds one by its name.
func (s *snapshots) get(name string) (snapshot, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found, ok := s.named[name]
	return found, ok
}

// put keeps one, in the place of another with its name. It reports whether there was room.
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

// remove reports whether there was one of the name.
func (s *snapshots) remove(name string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_, there := s.named[name]
	delete(s.named, name)
	return there
}

// names are those of all, sorted.
func (s *snapshots) names() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Sorted(maps.Keys(s.named))
}

// weight is about what they take of memory beside a state that they share the most with.
func (s *snapshots) weight(shared int64) (weight int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, kept := range s.named {
		weight += max(kept.state.Weight()-shared, 0)
	}
	return weight
}
