package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// oauthType is a service that authentik knows: its addresses, null if it has none of its own, and whether a
// source may name others.
type oauthType struct {
	authorization, accessToken, profile any
	wellKnown, keys                     any
	customizable                        bool
}

// oauthTypeNames are the types of services in the order in which authentik loads them, which is not that of
// their names and differs between builds of one version.
var oauthTypeNames = []drf.Option{
	{Value: "apple", Name: "Apple"}, {Value: "openidconnect", Name: "OpenID Connect"}, {Value: "entraid", Name: "Entra ID"},
	{Value: "azuread", Name: "Azure AD", Span: profile.Until(profile.V2026_8RC1, profile.Document)},
	{Value: "discord", Name: "Discord"}, {Value: "facebook", Name: "Facebook"}, {Value: "github", Name: "GitHub"}, {Value: "gitlab", Name: "GitLab"},
	{Value: "google", Name: "Google"}, {Value: "mailcow", Name: "Mailcow"}, {Value: "okta", Name: "Okta"}, {Value: "patreon", Name: "Patreon"},
	{Value: "reddit", Name: "Reddit"}, {Value: "slack", Name: "Slack", Span: profile.Since(profile.V2025_12, profile.Document)},
	{Value: "twitch", Name: "Twitch"}, {Value: "twitter", Name: "Twitter"},
	{Value: "wechat", Name: "WeChat", Span: profile.Since(profile.V2025_12, profile.Document)},
}

const (
	microsoft = "https://login.microsoftonline.com/common"
	gitHubIDs = "https://token.actions.githubusercontent.com/.well-known"
)

// oauthTypes holds the services by their names, as authentik's source has them.
var oauthTypes = map[string]oauthType{
	"apple": {authorization: "https://appleid.apple.com/auth/authorize", accessToken: "https://appleid.apple.com/auth/token", profile: ""},
	"azuread": {
		authorization: microsoft + "/oauth2/v2.0/authorize", accessToken: microsoft + "/oauth2/v2.0/token", profile: "https://graph.microsoft.com/v1.0/me",
		wellKnown: microsoft + "/.well-known/openid-configuration", keys: microsoft + "/discovery/keys", customizable: true,
	},
	"discord": {
		authorization: "https://discord.com/api/oauth2/authorize", accessToken: "https://discord.com/api/oauth2/token",
		profile: "https://discord.com/api/users/@me",
	},
	"entraid": {
		authorization: microsoft + "/oauth2/v2.0/authorize", accessToken: microsoft + "/oauth2/v2.0/token", profile: "https://graph.microsoft.com/v1.0/me",
		keys: microsoft + "/discovery/keys", customizable: true,
	},
	"facebook": {
		authorization: "https://www.facebook.com/v7.0/dialog/oauth", accessToken: "https://graph.facebook.com/v7.0/oauth/access_token",
		profile: "https://graph.facebook.com/v7.0/me?fields=id,name,email",
	},
	"github": {
		authorization: "https://github.com/login/oauth/authorize", accessToken: "https://github.com/login/oauth/access_token",
		profile: "https://api.github.com/user", wellKnown: gitHubIDs + "/openid-configuration", keys: gitHubIDs + "/jwks", customizable: true,
	},
	"gitlab": {
		authorization: "https://gitlab.com/oauth/authorize", accessToken: "https://gitlab.com/oauth/token", profile: "https://gitlab.com/oauth/userinfo",
		wellKnown: "https://gitlab.com/.well-known/openid-configuration", keys: "https://gitlab.com/oauth/discovery/keys", customizable: true,
	},
	"google": {
		authorization: "https://accounts.google.com/o/oauth2/auth", accessToken: "https://oauth2.googleapis.com/token",
		profile:   "https://www.googleapis.com/oauth2/v1/userinfo",
		wellKnown: "https://accounts.google.com/.well-known/openid-configuration", keys: "https://www.googleapis.com/oauth2/v3/certs",
	},
	"mailcow":       {customizable: true},
	"okta":          {customizable: true},
	"openidconnect": {customizable: true},
	"patreon": {
		authorization: "https://www.patreon.com/oauth2/authorize", accessToken: "https://www.patreon.com/api/oauth2/token",
		profile: "https://www.patreon.com/api/oauth2/api/current_user",
	},
	"reddit": {
		authorization: "https://www.reddit.com/api/v1/authorize", accessToken: "https://www.reddit.com/api/v1/access_token",
		profile: "https://oauth.reddit.com/api/v1/me",
	},
	"slack": {
		authorization: "https://slack.com/oauth/v2/authorize", accessToken: "https://slack.com/api/oauth.v2.access",
		profile: "https://slack.com/api/openid.connect.userInfo",
	},
	"twitch": {
		authorization: "https://id.twitch.tv/oauth2/authorize", accessToken: "https://id.twitch.tv/oauth2/token", profile: "https://id.twitch.tv/oauth2/userinfo",
	},
	"twitter": {
		authorization: "https://twitter.com/i/oauth2/authorize", accessToken: "https://api.twitter.com/2/oauth2/token",
		profile: "https://api.twitter.com/2/users/me",
	},
	"wechat": {
		authorization: "https://open.weixin.qq.com/connect/qrconnect", accessToken: "https://api.weixin.qq.com/sns/oauth2/access_token",
		profile: "https://api.weixin.qq.com/sns/userinfo",
	},
}

// shown returns a type of services in the form of the API.
func (t oauthType) shown(name string) *python.Dict {
	title := name
	for _, option := range oauthTypeNames {
		if option.Value == name {
			title = option.Name
		}
	}
	return python.DictOf("name", name, "verbose_name", title, "urls_customizable", t.customizable, "request_token_url", nil,
		"authorization_url", t.authorization, "access_token_url", t.accessToken, "profile_url", t.profile,
		"oidc_well_known_url", t.wellKnown, "oidc_jwks_url", t.keys)
}

// listOAuthTypes answers with the types of services, or with the one that the query names, if there is one.
func listOAuthTypes(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	types := []any{}
	for _, option := range profile.Holding(r.Contract, oauthTypeNames) {
		if !r.Query.Has("name") || r.Query.Get("name") == option.Value {
			types = append(types, oauthTypes[option.Value].shown(option.Value))
		}
	}
	return &drf.Response{Status: http.StatusOK, Body: types}, nil
}

// knownAddresses requires the addresses that the type of services does not have. Like authentik's it reads the type
// from the request alone, and fails if it is missing there.
func knownAddresses(r *drf.Request, _ *store.Row, values drf.Values) error {
	name, given := values["provider_type"].(string)
	if !given {
		return drf.Crash("the serializer's validate looks up provider_type among the sent members, and nothing catches the KeyError").Of("provider_type")
	}
	known := oauthTypes[name]
	if python.Truth(values["oidc_well_known_url"]) || python.Truth(known.wellKnown) {
		r.Warnings = append(r.Warnings, "the fake does not read the well-known configuration, from which authentik would take addresses and keys")
		return nil
	}
	for _, address := range []struct {
		member string
		known  any
	}{{"authorization_url", known.authorization}, {"access_token_url", known.accessToken}, {"profile_url", known.profile}} {
		if _, sent := values[address.member]; address.known == nil && !sent {
			return drf.InvalidObject(messages.Raw(address.member + " is required for provider " + name))
		}
	}
	return nil
}
