package control

import (
	"encoding/json"
	"net/http"
)

// Resources lists what the profile serves and the world holds.
type Resources struct {
	Resources []Resource `json:"resources"`
}

// Resource is a resource of authentik's API.
type Resource struct {
	// Path is the address of its list below /api/v3/, without slashes at its ends.
	Path string `json:"path"`
	// Title is the name of its objects, in the plural.
	Title string `json:"title"`
	// Table is the table of its objects; resources with the same table show the same objects.
	Table string `json:"table"`
	// Key is the member that stands in the address of an object, PK that of its primary key; "" if the object has no
	// such member.
	Key string `json:"key"`
	PK  string `json:"pk"`
	// Count is the number of its objects.
	Count int `json:"count"`
	// Single reports whether there is only one, at the address of the list.
	Single bool `json:"single"`
	// Methods lists the methods of an object's address.
	Methods []string `json:"methods"`
	// Actions lists the addresses below an object that GET reads: used_by.
	Actions []string `json:"actions"`
	// Refers maps the members that refer to other objects to their tables.
	Refers map[string]string `json:"refers"`
	// Sent lists the members that a client may send.
	Sent []string `json:"sent"`
}

// Looked is the answer of a look.
type Looked struct {
	Status int `json:"status"`
	// Body is JSON, or a text for an answer in another format.
	Body json.RawMessage `json:"body"`
	// Reasons are those of a refusal, on one line each.
	Reasons []string `json:"reasons"`
}

// Readers lists the users, and whether they may see an object.
type Readers struct {
	Readers []Reader `json:"readers"`
	// LeftOut is the number of further users.
	LeftOut int `json:"left_out"`
}

// Reader is a user who asks for an object.
type Reader struct {
	User   string `json:"user"`
	Status int    `json:"status"`
	// Why is the reason of the answer: what the user holds or what is missing.
	Why string `json:"why"`
}

// Place is the place of an object in the API.
type Place struct {
	Path string `json:"path"`
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Tokens lists tokens.
type Tokens struct {
	Tokens []Token `json:"tokens"`
}

// Token is a token, with its key.
type Token struct {
	Identifier string `json:"identifier"`
	User       string `json:"user"`
	Key        string `json:"key"`
	// Usable reports whether the API takes it.
	Usable bool `json:"usable"`
}

// MostReaders is the number of users of a list of [Readers].
const MostReaders = 200

// atParameter is the address to look at.
var atParameter = Parameter{Name: "at", About: "The address, with its query: /api/v3/core/groups/?page_size=5."}

// lookOperations are the operations that read the state as authentik's API shows it. They leave no trace: they are not in the
// journal, and faults do not strike them.
var lookOperations = []Operation{
	{Method: "GET", Path: "resources", About: "The resources of the profile, and how many objects of each the world holds.", Answer: Resources{}, Run: func(e *Exchange) error {
		return e.read(func(world World) (any, error) { return Resources{world.Resources()}, nil })
	}},
	{Method: "GET", Path: "look", About: "What a GET at an address of authentik's API answers, without a trace in the journal.",
		Query: []Parameter{atParameter, {Name: "as", About: "The name of the user who asks; one who may do everything without it."}}, Answer: Looked{}, Run: func(e *Exchange) error {
			return e.read(func(world World) (any, error) {
				return world.Look(e.Request.FormValue("at"), e.Request.FormValue("as"))
			})
		}},
	{Method: "GET", Path: "readers", About: "Which users may see an object, and why.", Query: []Parameter{atParameter}, Answer: Readers{}, Run: func(e *Exchange) error {
		return e.read(func(world World) (any, error) { return world.Readers(e.Request.FormValue("at"), MostReaders) })
	}},
	{Method: "GET", Path: "objects/{model}/{pk}", About: "The address of an object, by its table or its model (authentik_core.group) and its primary key.", Answer: Place{}, Run: func(e *Exchange) error {
		return e.read(func(world World) (any, error) {
			return world.Place(e.Request.PathValue("model"), e.Request.PathValue("pk"))
		})
	}},
	{Method: "GET", Path: "tokens", About: "The tokens of the world, with their keys.", Answer: Tokens{}, Run: func(e *Exchange) error {
		return e.read(func(world World) (any, error) { return Tokens{world.Tokens()}, nil })
	}},
}

// read answers with what a world says.
func (e *Exchange) read(ask func(World) (any, error)) error {
	world, err := e.World()
	if err != nil {
		return err
	}
	answer, err := ask(world)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, answer)
}
