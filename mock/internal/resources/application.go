package resources

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

var applicationModel = drf.Model{
	Table: "application", App: "authentik_core", Name: "application", Object: "Application",
	Verbose: "Application", VerbosePlural: "Applications",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
}

// core/applications lists the applications that users log in to, without their providers.
var _ = declare(drf.Resource{
	Path: "core/applications", Title: "Application", Description: "Application Viewset", Model: applicationModel, Lookup: "slug",
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "pbm_uuid", Label: "Pbm uuid", ReadOnly: true},
		{Name: "pbm_uuid", Kind: drf.UUID, Label: "Pbm uuid", ReadOnly: true, Span: profile.Since(profile.V2026_8, profile.Document)},
		{Name: "name", Kind: drf.Char, Required: true, Help: "Application's display Name."},
		{
			Name: "slug", Kind: drf.Slug, Required: true, MaxLength: 50, Rules: []drf.Rule{drf.Unique("application", "slug", "Application")},
			Check: freeSlug, Help: "Internal application name, used in URLs.", Span: profile.Until(profile.V2025_12, profile.Recorded),
		},
		{
			Name: "slug", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Slugged, drf.Unique("application", "slug", "Application")},
			Check: freeSlug, Help: "Internal application name, used in URLs.", Span: profile.Since(profile.V2025_12, profile.Recorded),
		},
		{Name: "provider", Kind: drf.Related, To: "provider", Null: true, Unkept: true},
		{Name: "provider_obj", Kind: drf.Nested, ReadOnly: true, Fields: providerFields, Value: nothing},
		{Name: "backchannel_providers", Kind: drf.ManyRelated, To: "provider", Through: backchannelProviders, Unkept: true},
		{Name: "backchannel_providers_obj", Kind: drf.Nested, Many: true, ReadOnly: true, Fields: providerFields, Value: emptyList},
		{Name: "launch_url", Kind: drf.Method, Value: launchURL},
		{Name: "open_in_new_tab", Kind: drf.Boolean, Default: false, Help: "Open launch URL in a new browser tab or window."},
		{Name: "meta_launch_url", Kind: drf.Char, Blank: true, Default: "", Rules: []drf.Rule{launchable}},
		{Name: "meta_icon", Kind: drf.Method, Span: profile.Until(profile.V2025_12, profile.Recorded), Value: func(_ *drf.Request, row *store.Row) any {
			return uploadedURL(row.Text("meta_icon"), "http", "fa://", "/")
		}},
		{Name: "meta_icon", Kind: drf.Char, Blank: true, Default: "", Rules: []drf.Rule{pictureName}, Span: profile.Since(profile.V2025_12, profile.Recorded)},
		{Name: "meta_icon_url", Kind: drf.Method, Span: profile.Since(profile.V2025_12, profile.Recorded), Value: func(r *drf.Request, row *store.Row) any {
			return pictureURL(r, row.Text("meta_icon"))
		}},
		themedPictures("meta_icon", "meta_icon_themed_urls", profile.Recorded),
		{Name: "meta_description", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "meta_publisher", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "policy_engine_mode", Kind: drf.Choice, Choices: policyEngineModes, Default: "any"},
		{Name: "group", Kind: drf.Char, Blank: true, Default: ""},
		{Name: "meta_hide", Kind: drf.Boolean, Default: false, Help: "Hide this application from the user's My applications page.", Span: profile.Since(profile.V2026_5, profile.Document)},
	},
	Filters: []drf.Filter{
		{Name: "name"}, {Name: "slug"}, {Name: "meta_launch_url"}, {Name: "meta_description"}, {Name: "meta_publisher"}, {Name: "group"},
	},
	Search:   []string{"name", "slug", "meta_launch_url", "meta_description", "meta_publisher", "group"},
	Ordering: []string{"name"},
	Offer:    offeredApplications,
	Actions: []drf.Action{
		{
			Name: "check_access", Description: "Check access to a single application by slug", Detail: true, Method: http.MethodGet,
			AllowAny: true, Unfiltered: true, Run: checkAccess, // authentik looks up the application without a permission check
		},
		setFileURL("set_icon_url", "Set application icon (as URL)", "meta_icon", "authentik_core.change_application"),
	},
	UsedBy: []drf.Relation{
		{Model: entitlementModel, Action: "cascade", Rows: rowsWhere("application_entitlement", "app")},
		{Model: policyBindingModel, Action: "cascade", Rows: boundTo},
		{Model: brandModel, Action: "set_default", Rows: rowsWhere("brand", "default_application")},
		{Model: policyModel, Action: "cascade_many", Rows: boundPolicies},
	},
}, store.Schema{
	Name: "application", PK: "pbm_uuid",
	Columns: []string{"pbm_uuid", "name", "slug", "provider", "open_in_new_tab", "meta_launch_url", "meta_icon",
		"meta_description", "meta_publisher", "policy_engine_mode", "group", "meta_hide"},
	Unique:  [][]string{{"slug"}},
	Ordered: [][]string{{"name"}},
})

// backchannelProviders leads to the providers that serve an application in addition to its own.
var backchannelProviders = &drf.Through{Table: "provider", Near: "backchannel_application", Far: "id", Reverse: true}

// providerFields are the fields of a provider inside its application. No application of the fake has one, but
// OPTIONS describes them.
var providerFields = slices.Concat([]drf.Field{
	{Name: "pk", Kind: drf.Integer, Source: "id", Label: "ID", ReadOnly: true},
	{Name: "name", Kind: drf.Char, Required: true},
	{
		Name: "authentication_flow", Kind: drf.Related, To: "flow", Null: true,
		Help: "Flow used for authentication when the associated application is accessed by an un-authenticated user.",
	},
},
	providerFlow(drf.Field{Name: "authorization_flow", Kind: drf.Related, To: "flow", Help: "Flow used when authorizing this provider."}),
	providerFlow(drf.Field{Name: "invalidation_flow", Kind: drf.Related, To: "flow", Help: "Flow used ending the session from a provider."}), []drf.Field{
		{Name: "property_mappings", Kind: drf.Method, Value: emptyList, Parse: func(_ *drf.Request, value any) (any, *messages.Message) { return value, nil }},
		{Name: "component", Kind: drf.ReadOnly},
		{Name: "assigned_application_slug", Kind: drf.ReadOnly},
		{Name: "assigned_application_name", Kind: drf.ReadOnly},
		{Name: "assigned_backchannel_application_slug", Kind: drf.ReadOnly},
		{Name: "assigned_backchannel_application_name", Kind: drf.ReadOnly},
		{Name: "verbose_name", Kind: drf.ReadOnly},
		{Name: "verbose_name_plural", Kind: drf.ReadOnly},
		{Name: "meta_model_name", Kind: drf.ReadOnly},
	})

// providerFlow returns a flow of a provider in two: it is required at first, later providers may be without.
func providerFlow(flow drf.Field) []drf.Field {
	needed, optional := flow, flow
	needed.Required, needed.Span = true, profile.Until(profile.V2026_8, profile.Document)
	optional.Null, optional.Span = true, profile.Since(profile.V2026_8, profile.Document)
	return []drf.Field{needed, optional}
}

// takenSlugs would collide with addresses of OAuth2 providers.
var takenSlugs = []string{"authorize", "token", "device", "userinfo", "introspect", "revoke"}

func freeSlug(_ *drf.Request, _ *store.Row, value any) (any, *messages.Message) {
	slug := value.(string)
	if !slices.Contains(takenSlugs, slug) {
		return value, nil
	}
	message := messages.New("The slug '{slug}' is reserved and cannot be used for applications.", "slug", slug)
	return nil, &message
}

// launchHosts matches the hosts in the launch URL of an application: the domain is optional, and before the
// first dot there may be placeholders for a user's data, in the format of Python's % operator: %(username)s.
var launchHosts = django.NewURLRule(`(?:[%()a-z]*` + django.HostLabel + `(?:\.` + django.HostLabel + `)*|localhost)`)

var launchSchemes = []drf.Option{
	{Value: "http"}, {Value: "https"}, {Value: "blank"}, {Value: "ftp"}, {Value: "ftps"},
	{Value: "ssh", Span: profile.Since(profile.V2026_2, profile.Source)}, {Value: "sftp", Span: profile.Since(profile.V2026_2, profile.Source)},
}

func launchable(r *drf.Request, _ *drf.Field, _ *store.Row, value any) *messages.Message {
	var schemes []string
	for _, scheme := range profile.Holding(r.Contract, launchSchemes) {
		schemes = append(schemes, scheme.Value)
	}
	if launchHosts.Takes(value.(string), schemes) {
		return nil
	}
	message := messages.New("Enter a valid URL.")
	return &message
}

// launchURL returns the address with the data of the requesting user, or unchanged if the placeholders do not
// match.
func launchURL(r *drf.Request, row *store.Row) any {
	url := row.Text("meta_launch_url")
	if url == "" {
		return nil
	}
	if !strings.Contains(url, "%") || r.Viewer == nil {
		return url
	}
	asked := *r
	asked.Query = django.ParseQuery("") // what the request says of lists of applications is not said of users
	if filled, err := python.PercentNamed(url, asked.Represent("core/users", r.Viewer)); err == nil {
		return filled
	}
	return url
}

// offeredApplications returns the applications that the requesting user, or the user in for_user, has access
// to. A superuser may list all.
func offeredApplications(r *drf.Request) (func([]*store.Row) ([]*store.Row, error), bool) {
	if r.User.(*Principal).superuser && isTrue(r.Query.Get("superuser_full_list")) {
		return nil, false
	}
	return func(page []*store.Row) ([]*store.Row, error) {
		user := r.Viewer
		forUser := r.Query.Has("for_user")
		if forUser {
			var err error
			if user, err = userToAskFor(r); err != nil {
				return nil, err
			}
		}
		startable := !forUser && isTrue(r.Query.Get("only_with_launch_url"))
		return slices.DeleteFunc(slices.Clone(page), func(row *store.Row) bool {
			return !passes(r, row, user) || startable && row.Text("meta_launch_url") == ""
		}), nil
	}, true
}

// isTrue reports whether a query parameter is true, as authentik itself reads it.
func isTrue(text string) bool { return strings.ToLower(text) == "true" }

// userToAskFor returns the user in for_user of a list, who must be among those whose applications the
// requesting user may list.
func userToAskFor(r *drf.Request) (*store.Row, error) {
	const needed = "authentik_core.view_user_applications"
	row, ok := userOfNumber(r, r.Query.Get("for_user"))
	if !ok {
		return nil, drf.Invalid([]any{messages.New("Invalid input.")})
	}
	if row == nil || !r.User.Has(needed) && !r.User.HasFor(needed, row) {
		return nil, userNotFound()
	}
	return row, nil
}

// userOfNumber returns the user whose key a text is, nil if there is none. ok is false for what is no number.
func userOfNumber(r *drf.Request, text string) (user *store.Row, ok bool) {
	number, ok := python.ParseInt(text)
	key, small := number.(int64)
	if !small { // Django does not ask the database for a key that its column cannot hold
		return nil, ok
	}
	return r.Tx.ByPK("user", key), ok
}

func userNotFound() error { return forUserFault("User not found") }

func forUserFault(text string) error {
	body := python.NewDict()
	body.Set("for_user", messages.Raw(text))
	return drf.Invalid(body)
}

// checkAccess answers whether the requesting user may use an application, or for a superuser, whether another
// user may. A request without credentials is checked without a user.
func checkAccess(r *drf.Request, row *store.Row) (*drf.Response, error) {
	user := r.Viewer
	if r.Query.Has("for_user") && r.User.(*Principal).superuser {
		var ok bool
		if user, ok = userOfNumber(r, r.Query.Get("for_user")); !ok {
			return nil, forUserFault("for_user must be numerical")
		}
		if user == nil {
			return nil, userNotFound()
		}
	}
	body := python.NewDict()
	body.Set("passing", passes(r, row, user))
	body.Set("messages", []any{})
	body.Set("log_messages", []any{})
	return &drf.Response{Status: http.StatusOK, Body: body}, nil
}
