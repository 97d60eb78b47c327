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

// Steerable is a fake that can be controlled. The handler of mock.New is one, so that package mocktest needs
// no address.
type Steerable interface{ Steered() Server }

// Server is the fake, as far as it can be controlled.
type Server interface {
	// Bus returns the bus of events.
	Bus() *bus.Bus
	// WriteMetrics writes the metrics in Prometheus' text format.
	WriteMetrics(w io.Writer)
	// About describes the profile in one line, and Seeds returns the names of the seeds.
	About() string
	Seeds() []string
	// Reference returns authentik's OpenAPI document, cut to the served operations.
	Reference() ([]byte, error)
	// Token returns the bearer token of the administrator.
	Token() string
	// Entry returns the request with an id from the journals of all worlds; nil if there is none.
	Entry(id uint64) (*journal.Entry, World)
	// LastError returns the last request in any world that was refused or failed; nil if there is none. Those that
	// a fault struck do not count, since somebody wanted that.
	LastError() (*journal.Entry, World)
	// Version describes the fake, and Coverage counts the operations of its profile, which takes a moment.
	Version() Version
	Coverage() Coverage
	// World returns the world with a name, "" for the common one. The error is a *Problem.
	World(name string) (World, error)
	// Reload reads the seeds again; worlds are reset to them from then on. After an error, which is a
	// *Problem, nothing has changed.
	Reload() error
	// ResetAll resets all worlds to the seeds.
	ResetAll()
	// CheckWorkspace returns an error, a *Problem, for a name that no workspace can have.
	CheckWorkspace(name string) error
	// Workspaces returns the worlds, the common one first and the others by name.
	Workspaces() []Workspace
	// Workspace returns the one with a name. The error is a *Problem.
	Workspace(name string) (Workspace, error)
	// Enter returns the world of a workspace, which begins now if there was none and does not expire. The
	// error is a *Problem.
	Enter(name string) (World, error)
	// EndWorkspace ends the one with a name. The error is a *Problem.
	EndWorkspace(name string) error
}

// World is a state with its clock, journal and faults.
type World interface {
	// Clock returns the time of the world.
	Clock() Clock
	// Freeze freezes the time, Release lets it run, Advance moves it forward. An error is a *Problem.
	Freeze(at time.Time) error
	Release()
	Advance(by time.Duration) error
	// Explain converts the reasons of an answer into texts.
	Explain(e *journal.Entry) []Reason
	// Look answers a GET at an address of authentik's API as a user, one who may do everything for "". Readers
	// tells of the first users whether they may see what is there. An error is a *Problem.
	Look(at, as string) (Looked, error)
	Readers(at string, most int) (Readers, error)
	// Resources returns the resources of the profile, by path.
	Resources() []Resource
	// Place returns the place of an object in the API, by its table or its model and its primary key. The error
	// is a *Problem.
	Place(model, pk string) (Place, error)
	// Tokens returns the tokens with their keys.
	Tokens() []Token
	// Journal returns the journal, nil if nothing is kept.
	Journal() *journal.Journal
	// Reset resets the world to its beginning.
	Reset()
	// Faults returns the faults of the world.
	Faults() *faults.Set
	// Blueprint writes the state as a blueprint. It returns early if the client disconnects.
	Blueprint(w http.ResponseWriter, r *http.Request)
	// State returns everything that the world holds, as YAML or JSON. SetState replaces it with the content
	// of a text, or changes nothing; the error is a *Problem.
	State(asJSON bool) ([]byte, error)
	SetState(text []byte) error
	// AddSeed loads a seed or a blueprint into the world. The error contains line and column, and name, the
	// name of the text; nothing has changed then.
	AddSeed(name string, text []byte) error
	// Snapshots returns the snapshots, by name. TakeSnapshot adds one of the current state, RestoreSnapshot
	// restores one, DropSnapshot deletes one. An error is a *Problem.
	Snapshots() []Snapshot
	SnapshotText(name string, asJSON bool) ([]byte, error)
	TakeSnapshot(name string) (Snapshot, error)
	RestoreSnapshot(name string) error
	DropSnapshot(name string) error
}

// AddressOf returns the address of a request in the journal.
func AddressOf(id uint64) string { return Prefix + "requests/" + strconv.FormatUint(id, 10) }

// Version describes a fake.
type Version struct {
	// Profile is the name of the contract that it serves. The version in authentik's API does not tell:
	// documented has that of 2025.10.
	Profile string `json:"profile"`
	// Release and Commit are the version of authentik-mock, empty if the build does not contain them.
	Release string `json:"release"`
	Commit  string `json:"commit"`
}

// Coverage counts the operations of a profile. Those that are proved by a release's candidate, with what the
// document of the release changes, are Document.
type Coverage struct {
	Proved    int `json:"proved"`
	Document  int `json:"document"`
	Modelled  int `json:"modelled"`
	NotServed int `json:"not_served"`
}
