package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// The common part of all sources: authentik's SourceSerializer, from which each type's serializer is derived.

// sourceModel is the parent model of all sources, and the model of the built-in one.
var sourceModel = drf.Model{
	Table: "source", App: "authentik_core", Name: "source", Object: "Source", Verbose: "source", VerbosePlural: "sources",
	String: func(_ *store.Tx, row *store.Row) string { return row.Text("name") },
}

// builtInSource is the type of the source that authentik makes itself: users with a password.
const builtInSource = "built_in"

// sourceTypes holds the child models of sources. The built-in source has the model of all.
var sourceTypes = childTypesOf(map[string]childType{
	builtInSource: {"", sourceModel},
	"oauth":       {"ak-source-oauth-form", oauthSourceModel},
})

// SourceTypes returns the names of the types of sources, in alphabetical order.
func SourceTypes() []string { return sourceTypes.names() }

// sourceText returns a source as text, as its own model does.
func sourceText(tx *store.Tx, row *store.Row) string { return sourceTypes.of(row).String(tx, row) }

// sourceFields returns the first members of every source, followed by its own.
func sourceFields(more ...drf.Field) []drf.Field {
	return slices.Concat([]drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "pbm_uuid", Label: "Pbm uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true, Help: "Source's display Name."},
		{
			Name: "slug", Kind: drf.Slug, Required: true, MaxLength: 50, Rules: []drf.Rule{drf.Unique("source", "slug", "source")},
			Help: "Internal source name, used in URLs.", Span: profile.Until(profile.V2025_12, profile.Document),
		},
		{
			Name: "slug", Kind: drf.Char, Required: true, Rules: []drf.Rule{drf.Slugged, drf.Unique("source", "slug", "source")},
			Help: "Internal source name, used in URLs.", Span: profile.Since(profile.V2025_12, profile.Document),
		},
		{Name: "enabled", Kind: drf.Boolean, Default: true},
		{
			Name: "promoted", Kind: drf.Boolean, Default: false, Span: profile.Since(profile.V2025_12, profile.Document),
			Help: "When enabled, this source will be displayed as a prominent button on the login page, instead of a small icon.",
		},
		{Name: "authentication_flow", Kind: drf.Related, To: "flow", Null: true, Help: "Flow to use when authenticating existing users."},
		{Name: "enrollment_flow", Kind: drf.Related, To: "flow", Null: true, Help: "Flow to use when enrolling new users."},
		{Name: "user_property_mappings", Kind: drf.ManyRelated, To: "property_mapping", Through: sourceUserMappings},
		{Name: "group_property_mappings", Kind: drf.ManyRelated, To: "property_mapping", Through: sourceGroupMappings},
	}, sourceTypes.fields(), []drf.Field{
		{Name: "policy_engine_mode", Kind: drf.Choice, Choices: policyEngineModes, Default: "any"},
		{
			Name: "user_matching_mode", Kind: drf.Choice, Choices: userMatchingModes, Default: "identifier",
			Help: "How the source determines if an existing user should be authenticated or a new user enrolled.",
		},
		{Name: "managed", Kind: drf.ReadOnly, Label: "Managed by authentik"},
		{Name: "user_path_template", Kind: drf.Char, Default: "goauthentik.io/sources/%(slug)s"},
		{Name: "icon", Kind: drf.Method, Value: sourceIcon, Span: profile.Until(profile.V2025_12, profile.Document)},
		{Name: "icon", Kind: drf.Char, Blank: true, Default: "", Rules: []drf.Rule{pictureName}, Span: profile.Since(profile.V2025_12, profile.Document)},
		{Name: "icon_url", Kind: drf.Method, Value: sourceIcon, Span: profile.Since(profile.V2025_12, profile.Document)},
		themedPictures("icon", "icon_themed_urls", profile.Document),
	}, more)
}

// sourceIcon returns the address of a source's picture: its own, or that of the service behind it.
func sourceIcon(r *drf.Request, row *store.Row) any {
	if own := pictureURL(r, row.Text("icon")); own != nil || row.Text("type") == builtInSource {
		return own
	}
	return "/static/authentik/sources/" + row.Text("provider_type") + ".svg"
}

// The mappings of a source are any property mappings.
var (
	sourceUserMappings  = &drf.Through{Table: "source_user_mapping", Near: "source", Far: "property_mapping"}
	sourceGroupMappings = &drf.Through{Table: "source_group_mapping", Near: "source", Far: "property_mapping"}
)

var _ = keep(
	linkTable("source_user_mapping", "source", "property_mapping"), linkTable("source_group_mapping", "source", "property_mapping"),
)

// sourcesMappedBy returns the relation to the sources that use a mapping.
func sourcesMappedBy(mappings *drf.Through) drf.Relation {
	return manyTo(sourceModel, &drf.Through{Table: mappings.Table, Near: mappings.Far, Far: mappings.Near})
}

var userMatchingModes = []drf.Option{
	{Value: "identifier", Name: "Use the source-specific identifier", Translated: true},
	{Value: "email_link", Name: "Link to a user with identical email address. Can have security implications when a source doesn't validate email addresses.", Translated: true},
	{Value: "email_deny", Name: "Use the user's email address, but deny enrollment when the email address already exists.", Translated: true},
	{Value: "username_link", Name: "Link to a user with identical username. Can have security implications when a username is used with another source.", Translated: true},
	{Value: "username_deny", Name: "Use the user's username, but deny enrollment when the username already exists.", Translated: true},
}

// sourceUsers lists the relations that use a source.
var sourceUsers = []drf.Relation{
	{Model: policyBindingModel, Action: "cascade", Rows: boundTo},
	manyTo(stageTypes.models["identification"], stagesOfSource),
	{Model: policyModel, Action: "cascade_many", Rows: boundPolicies},
	{Model: stageTypes.models["source"], Action: "cascade", Rows: rowsWhere("stage", "source")},
}

// stagesOfSource leads to the identification stages that show a source.
var stagesOfSource = &drf.Through{Table: "identification_source", Near: "source", Far: "stage"}
