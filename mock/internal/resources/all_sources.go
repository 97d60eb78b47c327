package resources

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// sources/all lists the sources of every type, with the members that all have, and deletes them. A source is
// created and changed at the address of its type.
var _ = declare(drf.Resource{
	Path: "sources/all", Title: "Source", Description: "Source Viewset", Model: sourceModel, Children: sourceTypes.models, Lookup: "slug",
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "DELETE", "HEAD", "OPTIONS"},
	Fields:        sourceFields(),
	Filters:       []drf.Filter{{Name: "slug"}, {Name: "name"}, {Name: "managed"}, {Name: "pbm_uuid", Kind: drf.UUIDFilter}},
	Search:        []string{"slug", "name"},
	Deletable:     notBuiltIn,
	Actions: []drf.Action{
		creatableTypes(creatableSources),
		{Name: "user_settings", Description: "Get all sources the user can configure", Method: http.MethodGet, Run: sourceUserSettings},
	},
	UsedBy: sourceUsers,
}, store.Schema{
	Name: "source", PK: "pbm_uuid",
	Columns: []string{"pbm_uuid", "type", "name", "slug", "enabled", "promoted", "authentication_flow", "enrollment_flow",
		"policy_engine_mode", "user_matching_mode", "managed", "user_path_template", "icon"},
	Unique: [][]string{{"slug"}},
	Refs: []store.Ref{
		{Column: "authentication_flow", To: "flow", OnDelete: store.SetNull},
		{Column: "enrollment_flow", To: "flow", OnDelete: store.SetNull},
	},
})

// creatableSources are the types of sources. A service of OAuth is one of its own.
var creatableSources = slices.Concat(oauthServices(), []creatable{
	{app: "authentik_sources_kerberos", model: "kerberossource", form: "ak-source-kerberos-form", icon: "kerberos.png"},
	{app: "authentik_sources_ldap", model: "ldapsource", form: "ak-source-ldap-form", icon: "ldap.png"},
	{app: "authentik_sources_plex", model: "plexsource", form: "ak-source-plex-form", icon: "plex.svg"},
	{app: "authentik_sources_saml", model: "samlsource", form: "ak-source-saml-form", icon: "saml.png"},
	{app: "authentik_sources_scim", model: "scimsource", form: "ak-source-scim-form", icon: "scim.png"},
	{app: "authentik_sources_telegram", model: "telegramsource", form: "ak-source-telegram-form", icon: "telegram.svg"},
})

// oauthServices returns the types of services as types of sources.
func oauthServices() []creatable {
	names := map[string]string{"openidconnect": "OpenID"}
	services := make([]creatable, len(oauthTypeNames))
	for i, service := range oauthTypeNames {
		services[i] = creatable{
			model: service.Value + oauthSourceModel.Name, name: cmp.Or(names[service.Value], service.Name) + " OAuth Source",
			form: sourceTypes.forms["oauth"], icon: service.Value + ".svg", Span: service.Span,
		}
	}
	return services
}

// sourceUserSettings returns the enabled sources by which users may log in in addition, as far as their
// policies pass for the requesting user.
func sourceUserSettings(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	settings := []any{}
	byName := func(a, b *store.Row) int { return cmp.Compare(a.Text("name"), b.Text("name")) }
	for _, row := range slices.SortedFunc(r.Tx.All("source"), byName) {
		if row.Text("type") == "oauth" && row.Get("enabled") == true && passes(r, row, r.Viewer) {
			slug := row.Text("slug")
			settings = append(settings, python.DictOf("object_uid", slug, "component", "ak-user-settings-source-oauth",
				"title", row.Text("name"), "configure_url", "/source/oauth/login/"+slug+"/", "icon_url", sourceIcon(r, row)))
		}
	}
	return &drf.Response{Status: http.StatusOK, Body: settings}, nil
}

// installSource adds the source that authentik makes itself.
func installSource(tx *store.Tx) error {
	const managed = "goauthentik.io/sources/inbuilt"
	_, err := tx.Insert("source", map[string]any{
		"pbm_uuid": uuid.NewSHA1(uuid.NameSpaceURL, []byte(managed)), "type": builtInSource, "name": "authentik Built-in",
		"slug": "authentik-built-in", "enabled": true, "promoted": false, "policy_engine_mode": "any",
		"user_matching_mode": "identifier", "managed": managed, "user_path_template": "goauthentik.io/sources/%(slug)s", "icon": "",
	})
	return err
}

// notBuiltIn refuses to delete the source that authentik makes itself.
func notBuiltIn(_ *drf.Request, row *store.Row) error {
	if row.Text("type") == builtInSource {
		return drf.Detail(http.StatusBadRequest, messages.Raw("Built-in sources cannot be deleted"))
	}
	return nil
}
