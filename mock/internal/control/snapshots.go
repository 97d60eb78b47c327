package control

import (
	"net/http"
	"time"
)

// Snapshots lists the snapshots of a world.
type Snapshots struct {
	Snapshots []Snapshot `json:"snapshots"`
}

// Snapshot is a stored state.
type Snapshot struct {
	Name string `json:"name"`
	// Time is the time when it was taken, by the clock of the world.
	Time    time.Time `json:"time"`
	Profile string    `json:"profile"`
	// Size is the approximate memory of the state in bytes; what several states share counts once.
	Size int64 `json:"size"`
}

// snapshotOperations are the operations on snapshots.
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

// named calls do with the name in the address.
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
