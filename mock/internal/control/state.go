package control

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
)

// stateOperations are the operations on the state of a world.
var stateOperations = []Operation{
	{Method: "GET", Path: "state", About: "Everything that the world holds, as a seed that says its format and profile.", Query: []Parameter{formatParameter},
		Answer: "application/yaml", Run: func(e *Exchange) error { return e.state(World.State) }},
	{Method: "PUT", Path: "state", About: "Puts a state, or a seed on a new installation, in the place of what the world holds.", Takes: "application/yaml",
		Run: putState},
	{Method: "POST", Path: "reset", About: "Takes the world back to its seeds.", Query: []Parameter{
		{Name: "all", About: "true takes all worlds back."}, {Name: "reload", About: "true reads the seeds again before."},
	}, Run: reset},
	{Method: "GET", Path: "blueprint", About: "What the world holds, as an authentik blueprint.", Answer: "application/yaml", Run: func(e *Exchange) error {
		world, err := e.World()
		if err != nil {
			return err
		}
		world.Blueprint(e, e.Request)
		return nil
	}},
}

// formatParameter selects the format of a state.
var formatParameter = Parameter{Name: "format", About: "yaml (the default) or json."}

// state answers with a state as text.
func (e *Exchange) state(write func(world World, asJSON bool) ([]byte, error)) error {
	asJSON, media := false, "application/yaml"
	switch format := e.Request.URL.Query().Get("format"); format {
	case "", "yaml":
	case "json":
		asJSON, media = true, "application/json"
	default:
		return Refuse(http.StatusBadRequest, "query", "invalid", "format cannot be %q: give yaml or json.", format)
	}
	world, err := e.World()
	if err != nil {
		return err
	}
	text, err := write(world, asJSON)
	if err != nil {
		return err
	}
	return e.Text(http.StatusOK, media, text)
}

func putState(e *Exchange) error {
	text, err := io.ReadAll(e.Request.Body)
	if err != nil {
		return err
	}
	media, _, _ := mime.ParseMediaType(e.Request.Header.Get("Content-Type"))
	switch {
	case len(text) == 0:
		return Refuse(http.StatusBadRequest, "body", "invalid", "There is no body: send a state or a seed as application/yaml or application/json.")
	case media == "application/json" && !json.Valid(text):
		return Refuse(http.StatusBadRequest, "body", "invalid", "The body is no JSON: send YAML as application/yaml.")
	}
	world, err := e.World()
	if err != nil {
		return err
	}
	if err := world.SetState(text); err != nil {
		return err
	}
	return e.NoContent()
}

func reset(e *Exchange) error {
	all, err := e.flag("all")
	if err != nil {
		return err
	}
	reload, err := e.flag("reload")
	if err != nil {
		return err
	}
	world, err := e.World()
	if err != nil {
		return err
	}
	if reload {
		if err := e.Server.Reload(); err != nil {
			return err
		}
	}
	if all {
		e.Server.ResetAll()
	} else {
		world.Reset()
	}
	return e.NoContent()
}
