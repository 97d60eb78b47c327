package control

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
)

// FaultStatus is a fault with its counts.
type FaultStatus struct {
	Name string `json:"name"`
	faults.Fault
	// Seen counts the requests that matched, Struck those that the fault struck.
	Seen    int       `json:"seen"`
	Struck  int       `json:"struck"`
	Expires time.Time `json:"expires"`
}

// FaultList lists the faults of a world.
type FaultList struct {
	Faults []FaultStatus `json:"faults"`
}

// Presets lists the presets of faults.
type Presets struct {
	Presets []Preset `json:"presets"`
}

// Preset is a fault with a name of its own.
type Preset struct {
	Name  string `json:"name"`
	About string `json:"about"`
	// Known is the evidence that authentik answers so: recorded, read, modelled, or made for a fault of the
	// connection. From is its place.
	Known string `json:"known"`
	From  string `json:"from"`
}

// faultOperations are the operations on injected faults.
var faultOperations = []Operation{
	{Method: "GET", Path: "faults", About: "The faults of the world, with what they did so far.", Answer: FaultList{}, Run: listFaults},
	{Method: "DELETE", Path: "faults", About: "Removes all faults of the world.", Run: deleteFaults},
	{Method: "GET", Path: "faults/{name}", About: "One fault.", Answer: FaultStatus{}, Run: getFault},
	{Method: "PUT", Path: "faults/{name}", About: "Sets a fault, in the place of the one of that name; it counts from zero.",
		Body: faults.Fault{}, Answer: FaultStatus{}, Run: putFault},
	{Method: "DELETE", Path: "faults/{name}", About: "Removes a fault.", Run: deleteFaults},
	{Method: "GET", Path: "presets", About: "The faults that have a name of their own.", Answer: Presets{}, Run: func(e *Exchange) error {
		list := Presets{}
		for _, p := range faults.Presets {
			list.Presets = append(list.Presets, Preset{p.Name, p.About, p.Known, p.From})
		}
		return e.JSON(http.StatusOK, list)
	}},
}

func statusOf(s faults.Status) FaultStatus {
	return FaultStatus{s.Name, s.Fault, s.Seen, s.Struck, s.Expires.UTC().Truncate(time.Second)}
}

func listFaults(e *Exchange) error {
	world, err := e.World()
	if err != nil {
		return err
	}
	list := FaultList{[]FaultStatus{}}
	for _, s := range world.Faults().List(time.Now()) {
		list.Faults = append(list.Faults, statusOf(s))
	}
	return e.JSON(http.StatusOK, list)
}

func getFault(e *Exchange) error {
	world, err := e.World()
	if err != nil {
		return err
	}
	name := e.Request.PathValue("name")
	for _, s := range world.Faults().List(time.Now()) {
		if s.Name == name {
			return e.JSON(http.StatusOK, statusOf(s))
		}
	}
	return noFault(name)
}

func noFault(name string) error {
	return Refuse(http.StatusNotFound, "fault", "not_found", "There is no fault %q here: GET %sfaults lists those there are.", name, Prefix)
}

func putFault(e *Exchange) error {
	world, err := e.World()
	if err != nil {
		return err
	}
	name := e.Request.PathValue("name")
	if err := faults.CheckName(name); err != nil {
		return Refuse(http.StatusBadRequest, "fault", "invalid", "%v.", err)
	}
	text, err := io.ReadAll(e.Request.Body)
	if err != nil {
		return err
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil || object == nil {
		return Refuse(http.StatusBadRequest, "body", "invalid", `The body is a JSON object such as {"preset": "slow"}: GET %sopenapi.json says what it takes.`, Prefix)
	}
	fault, err := faults.Parse("the body", text)
	if err != nil {
		why, _, _ := strings.Cut(err.Error(), "\n")
		return Refuse(http.StatusBadRequest, "body", "invalid", "%s.", why)
	}
	return e.JSON(http.StatusOK, statusOf(world.Faults().Put(faults.Named{Name: name, Fault: fault}, time.Now())))
}

// deleteFaults removes the fault with the name in the address, or all if there is no name.
func deleteFaults(e *Exchange) error {
	world, err := e.World()
	if err != nil {
		return err
	}
	if name := e.Request.PathValue("name"); !world.Faults().Delete(name) && name != "" {
		return noFault(name)
	}
	return e.NoContent()
}
