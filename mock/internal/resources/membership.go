package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// bodyFirst says since when actions validate their bodies, and before they look up the object. Until then they take what
// they need from the body as it is, and are open to requests without credentials, which only their permission stops.
var bodyFirst = profile.V2025_12

// accountFields are the body of the actions that put a user into a group.
var accountFields = []drf.Field{{Name: "pk", Kind: drf.Integer, Required: true}}

// membershipChange puts a user into what a table links users with, or takes him out of it; what is so already stays so.
type membershipChange func(r *drf.Request, table string, user any, holder *store.Row) error

func addMember(r *drf.Request, table string, user any, holder *store.Row) error {
	if r.Tx.Find(table, "user", user, holder.Table(), holder.PK()) == nil {
		if _, err := r.Tx.Insert(table, map[string]any{"user": user, holder.Table(): holder.PK()}); err != nil {
			return err
		}
	}
	return r.Audit(drf.Relinked, holder)
}

func removeMember(r *drf.Request, table string, user any, holder *store.Row) error {
	if link := r.Tx.Find(table, "user", user, holder.Table(), holder.PK()); link != nil {
		if err := r.Tx.Delete(link); err != nil {
			return err
		}
	}
	return r.Audit(drf.Relinked, holder)
}

// groupMembership is an action that changes who is in a group, as each generation of authentik has it.
func groupMembership(name, description, needs string, change membershipChange) []drf.Action {
	action := drf.Action{Name: name, Description: description, Detail: true, Method: http.MethodPost, Unfiltered: true, Needs: needs}
	raw, sent := action, action
	raw.AllowAny, raw.Run, raw.Span = true, changeMembership(change, "membership", rawMember), profile.Until(bodyFirst)
	sent.Free, sent.Body, sent.Run, sent.Span = true, accountFields, changeMembership(change, "membership", sentMember), profile.Since(bodyFirst)
	return []drf.Action{raw, sent}
}

// changeMembership runs such an action. member finds the user's key in the body.
func changeMembership(
	change membershipChange, table string, member func(*drf.Request) (any, error),
) func(*drf.Request, *store.Row) (*drf.Response, error) {
	return func(r *drf.Request, row *store.Row) (*drf.Response, error) {
		key, err := member(r)
		if err != nil {
			return nil, err
		}
		found := r.Tx.ByPK("user", key)
		view := userModel.Permission("view")
		if found == nil || !r.User.Has(view) && !r.User.HasFor(view, found) {
			return nil, drf.NotFound().Because(drf.Reason{Layer: drf.LayerLookUp, Field: "pk"})
		}
		if err := change(r, table, found.PK(), row); err != nil {
			return nil, err
		}
		return &drf.Response{Status: http.StatusNoContent}, nil
	}
}

// sentMember is the user's key in a body that is validated.
func sentMember(r *drf.Request) (any, error) {
	key, _ := r.Sent["pk"].(int64) // no column holds a longer one
	return key, nil
}

// rawMember is the user's key in a body that is not: Django crashes on what int() does not take.
func rawMember(r *drf.Request) (any, error) {
	value, err := memberOf(r, "pk")
	if err != nil || value == nil {
		return nil, err
	}
	if truth, ok := value.(bool); ok {
		return map[bool]int64{true: 1}[truth], nil
	}
	key, message := drf.ParseKey(true, value)
	if message != nil {
		return nil, drf.Crash("int() raises an error for this value, and nothing catches it").In(drf.LayerField).Of("pk")
	}
	return key, nil
}

// memberOf takes a member from a body as it is, nil if it is not there. A body that is no object is not looked at before
// that, and then it is too late: the server crashes.
func memberOf(r *drf.Request, name string) (any, error) {
	data, err := r.Data()
	if err != nil {
		return nil, err
	}
	object, ok := data.(*python.Dict)
	if !ok {
		return nil, drf.Crash("a body that is no object has no get()").In(drf.LayerBody)
	}
	value, _ := object.Get(name)
	return value, nil
}
