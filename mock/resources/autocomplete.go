package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/drf"
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

type askable struct {
	name, kind string
	null       bool
	options    any
}

func autocomplete(model string, fields ...askable) *python.Dict {
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
	models := python.NewDict()
	models.Set(model, members)
	tree := python.NewDict()
	tree.Set("current_model", model)
	tree.Set("models", models)
	return tree
}
