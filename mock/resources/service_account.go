package resources

import (
	"net/http"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/django"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// serviceAccountLife is how long a service account's token lasts if the request does not say.
const serviceAccountLife = 360 * 24 * time.Hour

// serviceAccount creates a user for a service, with a token and, if wished, a group of its own.
func serviceAccount(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	request, err := readServiceAccount(r)
	if err != nil {
		return nil, err
	}
	attributes := python.NewDict()
	attributes.Set("goauthentik.io/user/token-expires", request.expiring)
	account, err := r.Save("core/users", nil, drf.Values{
		"username": request.name, "name": request.name, "type": "service_account", "attributes": attributes,
		"path": "goauthentik.io/service-accounts",
	})
	if err != nil {
		return nil, err
	}
	secret := tokenKey(r.Tx)
	body := python.NewDict()
	body.Set("username", request.name)
	body.Set("user_uid", uidOf(r, account))
	body.Set("user_pk", account.PK())
	if request.group {
		own, err := r.Save("core/groups", nil, drf.Values{"name": request.name, "users": []any{account.PK()}})
		if err != nil {
			return nil, err
		}
		body.Set("group_pk", drf.KeyText(own.PK()))
	}
	_, err = r.Tx.Insert("token", map[string]any{
		"identifier": "service-account-" + django.Slugify(request.name) + "-password", "intent": "app_password", "user": account.PK(),
		"description": "", "expires": request.expires, "expiring": request.expiring, "key": secret,
	})
	body.Set("token", secret)
	return &drf.Response{Status: http.StatusOK, Body: body}, err
}

type serviceAccountRequest struct {
	name            string
	group, expiring bool
	expires         time.Time
}

func readServiceAccount(r *drf.Request) (serviceAccountRequest, error) {
	request := serviceAccountRequest{expiring: true, expires: r.Now.Add(serviceAccountLife)}
	data, err := r.Data()
	if err != nil {
		return request, err
	}
	values, err := r.Validate(serviceAccountFields, data)
	if err != nil {
		return request, err
	}
	request.name = values["name"].(string)
	if r.Tx.One("user", "username", request.name) != nil {
		return request, drf.InvalidField("name", messages.New("This field must be unique."))
	}
	if wanted, given := values["create_group"].(bool); given {
		request.group = wanted
	}
	if wanted, given := values["expiring"].(bool); given {
		request.expiring = wanted
	}
	if at, given := values["expires"].(time.Time); given {
		request.expires = at
	}
	return request, nil
}

var serviceAccountFields = []drf.Field{
	{Name: "name", Kind: drf.Char, Required: true},
	{Name: "create_group", Kind: drf.Boolean},
	{Name: "expiring", Kind: drf.Boolean},
	{Name: "expires", Kind: drf.DateTime},
}
