package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

var applicationModel = drf.Model{
	Table: "application", App: "authentik_core", Name: "application", Object: "Application",
	Verbose: "Application", VerbosePlural: "Applications",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
}

// application is what users log in to, as far as pages list it: without providers.
var application = drf.Resource{
	Path: "core/applications", Title: "Application", Description: "Application Viewset", Model: applicationModel, Lookup: "slug",
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "pbm_uuid", Label: "Pbm uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, Help: "Application's display Name."},
		{
			Name: "slug", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Slugged, drf.Unique("application", "slug", "Application")},
			Help: "Internal application name, used in URLs.",
		},
		{Name: "provider", Kind: drf.Method, Value: nothing},
		{Name: "provider_obj", Kind: drf.Method, Value: nothing},
		{Name: "backchannel_providers", Kind: drf.Method, Value: emptyList},
		{Name: "backchannel_providers_obj", Kind: drf.Method, Value: emptyList},
		{Name: "launch_url", Kind: drf.Method, Value: launchURL},
		{Name: "open_in_new_tab", Kind: drf.Boolean, Default: false, Help: "Open launch URL in a new browser tab or window."},
		{Name: "meta_launch_url", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "meta_icon", Kind: drf.Method, Value: nothing, Until: profile.V2025_12},
		{Name: "meta_icon", Kind: drf.Char, Blank: true, Default: "", Since: profile.V2025_12},
		{Name: "meta_icon_url", Kind: drf.Method, Value: nothing, Since: profile.V2025_12},
		{Name: "meta_icon_themed_urls", Kind: drf.Method, Value: nothing, Since: themedURLs},
		{Name: "meta_description", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "meta_publisher", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "policy_engine_mode", Kind: drf.Choice, Choices: policyEngineModes, Default: "any"},
		{Name: "group", Kind: drf.Char, Blank: true, Default: ""},
	},
	Filters: []drf.Filter{
		{Name: "name"}, {Name: "slug"}, {Name: "meta_launch_url"}, {Name: "meta_description"}, {Name: "meta_publisher"}, {Name: "group"},
	},
	Search:   []string{"name", "slug", "meta_launch_url", "meta_description", "meta_publisher", "group"},
	Ordering: []string{"name"},
	UsedBy:   []drf.Relation{},
}

func launchURL(_ *drf.Request, row *store.Row) any {
	if url := row.Text("meta_launch_url"); url != "" {
		return url
	}
	return nil
}
