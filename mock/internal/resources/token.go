package resources

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var tokenModel = drf.Model{
	Table: "token", App: "authentik_core", Name: "token", Object: "Token", Verbose: "Token", VerbosePlural: "Tokens",
	String: func(_ *store.Tx, row *store.Row) string {
		if row.Get("expiring") != true {
			return row.Text("identifier")
		}
		return row.Text("identifier") + " (expires=" + timeText(row.Get("expires")) + ")"
	},
}

// tokenKey returns the secret of a new token, with the length of authentik's.
func tokenKey(tx *store.Tx) string { return tx.Secret(30) + tx.Secret(30) }

// managedHelp explains the member "managed".
const managedHelp = "Objects that are managed by authentik. These objects are created and updated automatically. This flag only indicates that an object can be overwritten by migrations. You can still modify the objects via the API, but expect changes to be overwritten in a later update."

// core/tokens is a secret that authenticates a user. Only view_key's answer contains the secret itself.
var _ = declare(drf.Resource{
	Path: "core/tokens", Title: "Token", Description: "Token Viewset", Model: tokenModel, Lookup: "identifier",
	OwnerColumn: "user", OwnOnly: profile.History[bool]{{profile.Documented, profile.Source, true}, {profile.V2026_2, profile.Source, false}}, CreateFreely: true,
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "token_uuid", Label: "Token uuid", ReadOnly: true},
		{
			Name: "managed", Kind: drf.Char, Null: true, Label: "Managed by authentik", Translated: true,
			Rules: []drf.Rule{drf.Unique("token", "managed", "Token")},
			Help:  managedHelp,
		},
		{
			Name: "identifier", Kind: drf.Slug, Required: true, MaxLength: 255,
			Rules: []drf.Rule{drf.Unique("token", "identifier", "Token")},
		},
		{Name: "intent", Kind: drf.Choice, Choices: tokenIntents, Default: "api"},
		{Name: "user", Kind: drf.Related, To: "user", NoManager: true, Check: sameOwner},
		{Name: "user_obj", Kind: drf.Method, Like: "core/users", Value: func(r *drf.Request, row *store.Row) any {
			return r.Represent("core/users", r.Tx.ByPK("user", row.Get("user")))
		}},
		{Name: "description", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "expires", Kind: drf.DateTime, Null: true},
		{Name: "expiring", Kind: drf.Boolean, Default: true},
	},
	Filters: []drf.Filter{
		{Name: "identifier"},
		{Name: "intent", Kind: drf.ChoiceFilter, Choices: tokenIntents},
		{Name: "user__username"},
		{Name: "description"},
		{Name: "expires", Kind: drf.DateTimeFilter},
		{Name: "expiring", Kind: drf.BooleanFilter},
		{Name: "managed"},
	},
	Search:   []string{"identifier", "intent", "user__username", "description"},
	Ordering: []string{"identifier", "expires"},
	Validate: validateToken,
	Created: func(r *drf.Request, values drf.Values) {
		values["key"] = tokenKey(r.Tx)
		if restricted(r) {
			values["user"] = r.Viewer.PK()
			values["expiring"] = tokensExpire(r.Viewer)
		}
	},
	Saved: func(r *drf.Request, row *store.Row, values drf.Values) error {
		if values["key"] == nil || !restricted(r) {
			return nil
		}
		return Grant(r, r.Viewer, viewTokenKeyPermission, objectName(row))
	},
	Actions: []drf.Action{
		setTokenKey(rawKey, nil, profile.Until(bodyFirst, profile.Recorded)),
		setTokenKey(sentKey, []drf.Field{{Name: "key", Kind: drf.Char, Required: true, Secret: true}}, profile.Since(bodyFirst, profile.Recorded)),
		{
			Name: "view_key", Description: "Return token key and log access", Detail: true, Method: http.MethodGet,
			Unfiltered: true, Writes: true, Needs: viewTokenKeyPermission, Run: viewTokenKey,
		},
	},
	UsedBy: []drf.Relation{},
}, store.Schema{
	Name: "token", PK: "token_uuid",
	Columns: []string{"token_uuid", "managed", "identifier", "intent", "user", "description", "expires", "expiring", "key"},
	Unique:  [][]string{{"identifier"}, {"managed"}},
	Ordered: [][]string{{"key"}},
	Refs:    []store.Ref{{Column: "user", To: "user"}},
})

var tokenIntents = []drf.Option{
	{Value: "verification", Name: "Intent Verification"},
	{Value: "api", Name: "Intent Api"},
	{Value: "recovery", Name: "Intent Recovery"},
	{Value: "app_password", Name: "Intent App Password"},
}

// sameOwner refuses to give a token to another user.
func sameOwner(_ *drf.Request, row *store.Row, user any) (any, *messages.Message) {
	if row != nil && row.Get("user") != user {
		message := messages.New("User cannot be changed")
		return nil, &message
	}
	return user, nil
}

// validateToken sets the owner and the intent of a token; it refuses the intents that authentik uses itself.
// A request that does not name the owner makes the requesting user the owner: authentik fills them in, in
// updates too.
func validateToken(r *drf.Request, _ *store.Row, values drf.Values) error {
	if values["user"] == nil {
		values["user"] = r.Viewer.PK()
	}
	intent, given := values["intent"].(string)
	if !given {
		intent = "api"
		values["intent"] = intent
	}
	switch intent {
	case "api":
		end, err := endOf(r, tokenLife(r))
		values["expires"] = end
		return err
	case "app_password":
		return checkLife(r, values)
	}
	return drf.InvalidField("intent", messages.Raw("Invalid intent "+intent))
}

const viewTokenKeyPermission = "authentik_core.view_token_key"

// restricted reports whether the user who creates a token becomes its owner and gets the permission to read
// its key. This applies to all except superusers.
func restricted(r *drf.Request) bool { return r.Viewer != nil && !NewUser(r.Tx, r.Viewer).superuser }

// tokensExpire returns the user's attribute that tells whether the tokens they create expire; the default is
// that they do.
func tokensExpire(user *store.Row) any {
	if expiring, ok := user.Get("attributes").(*python.Dict).Get("goauthentik.io/user/token-expires"); ok {
		return expiring
	}
	return true
}

// setTokenKey returns the action of one generation of authentik. key returns the new key from the body.
func setTokenKey(key func(*drf.Request) (string, error), body []drf.Field, span profile.Span) drf.Action {
	return drf.Action{
		Name:        "set_key",
		Description: "Set token key. Action is logged as event. `authentik_core.set_token_key` permission\nis required.",
		Detail:      true, Method: http.MethodPost, Unfiltered: true, Needs: "authentik_core.set_token_key",
		Body: body, Span: span,
		Run: func(r *drf.Request, row *store.Row) (*drf.Response, error) {
			text, err := key(r)
			if err != nil {
				return nil, err
			}
			if text == "" {
				return &drf.Response{Status: http.StatusBadRequest, Because: &drf.Reason{Layer: drf.LayerField, Field: "key", Code: "required"}}, nil
			}
			if row, err = r.Update(row, map[string]any{"key": text}); err != nil {
				return nil, err
			}
			tokenEvent(r, "model_updated", "model", row)
			return &drf.Response{Status: http.StatusNoContent}, nil
		},
	}
}

// sentKey returns the key from a validated body.
func sentKey(r *drf.Request) (string, error) { return r.Sent["key"].(string), nil }

// rawKey returns the key from a raw body: the text of any value, "" for one that is false in Python.
func rawKey(r *drf.Request) (string, error) {
	value, err := memberOf(r, "key")
	if err != nil || !python.Truth(value) {
		return "", err
	}
	text := python.Str(value)
	if strings.IndexByte(text, 0) >= 0 {
		return "", drf.Crash("PostgreSQL's text holds no null characters").In(drf.LayerStore).Of("key")
	}
	return text, nil
}

func viewTokenKey(r *drf.Request, row *store.Row) (*drf.Response, error) {
	tokenEvent(r, "secret_view", "secret", row)
	body := python.NewDict()
	body.Set("key", row.Text("key"))
	return &drf.Response{Status: http.StatusOK, Body: body}, nil
}

// tokenEvent writes the event of the token views, which comes in addition to the events of every change.
func tokenEvent(r *drf.Request, action, name string, row *store.Row) {
	writeEvent(r, action, byTokens, r.Viewer, fact{name: name, object: factsOf(r.Tx, tokenModel, row)})
}

// Authenticate returns the user whom the key of a token identifies, and nil if it identifies nobody, with the reason. Several
// tokens may share a key: the first by primary key that is valid counts.
func Authenticate(tx *store.Tx, key string, now time.Time) (owner *store.Row, why string) {
	var found *store.Row
	for row := range tx.Where("token", "key", key) {
		switch invalid := invalidity(row, now); {
		case invalid != "":
			why = cmp.Or(why, invalid)
		case found == nil || store.OrderKey(row.PK()) < store.OrderKey(found.PK()):
			found = row
		}
	}
	if found == nil {
		return nil, cmp.Or(why, "unknown token")
	}
	owner = tx.ByPK("user", found.Get("user"))
	if owner.Get("is_active") != true {
		return nil, fmt.Sprintf("the user %s of the token %s is not active", owner.Text("username"), found.Text("identifier"))
	}
	return owner, ""
}

// invalidity says why a token identifies nobody, "" if it does not itself prevent that.
func invalidity(token *store.Row, now time.Time) string {
	switch {
	case token.Get("intent") != "api":
		return fmt.Sprintf("the token %s has the intent %s, and only api identifies", token.Text("identifier"), token.Text("intent"))
	case expired(token, now):
		return fmt.Sprintf("the token %s has expired at %s", token.Text("identifier"), token.Get("expires").(time.Time).UTC().Format(time.RFC3339))
	}
	return ""
}

// expired reports whether a token has expired.
func expired(token *store.Row, now time.Time) bool {
	expires, ok := token.Get("expires").(time.Time)
	return ok && token.Get("expiring") == true && expires.Before(now)
}
