package control

import (
	"net/http"
	"time"
)

// Workspaces lists the worlds.
type Workspaces struct {
	Workspaces []Workspace `json:"workspaces"`
}

// Workspace is a world.
type Workspace struct {
	// Name is empty for the common one.
	Name    string    `json:"name"`
	LastUse time.Time `json:"last_use"`
	// Differs counts the differences from the world's beginning, by resource, without events.
	Differs map[string]Difference `json:"differs"`
}

// Difference counts objects.
type Difference struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Removed int `json:"removed"`
}

// workspaceOperations are the operations on workspaces.
var workspaceOperations = []Operation{
	{Method: "GET", Path: "workspaces", About: "The workspaces, the common one first: last use, and what differs from the seeds.", Answer: Workspaces{}, Run: func(e *Exchange) error {
		return e.JSON(http.StatusOK, Workspaces{e.Server.Workspaces()})
	}},
	{Method: "GET", Path: "workspaces/{name}", About: "One workspace.", Answer: Workspace{}, Run: func(e *Exchange) error {
		workspace, err := e.Server.Workspace(e.Request.PathValue("name"))
		if err != nil {
			return err
		}
		return e.JSON(http.StatusOK, workspace)
	}},
	{Method: "DELETE", Path: "workspaces/{name}", About: "Ends a workspace: the next request that names it begins anew.", Run: func(e *Exchange) error {
		if err := e.Server.EndWorkspace(e.Request.PathValue("name")); err != nil {
			return err
		}
		return e.NoContent()
	}},
}
