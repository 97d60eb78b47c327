package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// stages/identification is the stage that asks users who they are.
var _ = declareStage("IdentificationStage", drf.Resource{
	Path: "stages/identification", Type: "identification",
	Fields: []drf.Field{
		{
			Name: "user_fields", Kind: drf.List, Default: []any{},
			Fields: []drf.Field{{Name: "user_fields", Kind: drf.Choice, Choices: userFields, Required: true}},
			Help:   "Fields of the user object to match against. (Hold shift to select multiple options)",
		},
		{
			Name: "password_stage", Kind: drf.Related, To: "stage", ToType: "password", Null: true,
			Help: "When set, shows a password field, instead of showing the password field as separate step.",
		},
		{
			Name: "captcha_stage", Kind: drf.Related, To: "stage", ToType: "captcha", Null: true,
			Help: "When set, adds functionality exactly like a Captcha stage, but baked into the Identification stage.",
		},
		{
			Name: "case_insensitive_matching", Kind: drf.Boolean, Default: true,
			Help: "When enabled, user fields are matched regardless of their casing.",
		},
		{
			Name: "show_matched_user", Kind: drf.Boolean, Default: true,
			Help: "When a valid username/email has been entered, and this option is enabled, the user's username and avatar will be shown. Otherwise, the text that the user entered will be shown",
		},
		identificationFlow("enrollment_flow", "Optional enrollment flow, which is linked at the bottom of the page."),
		identificationFlow("recovery_flow", "Optional recovery flow, which is linked at the bottom of the page."),
		identificationFlow("passwordless_flow", "Optional passwordless flow, which is linked at the bottom of the page."),
		{Name: "sources", Kind: drf.ManyRelated, To: "source", Through: identificationSources, Help: "Specify which sources should be shown."},
		{Name: "show_source_labels", Kind: drf.Boolean, Default: false},
		{
			Name: "pretend_user_exists", Kind: drf.Boolean, Default: true,
			Help: "When enabled, the stage will succeed and continue even when incorrect user info is entered.",
		},
		{
			Name: "enable_remember_me", Kind: drf.Boolean, Default: false,
			Help: "Show the user the 'Remember me on this device' toggle, allowing repeat users to skip straight to entering their password.",
		},
		{
			Name: "webauthn_stage", Kind: drf.Related, To: "stage", ToType: "authenticator_validate", Null: true,
			Help: "When set, and conditional WebAuthn is available, allow the user to use their passkey as a first factor.",
			Span: profile.Since(profile.V2025_12, profile.Recorded),
		},
	},
	Validate: somethingToIdentifyBy,
	UsedBy:   slices.Concat(stageUsers, []drf.Relation{manyTo(sourceModel, identificationSources)}),
}, "name", "password_stage", "captcha_stage", "webauthn_stage", "case_insensitive_matching", "show_matched_user",
	"enrollment_flow", "recovery_flow", "passwordless_flow", "show_source_labels")

var userFields = []drf.Option{{Value: "email", Name: "E Mail"}, {Value: "username", Name: "Username"}, {Value: "upn", Name: "Upn"}}

// identificationFlow returns a flow that the stage links to. It is no manager of the flow.
func identificationFlow(name, help string) drf.Field {
	return drf.Field{Name: name, Kind: drf.Related, To: "flow", Null: true, NoManager: true, Help: help}
}

var identificationSources = &drf.Through{Table: "identification_source", Near: "stage", Far: "source"}

var _ = keep(linkTable("identification_source", "stage", "source"))

// somethingToIdentifyBy requires fields or sources among the sent values; the stage's current ones do not
// count.
func somethingToIdentifyBy(_ *drf.Request, _ *store.Row, values drf.Values) error {
	if python.Truth(values["user_fields"]) || python.Truth(values["sources"]) {
		return nil
	}
	return drf.InvalidObject(messages.New("When no user fields are selected, at least one source must be selected"))
}

// identifiedBy returns the relation to the identification stages with a stage in a column.
func identifiedBy(column string, span profile.Span) drf.Relation {
	return drf.Relation{Model: stageTypes.models["identification"], Action: "set_null", Rows: rowsWhere("stage", column), Span: span}
}
