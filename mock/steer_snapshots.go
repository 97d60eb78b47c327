package mock

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/memory"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// snapshotProblem is an invalid snapshot, or one that is missing.
const snapshotProblem = "snapshot"

// Snapshots implements control.World.
func (w steeredWorld) Snapshots() []control.Snapshot {
	all := []control.Snapshot{}
	for _, name := range w.snapshots.names() {
		if kept, there := w.snapshots.get(name); there {
			all = append(all, w.describedSnapshot(name, kept))
		}
	}
	return all
}

func (w steeredWorld) describedSnapshot(name string, kept snapshot) control.Snapshot {
	return control.Snapshot{Name: name, Time: kept.at, Profile: w.fake.profile.Name, Size: kept.state.Weight()}
}

// TakeSnapshot implements control.World.
func (w steeredWorld) TakeSnapshot(name string) (control.Snapshot, error) {
	return w.keepSnapshot(name, w.store.Snapshot())
}

// keepSnapshot keeps a state if there is room for it.
func (w steeredWorld) keepSnapshot(name string, state *store.State) (control.Snapshot, error) {
	if !workspaceName.MatchString(name) {
		return control.Snapshot{}, control.Refuse(http.StatusBadRequest, snapshotProblem, "invalid",
			"A snapshot cannot be called %q: "+nameRule, drf.Shortened(name))
	}
	if more := state.Weight() - w.beginning.Load().Weight(); more > 0 && w.fake.kept.Held()+more > w.fake.options.MaxState {
		return control.Snapshot{}, control.Refuse(http.StatusInsufficientStorage, limitProblem, "full",
			"The fake would hold more than %d bytes: delete snapshots or workspaces, or start it with a larger --max-state.", w.fake.options.MaxState)
	}
	kept := snapshot{state, w.now()}
	if !w.snapshots.put(name, kept) {
		return control.Snapshot{}, control.Refuse(http.StatusInsufficientStorage, snapshotProblem, "too_many_snapshots",
			"There are %d snapshots already: DELETE %ssnapshots/NAME ends one.", mostSnapshots, control.Prefix)
	}
	w.fake.settle(w.world)
	return w.describedSnapshot(name, kept), nil
}

// RestoreSnapshot implements control.World.
func (w steeredWorld) RestoreSnapshot(name string) error {
	kept, there := w.snapshots.get(name)
	if !there {
		return noSnapshot(name)
	}
	w.store.Restore(kept.state)
	w.fake.settle(w.world)
	w.fake.changed(w.name, "restore")
	return nil
}

// DropSnapshot implements control.World.
func (w steeredWorld) DropSnapshot(name string) error {
	if !w.snapshots.remove(name) {
		return noSnapshot(name)
	}
	w.fake.settle(w.world)
	memory.GiveBackSoon()
	return nil
}

func noSnapshot(name string) error {
	return control.Refuse(http.StatusNotFound, snapshotProblem, "not_found", "There is no snapshot %q: GET %ssnapshots lists them.",
		drf.Shortened(name), control.Prefix)
}
