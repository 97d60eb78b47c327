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

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/memory"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// A workspace is a world of its own in a fake that many clients share. A request names it after its token
// (mock-token~cart-7) or in a header. It begins with the state of the seeds, at the first request that names
// it, and ends when it has not been used for some time.

// workspaces holds the worlds of the workspaces, by name.
type workspaces struct {
	mutex sync.Mutex
	named map[string]*world
	// swept is the time of the last search for unused workspaces.
	swept time.Time
}

// usage records who uses a world, and when it was last used.
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

// when returns the time of the last use.
func (u *usage) when() time.Time { return time.Unix(0, u.last.Load()).UTC() }

// account is the memory that a world adds to the total.
type account struct {
	mutex sync.Mutex
	// counted is the added memory, snapshots the part of it that its snapshots take.
	counted, snapshots int64
	closed             bool
}

// base returns the memory that a world shares with the seeds. It counts for the common world only.
func (w *world) base() int64 {
	if w.name == "" {
		return 0
	}
	return w.beginning.Load().Weight()
}

// settle counts the memory of a world: for the common one everything that it holds, for the others what they
// hold in addition to the seeds, and the same for snapshots.
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

// close removes a world from the count.
func (f *fake) close(w *world) {
	w.account.mutex.Lock()
	defer w.account.mutex.Unlock()
	f.kept.Add(-w.account.counted)
	w.account.counted, w.account.closed = 0, true
	if w.journal != nil {
		w.journal.End()
	}
}

// room returns the maximum weight of a world's state, so that all worlds together stay within the limit.
func (f *fake) room(w *world) int64 {
	w.account.mutex.Lock()
	defer w.account.mutex.Unlock()
	return max(f.options.MaxState-f.kept.Held()+w.account.counted-w.account.snapshots+w.base(), 1)
}

// place finds the world of a call. It removes the name of the workspace from the request, so that the answer,
// the log and the events are those of a request without it.
func (f *fake) place(c *call) {
	received := c.r
	name, err := f.workspaceOf(c)
	in := f.world
	if err == nil && name != "" {
		in, err = f.workspace(name)
	}
	if err == nil && name == "" && f.options.RequireWorkspace && c.needsWorkspace() {
		err = refuseWorkspace("no_workspace", "Every request needs a workspace (--require-workspace): send %s: NAME, or put ~NAME behind the token.", control.WorkspaceHeader)
	}
	if err != nil {
		c.r = received // the journal shows what was wrong
		c.astray, in = err, f.world
	}
	if in == f.world {
		in.usage.enter()
	}
	c.world = in
}

// placed answers a call that has no world. A page that may read the answers of authentik may read this one.
func (f *fake) placed(next handler) handler {
	refusing := gin.New()
	refusing.Use(f.entered)
	if f.pages.any() {
		refusing.Use(f.pages.allow())
	}
	refusing.NoRoute(routed(refuseAstray))
	return func(c *call) {
		switch {
		case c.astray == nil:
			next(c)
		case control.Is(c.r.URL.Path):
			refuseAstray(c)
		default:
			c.through(varyingByOrigin{c.w}, func(c *call) { c.enter(refusing) })
		}
	}
}

func refuseAstray(c *call) {
	c.because(drf.Reason{Layer: drf.LayerControl, Code: c.astray.Code, Why: c.astray.Detail})
	ownProblem(c.w, c.astray.Status, c.astray.Kind, c.astray.Detail)
}

// needsWorkspace reports whether [Options.RequireWorkspace] applies to a call: not to a probe, which knows
// no workspace, nor to the fake's own addresses, nor to a preflight.
func (c *call) needsWorkspace() bool {
	return !strings.HasPrefix(c.r.URL.Path, healthAddresses) && !c.own && !isPreflight(c.r)
}

// workspaceOf returns the name of the workspace in a request, "" for none.
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

// behindToken splits a token at its last tilde. A token that is stored with its tilde is not split, and
// belongs to the workspace in the header, if any. A token whose second part is not a valid name is not split
// either, unless the first part is a valid token: then the name is wrong, not the token.
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
		if ok = !stored; ok && checkWorkspace(name) != nil {
			owner, _ := resources.Authenticate(tx, key, at)
			ok = owner != nil
		}
		return nil
	})
	return scheme, key, name, ok
}

// workspaceName matches a valid name of a workspace or a snapshot, which needs no escaping in an address, a header and a
// file's name.
var workspaceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// nameRule describes the names that it matches.
const nameRule = "the name has 1 to 64 ASCII letters, digits, dots, underscores and hyphens, and begins with a letter or a digit."

func checkWorkspace(name string) *control.Problem {
	if workspaceName.MatchString(name) {
		return nil
	}
	return refuseWorkspace("invalid_workspace", "A workspace cannot be called %q: "+nameRule, drf.Shortened(name))
}

func refuseWorkspace(code, format string, values ...any) *control.Problem {
	return control.Refuse(http.StatusBadRequest, workspaceProblem, code, format, values...)
}

// find returns the world with a name, nil if there is none.
func (ws *workspaces) find(name string) *world {
	ws.mutex.Lock()
	defer ws.mutex.Unlock()
	return ws.named[name]
}

// workspace returns the world with a name. It begins now if there was none.
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

// fork creates the world of a workspace. It shares everything unchanged with the seeds.
func (f *fake) fork(name string) *world {
	w := f.newWorld(name)
	beginning := f.seeded.Load()
	w.beginning.Store(beginning)
	w.store = f.world.store.Fork(beginning, idsOf(f.options.IDs, name))
	return w
}

// sweepsInLife is how often expired workspaces are searched for within their lifetime.
const sweepsInLife = 60

// sweep ends the workspaces that have expired. It visits all of them, so it does that from time to time, or
// if now is set. The caller must hold the mutex.
func (f *fake) sweep(now bool) {
	ws := &f.workspaces
	at := time.Now()
	if !now && at.Sub(ws.swept) < f.options.WorkspaceTTL/sweepsInLife {
		return
	}
	ws.swept = at
	for _, w := range ws.named {
		if w.usage.users.Load() == 0 && at.Sub(w.usage.when()) > f.options.WorkspaceTTL {
			f.drop(w)
		}
	}
}

// drop removes a workspace. The caller must hold the mutex.
func (f *fake) drop(w *world) {
	f.close(w)
	delete(f.workspaces.named, w.name)
}

// all returns the worlds: the common one, and those of the workspaces by name.
func (f *fake) all() []*world {
	ws := &f.workspaces
	ws.mutex.Lock()
	defer ws.mutex.Unlock()
	f.sweep(true)
	named := slices.SortedFunc(maps.Values(ws.named), func(a, b *world) int { return cmp.Compare(a.name, b.name) })
	return append([]*world{f.world}, named...)
}

// end ends a workspace, and reports whether it existed. Pending requests in it are still answered.
func (f *fake) end(name string) bool {
	ws := &f.workspaces
	ws.mutex.Lock()
	defer ws.mutex.Unlock()
	f.sweep(true)
	w := ws.named[name]
	if w == nil {
		return false
	}
	f.drop(w)
	memory.GiveBackSoon()
	return true
}

// noWorkspace returns the refusal of an address that names a missing workspace.
func noWorkspace(name string) error {
	return control.Refuse(http.StatusNotFound, workspaceProblem, "not_found", "There is no workspace %q: GET %sworkspaces lists them.",
		drf.Shortened(name), control.Prefix)
}
