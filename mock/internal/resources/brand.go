package resources

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
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

// core/brands is the appearance of an installation under a domain.
var _ = declare(drf.Resource{
	Path: "core/brands", Title: "Brand", Description: "Brand Viewset", Model: brandModel,
	Fields: slices.Concat([]drf.Field{
		{Name: "brand_uuid", Kind: drf.UUID, ReadOnly: true},
		{
			Name: "domain", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.UniqueHere("brand", "domain")},
			Help: "Domain that activates this brand. Can be a superset, i.e. `a.b` for `aa.b` and `ba.b`",
		},
		{Name: "default", Kind: drf.Boolean, Default: false},
		{Name: "branding_title", Kind: drf.Char, Default: defaultTitle},
	}, brandPicture("branding_logo", defaultLogo), brandPicture("branding_favicon", defaultFavicon), []drf.Field{
		{Name: "branding_custom_css", Kind: drf.Char, Blank: true, Default: ""},
	}, brandPicture("branding_default_flow_background", defaultBackground), []drf.Field{
		{Name: "branding_map_tiles", Kind: drf.Char, Blank: true, Default: "", Help: mapTilesHelp, Span: profile.Since(profile.V2026_8, profile.Document)},
		{Name: "flow_authentication", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_user_switch", Kind: drf.Related, To: "flow", Null: true, Span: profile.Since(profile.V2026_8, profile.Document)},
		{Name: "flow_invalidation", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_recovery", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_unenrollment", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_user_settings", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_device_code", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_lockdown", Kind: drf.Related, To: "flow", Null: true, Span: profile.Since(profile.V2026_5, profile.Document)},
		{Name: "flow_request", Kind: drf.Related, To: "flow", Null: true, Span: profile.Since(profile.V2026_8, profile.Document)},
		{Name: "default_application", Kind: drf.Related, To: "application", Null: true, Help: "When set, external users will be redirected to this application after authenticating."},
		{
			Name: "web_certificate", Kind: drf.Related, To: "certificate", Null: true, NoManager: true,
			Help: "Web Certificate used by the authentik Core webserver.",
		},
		{
			Name: "client_certificates", Kind: drf.ManyRelated, To: "certificate", Help: "Certificates used for client authentication.",
			Through: clientCertificates,
		},
		{Name: "attributes", Kind: drf.JSONDict, Default: python.NewDict()},
	}),
	Filters: []drf.Filter{
		{Name: "brand_uuid", Kind: drf.UUIDFilter},
		{Name: "domain"},
		{Name: "default", Kind: drf.BooleanFilter},
		{Name: "branding_title"}, {Name: "branding_logo"}, {Name: "branding_favicon"}, {Name: "branding_default_flow_background"},
		{Name: "flow_authentication", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_user_switch", Kind: drf.ModelFilter, To: "flow", Span: profile.Since(profile.V2026_8, profile.Document)},
		{Name: "flow_invalidation", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_recovery", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_unenrollment", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_user_settings", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_device_code", Kind: drf.ModelFilter, To: "flow"},
		{Name: "flow_lockdown", Kind: drf.ModelFilter, To: "flow", Span: profile.Since(profile.V2026_5, profile.Document)},
		{Name: "flow_request", Kind: drf.ModelFilter, To: "flow", Span: profile.Since(profile.V2026_8, profile.Document)},
		{Name: "web_certificate", Kind: drf.ModelFilter, To: "certificate"},
		{Name: "client_certificates", Kind: drf.ModelsFilter, To: "certificate", Through: clientCertificates},
	},
	Validate: oneDefaultBrand,
	Search:   []string{"domain", "branding_title"},
	Ordering: []string{"domain"},
	Actions: []drf.Action{
		{Name: "current", Description: "Get current brand", Method: http.MethodGet, AllowAny: true, Run: currentBrand},
	},
	UsedBy: []drf.Relation{},
}, store.Schema{
	Name: "brand", PK: "brand_uuid",
	Columns: []string{"brand_uuid", "domain", "default", "branding_title", "branding_logo", "branding_favicon",
		"branding_custom_css", "branding_default_flow_background", "flow_authentication", "flow_invalidation",
		"flow_recovery", "flow_unenrollment", "flow_user_settings", "flow_device_code", "flow_user_switch", "flow_lockdown",
		"flow_request", "branding_map_tiles", "default_application",
		"web_certificate", "attributes"},
	Unique: [][]string{{"domain"}},
	Refs: []store.Ref{
		{Column: "flow_authentication", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_invalidation", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_recovery", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_unenrollment", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_user_settings", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_device_code", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_user_switch", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_lockdown", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_request", To: "flow", OnDelete: store.SetNull},
		{Column: "default_application", To: "application", OnDelete: store.SetNull},
		{Column: "web_certificate", To: "certificate", OnDelete: store.SetNull},
	},
}, linkTable("client_certificate", "brand", "certificate"))

// clientCertificates leads to the certificates with which a brand verifies its clients.
var clientCertificates = &drf.Through{Table: "client_certificate", Near: "brand", Far: "certificate"}

// oneDefaultBrand refuses a second default.
func oneDefaultBrand(r *drf.Request, row *store.Row, values drf.Values) error {
	if values["default"] != true {
		return nil
	}
	for other := range r.Tx.All("brand") {
		if other.Get("default") == true && !other.Is(row) {
			return drf.InvalidField("default", messages.Raw("Only a single brand can be set as default."))
		}
	}
	return nil
}

// fallbackBrand is the brand that authentik shows if no brand matches.
var fallbackBrand = map[string]any{
	"domain": "fallback", "branding_title": defaultTitle, "branding_logo": defaultLogo, "branding_favicon": defaultFavicon,
	"branding_custom_css": "", "branding_map_tiles": "", "attributes": python.NewDict(),
}

const mapTilesHelp = "URL template for the vector tile source used by the events map. Supports XYZ templates with {z}, {x} and {y} placeholders, " +
	"or pmtiles:// archive URLs. When empty, the frontend uses the bundled hexworld basemap. This value is part of the brand information " +
	"served to unauthenticated clients; do not embed API keys or other credentials in it."

// Defaults of a brand.
const (
	defaultTitle   = "authentik"
	defaultLogo    = "/static/dist/assets/icons/icon_left_brand.svg"
	defaultFavicon = "/static/dist/assets/icons/icon.png"
)

// themedURLs is the first contract in which a picture has addresses for the light and the dark theme. They
// are null for pictures without a theme in their name.
var themedURLs = profile.V2025_12

// brandPicture returns a brand's picture, which until 2025.10 was a plain text.
func brandPicture(name, standard string) []drf.Field {
	return []drf.Field{
		{Name: name, Kind: drf.Char, Default: standard, Span: profile.Until(themedURLs, profile.Recorded)},
		{Name: name, Kind: drf.Char, Default: standard, Rules: []drf.Rule{pictureName}, Span: profile.Since(themedURLs, profile.Recorded)},
	}
}

// brandPictureURLs returns the fields with a picture's address in the current brand.
func brandPictureURLs(name string) []drf.Field {
	return []drf.Field{
		{Name: name, Kind: drf.Char, Span: profile.Until(themedURLs, profile.Recorded)},
		{Name: name, Kind: drf.Method, Span: profile.Since(themedURLs, profile.Recorded), Value: func(r *drf.Request, row *store.Row) any { return fileURL(r, row.Text(name)) }},
		themedPictures(name, name+"_themed_urls", profile.Recorded),
	}
}

// currentBrandFields are the members that a login page needs.
var currentBrandFields = slices.Concat([]drf.Field{
	{Name: "matched_domain", Kind: drf.Char, Source: "domain"},
	{Name: "branding_title", Kind: drf.Char},
}, brandPictureURLs("branding_logo"), brandPictureURLs("branding_favicon"), []drf.Field{
	{Name: "branding_custom_css", Kind: drf.Char},
	{Name: "branding_map_tiles", Kind: drf.Char, Span: profile.Since(profile.V2026_8, profile.Document)},
	{Name: "ui_footer_links", Kind: drf.Method, Value: func(r *drf.Request, _ *store.Row) any { return footerLinks(setting(r.Tx, "footer_links")) }},
	{Name: "ui_theme", Kind: drf.Method, Value: brandTheme},
	{Name: "flow_authentication", Kind: drf.Method, Value: slugOf("flow_authentication")},
	{Name: "flow_user_switch", Kind: drf.Method, Value: slugOf("flow_user_switch"), Span: profile.Since(profile.V2026_8, profile.Document)},
	{Name: "flow_invalidation", Kind: drf.Method, Value: slugOf("flow_invalidation")},
	{Name: "flow_recovery", Kind: drf.Method, Value: slugOf("flow_recovery")},
	{Name: "flow_unenrollment", Kind: drf.Method, Value: slugOf("flow_unenrollment")},
	{Name: "flow_user_settings", Kind: drf.Method, Value: slugOf("flow_user_settings")},
	{Name: "flow_device_code", Kind: drf.Method, Value: slugOf("flow_device_code")},
	{Name: "flow_lockdown", Kind: drf.Method, Value: slugOf("flow_lockdown"), Span: profile.Since(profile.V2026_5, profile.Document)},
	{Name: "flow_request", Kind: drf.Method, Value: slugOf("flow_request"), Span: profile.Since(profile.V2026_8, profile.Document)},
	{Name: "default_locale", Kind: drf.Method, Value: func(_ *drf.Request, row *store.Row) any {
		if locale := brandLocale(row); locale != nil {
			return python.Str(locale)
		}
		return nil
	}},
	{Name: "flags", Kind: drf.Method, Value: publicFlags},
})

func slugOf(column string) func(*drf.Request, *store.Row) any {
	return func(r *drf.Request, row *store.Row) any { return r.Tx.Follow(row, column+"__slug") }
}

// brandSetting returns a value under attributes.settings of a brand; ok is false if there is none.
func brandSetting(brand *store.Row, names ...string) (value any, ok bool) {
	value, ok = memberNamed(brand.Get("attributes"), "settings")
	for _, name := range names {
		value, ok = memberNamed(value, name)
	}
	return value, ok
}

// memberNamed returns a member of an object; ok is false if the value is not an object, or has no such
// member.
func memberNamed(value any, name string) (member any, ok bool) {
	object, _ := value.(*python.Dict) // nil has no members
	return object.Get(name)
}

// brandTheme returns the theme in a brand's settings, which may be any value.
func brandTheme(_ *drf.Request, brand *store.Row) any {
	if theme, ok := brandSetting(brand, "theme", "base"); ok {
		return theme
	}
	return "automatic"
}

// BrandLanguage returns the language that a brand sets for all texts, "" if the client decides. Django
// crashes on a value that is neither empty nor a text.
func BrandLanguage(brand *store.Row) (messages.Language, error) {
	locale := brandLocale(brand)
	code, isText := locale.(string)
	switch {
	case !python.Truth(locale):
		return "", nil
	case !isText:
		return "", drf.Crash("translation.activate() raises an error for a locale of the brand that is no text").Of("attributes")
	}
	return messages.Activate(code), nil
}

// brandLocale returns the locale in a brand's settings, "" if there is none.
func brandLocale(brand *store.Row) any {
	if locale, ok := brandSetting(brand, "locale"); ok {
		return locale
	}
	return ""
}

// fitsDomain reports whether a brand matches a host: at first if the host ends like the brand's domain, later
// only if it is the domain or below it.
var fitsDomain = profile.Dated("how a brand matches a host", profile.History[func(host, domain string) bool]{{profile.Documented, profile.Source, endsLike}, {profile.V2026_2, profile.Source, isBelow}})

func endsLike(host, domain string) bool {
	before := len(host) - len(domain)
	return before >= 0 && strings.EqualFold(host[before:], domain)
}

func isBelow(host, domain string) bool {
	before := len(host) - len(domain)
	return endsLike(host, domain) && (before == 0 || host[before-1] == '.')
}

// HostBrand returns the brand with the longest domain that matches the host (with its port), or the default
// brand, or if there is none, the one that authentik makes up.
func HostBrand(tx *store.Tx, c profile.Contract, host string) *store.Row {
	var best *store.Row
	longest, fits := -1, fitsDomain.In(c)
	for row := range tx.All("brand") {
		domain := row.Text("domain")
		switch {
		case fits(host, domain) && len(domain) > longest:
			best, longest = row, len(domain)
		case best == nil && row.Get("default") == true:
			best = row
		}
	}
	if best == nil {
		return tx.Unsaved("brand", fallbackBrand)
	}
	return best
}

// hostBrand returns the brand for the host of the request.
func hostBrand(r *drf.Request) *store.Row {
	if r.Brand != nil {
		return r.Brand
	}
	return HostBrand(r.Tx, r.Contract, r.Host)
}

// currentBrand answers with that brand. A flow that is not set is left out.
func currentBrand(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	if !iterable(setting(r.Tx, "footer_links")) {
		return nil, drf.Crash("ListField iterates over the footer links in the settings without checking their type").In(drf.LayerStore)
	}
	shown := r.RepresentFields(currentBrandFields, hostBrand(r))
	for _, f := range currentBrandFields {
		if slug, there := shown.Get(f.Name); there && slug == nil && strings.HasPrefix(f.Name, "flow_") {
			shown.Delete(f.Name)
		}
	}
	return &drf.Response{Status: http.StatusOK, Body: shown}, nil
}
