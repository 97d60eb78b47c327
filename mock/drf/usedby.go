package drf

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// usedByAction lists the objects that use an object, as far as the user may see them (core/api/used_by.py).
func (c *Compiled) usedByAction() Action {
	return Action{Name: "used_by", Detail: true, Method: http.MethodGet, Run: func(r *Request, row *store.Row) (*Response, error) {
		users := []any{}
		for _, relation := range c.UsedBy {
			view := relation.Model.Permission("view")
			for _, other := range relation.Rows(r.Tx, row) {
				if r.User.Has(view) || r.User.HasFor(view, other) {
					users = append(users, relation.describe(r.Tx, other))
				}
			}
		}
		return &Response{Status: http.StatusOK, Body: users}, nil
	}}
}

func (rel Relation) describe(tx *store.Tx, row *store.Row) *python.Dict {
	key, name := KeyText(row.PK()), ""
	if rel.Key != nil {
		key = rel.Key(tx, row)
	}
	if rel.Name != nil {
		name = rel.Name(tx, row)
	} else {
		name = rel.Model.String(tx, row)
	}
	user := python.NewDict()
	for _, member := range [][2]string{{"app", rel.Model.App}, {"model_name", rel.Model.Name}, {"pk", key}, {"name", name}, {"action", rel.Action}} {
		user.Set(member[0], member[1])
	}
	return user
}
