package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The range of a PostgreSQL integer.
const lowestInteger, highestInteger = -1 << 31, 1<<31 - 1

// admin/settings are the settings of the whole installation, which authentik keeps in its tenant.
var settings = declare(drf.Resource{
	Path: "admin/settings", Title: "Settings", Description: "Settings view",
	Single: &drf.Single{Read: "authentik_rbac.view_system_settings", Change: "authentik_rbac.edit_system_settings"},
	Model: drf.Model{
		Table: "tenant", App: "authentik_tenants", Name: "tenant", Object: "Tenant", Verbose: "Tenant", VerbosePlural: "Tenants",
		String: func(*store.Tx, *store.Row) string { return "Tenant Default" },
	},
	Fields: []drf.Field{
		{Name: "avatars", Kind: drf.Char, Default: "gravatar,initials", Help: "Configure how authentik should show avatars for users."},
		{
			Name: "base_url", Kind: drf.Char, Type: "url", Blank: true, Default: "", MaxLength: 200, Rules: []drf.Rule{webAddress},
			Help: "Configure the base URL under which this authentik instance is reachable, e.g. https://authentik.company", Span: baseURLs,
		},
		{Name: "default_user_change_name", Kind: drf.Boolean, Default: true, Help: "Enable the ability for users to change their name."},
		{Name: "default_user_change_email", Kind: drf.Boolean, Default: false, Help: "Enable the ability for users to change their email address."},
		{Name: "default_user_change_username", Kind: drf.Boolean, Default: false, Help: "Enable the ability for users to change their username."},
		{
			Name: "event_retention", Kind: drf.Char, Default: "days=365", Rules: []drf.Rule{duration},
			Help: "Events will be deleted after this duration.(Format: weeks=3;days=2;hours=3,seconds=2).",
		},
		{
			Name: "reputation_lower_limit", Kind: drf.Integer, Default: int64(-5), Min: lowestInteger,
			Help: "Reputation cannot decrease lower than this value. Zero or negative.",
		},
		{
			Name: "reputation_upper_limit", Kind: drf.Integer, Default: int64(5), Max: highestInteger,
			Help: "Reputation cannot increase higher than this value. Zero or positive.",
		},
		{Name: "footer_links", Kind: drf.AnyJSON, Default: []any{}},
		{
			Name: "gdpr_compliance", Kind: drf.Boolean, Default: true,
			Help: "When enabled, all the events caused by a user will be deleted upon the user's deletion.",
		},
		{Name: "impersonation", Kind: drf.Boolean, Default: true, Help: "Globally enable/disable impersonation."},
		{
			Name: "impersonation_require_reason", Kind: drf.Boolean, Default: true,
			Help: "Require administrators to provide a reason for impersonating a user.",
		},
		{Name: "default_token_duration", Kind: drf.Char, Default: "minutes=30", Rules: []drf.Rule{duration}, Help: "Default token duration"},
		{Name: "default_token_length", Kind: drf.Integer, Default: int64(60), Min: 1, Max: highestInteger, Help: "Default token length"},
		{
			Name: "pagination_default_page_size", Kind: drf.Integer, Default: int64(20), Max: highestInteger, Span: profile.Since(profile.V2025_12, profile.Recorded),
			Help: "Default page size for API responses, if no size was requested.",
		},
		{Name: "pagination_max_page_size", Kind: drf.Integer, Default: int64(100), Max: highestInteger, Span: profile.Since(profile.V2025_12, profile.Recorded), Help: "Maximum page size"},
		{Name: "flags", Kind: drf.JSONDict, Required: true, Rules: []drf.Rule{flagTypes}, Default: python.NewDict()},
	},
}, store.Schema{
	Name: "tenant", PK: "tenant_uuid",
	Columns: []string{"tenant_uuid", "avatars", "base_url", "default_user_change_name", "default_user_change_email",
		"default_user_change_username", "event_retention", "reputation_lower_limit", "reputation_upper_limit",
		"footer_links", "gdpr_compliance", "impersonation", "impersonation_require_reason", "default_token_duration",
		"default_token_length", "pagination_default_page_size", "pagination_max_page_size", "flags"},
})

// flag is a switch for an upcoming feature. core/brands/current shows public flags to everyone.
type flag struct {
	name   string
	public bool
	profile.Span
}

var flags = []flag{
	{name: "policies_buffered_access_view", public: true, Span: profile.Until(profile.V2026_5RC1, profile.Recorded)},
	{name: "enterprise_audit_include_expanded_diff", Span: profile.Since(profile.V2026_2, profile.Document)},
	{name: "flows_continuous_login", public: true, Span: profile.Since(profile.V2026_2, profile.Recorded)},
	{name: "flows_refresh_others", public: true},
	{name: "core_default_app_access", Span: profile.Since(profile.V2026_5RC1, profile.Document)},
}

// webHosts matches the hosts of Django's own URL fields: with a top-level domain, or localhost.
var webHosts = django.NewURLRule(`(?:` + django.HostLabel + `(?:\.` + django.HostLabel + `)*\.(?:[a-z\x{a1}-\x{ffff}][a-z\x{a1}-\x{ffff}-]{0,61}[a-z\x{a1}-\x{ffff}]|xn--[a-z0-9]{1,59})\.?|localhost)`)

// webAddress refuses texts that are no address (URLValidator).
func webAddress(_ *drf.Request, _ *drf.Field, _ *store.Row, value any) *messages.Message {
	if webHosts.Takes(value.(string), []string{"http", "https", "ftp", "ftps"}) {
		return nil
	}
	message := messages.New("Enter a valid URL.")
	return &message
}

// flagTypes refuses flags that are not booleans. Values that are false in Python pass (FlagJSONField).
func flagTypes(r *drf.Request, _ *drf.Field, _ *store.Row, value any) *messages.Message {
	for _, f := range profile.Holding(r.Contract, flags) {
		set, _ := value.(*python.Dict).Get(f.name)
		if _, boolean := set.(bool); !boolean && python.Truth(set) {
			message := messages.New("Value for flag {flag_key} needs to be of type {type}.", "flag_key", f.name, "type", "bool")
			return &message
		}
	}
	return nil
}

// publicFlags returns the public flags.
func publicFlags(r *drf.Request, _ *store.Row) any {
	set := setting(r.Tx, "flags").(*python.Dict)
	shown := python.NewDict()
	for _, f := range profile.Holding(r.Contract, flags) {
		if !f.public {
			continue
		}
		value, there := set.Get(f.name)
		if !there {
			value = false
		}
		shown.Set(f.name, value)
	}
	return shown
}

// openWithoutBindings reports whether every user may use an application without bindings.
func openWithoutBindings(tx *store.Tx) bool {
	set, there := setting(tx, "flags").(*python.Dict).Get("core_default_app_access")
	return !there || python.Truth(set)
}

// setting returns the installation's value of a member of admin/settings.
func setting(tx *store.Tx, name string) any {
	tenant := tx.Oldest("tenant")
	if tenant == nil {
		return nil
	}
	return tenant.Get(name)
}

// pageSizes implements authentik's Pagination: 100 objects a page and no limit before 2025.12, the values in
// the settings since then.
func pageSizes(r *drf.Request) drf.PageSizes {
	normal, set := setting(r.Tx, "pagination_default_page_size").(int64)
	if !set {
		return drf.PageSizes{Normal: 100, Most: drf.NoLimit}
	}
	return drf.PageSizes{Normal: int(normal), Most: int(setting(r.Tx, "pagination_max_page_size").(int64))}
}

// installSettings creates the single row of settings.
func installSettings(tx *store.Tx, c profile.Contract) error {
	row := map[string]any{}
	for _, f := range profile.Holding(c, settings.Fields) {
		row[f.Name] = f.Default
	}
	_, err := tx.Insert(settings.Model.Table, row)
	return err
}

// duration refuses texts that authentik cannot parse as a time span (timedelta_string_validator).
func duration(r *drf.Request, f *drf.Field, _ *store.Row, value any) *messages.Message {
	switch _, err := parseTimeDelta(value.(string)); err {
	case nil:
		return nil
	case python.ErrOverflow:
		r.Fail(longSpan, f)
		return nil
	}
	message := messages.New("{value} is not in the correct format of 'hours=3;minutes=1'.", "value", value.(string))
	return &message
}
