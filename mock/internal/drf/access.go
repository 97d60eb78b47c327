package drf

import (
	"iter"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// authentik checks permissions in three places: on the class, before any look-up; by the rows that the user
// may view; and on the row to change. (rbac/permissions.py and rbac/filters.py, and the auth recordings.)

// verbs maps methods to the permissions that they need on the model, as in DjangoObjectPermissions. Viewing a
// row does not depend on the method: the visibility filter requires "view" for all of them.
var verbs = map[string][]string{
	"GET": nil, "HEAD": nil, "OPTIONS": nil,
	"POST": {"add"}, "PUT": {"change"}, "PATCH": {"change"}, "DELETE": {"delete"},
}

// classPermission accepts all requests for one object: the look-up checks them.
func (c *Compiled) classPermission(r *Request, detail bool) error {
	switch {
	case c.ReadFreely:
		return authenticated(r)
	case detail:
		return nil
	}
	needed, known := verbs[r.Method]
	switch {
	case !known:
		return MethodNotAllowed(r.Method)
	case r.Method == "POST" && c.CreateFreely && r.User.Authenticated():
		return nil
	case !r.User.Authenticated():
		return NotAuthenticated()
	}
	if missing, ok := c.missing(r.User, needed); ok {
		return Lacking(missing)
	}
	return nil
}

// visible returns the rows that the user may view. If rows have owners, these are the user's own; otherwise a
// user who may view no rows at all is refused.
func (c *Compiled) visible(r *Request, rows iter.Seq[*store.Row]) (iter.Seq[*store.Row], error) {
	view := c.permission("view")
	if c.ReadFreely || r.User.Has(view) {
		return rows, nil
	}
	if c.OwnerColumn != "" {
		if !r.User.Authenticated() {
			return nil, Crash("the filter compares the owner with request.user, and an AnonymousUser has no id")
		}
		return keep(rows, func(row *store.Row) bool { return c.owns(r, row) }), nil
	}
	seen := slices.Collect(keep(rows, func(row *store.Row) bool { return r.User.HasFor(view, row) }))
	if len(seen) == 0 && !r.User.SeesEmptyLists() {
		return nil, Lacking(view)
	}
	return slices.Values(seen), nil
}

// WhyVisible returns what lets a user who sees a row of the resource see it.
func (c *Compiled) WhyVisible(user User) string {
	view := c.permission("view")
	switch {
	case user.Superuser():
		return "a superuser"
	case c.ReadFreely:
		return "every user may"
	case user.Has(view):
		return view + ", over all objects"
	case c.OwnerColumn != "":
		return "the owner"
	}
	return view + ", over this object"
}

// objectPermission checks the permission that the method needs on the row: over all objects, as its owner, or
// over this one.
func (c *Compiled) objectPermission(r *Request, row *store.Row) error {
	needed := verbs[r.Method]
	if _, ok := c.missing(r.User, needed); !ok || c.owns(r, row) {
		return nil
	}
	if len(c.Children) > 0 && len(needed) > 0 {
		return Crash("guardian raises an error when it is asked for a permission of one app over an object of another").In(LayerPermission)
	}
	for _, verb := range needed {
		if permission := c.permission(verb); !r.User.Has(permission) && !r.User.HasFor(permission, row) {
			return refused(r, permission)
		}
	}
	return nil
}

func (c *Compiled) owns(r *Request, row *store.Row) bool {
	return c.OwnerColumn != "" && r.User.Is(row.Get(c.OwnerColumn))
}

// missing returns the first of the permissions for verbs that the user does not have over all objects.
func (c *Compiled) missing(user User, verbs []string) (permission string, ok bool) {
	for _, verb := range verbs {
		if permission := c.permission(verb); !user.Has(permission) {
			return permission, true
		}
	}
	return "", false
}

func keep(rows iter.Seq[*store.Row], wanted func(*store.Row) bool) iter.Seq[*store.Row] {
	return func(yield func(*store.Row) bool) {
		for row := range rows {
			if wanted(row) && !yield(row) {
				return
			}
		}
	}
}
