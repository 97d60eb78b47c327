package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// stages/authenticator/validate is the stage that asks users for a second factor.
var _ = declareStage("AuthenticatorValidateStage", drf.Resource{
	Path: "stages/authenticator/validate", Type: "authenticator_validate",
	Fields: []drf.Field{
		{
			Name: "not_configured_action", Kind: drf.Choice, Choices: notConfiguredActions, Default: "skip", Check: configurable,
		},
		{
			Name: "device_classes", Kind: drf.List, NotEmpty: true, Default: everyDeviceClass(),
			Fields: []drf.Field{{Name: "device_classes", Kind: drf.Choice, Choices: deviceClasses, Required: true}},
			Help:   "Device classes which can be used to authenticate",
		},
		{
			Name: "configuration_stages", Kind: drf.ManyRelated, To: "stage", Through: configurationStages, NoManager: true,
			Help: "Stages used to configure Authenticator when user doesn't have any compatible devices. After this configuration Stage passes, the user is not prompted again.",
		},
		timeSpan("last_auth_threshold", "seconds=0", "If any of the user's device has been used within this threshold, this stage will be skipped"),
		{
			Name: "webauthn_user_verification", Kind: drf.Choice, Choices: userVerifications, Default: "preferred",
			Help: "Enforce user verification for WebAuthn devices.",
		},
		webAuthnHints("webauthn_hints"),
		{
			Name: "webauthn_allowed_device_types", Kind: drf.ManyRelated, To: "webauthn_device_type",
			Through: allowedDeviceTypes, Unkept: true,
		},
		deviceTypes("webauthn_allowed_device_types_obj", allowedDeviceTypes),
		throttlingFactor("email_otp_throttling_factor"), throttlingFactor("sms_otp_throttling_factor"),
		throttlingFactor("totp_otp_throttling_factor"), throttlingFactor("static_otp_throttling_factor"),
	},
	UsedBy: slices.Concat(
		[]drf.Relation{manyTo(stageModel, configurationStages)},
		stageUsers,
		[]drf.Relation{identifiedBy("webauthn_stage", profile.Since(profile.V2025_12, profile.Source)), manyTo(webAuthnDeviceTypeModel, allowedDeviceTypes)},
	),
}, "name", "not_configured_action", "configuration_stages")

// throttlingFactor returns how much longer users of a kind of codes wait after each wrong one.
func throttlingFactor(name string) drf.Field {
	return drf.Field{Name: name, Kind: drf.Float, Default: 1.0, Span: profile.Since(profile.V2026_5, profile.Document)}
}

// The links of such a stage.
var (
	configurationStages = &drf.Through{Table: "configuration_stage", Near: "stage", Far: "configuration_stage"}
	allowedDeviceTypes  = &drf.Through{Table: "allowed_device_type", Near: "stage", Far: "webauthn_device_type"}
)

var _ = keep(
	store.Schema{
		Name: "configuration_stage", PK: "id", Serial: true, Columns: []string{"id", "stage", "configuration_stage"},
		Unique: [][]string{{"stage", "configuration_stage"}},
		Refs:   []store.Ref{{Column: "stage", To: "stage"}, {Column: "configuration_stage", To: "stage"}},
	},
	linkTable("allowed_device_type", "stage", "webauthn_device_type"),
)

var notConfiguredActions = []drf.Option{
	{Value: "skip", Name: "Skip"}, {Value: "deny", Name: "Deny"}, {Value: "configure", Name: "Configure"},
}

var deviceClasses = []drf.Option{
	{Value: "static", Name: "Static"},
	{Value: "totp", Name: "TOTP", Translated: true},
	{Value: "webauthn", Name: "WebAuthn", Translated: true},
	{Value: "duo", Name: "Duo", Translated: true},
	{Value: "sms", Name: "SMS", Translated: true},
	{Value: "email", Name: "Email", Translated: true},
}

func everyDeviceClass() []any {
	var classes []any
	for _, option := range deviceClasses {
		classes = append(classes, option.Value)
	}
	return classes
}

// configurable requires stages to configure a factor with, in the same request, if users shall configure one.
// It looks at what was sent, valid or not.
func configurable(r *drf.Request, _ *store.Row, action any) (any, *messages.Message) {
	if stages, _ := r.Initial.Get("configuration_stages"); action != "configure" || python.Truth(stages) {
		return action, nil
	}
	message := messages.New(`When "Not configured action" is set to "Configure", you must set a configuration stage.`)
	return nil, &message
}
