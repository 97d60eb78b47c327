package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// bodyFirst is the first contract in which actions validate their bodies, and before they look up the object.
// Until then they take values from the raw body, and accept requests without credentials, which only their
// permission check stops.
var bodyFirst = profile.V2025_12

// accountFields is the body of the actions that add a user to a group.
var accountFields = []drf.Field{{Name: "pk", Kind: drf.Integer, Required: true}}

// memberRefers says what the body names.
var memberRefers = map[string]string{"pk": "user"}

// membershipChange adds a user to a table of links, or removes them. It does nothing if that is already so.
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

// groupMembership returns an action that changes the members of a group, in the form of each generation of
// authentik.
func groupMembership(name, description, needs string, change membershipChange) []drf.Action {
	action := drf.Action{Name: name, Description: description, Detail: true, Method: http.MethodPost, Unfiltered: true, Needs: needs, Refers: memberRefers}
	raw, sent := action, action
	raw.AllowAny, raw.Run, raw.Span = true, changeMembership(change, "membership", rawMember), profile.Until(bodyFirst, profile.Recorded)
	sent.Free, sent.Body, sent.Run, sent.Span = true, accountFields, changeMembership(change, "membership", sentMember), profile.Since(bodyFirst, profile.Recorded)
	return []drf.Action{raw, sent}
}

// changeMembership runs such an action. member returns the user's key from the body.
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

// sentMember returns the user's key from a validated body.
func sentMember(r *drf.Request) (any, error) {
	key, _ := r.Sent["pk"].(int64) // no column holds a longer one
	return key, nil
}

// rawMember returns the user's key from a raw body: Django crashes on values that int() does not accept.
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

// memberOf returns a member of a raw body, nil if it is missing. A body that is not an object is an error
// only here, where it makes the server crash.
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
