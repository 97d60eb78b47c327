package mock

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// World implements control.Server.
func (s steered) World(name string) (control.World, error) {
	w, err := s.worldOf(name)
	return steeredWorld{s.fake, w}, err
}

// worldOf returns the world with a name, "" for the common one.
func (s steered) worldOf(name string) (*world, error) {
	if name == "" {
		return s.world, nil
	}
	w := s.workspaces.find(name)
	if w == nil {
		return nil, noWorkspace(name)
	}
	return w, nil
}

// Enter implements control.Server. The world is in use from then on, and does not expire.
func (s steered) Enter(name string) (control.World, error) {
	if problem := checkWorkspace(name); problem != nil {
		return nil, problem
	}
	w, problem := s.workspace(name)
	if problem != nil {
		return nil, problem
	}
	return steeredWorld{s.fake, w}, nil
}

// ResetAll implements control.Server.
func (s steered) ResetAll() {
	for _, w := range s.all() {
		s.reset(w)
	}
}

// Reload implements control.Server.
func (s steered) Reload() error {
	if err := s.reload(); err != nil {
		return control.Refuse(http.StatusUnprocessableEntity, seedProblem, "invalid", "The seeds cannot be read, and nothing was changed: %s.", oneSentence(err))
	}
	return nil
}

// CheckWorkspace implements control.Server.
func (s steered) CheckWorkspace(name string) error {
	if problem := checkWorkspace(name); problem != nil {
		return problem
	}
	return nil
}

// oneSentence returns an error's text without the line of a file that follows it and without its full stops.
func oneSentence(err error) string {
	return strings.TrimSuffix(strings.ReplaceAll(firstLine(err.Error()), ". ", "; "), ".")
}

// Workspaces implements control.Server.
func (s steered) Workspaces() []control.Workspace {
	var all []control.Workspace
	for _, w := range s.all() {
		all = append(all, s.described(w))
	}
	return all
}

// Workspace implements control.Server.
func (s steered) Workspace(name string) (control.Workspace, error) {
	w, err := s.worldOf(name)
	if err != nil {
		return control.Workspace{}, err
	}
	return s.described(w), nil
}

// EndWorkspace implements control.Server.
func (s steered) EndWorkspace(name string) error {
	if !s.end(name) {
		return noWorkspace(name)
	}
	return nil
}

func (s steered) described(w *world) control.Workspace {
	return control.Workspace{Name: w.name, LastUse: w.usage.when(), Differs: s.differences(w)}
}

// differences counts the differences of a world from its beginning, by resource. A relation counts under the
// name of its table.
func (f *fake) differences(w *world) map[string]control.Difference {
	counts := map[string]control.Difference{}
	count := func(rows []*store.Row, which func(*control.Difference) *int) {
		for _, row := range rows {
			name := f.resourceOf(row)
			d := counts[name]
			*which(&d)++
			counts[name] = d
		}
	}
	for _, difference := range w.store.Snapshot().Since(w.beginning.Load()) {
		count(difference.Added, func(d *control.Difference) *int { return &d.Added })
		count(difference.Changed, func(d *control.Difference) *int { return &d.Changed })
		count(difference.Removed, func(d *control.Difference) *int { return &d.Removed })
	}
	return counts
}

// resourceOf returns the path of the resource that shows a row, or the name of its table.
func (f *fake) resourceOf(row *store.Row) string {
	if f.site.Shows(row.Table()) {
		return f.site.ModelOf(row).Resource.Path
	}
	return row.Table()
}
