package resources

import (
	"maps"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The query language of authentik's search box needs to know what it can ask of users and groups; their lists say so.

func userAutocomplete(*drf.Request) *python.Dict {
	types := make([]any, len(userTypes))
	for i, option := range userTypes {
		types[i] = option.Value
	}
	return autocomplete("authentik_core.user",
		askable{"username", "str", false, nil}, askable{"name", "str", false, nil}, askable{"email", "str", false, nil},
		askable{"path", "str", false, nil}, askable{"is_active", "bool", true, nil}, askable{"type", "str", false, types},
		askable{"attributes", "relation", false, nil})
}

func groupAutocomplete(*drf.Request) *python.Dict {
	return autocomplete("authentik_core.group",
		askable{"name", "str", false, nil}, askable{"is_superuser", "bool", true, nil}, askable{"attributes", "relation", false, nil})
}

// nestedEvents says since when the query language knows the members of an event's objects.
const nestedEvents = profile.V2026_5

func eventAutocomplete(r *drf.Request) *python.Dict {
	const model = "authentik_events.event"
	actions := []any{}
	for _, option := range r.Site.Resource("events/events").Choices("action") {
		actions = append(actions, option.Value)
	}
	apps := map[string]bool{}
	for row := range r.Tx.All("event") {
		apps[row.Text("app")] = true
	}
	seen := []any{}
	for _, app := range slices.Sorted(maps.Keys(apps)) {
		seen = append(seen, app)
	}
	tree := autocomplete(model,
		askable{"action", "str", false, actions}, askable{"event_uuid", "str", false, nil}, askable{"app", "str", false, seen},
		askable{"client_ip", "str", false, nil}, askable{"user", "relation", false, nil}, askable{"brand", "relation", false, nil},
		askable{"context", "relation", false, nil}, askable{"created", "datetime", false, []any{}})
	if !r.Contract.In(nestedEvents, 0) {
		return tree
	}
	models, _ := tree.Get("models")
	add := func(name string, fields ...askable) { models.(*python.Dict).Set(name, askables(name, fields)) }
	add(model+"_user", askable{"pk", "int", false, nil}, askable{"username", "str", false, nil}, askable{"email", "str", false, nil})
	add(model+"_brand", askable{"pk", "str", false, nil}, askable{"app", "str", false, nil}, askable{"name", "str", false, nil},
		askable{"model_name", "str", false, nil})
	add(model+"_context", askable{"http_request", "relation", false, nil})
	add(model+"_context_http_request", askable{"args", "relation", false, nil}, askable{"path", "str", false, nil},
		askable{"method", "str", false, nil}, askable{"request_id", "str", false, nil}, askable{"user_agent", "str", false, nil})
	return tree
}

type askable struct {
	name, kind string
	null       bool
	options    any
}

func autocomplete(model string, fields ...askable) *python.Dict {
	models := python.NewDict()
	models.Set(model, askables(model, fields))
	tree := python.NewDict()
	tree.Set("current_model", model)
	tree.Set("models", models)
	return tree
}

func askables(model string, fields []askable) *python.Dict {
	members := python.NewDict()
	for _, field := range fields {
		entry := python.NewDict()
		entry.Set("type", field.kind)
		entry.Set("nullable", field.null)
		entry.Set("options", field.options)
		if field.kind == "relation" {
			entry.Set("relation", model+"_"+field.name)
		}
		members.Set(field.name, entry)
	}
	return members
}
