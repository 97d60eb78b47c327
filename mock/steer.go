package mock

import (
	"bytes"
	"io"
	"net/http"
	"runtime/debug"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
	"github.com/authentik-mock/authentik-mock/mock/internal/memory"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// steered answers what the fake itself answers, before authentik's front sees it.
func (f *fake) steered(next handler) handler {
	steering := control.New(steered{f})
	return func(c *call) {
		if !c.own {
			next(c)
			return
		}
		if !mayControl(c) {
			return
		}
		c.memory = share{fake: f, call: c, asked: true, known: true} // these addresses need no token
		defer c.memory.end()
		received, err := c.memory.receive()
		if why := refusalOf(err); why != nil {
			refuse(c, why)
			return
		}
		problem := control.Refuse(http.StatusBadRequest, "body", "broken_off", "The body breaks off: send all of it.")
		if err == nil {
			c.r.Body = io.NopCloser(bytes.NewReader(received.text))
			if c.world.name != "" { // it may have stood behind a token
				c.r.Header.Set(control.WorkspaceHeader, c.world.name)
			}
			problem = steering.Answer(c.w, c.r)
		}
		if problem != nil {
			c.because(drf.Reason{Layer: drf.LayerControl, Code: problem.Code, Why: problem.Detail})
			ownProblem(c.w, problem.Status, problem.Kind, problem.Detail)
		}
	}
}

// steered implements control.Server.
type steered struct{ *fake }

// Steered implements control.Steerable.
func (f *fake) Steered() control.Server { return steered{f} }

// Token implements control.Server.
func (s steered) Token() string { return s.options.Token }

// About implements control.Server.
func (s steered) About() string { return s.profile.About }

// Seeds implements control.Server.
func (s steered) Seeds() []string { return s.options.Seeds }

// Reference implements control.Server.
func (s steered) Reference() ([]byte, error) { return describe.Reference(s.profile) }

// Entry implements control.Server.
func (s steered) Entry(id uint64) (*journal.Entry, control.World) {
	for _, w := range s.all() {
		if w.journal == nil {
			continue
		}
		if entry := w.journal.Get(id); entry != nil {
			return entry, steeredWorld{s.fake, w}
		}
	}
	return nil, nil
}

// LastError implements control.Server.
func (s steered) LastError() (last *journal.Entry, of control.World) {
	wrong := journal.Filter{Kinds: []journal.Kind{journal.NotServed, journal.NotFound, journal.Refused, journal.Fault}}
	for _, w := range s.all() {
		if w.journal == nil {
			continue
		}
		entries, _, _ := w.journal.List(wrong, -1)
		entries = slices.DeleteFunc(entries, (*journal.Entry).Injected)
		if len(entries) > 0 && (last == nil || entries[len(entries)-1].ID > last.ID) {
			last, of = entries[len(entries)-1], steeredWorld{s.fake, w}
		}
	}
	return last, of
}

// Version implements control.Server.
func (s steered) Version() control.Version {
	v := control.Version{Profile: s.profile.Name}
	if build, ok := debug.ReadBuildInfo(); ok {
		v.Release = build.Main.Version
		for _, setting := range build.Settings {
			if setting.Key == "vcs.revision" {
				v.Commit = setting.Value
			}
		}
	}
	return v
}

// Coverage implements control.Server.
func (s steered) Coverage() control.Coverage {
	counts, _ := describe.Count(s.profile) // the tests of the recordings find an error
	return control.Coverage{Proved: counts[describe.Proved], Document: counts[describe.Documented], Modelled: counts[describe.Modelled], NotServed: counts[describe.NotServed]}
}

// steeredWorld implements control.World.
type steeredWorld struct {
	fake *fake
	*world
}

// Explain implements control.World.
func (w steeredWorld) Explain(e *journal.Entry) []control.Reason { return w.fake.explain(e) }

// Journal implements control.World.
func (w steeredWorld) Journal() *journal.Journal { return w.journal }

// Reset implements control.World.
func (w steeredWorld) Reset() { w.fake.reset(w.world) }

// Faults implements control.World.
func (w steeredWorld) Faults() *faults.Set { return &w.world.faults }

// Blueprint implements control.World. The text can be loaded over a new installation. It may be as long as
// the state, so that only one is created at a time.
func (w steeredWorld) Blueprint(out http.ResponseWriter, r *http.Request) {
	select {
	case w.fake.exporting <- struct{}{}:
		defer func() { <-w.fake.exporting }()
	case <-r.Context().Done():
		return
	}
	var text []byte
	w.fake.installed.Load().View(func(installed *store.Tx) error {
		return w.store.View(func(tx *store.Tx) error {
			r := &drf.Request{Tx: tx, Contract: w.fake.profile.Contract, Site: w.fake.site, Now: w.now(), Say: messages.English}
			text = blueprint.Export(r, installed)
			return nil
		})
	})
	defer memory.GiveBackSoon()
	out.Header().Set("Content-Type", "application/yaml")
	out.WriteHeader(http.StatusOK)
	w.fake.send(out, text)
}
