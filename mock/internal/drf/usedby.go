package drf

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// usedByAction lists the objects that use an object and that the user may view (core/api/used_by.py).
func (c *Compiled) usedByAction() Action {
	return Action{Name: "used_by", Description: "Get a list of all objects that use this object", Detail: true, Method: http.MethodGet, Unsearched: true, Run: func(r *Request, row *store.Row) (*Response, error) {
		users := []any{}
		for _, relation := range c.UsedBy {
			if relation.TextKey && !r.User.Has(relation.Model.Permission("view")) {
				return nil, Crash("guardian takes the keys of a user's objects for numbers, and PostgreSQL compares none with the text key of " + relation.Model.Name).In(LayerStore)
			}
			for _, object := range relation.visible(r, row) {
				users = append(users, relation.describe(object))
			}
		}
		return &Response{Status: http.StatusOK, Body: users}, nil
	}}
}

// visible returns the objects of the relation that the user may view.
func (rel Relation) visible(r *Request, row *store.Row) []Used {
	view := rel.Model.Permission("view")
	if rel.Objects != nil {
		if r.User.Has(view) {
			return rel.Objects(r, row)
		}
		return nil
	}
	var seen []Used
	for _, other := range rel.Rows(r.Tx, row) {
		if r.User.Has(view) || r.User.HasFor(view, other) {
			seen = append(seen, Used{Key: KeyText(other.PK()), Name: rel.Model.String(r.Tx, other)})
		}
	}
	return seen
}

func (rel Relation) describe(object Used) *python.Dict {
	user := python.NewDict()
	for _, member := range [][2]string{{"app", rel.Model.App}, {"model_name", rel.Model.Name}, {"pk", object.Key}, {"name", object.Name}, {"action", rel.Action}} {
		user.Set(member[0], member[1])
	}
	return user
}
