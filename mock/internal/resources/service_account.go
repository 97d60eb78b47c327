package resources

import (
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// serviceAccountLife is the default lifetime of a service account's token.
const serviceAccountLife = 360 * 24 * time.Hour

// serviceAccount creates a user for a service, with a token and optionally a group of its own. authentik lets
// the database detect objects that exist already.
func serviceAccount(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	name, expiring := r.Sent["name"].(string), r.Sent["expiring"].(bool)
	if utf8.RuneCountInString(name) > longestUsername {
		return nil, drf.Crash("the serializer knows no limit for the name, and the column holds 150 characters").In(drf.LayerStore).Of("name")
	}
	identifier := "service-account-" + django.Slugify(name) + "-password"
	grouped := r.Sent["create_group"] == true && r.User.Has("authentik_core.add_group")
	if r.Tx.One("user", "username", name) != nil || r.Tx.One("token", "identifier", identifier) != nil || grouped && r.Tx.One("group", "name", name) != nil {
		return nil, drf.InvalidObject(messages.New("A user/group with these details already exists"))
	}
	attributes := python.NewDict()
	attributes.Set("goauthentik.io/user/token-expires", expiring)
	account, err := r.Save("core/users", nil, drf.Values{
		"username": name, "name": name, "type": "service_account", "attributes": attributes,
		"path": "goauthentik.io/service-accounts",
	})
	if err != nil {
		return nil, err
	}
	body := python.NewDict()
	body.Set("username", name)
	body.Set("user_uid", uidOf(r, account))
	body.Set("user_pk", account.PK())
	if grouped {
		own, err := r.Save("core/groups", nil, drf.Values{"name": name, "users": []any{account.PK()}})
		if err != nil {
			return nil, err
		}
		body.Set("group_pk", drf.KeyText(own.PK()))
	}
	expires, given := r.Sent["expires"].(time.Time)
	if !given {
		expires = r.Now.Add(serviceAccountLife)
	}
	secret := tokenKey(r.Tx)
	_, err = r.Insert("token", map[string]any{
		"identifier": identifier, "intent": "app_password", "user": account.PK(), "description": "", "expires": expires,
		"expiring": expiring, "key": secret,
	})
	body.Set("token", secret)
	return &drf.Response{Status: http.StatusOK, Body: body}, err
}

var serviceAccountFields = []drf.Field{
	{Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{nobodyIsCalled}},
	{Name: "create_group", Kind: drf.Boolean, Sent: func() any { return false }},
	{Name: "expiring", Kind: drf.Boolean, Sent: func() any { return true }},
	{Name: "expires", Kind: drf.DateTime},
}

// nobodyIsCalled returns a validator of the serializer that looks for the account's name among the names of users,
// not among the usernames: the field is called name.
func nobodyIsCalled(r *drf.Request, _ *drf.Field, _ *store.Row, value any) *messages.Message {
	if r.Tx.First("user", "name", value) == nil {
		return nil
	}
	message := messages.New("This field must be unique.").Coded("unique")
	return &message
}
