package resources

import (
	"net/http"
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var oauthSourceModel = drf.Model{
	Table: "source", App: "authentik_sources_oauth", Name: "oauthsource", Object: "OAuthSource",
	Verbose: "OAuth Source", VerbosePlural: "OAuth Sources",
	String: func(_ *store.Tx, row *store.Row) string { return "OAuth Source " + row.Text("name") },
}

// sources/oauth is a service that users log in with by OAuth or OpenID Connect. The fake never asks the
// service: the addresses and keys of a well-known configuration stay as they are sent.
var _ = declare(drf.Resource{
	Path: "sources/oauth", Type: "oauth", Title: "O Auth Source", Description: "Source Viewset", Model: oauthSourceModel, Lookup: "slug",
	Fields:   sourceFields(oauthSourceFields...),
	Validate: knownAddresses,
	Filters: []drf.Filter{
		{Name: "has_jwks", Kind: drf.BooleanFilter, Match: func(_ *drf.Request, row *store.Row, _ any) bool { return python.Truth(row.Get("oidc_jwks")) }},
		{Name: "pbm_uuid", Kind: drf.UUIDFilter}, {Name: "name"}, {Name: "slug"}, {Name: "enabled", Kind: drf.BooleanFilter},
		{Name: "authentication_flow", Kind: drf.ModelFilter, To: "flow"}, {Name: "enrollment_flow", Kind: drf.ModelFilter, To: "flow"},
		{Name: "policy_engine_mode", Kind: drf.ChoiceFilter, Choices: policyEngineModes},
		{Name: "user_matching_mode", Kind: drf.ChoiceFilter, Choices: userMatchingModes},
		{Name: "group_matching_mode", Kind: drf.ChoiceFilter, Choices: groupMatchingModes},
		{Name: "provider_type"}, {Name: "request_token_url"}, {Name: "authorization_url"}, {Name: "access_token_url"},
		{Name: "profile_url"}, {Name: "consumer_key"}, {Name: "additional_scopes"},
	},
	Search:   []string{"name", "slug"},
	Ordering: []string{"name"},
	Actions: []drf.Action{{
		Name: "source_types", Method: http.MethodGet, Run: listOAuthTypes,
		Description: "Get all creatable source types. If ?name is set, only returns the type for <name>.\nIf <name> isn't found, returns the default type.",
	}},
	UsedBy: sourceUsers,
}, childTable("source", oauthSourceFields))

// oauthSourceFields are the members that only these sources have.
var oauthSourceFields = slices.Concat([]drf.Field{
	{
		Name: "group_matching_mode", Kind: drf.Choice, Choices: groupMatchingModes, Default: "identifier",
		Help: "How the source determines if an existing group should be used or a new group created.",
	},
	{Name: "provider_type", Kind: drf.Choice, Choices: oauthTypeNames, Required: true},
},
	oauthURL("request_token_url", "Request Token URL", "URL used to request the initial token. This URL is only required for OAuth 1."),
	oauthURL("authorization_url", "Authorization URL", "URL the user is redirect to to conest the flow."),
	oauthURL("access_token_url", "Access Token URL", "URL used by authentik to retrieve tokens."),
	oauthURL("profile_url", "Profile URL", "URL used by authentik to get user information."),
	[]drf.Field{
		{Name: "pkce", Kind: drf.Choice, Choices: pkceMethods, Default: "none", Label: "PKCE", Translated: true},
		{Name: "consumer_key", Kind: drf.Char, Required: true},
		{Name: "consumer_secret", Kind: drf.Char, Required: true, Secret: true, WriteOnly: true},
		{Name: "callback_url", Kind: drf.Method, Value: func(r *drf.Request, row *store.Row) any {
			return r.Origin() + "/source/oauth/callback/" + row.Text("slug") + "/"
		}},
		{Name: "additional_scopes", Kind: drf.Char, Blank: true, Default: "", Label: "Additional Scopes", Translated: true},
		{Name: "type", Kind: drf.Method, Value: func(_ *drf.Request, row *store.Row) any {
			return oauthTypes[row.Text("provider_type")].shown(row.Text("provider_type"))
		}},
		{Name: "oidc_well_known_url", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "oidc_jwks_url", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "oidc_jwks", Kind: drf.JSONDict, Default: python.NewDict()},
		{
			Name: "authorization_code_auth_method", Kind: drf.Choice, Choices: codeMethods, Default: "basic_auth",
			Help: "How to perform authentication during an authorization_code token request flow",
		},
	})

// oauthURL returns a member with an address of the service. Until 2026.8 it is as long as its column.
func oauthURL(name, label, help string) []drf.Field {
	long := drf.Field{
		Name: name, Kind: drf.Char, Null: true, Blank: true, Label: label, Translated: true, Help: help,
		Span: profile.Since(profile.V2026_8, profile.Document),
	}
	short := long
	short.MaxLength, short.Span = 255, profile.Until(profile.V2026_8, profile.Document)
	return []drf.Field{short, long}
}

var groupMatchingModes = []drf.Option{
	{Value: "identifier", Name: "Use the source-specific identifier", Translated: true},
	{Value: "name_link", Name: "Link to a group with identical name. Can have security implications when a group name is used with another source.", Translated: true},
	{Value: "name_deny", Name: "Use the group name, but deny enrollment when the name already exists.", Translated: true},
}

var pkceMethods = []drf.Option{
	{Value: "none", Name: "No PKCE", Translated: true}, {Value: "plain", Name: "Plain", Translated: true}, {Value: "S256", Name: "S256", Translated: true},
}

var codeMethods = []drf.Option{
	{Value: "basic_auth", Name: "HTTP Basic Authentication", Translated: true},
	{Value: "post_body", Name: "Include the client ID and secret as request parameters", Translated: true},
}
