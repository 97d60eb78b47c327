package mock

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/memory"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// sentState is the name in errors of a state that is sent over HTTP.
const sentState = "state"

// State implements control.World.
func (w steeredWorld) State(asJSON bool) ([]byte, error) {
	return w.fake.written(w.store.Snapshot(), asJSON), nil
}

// SnapshotText implements control.World.
func (w steeredWorld) SnapshotText(name string, asJSON bool) ([]byte, error) {
	kept, there := w.snapshots.get(name)
	if !there {
		return nil, noSnapshot(name)
	}
	return w.fake.written(kept.state, asJSON), nil
}

// written returns a state as text. It may be long, so that only one is written at a time.
func (f *fake) written(state *store.State, asJSON bool) (text []byte) {
	f.exporting <- struct{}{}
	defer func() { <-f.exporting }()
	state.View(func(tx *store.Tx) error {
		text = seed.Write(tx, f.site, f.profile, asJSON)
		return nil
	})
	if len(text) > small {
		memory.GiveBackSoon()
	}
	return text
}

// SetState implements control.World.
func (w steeredWorld) SetState(text []byte) error {
	state, err := w.fake.stateOf(sentState, text, idsOf(w.fake.options.IDs, w.name), w.fake.how(w.world))
	if err != nil {
		return control.Refuse(http.StatusUnprocessableEntity, seedProblem, "invalid", "The state cannot be read, and nothing was changed: %s.", oneSentence(err))
	}
	if state.Weight() > w.fake.room(w.world) {
		full := w.fake.full()
		return control.Refuse(full.status, limitProblem, full.code, "%s", full.detail)
	}
	w.store.Restore(state)
	w.fake.settle(w.world)
	w.fake.changed(w.name, "put")
	memory.GiveBackSoon()
	return nil
}

// AddSeed implements control.World.
func (w steeredWorld) AddSeed(name string, text []byte) error {
	err := seed.Add(w.store, w.fake.site, w.fake.profile, name, text, w.fake.how(w.world), w.fake.options.heed)
	w.fake.settle(w.world)
	return err
}

// how returns the settings with which a text is read into a world.
func (f *fake) how(w *world) seed.How {
	return seed.How{Limits: f.options.limits(), Outside: f.imports.Outside, Token: f.options.Token, Now: w.now()}
}

// stateOf returns the state in a text: a whole state, or a seed or a blueprint on a new installation.
func (f *fake) stateOf(name string, text []byte, ids store.IDs, how seed.How) (*store.State, error) {
	s := f.world.store.Fork(f.installed.Load(), ids)
	s.Bound(0)
	warnings, err := seed.Replace(s, f.site, f.profile, name, text, how)
	if err != nil {
		return nil, err
	}
	if err := f.options.heed(warnings); err != nil {
		return nil, err
	}
	return s.Snapshot(), nil
}
