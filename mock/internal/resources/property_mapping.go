package resources

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// mappingModel is the parent model of all property mappings.
var mappingModel = drf.Model{
	Table: "property_mapping", App: "authentik_core", Name: "propertymapping", Object: "PropertyMapping",
	Verbose: "Property Mapping", VerbosePlural: "Property Mappings",
	String: func(_ *store.Tx, row *store.Row) string { return "Property Mapping " + row.Text("name") },
}

// mappingTypes holds the child models of the property mappings that a new installation has, and of those that can be
// made.
var mappingTypes = childTypesOf(map[string]childType{
	"google_workspace": mappingType("authentik_providers_google_workspace", "GoogleWorkspaceProviderMapping", "Google Workspace Provider Mapping", "provider-google-workspace"),
	"kerberos":         mappingType("authentik_sources_kerberos", "KerberosSourcePropertyMapping", "Kerberos Source Property Mapping", "source-kerberos"),
	"ldap":             mappingType("authentik_sources_ldap", "LDAPSourcePropertyMapping", "LDAP Source Property Mapping", "source-ldap"),
	"microsoft_entra":  mappingType("authentik_providers_microsoft_entra", "MicrosoftEntraProviderMapping", "Microsoft Entra Provider Mapping", "provider-microsoft-entra"),
	"notification":     {"ak-property-mapping-notification-form", notificationMappingModel},
	"rac":              mappingType("authentik_providers_rac", "RACPropertyMapping", "RAC Provider Property Mapping", "provider-rac"),
	"saml":             mappingType("authentik_providers_saml", "SAMLPropertyMapping", "SAML Provider Property Mapping", "provider-saml"),
	"scim":             mappingType("authentik_providers_scim", "SCIMMapping", "SCIM Provider Mapping", "provider-scim"),
	"scope":            mappingType("authentik_providers_oauth2", "ScopeMapping", "Scope Mapping", "provider-scope"),
})

// MappingTypes returns the types of property mappings, sorted.
func MappingTypes() []string { return mappingTypes.names() }

// mappingType returns a child model.
func mappingType(app, object, verbose, form string) childType {
	model := mappingModel
	model.App, model.Name, model.Object, model.Verbose, model.VerbosePlural = app, strings.ToLower(object), object, verbose, verbose+"s"
	return childType{"ak-property-mapping-" + form + "-form", model}
}

// propertymappings/all lists the property mappings of every type: what users and groups are for a service. The fake does
// not run them.
var _ = declare(drf.Resource{
	Path: "propertymappings/all", Title: "Property Mapping", Description: "PropertyMapping Viewset", Model: mappingModel, Children: mappingTypes.models,
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "DELETE", "HEAD", "OPTIONS"},
	Unserved:      []string{"DELETE"},
	Fields: slices.Concat([]drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "pm_uuid", Label: "Pm uuid", ReadOnly: true},
		{Name: "managed", Kind: drf.Char, Null: true, Label: "Managed by authentik", Translated: true, Help: managedHelp},
		mappingName, mappingExpression,
	}, mappingTypes.fields()),
	Filters: []drf.Filter{
		{Name: "name"}, {Name: "managed", Kind: drf.ChoicesFilter, Choices: managedMappings(), Match: func(_ *drf.Request, row *store.Row, wanted any) bool {
			return among(wanted, row.Get("managed"))
		}},
		{Name: "managed__isnull", Kind: drf.NullFilter, Column: "managed"},
	},
	Search:   []string{"name"},
	Ordering: []string{"name"},
	Actions:  []drf.Action{creatableTypes(creatableMappings)},
	UsedBy:   mappingUsers,
}, store.Schema{
	Name: "property_mapping", PK: "pm_uuid", Columns: []string{"pm_uuid", "type", "name", "managed", "expression"},
	Unique: [][]string{{"name"}, {"managed"}},
})

// Members that every type has.
var (
	mappingName = drf.Field{
		Name: "name", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("property_mapping", "name", "Property Mapping")},
	}
	mappingExpression = drf.Field{Name: "expression", Kind: drf.Char, Required: true}
)

// mappingUsers lists the relations that use a property mapping.
var mappingUsers = []drf.Relation{sourcesMappedBy(sourceGroupMappings), sourcesMappedBy(sourceUserMappings)}

// creatableMappings are the types of property mappings.
var creatableMappings = slices.Concat([]creatable{
	{app: "authentik_events", model: "notificationwebhookmapping", form: "ak-property-mapping-notification-form"},
	{app: "authentik_providers_oauth2", model: "scopemapping", form: "ak-property-mapping-provider-scope-form"},
	{app: "authentik_providers_rac", model: "racpropertymapping", form: "ak-property-mapping-provider-rac-form"},
	{app: "authentik_providers_radius", model: "radiusproviderpropertymapping", form: "ak-property-mapping-provider-radius-form"},
	{app: "authentik_providers_saml", model: "samlpropertymapping", form: "ak-property-mapping-provider-saml-form"},
	{app: "authentik_providers_scim", model: "scimmapping", form: "ak-property-mapping-provider-scim-form"},
	{app: "authentik_sources_kerberos", model: "kerberossourcepropertymapping", form: "ak-property-mapping-source-kerberos-form"},
	{app: "authentik_sources_ldap", model: "ldapsourcepropertymapping", form: "ak-property-mapping-source-ldap-form"},
	{app: "authentik_sources_oauth", model: "oauthsourcepropertymapping", form: "ak-property-mapping-source-oauth-form"},
	{app: "authentik_sources_plex", model: "plexsourcepropertymapping", form: "ak-property-mapping-source-plex-form"},
	{app: "authentik_sources_saml", model: "samlsourcepropertymapping", form: "ak-property-mapping-source-saml-form"},
	{app: "authentik_sources_scim", model: "scimsourcepropertymapping", form: "ak-property-mapping-source-scim-form"},
	{app: "authentik_sources_telegram", model: "telegramsourcepropertymapping", form: "ak-property-mapping-source-telegram-form"},
}, enterprise(
	creatable{app: "authentik_providers_google_workspace", model: "googleworkspaceprovidermapping", form: "ak-property-mapping-provider-google-workspace-form"},
	creatable{app: "authentik_providers_microsoft_entra", model: "microsoftentraprovidermapping", form: "ak-property-mapping-provider-microsoft-entra-form"},
))

// installedMappings are the property mappings of a new installation, by their type: the names without "authentik default",
// and what authentik manages them by.
var installedMappings = []struct{ kind, name, managed string }{
	{"google_workspace", "Google Workspace Mapping: User", "providers/google_workspace/user"},
	{"google_workspace", "Google Workspace Mapping: Group", "providers/google_workspace/group"},
	{"microsoft_entra", "Microsoft Entra Mapping: User", "providers/microsoft_entra/user"},
	{"microsoft_entra", "Microsoft Entra Mapping: Group", "providers/microsoft_entra/group"},
	{"scope", "OAuth Mapping: OpenID 'openid'", "providers/oauth2/scope-openid"},
	{"scope", "OAuth Mapping: OpenID 'email'", "providers/oauth2/scope-email"},
	{"scope", "OAuth Mapping: OpenID 'profile'", "providers/oauth2/scope-profile"},
	{"scope", "OAuth Mapping: Application Entitlements", "providers/oauth2/scope-entitlements"},
	{"scope", "OAuth Mapping: OpenID 'offline_access'", "providers/oauth2/scope-offline_access"},
	{"scope", "OAuth Mapping: authentik API access", "providers/oauth2/scope-authentik_api"},
	{"scope", "OAuth Mapping: Proxy outpost", "providers/proxy/scope-proxy"},
	{"rac", "RAC Mapping: RDP Default settings", "providers/rac/rdp-default"},
	{"rac", "RAC Mapping: RDP High Fidelity", "providers/rac/rdp-high-fidelity"},
	{"rac", "RAC Mapping: SSH Default settings", "providers/rac/ssh-default"},
	{"saml", "SAML Mapping: UPN", "providers/saml/upn"},
	{"saml", "SAML Mapping: Name", "providers/saml/name"},
	{"saml", "SAML Mapping: Email", "providers/saml/email"},
	{"saml", "SAML Mapping: Username", "providers/saml/username"},
	{"saml", "SAML Mapping: User ID", "providers/saml/uid"},
	{"saml", "SAML Mapping: Groups", "providers/saml/groups"},
	{"saml", "SAML Mapping: WindowsAccountname (Username)", "providers/saml/ms-windowsaccountname"},
	{"scim", "SCIM Mapping: User", "providers/scim/user"},
	{"scim", "SCIM Mapping: Group", "providers/scim/group"},
	{"kerberos", "Kerberos User Mapping: Multipart principals as service accounts", "sources/kerberos/user/default/multipart-principals-as-service-accounts"},
	{"kerberos", "Kerberos User Mapping: Ignore other realms", "sources/kerberos/user/default/ignore-other-realms"},
	{"kerberos", "Kerberos User Mapping: Ignore system principals", "sources/kerberos/user/default/ignore-system-principals"},
	{"kerberos", "Kerberos User Mapping: Add realm as group", "sources/kerberos/user/realm-as-group"},
	{"ldap", "LDAP Mapping: DN to User Path", "sources/ldap/default-dn-path"},
	{"ldap", "LDAP Mapping: Name", "sources/ldap/default-name"},
	{"ldap", "LDAP Mapping: mail", "sources/ldap/default-mail"},
	{"ldap", "Active Directory Mapping: sAMAccountName", "sources/ldap/ms-samaccountname"},
	{"ldap", "Active Directory Mapping: userPrincipalName", "sources/ldap/ms-userprincipalname"},
	{"ldap", "Active Directory Mapping: givenName", "sources/ldap/ms-givenName"},
	{"ldap", "Active Directory Mapping: sn", "sources/ldap/ms-sn"},
	{"ldap", "OpenLDAP Mapping: uid", "sources/ldap/openldap-uid"},
	{"ldap", "OpenLDAP Mapping: cn", "sources/ldap/openldap-cn"},
}

const managedBy = "goauthentik.io/"

// managedMappings returns what the filter takes.
func managedMappings() []drf.Option {
	options := make([]drf.Option, len(installedMappings))
	for i, mapping := range installedMappings {
		options[i] = drf.Option{Value: managedBy + mapping.managed, Name: managedBy + mapping.managed}
	}
	return options
}

// installMappings adds the property mappings of a new installation. Their code is authentik's own; a sentence of ours stands
// in its place.
func installMappings(tx *store.Tx) error {
	for _, mapping := range installedMappings {
		managed := managedBy + mapping.managed
		if _, err := tx.Insert("property_mapping", map[string]any{
			"pm_uuid": uuid.NewSHA1(uuid.NameSpaceURL, []byte(managed)), "type": mapping.kind, "name": "authentik default " + mapping.name,
			"managed": managed, "expression": "# authentik's own code, which authentik-mock does not have",
		}); err != nil {
			return err
		}
	}
	return nil
}
