package resources

import (
	"net/http"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/jsonb"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The log of events holds what clients change, and what they report. Events trigger no notifications: pages
// of the admin interface that list notifications get the empty list of an installation without notification
// rules.

var _ = declare(drf.Resource{
	Path: "events/events", Title: "Event", Description: "Event Read-Only Viewset",
	Model: logModel("event", "Event", "event_uuid"),
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "event_uuid", Label: "Event uuid", ReadOnly: true},
		{Name: "user", Kind: drf.JSONDict, Default: python.NewDict()},
		{Name: "action", Kind: drf.Choice, Required: true, Choices: eventActions},
		{Name: "app", Kind: drf.Char, Required: true},
		{Name: "context", Kind: drf.JSONDict, Default: python.NewDict()},
		{Name: "client_ip", Kind: drf.IPAddress, Null: true},
		{Name: "created", Kind: drf.DateTime, ReadOnly: true},
		{Name: "expires", Kind: drf.DateTime},
		{Name: "brand", Kind: drf.JSONDict},
	},
	Filters: []drf.Filter{
		{Name: "action", Kind: drf.ContainsFilter},
		{Name: "client_ip", Parse: parseAddress, Match: func(_ *drf.Request, row *store.Row, address any) bool {
			return row.Get("client_ip") == address
		}},
		{Name: "username", Match: func(_ *drf.Request, row *store.Row, name any) bool {
			return says(row, name, "user", "username") || says(row, name, "context", "username")
		}},
		{Name: "context_model_pk", Match: isAbout},
		{Name: "context_model_name", Match: saying("context", "model", "model_name")},
		{Name: "context_model_app", Match: saying("context", "model", "app")},
		{Name: "context_authorized_app", Match: saying("context", "authorized_application", "pk")},
		{Name: "context_device", Match: saying("context", "device", "pk"), Span: profile.Since(profile.V2026_5RC1, profile.Document)},
		{Name: "actions", Kind: drf.ChoicesFilter, Choices: eventActions, Column: "action"},
		{Name: "brand_name", Match: saying("brand", "name")},
	},
	Search:   []string{"event_uuid", "user", "action", "app", "context", "client_ip"},
	Ordering: []string{"-created"}, Autocomplete: eventAutocomplete, Ask: asks(eventAsks), AskSpan: searchLanguage,
	Created: func(r *drf.Request, values drf.Values) {
		values["created"] = eventTime(r)
		if values["expires"] == nil {
			values["expires"] = eventEnd(r.Now, setting(r.Tx, "event_retention"))
		}
		if values["brand"] == nil {
			values["brand"] = brandOfNoBrand()
		}
	},
}, store.Schema{
	Name: "event", PK: "event_uuid", Keep: mostEvents,
	Columns: []string{"event_uuid", "user", "action", "app", "context", "client_ip", "created", "expires", "brand"},
})

// brandOfNoBrand returns the brand in an event without one: the default that a server creates on the fly.
func brandOfNoBrand() *python.Dict {
	brand := python.NewDict()
	brand.Set("app", "authentik_brands")
	brand.Set("model_name", "brand")
	brand.Set("pk", "3d616d3e425d45ce8dbf5179f9829117")
	brand.Set("name", "Brand fallback")
	return brand
}

// saying matches the events with the value at a path of a JSON column.
func saying(column string, path ...string) func(*drf.Request, *store.Row, any) bool {
	return func(_ *drf.Request, row *store.Row, value any) bool { return says(row, value, column, path...) }
}

func says(row *store.Row, value any, column string, path ...string) bool {
	found, ok := jsonb.At(row.Get(column), path)
	return ok && jsonb.Compare(found, value) == 0
}

// isAbout matches the events about the object with a primary key: a UUID, with or without dashes, or a
// number.
func isAbout(_ *drf.Request, row *store.Row, value any) bool {
	key := strings.ReplaceAll(value.(string), "-", "")
	if says(row, key, "context", "model", "pk") {
		return true
	}
	number, ok := python.ParseInt(key)
	return ok && says(row, number, "context", "model", "pk")
}

// parseAddress reads an address as Django's field does, for which a bad one is an error.
func parseAddress(text string) (any, error) {
	if clean, ok := django.CleanIPv6(text, false); ok {
		return clean, nil
	}
	if !django.IsIPv4(text) {
		return nil, drf.Crash("Django hands a look-up's text to ipaddress.ip_address(), and nothing catches the ValueError for what is no address").In(drf.LayerStore).Of("client_ip")
	}
	return text, nil
}

var eventActions = []drf.Option{
	{Value: "login", Name: "Login"},
	{Value: "login_failed", Name: "Login Failed"},
	{Value: "logout", Name: "Logout"},
	{Value: "user_write", Name: "User Write"},
	{Value: "user_offboarded", Name: "User Offboarded", Span: profile.Since(profile.V2026_8, profile.Document)},
	{Value: "suspicious_request", Name: "Suspicious Request"},
	{Value: "password_set", Name: "Password Set"},
	{Value: "secret_view", Name: "Secret View"},
	{Value: "secret_rotate", Name: "Secret Rotate"},
	{Value: "invitation_used", Name: "Invite Used"},
	{Value: "authorize_application", Name: "Authorize Application"},
	{Value: "source_linked", Name: "Source Linked"},
	{Value: "impersonation_started", Name: "Impersonation Started"},
	{Value: "impersonation_ended", Name: "Impersonation Ended"},
	{Value: "flow_execution", Name: "Flow Execution"},
	{Value: "policy_execution", Name: "Policy Execution"},
	{Value: "policy_exception", Name: "Policy Exception"},
	{Value: "property_mapping_exception", Name: "Property Mapping Exception"},
	{Value: "system_task_execution", Name: "System Task Execution"},
	{Value: "system_task_exception", Name: "System Task Exception"},
	{Value: "system_exception", Name: "System Exception"},
	{Value: "configuration_error", Name: "Configuration Error"},
	{Value: "configuration_warning", Name: "Configuration Warning", Span: profile.Since(profile.V2026_2, profile.Document)},
	{Value: "model_created", Name: "Model Created"},
	{Value: "model_updated", Name: "Model Updated"},
	{Value: "model_deleted", Name: "Model Deleted"},
	{Value: "email_sent", Name: "Email Sent"},
	{Value: "update_available", Name: "Update Available"},
	{Value: "export_ready", Name: "Export Ready", Span: profile.Since(profile.V2025_12, profile.Document)},
	{Value: "review_initiated", Name: "Review Initiated", Span: profile.Since(profile.V2026_2, profile.Document)},
	{Value: "review_overdue", Name: "Review Overdue", Span: profile.Since(profile.V2026_2, profile.Document)},
	{Value: "review_attested", Name: "Review Attested", Span: profile.Since(profile.V2026_2, profile.Document)},
	{Value: "review_completed", Name: "Review Completed", Span: profile.Since(profile.V2026_2, profile.Document)},
	{Value: "access_request_created", Name: "Access Request Created", Span: profile.Since(profile.V2026_8, profile.Document)},
	{Value: "access_request_approved", Name: "Access Request Approved", Span: profile.Since(profile.V2026_8, profile.Document)},
	{Value: "access_request_denied", Name: "Access Request Denied", Span: profile.Since(profile.V2026_8, profile.Document)},
	{Value: "access_request_revoked", Name: "Access Request Revoked", Span: profile.Since(profile.V2026_8, profile.Document)},
	{Value: "custom_", Name: "Custom Prefix"},
}

var _ = declare(drf.Resource{
	Path: "events/notifications", Title: "Notification", Description: "Notification Viewset",
	Model:         logModel("notification", "Notification", "uuid"),
	ListMethods:   []string{"GET", "HEAD", "OPTIONS"},
	DetailMethods: []string{"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"},
	OwnerColumn:   "user",
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "uuid", Label: "Uuid", ReadOnly: true},
		{Name: "severity", Kind: drf.ReadOnly},
		{Name: "body", Kind: drf.ReadOnly},
		{Name: "hyperlink", Kind: drf.Char, Null: true, Blank: true, MaxLength: 4096, Span: profile.Since(profile.V2025_12, profile.Document)},
		{Name: "hyperlink_label", Kind: drf.Char, Null: true, Blank: true, Span: profile.Since(profile.V2025_12, profile.Document)},
		{Name: "created", Kind: drf.DateTime, ReadOnly: true},
		{Name: "event", Kind: drf.Nested, Like: "events/events", Value: nothing},
		{Name: "seen", Kind: drf.Boolean, Default: false},
	},
	Filters: []drf.Filter{
		{Name: "severity", Kind: drf.ChoiceFilter, Choices: severities},
		{Name: "body"},
		{Name: "created", Kind: drf.DateTimeFilter},
		{Name: "event", Kind: drf.ModelFilter, To: "event"},
		{Name: "seen", Kind: drf.BooleanFilter},
		{Name: "user", Kind: drf.ModelFilter, To: "user"},
	},
	Actions: []drf.Action{{
		Name: "mark_all_seen", Description: "Mark all the user's notifications as seen", Method: http.MethodPost, Free: true,
		Run: func(*drf.Request, *store.Row) (*drf.Response, error) {
			return &drf.Response{Status: http.StatusNoContent, Body: python.NewDict()}, nil
		},
	}},
}, store.Schema{
	Name: "notification", PK: "uuid",
	Columns: []string{"uuid", "user", "event", "severity", "body", "hyperlink", "hyperlink_label", "created", "seen"},
	Refs:    []store.Ref{{Column: "user", To: "user"}},
})

var severities = []drf.Option{
	{Value: "notice", Name: "Notice"}, {Value: "warning", Name: "Warning"}, {Value: "alert", Name: "Alert"},
}

func logModel(name, object, key string) drf.Model {
	return drf.Model{
		Table: name, App: "authentik_events", Name: name, Object: object, Verbose: object, VerbosePlural: object + "s",
		String: func(_ *store.Tx, row *store.Row) string { return object + " " + drf.KeyText(row.Get(key)) },
	}
}
