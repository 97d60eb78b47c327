package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

var providerModel = drf.Model{
	Table: "provider", App: "authentik_core", Name: "provider", Object: "Provider", Verbose: "provider", VerbosePlural: "providers",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
}

// providers/all lists the providers of every type. A new installation has none, and the fake makes none.
var _ = declare(drf.Resource{
	Path: "providers/all", Title: "Provider", Description: "Provider Viewset", Model: providerModel,
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "DELETE", "HEAD", "OPTIONS"},
	Unserved:      []string{"DELETE"},
	Fields:        providerMembers(),
	Filters: []drf.Filter{
		{Name: "application__isnull", Kind: drf.BooleanFilter, Match: noProvider},
		{Name: "backchannel", Kind: drf.BooleanFilter, Match: noProvider},
	},
	Search:  []string{"name"},
	Actions: []drf.Action{creatableTypes(creatableProviders)},
	UsedBy: []drf.Relation{
		manyTo(agentConnectorModel, connectorsOfProvider),
		{Model: applicationModel, Action: "set_default", Rows: rowsWhere("application", "provider")},
		manyTo(outpostModel, outpostsOfProvider),
	},
}, store.Schema{
	Name: "provider", PK: "id", Serial: true,
	Columns: []string{"id", "name", "authentication_flow", "authorization_flow", "invalidation_flow", "backchannel_application"},
	Refs: []store.Ref{
		{Column: "authentication_flow", To: "flow", OnDelete: store.SetNull}, {Column: "authorization_flow", To: "flow"},
		{Column: "invalidation_flow", To: "flow", OnDelete: store.SetNull}, {Column: "backchannel_application", To: "application"},
	},
})

// providerMembers returns the members of a provider, as inside its application; those that its type decides have no column.
func providerMembers() []drf.Field {
	members := slices.Clone(providerFields)
	for i := range members {
		if members[i].Kind == drf.ReadOnly {
			members[i].Kind, members[i].Value = drf.Method, nothing
		}
	}
	return members
}

// The links of connectors and outposts from their other ends.
var (
	connectorsOfProvider = &drf.Through{Table: "federation_provider", Near: "provider", Far: "connector"}
	outpostsOfProvider   = &drf.Through{Table: "outpost_provider", Near: "provider", Far: "outpost"}
)

// noProvider matches no provider: there is none.
func noProvider(*drf.Request, *store.Row, any) bool { return false }

// creatableProviders are the types of providers, and a way to make one of a file.
var creatableProviders = slices.Concat([]creatable{
	{app: "authentik_providers_ldap", model: "ldapprovider", form: "ak-provider-ldap-form", icon: "ldap.png"},
	{app: "authentik_providers_oauth2", model: "oauth2provider", form: "ak-provider-oauth2-form", icon: "openidconnect.svg"},
	{app: "authentik_providers_proxy", model: "proxyprovider", form: "ak-provider-proxy-form", icon: "proxy.svg"},
	{app: "authentik_providers_rac", model: "racprovider", form: "ak-provider-rac-form", icon: "rac.svg"},
	{app: "authentik_providers_radius", model: "radiusprovider", form: "ak-provider-radius-form", icon: "radius.svg"},
	{app: "authentik_providers_saml", model: "samlprovider", form: "ak-provider-saml-form", icon: "saml.png"},
	{model: "samlproviderimportmodel", name: "SAML Provider from Metadata", form: "ak-provider-saml-import-form", icon: "saml.png"},
	{app: "authentik_providers_scim", model: "scimprovider", form: "ak-provider-scim-form", icon: "scim.png"},
}, enterprise(
	creatable{app: "authentik_providers_google_workspace", model: "googleworkspaceprovider", form: "ak-provider-google-workspace-form", icon: "google.svg"},
	creatable{app: "authentik_providers_microsoft_entra", model: "microsoftentraprovider", form: "ak-provider-microsoft-entra-form", icon: "azuread.svg"},
	creatable{app: "authentik_providers_ssf", model: "ssfprovider", form: "ak-provider-ssf-form", icon: "ssf.svg"},
	creatable{app: "authentik_providers_ws_federation", model: "wsfederationprovider", form: "ak-provider-wsfed-form", icon: "wsfed.svg"},
))
