package resources

import (
	"net/http"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

var brandModel = drf.Model{
	Table: "brand", App: "authentik_brands", Name: "brand", Object: "Brand", Verbose: "Brand", VerbosePlural: "Brands",
	String: func(_ *store.Tx, row *store.Row) string {
		if row.Get("default") == true {
			return "Default brand"
		}
		return "Brand " + row.Text("domain")
	},
}

// brand is how an installation looks under a domain.
var brand = drf.Resource{
	Path: "core/brands", Title: "Brand", Description: "Brand Viewset", Model: brandModel,
	Fields: []drf.Field{
		{Name: "brand_uuid", Kind: drf.UUID, ReadOnly: true},
		{
			Name: "domain", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Unique("brand", "domain", "Brand")},
			Help: "Domain that activates this brand. Can be a superset, i.e. `a.b` for `aa.b` and `ba.b`",
		},
		{Name: "default", Kind: drf.Boolean, Default: false},
		{Name: "branding_title", Kind: drf.Char, Default: "authentik"},
		{Name: "branding_logo", Kind: drf.Char, Default: "/static/dist/assets/icons/icon_left_brand.svg"},
		{Name: "branding_favicon", Kind: drf.Char, Default: "/static/dist/assets/icons/icon.png"},
		{Name: "branding_custom_css", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "branding_default_flow_background", Kind: drf.Char, Default: defaultBackground},
		{Name: "flow_authentication", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_invalidation", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_recovery", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_unenrollment", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_user_settings", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_device_code", Kind: drf.Related, To: "flow", Null: true},
		{Name: "default_application", Kind: drf.Related, To: "application", Null: true, Help: "When set, external users will be redirected to this application after authenticating."},
		{Name: "web_certificate", Kind: drf.Method, Value: nothing},
		{Name: "client_certificates", Kind: drf.Method, Value: emptyList},
		{Name: "attributes", Kind: drf.JSONDict, Default: python.NewDict()},
	},
	Filters: []drf.Filter{
		{Name: "brand_uuid", Kind: drf.UUIDFilter},
		{Name: "domain"},
		{Name: "default", Kind: drf.BooleanFilter},
		{Name: "branding_title"}, {Name: "branding_logo"}, {Name: "branding_favicon"}, {Name: "branding_default_flow_background"},
		{Name: "flow_authentication", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_invalidation", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_recovery", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_unenrollment", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_user_settings", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_device_code", Kind: drf.ModelFilter, To: "flow"},
	},
	Search:   []string{"domain", "branding_title"},
	Ordering: []string{"domain"},
	Actions: []drf.Action{
		{Name: "current", Method: http.MethodGet, AllowAny: true, Run: currentBrand},
	},
	UsedBy: []drf.Relation{},
}

// themedURLs says since when a picture comes with addresses for the light and the dark theme, which are null for those
// without a theme in their name.
const themedURLs = profile.V2025_12

// currentBrandFields are what a login page needs to know.
var currentBrandFields = []drf.Field{
	{Name: "matched_domain", Kind: drf.Char, Source: "domain"},
	{Name: "branding_title", Kind: drf.Char},
	{Name: "branding_logo", Kind: drf.Char},
	{Name: "branding_logo_themed_urls", Kind: drf.Method, Value: nothing, Since: themedURLs},
	{Name: "branding_favicon", Kind: drf.Char},
	{Name: "branding_favicon_themed_urls", Kind: drf.Method, Value: nothing, Since: themedURLs},
	{Name: "branding_custom_css", Kind: drf.Char},
	{Name: "ui_footer_links", Kind: drf.Method, Value: func(r *drf.Request, _ *store.Row) any { return setting(r.Tx, "footer_links") }},
	{Name: "ui_theme", Kind: drf.Method, Value: func(*drf.Request, *store.Row) any { return "automatic" }},
	{Name: "flow_authentication", Kind: drf.Method, Value: slugOf("flow_authentication")},
	{Name: "flow_invalidation", Kind: drf.Method, Value: slugOf("flow_invalidation")},
	{Name: "flow_recovery", Kind: drf.Method, Value: slugOf("flow_recovery")},
	{Name: "flow_unenrollment", Kind: drf.Method, Value: slugOf("flow_unenrollment")},
	{Name: "flow_user_settings", Kind: drf.Method, Value: slugOf("flow_user_settings")},
	{Name: "flow_device_code", Kind: drf.Method, Value: slugOf("flow_device_code")},
	{Name: "default_locale", Kind: drf.Method, Value: func(*drf.Request, *store.Row) any { return "" }},
	{Name: "flags", Kind: drf.Method, Value: publicFlags},
}

func slugOf(column string) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, row *store.Row) any { return r.Tx.Follow(row, column+"__slug") }
}

// currentBrand is the brand of the domain that the client asked; here the default one. A flow that is not set is left
// out of the answer.
func currentBrand(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	for row := range r.Tx.All("brand") {
		if row.Get("default") != true {
			continue
		}
		shown := r.RepresentFields(currentBrandFields, row)
		for _, column := range []string{"flow_recovery", "flow_unenrollment", "flow_device_code", "flow_authentication", "flow_invalidation", "flow_user_settings"} {
			if slug, _ := shown.Get(column); slug == nil {
				shown.Delete(column)
			}
		}
		return &drf.Response{Status: http.StatusOK, Body: shown}, nil
	}
	return nil, drf.NotFound()
}
