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

// core/brands is how an installation looks under a domain.
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
		{Name: "flow_authentication", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_invalidation", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_recovery", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_unenrollment", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_user_settings", Kind: drf.Related, To: "flow", Null: true},
		{Name: "flow_device_code", Kind: drf.Related, To: "flow", Null: true},
		{Name: "default_application", Kind: drf.Related, To: "application", Null: true, Help: "When set, external users will be redirected to this application after authenticating."},
		{
			Name: "web_certificate", Kind: drf.Related, To: "certificate", Null: true, Unkept: true,
			Help: "Web Certificate used by the authentik Core webserver.",
		},
		{
			Name: "client_certificates", Kind: drf.ManyRelated, To: "certificate", Help: "Certificates used for client authentication.",
			Through: clientCertificates, Unkept: true,
		},
		{Name: "attributes", Kind: drf.JSONDict, Default: python.NewDict()},
	}),
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
		"flow_recovery", "flow_unenrollment", "flow_user_settings", "flow_device_code", "default_application",
		"web_certificate", "attributes"},
	Unique: [][]string{{"domain"}},
	Refs: []store.Ref{
		{Column: "flow_authentication", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_invalidation", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_recovery", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_unenrollment", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_user_settings", To: "flow", OnDelete: store.SetNull},
		{Column: "flow_device_code", To: "flow", OnDelete: store.SetNull},
		{Column: "default_application", To: "application", OnDelete: store.SetNull},
		{Column: "web_certificate", To: "certificate", OnDelete: store.SetNull},
	},
}, store.Schema{
	// Certificates are named by brands; the fake has none.
	Name: "certificate", PK: "kp_uuid", Columns: []string{"kp_uuid"},
}, linkTable("client_certificate", "brand", "certificate"))

// clientCertificates are the certificates by which a brand knows its clients.
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

// fallbackBrand is what authentik shows where no brand fits.
var fallbackBrand = map[string]any{
	"domain": "fallback", "branding_title": defaultTitle, "branding_logo": defaultLogo, "branding_favicon": defaultFavicon,
	"branding_custom_css": "", "attributes": python.NewDict(),
}

// What a brand has by itself.
const (
	defaultTitle   = "authentik"
	defaultLogo    = "/static/dist/assets/icons/icon_left_brand.svg"
	defaultFavicon = "/static/dist/assets/icons/icon.png"
)

// themedURLs says since when a picture comes with addresses for the light and the dark theme, which are null for those
// without a theme in their name.
var themedURLs = profile.V2025_12

// brandPicture is a picture of a brand, which until 2025.10 was a text like others.
func brandPicture(name, standard string) []drf.Field {
	return []drf.Field{
		{Name: name, Kind: drf.Char, Default: standard, Span: profile.Until(themedURLs)},
		{Name: name, Kind: drf.Char, Default: standard, Rules: []drf.Rule{pictureName}, Span: profile.Since(themedURLs)},
	}
}

// brandPictureURLs are where it is, for those who look at the brand.
func brandPictureURLs(name string) []drf.Field {
	return []drf.Field{
		{Name: name, Kind: drf.Char, Span: profile.Until(themedURLs)},
		{Name: name, Kind: drf.Method, Span: profile.Since(themedURLs), Value: func(r *drf.Request, row *store.Row) any { return fileURL(r, row.Text(name)) }},
		themedPictures(name, name+"_themed_urls"),
	}
}

// currentBrandFields are what a login page needs to know.
var currentBrandFields = slices.Concat([]drf.Field{
	{Name: "matched_domain", Kind: drf.Char, Source: "domain"},
	{Name: "branding_title", Kind: drf.Char},
}, brandPictureURLs("branding_logo"), brandPictureURLs("branding_favicon"), []drf.Field{
	{Name: "branding_custom_css", Kind: drf.Char},
	{Name: "ui_footer_links", Kind: drf.Method, Value: func(r *drf.Request, _ *store.Row) any { return footerLinks(setting(r.Tx, "footer_links")) }},
	{Name: "ui_theme", Kind: drf.Method, Value: brandTheme},
	{Name: "flow_authentication", Kind: drf.Method, Value: slugOf("flow_authentication")},
	{Name: "flow_invalidation", Kind: drf.Method, Value: slugOf("flow_invalidation")},
	{Name: "flow_recovery", Kind: drf.Method, Value: slugOf("flow_recovery")},
	{Name: "flow_unenrollment", Kind: drf.Method, Value: slugOf("flow_unenrollment")},
	{Name: "flow_user_settings", Kind: drf.Method, Value: slugOf("flow_user_settings")},
	{Name: "flow_device_code", Kind: drf.Method, Value: slugOf("flow_device_code")},
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

// brandSetting is what a brand has under attributes.settings; ok is false if it has nothing there.
func brandSetting(brand *store.Row, names ...string) (value any, ok bool) {
	value, ok = memberNamed(brand.Get("attributes"), "settings")
	for _, name := range names {
		value, ok = memberNamed(value, name)
	}
	return value, ok
}

// memberNamed is a member of an object; ok is false if the value is no object, or has no such member.
func memberNamed(value any, name string) (member any, ok bool) {
	object, _ := value.(*python.Dict) // nil has no members
	return object.Get(name)
}

// brandTheme is the theme that a brand's settings name, whatever it is.
func brandTheme(_ *drf.Request, brand *store.Row) any {
	if theme, ok := brandSetting(brand, "theme", "base"); ok {
		return theme
	}
	return "automatic"
}

// BrandLanguage is the language that a brand has everything said in, "" if it leaves that to the client. Django
// crashes on one that is neither empty nor a text.
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

// brandLocale is the locale among a brand's settings, "" if they have none.
func brandLocale(brand *store.Row) any {
	if locale, ok := brandSetting(brand, "locale"); ok {
		return locale
	}
	return ""
}

// fitsDomain says whether a brand is for a host: first if it ends like the brand's domain, then only if it is that domain or
// one below it.
var fitsDomain = profile.History[func(host, domain string) bool]{{profile.Documented, endsLike}, {profile.V2026_5, isBelow}}

func endsLike(host, domain string) bool {
	before := len(host) - len(domain)
	return before >= 0 && strings.EqualFold(host[before:], domain)
}

func isBelow(host, domain string) bool {
	before := len(host) - len(domain)
	return endsLike(host, domain) && (before == 0 || host[before-1] == '.')
}

// HostBrand is the brand with the longest domain that fits the host (with its port), or the default one, or what authentik
// makes up where there is none.
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

// hostBrand is the brand of the domain that the client asked.
func hostBrand(r *drf.Request) *store.Row {
	if r.Brand != nil {
		return r.Brand
	}
	return HostBrand(r.Tx, r.Contract, r.Host)
}

// currentBrand shows that brand. A flow that is not set is left out of the answer.
func currentBrand(r *drf.Request, _ *store.Row) (*drf.Response, error) {
	if !iterable(setting(r.Tx, "footer_links")) {
		return nil, drf.Crash("ListField goes through the footer links of the settings, whatever they are").In(drf.LayerStore)
	}
	shown := r.RepresentFields(currentBrandFields, hostBrand(r))
	for _, column := range []string{"flow_recovery", "flow_unenrollment", "flow_device_code", "flow_authentication", "flow_invalidation", "flow_user_settings"} {
		if slug, _ := shown.Get(column); slug == nil {
			shown.Delete(column)
		}
	}
	return &drf.Response{Status: http.StatusOK, Body: shown}, nil
}
