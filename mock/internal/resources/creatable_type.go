package resources

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// creatable is a type of objects that the admin page offers under "New": a model of the release, or a class
// without a table.
type creatable struct {
	// app and model name it. One of a release that has no such model is left out.
	app, model string
	// name is that of a class without a table; a model has its own.
	name string
	// form is the name of the form on the admin page, icon the address of the picture, "" for none.
	form, icon string
	enterprise bool

	profile.Span
}

// deprecations is the span in which types say whether they are deprecated.
var deprecations = profile.Dated("types say whether they are deprecated", profile.Since(profile.V2025_12, profile.Recorded))

// creatableTypes returns the action that lists types, sorted by their names in the client's language. What
// authentik's source says of each is not ours to tell; its name stands there.
func creatableTypes(types []creatable) drf.Action {
	return drf.Action{
		Name: "types", Description: "Get all creatable types", Method: http.MethodGet,
		Run: func(r *drf.Request, _ *store.Row) (*drf.Response, error) {
			var list []*python.Dict
			for _, t := range profile.Holding(r.Contract, types) {
				if name, ok := t.nameIn(r); ok {
					list = append(list, t.shown(r, name))
				}
			}
			slices.SortStableFunc(list, func(a, b *python.Dict) int { return cmp.Compare(nameOf(a), nameOf(b)) })
			body := make([]any, len(list))
			for i := range list {
				body[i] = list[i]
			}
			return &drf.Response{Status: http.StatusOK, Body: body}, nil
		},
	}
}

// nameIn returns the name of a type, and reports whether the release has it.
func (t creatable) nameIn(r *drf.Request) (name string, ok bool) {
	if t.name != "" {
		return t.name, true
	}
	for _, model := range staticFor(r).models {
		if model.App == t.app && model.Model == t.model {
			return model.Verbose, true
		}
	}
	return "", false
}

func (t creatable) shown(r *drf.Request, name string) *python.Dict {
	said := r.Say(messages.New(name))
	shown := python.DictOf("name", said, "description", said, "component", t.form, "model_name", t.model, "icon_url", nil,
		"requires_enterprise", t.enterprise)
	if t.icon != "" {
		shown.Set("icon_url", "/static/authentik/sources/"+t.icon)
	}
	if deprecations.In(r.Contract) {
		shown.Set("deprecated", false)
	}
	return shown
}

// enterprise returns types that take a license.
func enterprise(types ...creatable) []creatable {
	for i := range types {
		types[i].enterprise = true
	}
	return types
}
