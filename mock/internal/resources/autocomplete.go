package resources

import (
	"maps"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The lists of users and groups describe what the query language of authentik's search box can search in
// them.

// The columns that the lists can be searched by.
var (
	userAsks = []askable{
		{name: "username", kind: "str"}, {name: "name", kind: "str"}, {name: "email", kind: "str"}, {name: "path", kind: "str"},
		{name: "is_active", kind: "bool", null: true}, {name: "type", kind: "str", choices: userTypes}, {name: "attributes", kind: "relation"},
	}
	groupAsks = []askable{
		{name: "name", kind: "str"}, {name: "is_superuser", kind: "bool", null: true}, {name: "attributes", kind: "relation"},
	}
	eventAsks = []askable{
		{name: "action", kind: "str", choices: eventActions}, {name: "event_uuid", kind: "str"}, {name: "app", kind: "str"},
		{name: "client_ip", kind: "str"}, {name: "user", kind: "relation"}, {name: "brand", kind: "relation"},
		{name: "context", kind: "relation"}, {name: "created", kind: "datetime", options: []any{}},
	}
)

func userAutocomplete(r *drf.Request) *python.Dict {
	return autocomplete(r, "authentik_core.user", userAsks)
}

func groupAutocomplete(r *drf.Request) *python.Dict {
	return autocomplete(r, "authentik_core.group", groupAsks)
}

// eventObjects lists the objects inside an event whose members the query language knows.
var eventObjects = []struct {
	model string
	asks  []askable
	profile.Span
}{
	{"authentik_events.event_user", []askable{{name: "pk", kind: "int"}, {name: "username", kind: "str"}, {name: "email", kind: "str"}}, nestedEvents},
	{"authentik_events.event_brand", []askable{
		{name: "pk", kind: "str"}, {name: "app", kind: "str"}, {name: "name", kind: "str"}, {name: "model_name", kind: "str"},
	}, nestedEvents},
	{"authentik_events.event_context", []askable{{name: "http_request", kind: "relation"}}, nestedEvents},
	{"authentik_events.event_context_http_request", []askable{
		{name: "args", kind: "relation"}, {name: "path", kind: "str"}, {name: "method", kind: "str"}, {name: "request_id", kind: "str"},
		{name: "user_agent", kind: "str"},
	}, nestedEvents},
}

var nestedEvents = profile.Dated("completion knows the objects inside events", profile.Since(profile.V2026_5RC1, profile.Modelled))

func eventAutocomplete(r *drf.Request) *python.Dict {
	apps := map[string]bool{}
	for row := range r.Tx.All("event") {
		apps[row.Text("app")] = true
	}
	seen := []any{}
	for _, app := range slices.Sorted(maps.Keys(apps)) {
		seen = append(seen, app)
	}
	asked := slices.Clone(eventAsks)
	for i := range asked {
		if asked[i].name == "app" {
			asked[i].options = seen
		}
	}
	tree := autocomplete(r, "authentik_events.event", asked)
	models, _ := tree.Get("models")
	for _, object := range profile.Holding(r.Contract, eventObjects) {
		models.(*python.Dict).Set(object.model, askables(r, object.model, object.asks))
	}
	return tree
}

// askable is a column that the search language can search, of a kind that the language has.
type askable struct {
	name, kind string
	// null reports whether the column may be compared with None.
	null bool
	// choices are the values of the column; options are suggested values for a column without choices.
	choices []drf.Option
	options any
}

func autocomplete(r *drf.Request, model string, fields []askable) *python.Dict {
	models := python.NewDict()
	models.Set(model, askables(r, model, fields))
	tree := python.NewDict()
	tree.Set("current_model", model)
	tree.Set("models", models)
	return tree
}

func askables(r *drf.Request, model string, fields []askable) *python.Dict {
	members := python.NewDict()
	for _, field := range fields {
		entry := python.NewDict()
		entry.Set("type", field.kind)
		entry.Set("nullable", field.null)
		entry.Set("options", field.suggested(r))
		if field.kind == "relation" {
			entry.Set("relation", model+"_"+field.name)
		}
		members.Set(field.name, entry)
	}
	return members
}

// suggested returns the values that the search box offers: the choices of the contract, or the options.
func (a askable) suggested(r *drf.Request) any {
	if a.choices == nil {
		return a.options
	}
	values := []any{}
	for _, option := range profile.Holding(r.Contract, a.choices) {
		values = append(values, option.Value)
	}
	return values
}
