package control

import (
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/bus"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
)

// Steerable is a fake that hands out what steers it. What mock.New returns is one: so package mocktest needs no address.
type Steerable interface{ Steered() Server }

// Server is the fake, as far as it is steered.
type Server interface {
	// Bus carries what happens.
	Bus() *bus.Bus
	// WriteMetrics writes what was counted in Prometheus' text format.
	WriteMetrics(w io.Writer)
	// Token is the bearer token of the administrator.
	Token() string
	// Entry finds a request in the journals of all worlds by its id; nil if none holds it.
	Entry(id uint64) (*journal.Entry, World)
	// Version says what the fake is.
	Version() Version
	// World is the world of a name, "" for the common one. The error is a *Problem.
	World(name string) (World, error)
	// Reload reads the seeds again, to which worlds are taken back from then on. The error is a *Problem: nothing has changed.
	Reload() error
	// ResetAll takes all worlds back to the seeds.
	ResetAll()
	// Workspaces are the worlds, the common one first and the others by name.
	Workspaces() []Workspace
	// Workspace is the one of a name. The error is a *Problem.
	Workspace(name string) (Workspace, error)
	// Enter is the world of a workspace, which begins now if there was none and stays until somebody ends it. The error is a
	// *Problem.
	Enter(name string) (World, error)
	// EndWorkspace ends the one of a name. The error is a *Problem.
	EndWorkspace(name string) error
}

// World is a state and what belongs to it.
type World interface {
	// Clock is the time of the world.
	Clock() Clock
	// Freeze lets the time stand still, Release lets it go on, Advance makes it later. An error is a *Problem.
	Freeze(at time.Time) error
	Release()
	Advance(by time.Duration) error
	// Explain puts the reasons of an answer into words.
	Explain(e *journal.Entry) []Reason
	// Journal is what was asked and answered, nil if nothing is kept.
	Journal() *journal.Journal
	// Reset takes the world back to its beginning.
	Reset()
	// Faults are those of the world.
	Faults() *faults.Set
	// Blueprint writes the state as a blueprint. It returns early when the client goes.
	Blueprint(w http.ResponseWriter, r *http.Request)
	// State is everything that the world holds, as YAML or JSON. SetState puts what a text says in its place, or changes nothing;
	// the error is a *Problem.
	State(asJSON bool) ([]byte, error)
	SetState(text []byte) error
	// AddSeed loads a seed or a blueprint over what the world holds. The error names line and column, and name, which is how it
	// calls the text; nothing is changed then.
	AddSeed(name string, text []byte) error
	// Snapshots are the states that are kept, by name. TakeSnapshot keeps the present one, RestoreSnapshot goes back to one,
	// DropSnapshot keeps it no more. An error is a *Problem.
	Snapshots() []Snapshot
	SnapshotText(name string, asJSON bool) ([]byte, error)
	TakeSnapshot(name string) (Snapshot, error)
	RestoreSnapshot(name string) error
	DropSnapshot(name string) error
}

// AddressOf is the address of a request in the journal.
func AddressOf(id uint64) string { return Prefix + "requests/" + strconv.FormatUint(id, 10) }

// Version is what a fake says of itself.
type Version struct {
	// Profile is the name of the contract that it speaks. The version that authentik's API shows does not tell: documented
	// shows that of 2025.10.
	Profile string `json:"profile"`
	// Release and Commit are the version of authentik-mock, empty where the build does not know them.
	Release string `json:"release"`
	Commit  string `json:"commit"`
	// Proved, Modelled and NotServed count the operations of the profile.
	Proved    int `json:"proved"`
	Modelled  int `json:"modelled"`
	NotServed int `json:"not_served"`
}
