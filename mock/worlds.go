package mock

import (
	"cmp"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/memory"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// A workspace is a world of its own in a fake that many use at once. A request names it behind its token (mock-token~cart-7) or
// in a header; it begins as the seeds made it, at the first request that names it, and ends when it was not used for a time.

// workspaces are the worlds of the workspaces, by name.
type workspaces struct {
	mutex sync.Mutex
	named map[string]*world
	// swept is when those that were not used for long were last looked for.
	swept time.Time
}

// usage is who uses a world, and when it was last used.
type usage struct {
	users atomic.Int64
	// last is in nanoseconds of Unix time by the machine's clock.
	last atomic.Int64
}

func (u *usage) enter() {
	u.users.Add(1)
	u.last.Store(time.Now().UnixNano())
}

func (u *usage) leave() {
	u.last.Store(time.Now().UnixNano())
	u.users.Add(-1)
}

// when is the time of the last use.
func (u *usage) when() time.Time { return time.Unix(0, u.last.Load()).UTC() }

// account is what a world adds to the memory of all.
type account struct {
	mutex sync.Mutex
	// counted is what was added, snapshots the part of it that its snapshots take.
	counted, snapshots int64
	closed             bool
}

// base is what a world shares with the seeds. Only the common world pays for it.
func (w *world) base() int64 {
	if w.name == "" {
		return 0
	}
	return w.beginning.Load().Weight()
}

// settle counts what a world takes of memory: the common one all that it holds, the others what they hold beyond the seeds, and
// so do snapshots. It is called after every change, and has the state file written.
func (f *fake) settle(w *world) {
	if f.file != nil && w == f.world {
		f.file.changed()
	}
	w.account.mutex.Lock()
	defer w.account.mutex.Unlock()
	if w.account.closed {
		return
	}
	w.account.snapshots = w.snapshots.weight(w.beginning.Load().Weight())
	now := max(w.store.Weight()-w.base(), 0) + w.account.snapshots
	f.kept.Add(now - w.account.counted)
	w.account.counted = now
}

// close counts a world no more.
func (f *fake) close(w *world) {
	w.account.mutex.Lock()
	defer w.account.mutex.Unlock()
	f.kept.Add(-w.account.counted)
	w.account.counted, w.account.closed = 0, true
	if w.journal != nil {
		w.journal.Clear()
	}
}

// room is how much the state of a world may weigh, so that those of all worlds together keep the bound.
func (f *fake) room(w *world) int64 {
	w.account.mutex.Lock()
	defer w.account.mutex.Unlock()
	return max(f.options.MaxState-f.kept.Held()+w.account.counted-w.account.snapshots+w.base(), 1)
}

// place finds the world of a call. What names the workspace is taken out of the request, so that the answer, the log and the
// events are those of a request without it.
func (f *fake) place(c *call) {
	name, err := f.workspaceOf(c)
	in := f.world
	if err == nil && name != "" {
		in, err = f.workspace(name)
	}
	if err == nil && name == "" && f.options.RequireWorkspace && needsWorkspace(c.r) {
		err = refuseWorkspace("no_workspace", "Every request needs a workspace (--require-workspace): send %s: NAME, or put ~NAME behind the token.", control.WorkspaceHeader)
	}
	if err != nil {
		c.astray, in = err, f.world
	}
	if in == f.world {
		in.usage.enter()
	}
	c.world = in
}

// placed answers a call that has no world.
func (f *fake) placed(next handler) handler {
	return func(c *call) {
		if c.astray != nil {
			c.because(drf.Reason{Layer: drf.LayerControl, Code: c.astray.Code, Why: c.astray.Detail})
			ownProblem(c.w, c.astray.Status, c.astray.Kind, c.astray.Detail)
			return
		}
		next(c)
	}
}

// needsWorkspace reports whether a request is one that [Options.RequireWorkspace] is about: not those of a probe, which knows
// no workspace, nor those of the fake's own addresses, nor what a browser asks before it sends a request.
func needsWorkspace(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/-/health/") && !control.Is(r.URL.Path) && !isPreflight(r)
}

// workspaceOf is the name of the workspace that a request is for, "" for none.
func (f *fake) workspaceOf(c *call) (string, *control.Problem) {
	header, headed := c.r.Header[control.WorkspaceHeader]
	scheme, key, name, behind := f.behindToken(c, header)
	if !headed && !behind {
		return "", nil
	}
	r := *c.r
	r.Header = maps.Clone(c.r.Header)
	delete(r.Header, control.WorkspaceHeader)
	if behind {
		r.Header.Set("Authorization", scheme+" "+key)
		header = append(slices.Clone(header), name)
	}
	c.r = &r
	for _, other := range header {
		if other != header[0] {
			return "", refuseWorkspace("two_workspaces", "The request names two workspaces, %q and %q: name one, behind the token or in %s.",
				drf.Shortened(header[0]), drf.Shortened(other), control.WorkspaceHeader)
		}
	}
	return header[0], checkWorkspace(header[0])
}

// behindToken takes a token apart at its last tilde. A token that is stored with its tilde stays whole, in the workspace of
// the header if there is one; so does one that names no workspace, unless what stands before the tilde is a token that is
// accepted: then the name is wrong, not the token.
func (f *fake) behindToken(c *call, header []string) (scheme, key, name string, ok bool) {
	if !strings.Contains(c.r.Header.Get("Authorization"), "~") {
		return "", "", "", false
	}
	scheme, whole, err := credentials(c.r)
	place := strings.LastIndexByte(whole, '~')
	if err != nil || !isBearer(scheme) || place < 0 {
		return "", "", "", false
	}
	key, name = whole[:place], whole[place+1:]
	state, at := f.seeded.Load(), f.world.now()
	if len(header) == 0 {
		state = f.world.store.Snapshot()
	} else if in := f.workspaces.find(header[0]); in != nil {
		state, at = in.store.Snapshot(), in.now()
	}
	state.View(func(tx *store.Tx) error {
		stored := tx.First("token", "key", whole) != nil
		ok = !stored && (checkWorkspace(name) == nil || resources.Authenticate(tx, key, at) != nil)
		return nil
	})
	return scheme, key, name, ok
}

// workspaceName is what a workspace may be called. It can stand in an address, a header and a file's name as it is.
var workspaceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

func checkWorkspace(name string) *control.Problem {
	if workspaceName.MatchString(name) {
		return nil
	}
	return refuseWorkspace("invalid_workspace", "A workspace cannot be called %q: the name has 1 to 64 ASCII letters, digits, dots, underscores and hyphens, "+
		"and begins with a letter or a digit.", drf.Shortened(name))
}

func refuseWorkspace(code, format string, values ...any) *control.Problem {
	return control.Refuse(http.StatusBadRequest, workspaceProblem, code, format, values...)
}

// find is the world of a name, nil if there is none.
func (ws *workspaces) find(name string) *world {
	ws.mutex.Lock()
	defer ws.mutex.Unlock()
	return ws.named[name]
}

// workspace enters the world of a name, which begins now if there was none.
func (f *fake) workspace(name string) (*world, *control.Problem) {
	ws := &f.workspaces
	ws.mutex.Lock()
	defer ws.mutex.Unlock()
	f.sweep(false)
	w := ws.named[name]
	if w == nil {
		if len(ws.named) >= f.options.MaxWorkspaces {
			if f.sweep(true); len(ws.named) >= f.options.MaxWorkspaces {
				return nil, control.Refuse(http.StatusInsufficientStorage, workspaceProblem, "too_many_workspaces",
					"There are %d workspaces already: DELETE %sworkspaces/NAME ends one, or start the fake with a larger --max-workspaces or a shorter --workspace-ttl.",
					len(ws.named), control.Prefix)
			}
		}
		w = f.fork(name)
		ws.named[name] = w
	}
	w.usage.enter()
	return w, nil
}

// fork makes the world of a workspace. It shares with the seeds all that does not change.
func (f *fake) fork(name string) *world {
	w := f.newWorld(name)
	beginning := f.seeded.Load()
	w.beginning.Store(beginning)
	w.store = f.world.store.Fork(beginning, idsOf(f.options.IDs, name))
	return w
}

// sweepsInLife is how often workspaces that go are looked for in the time for which they stay.
const sweepsInLife = 60

// sweep ends the workspaces that were not used for their time. It looks at them all, so it does that now and then, or if it
// has to. Whoever calls it holds the mutex.
func (f *fake) sweep(now bool) {
	ws := &f.workspaces
	at := time.Now()
	if !now && at.Sub(ws.swept) < f.options.WorkspaceTTL/sweepsInLife {
		return
	}
	ws.swept = at
	for name, w := range ws.named {
		if w.usage.users.Load() == 0 && at.Sub(w.usage.when()) > f.options.WorkspaceTTL {
			f.close(w)
			delete(ws.named, name)
		}
	}
}

// all are the worlds: the common one, and those of the workspaces by name.
func (f *fake) all() []*world {
	ws := &f.workspaces
	ws.mutex.Lock()
	defer ws.mutex.Unlock()
	f.sweep(true)
	named := slices.SortedFunc(maps.Values(ws.named), func(a, b *world) int { return cmp.Compare(a.name, b.name) })
	return append([]*world{f.world}, named...)
}

// end ends a workspace, and reports whether there was one. Requests that are under way in it are answered from it.
func (f *fake) end(name string) bool {
	ws := &f.workspaces
	ws.mutex.Lock()
	defer ws.mutex.Unlock()
	f.sweep(true)
	w := ws.named[name]
	if w == nil {
		return false
	}
	f.close(w)
	delete(ws.named, name)
	memory.GiveBackSoon()
	return true
}

// noWorkspace is the refusal of an address that names a workspace that is not there.
func noWorkspace(name string) error {
	return control.Refuse(http.StatusNotFound, workspaceProblem, "not_found", "There is no workspace %q: GET %sworkspaces lists them.",
		drf.Shortened(name), control.Prefix)
}
