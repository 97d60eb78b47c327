package control

import (
	"net/http"
	"time"
)

// Snapshots are the states of a world that are kept.
type Snapshots struct {
	Snapshots []Snapshot `json:"snapshots"`
}

// Snapshot is a state that is kept.
type Snapshot struct {
	Name string `json:"name"`
	// Time is when it was taken, by the clock of the world.
	Time    time.Time `json:"time"`
	Profile string    `json:"profile"`
	// Size is about how many bytes of memory the state takes; what is the same in several states takes them once.
	Size int64 `json:"size"`
}

// snapshotOperations are about states that are kept by name.
var snapshotOperations = []Operation{
	{Method: "GET", Path: "snapshots", About: "The snapshots of the world.", Answer: Snapshots{}, Run: func(e *Exchange) error {
		world, err := e.World()
		if err != nil {
			return err
		}
		return e.JSON(http.StatusOK, Snapshots{world.Snapshots()})
	}},
	{Method: "GET", Path: "snapshots/{name}", About: "A snapshot as text, as state gives the present one.", Query: []Parameter{formatParameter},
		Answer: "application/yaml", Run: func(e *Exchange) error {
			return e.state(func(world World, asJSON bool) ([]byte, error) {
				return world.SnapshotText(e.Request.PathValue("name"), asJSON)
			})
		}},
	{Method: "PUT", Path: "snapshots/{name}", About: "Keeps the state under a name, in the place of what is kept there.", Answer: Snapshot{}, Run: func(e *Exchange) error {
		world, err := e.World()
		if err != nil {
			return err
		}
		taken, err := world.TakeSnapshot(e.Request.PathValue("name"))
		if err != nil {
			return err
		}
		return e.JSON(http.StatusOK, taken)
	}},
	{Method: "POST", Path: "snapshots/{name}/restore", About: "Takes the state back to a snapshot; the time goes on.", Run: func(e *Exchange) error {
		return e.named(World.RestoreSnapshot)
	}},
	{Method: "DELETE", Path: "snapshots/{name}", About: "Deletes a snapshot.", Run: func(e *Exchange) error {
		return e.named(World.DropSnapshot)
	}},
}

// named does something with what the address names.
func (e *Exchange) named(do func(World, string) error) error {
	world, err := e.World()
	if err != nil {
		return err
	}
	if err := do(world, e.Request.PathValue("name")); err != nil {
		return err
	}
	return e.NoContent()
}
