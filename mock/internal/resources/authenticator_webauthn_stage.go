package resources

import (
	"slices"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stages/authenticator/webauthn is the stage in which users set up a passkey or a security key.
var _ = declareStage("AuthenticatorWebAuthnStage", drf.Resource{
	Path: "stages/authenticator/webauthn", Type: "authenticator_webauthn",
	Fields: []drf.Field{
		configureFlow, friendlyName,
		{Name: "user_verification", Kind: drf.Choice, Choices: userVerifications, Default: "preferred"},
		{Name: "authenticator_attachment", Kind: drf.Choice, Choices: authenticatorAttachments, Null: true},
		{Name: "resident_key_requirement", Kind: drf.Choice, Choices: residentKeyRequirements, Default: "preferred"},
		webAuthnHints("hints"),
		{
			Name: "device_type_restrictions", Kind: drf.ManyRelated, To: "webauthn_device_type",
			Through: restrictedDeviceTypes, Unkept: true,
		},
		deviceTypes("device_type_restrictions_obj", restrictedDeviceTypes),
		{
			Name: "prevent_duplicate_devices", Kind: drf.Boolean, Default: true, Span: profile.Between(profile.V2026_5RC1, profile.V2026_8, profile.Document),
			Help: "When enabled, a given device can only be registered once.",
		},
		{Name: "max_attempts", Kind: drf.Integer, Default: int64(0), Max: highestInteger},
	},
	Filters: []drf.Filter{ // all members until some of them were lists, which have no filter
		{Name: "stage_uuid", Kind: drf.UUIDFilter, Span: profile.Until(profile.V2026_5RC1, profile.Document)},
		{Name: "friendly_name", Span: profile.Until(profile.V2026_5RC1, profile.Document)},
	},
	UsedBy: slices.Concat([]drf.Relation{manyTo(webAuthnDeviceTypeModel, restrictedDeviceTypes)}, stageUsers),
}, "name", "configure_flow", "user_verification", "authenticator_attachment", "resident_key_requirement",
	"device_type_restrictions", "max_attempts")

var restrictedDeviceTypes = &drf.Through{Table: "device_type_restriction", Near: "stage", Far: "webauthn_device_type"}

var _ = keep(linkTable("device_type_restriction", "stage", "webauthn_device_type"))

var userVerifications = []drf.Option{
	{Value: "required", Name: "Required"}, {Value: "preferred", Name: "Preferred"}, {Value: "discouraged", Name: "Discouraged"},
}

var residentKeyRequirements = []drf.Option{
	{Value: "discouraged", Name: "Discouraged"}, {Value: "preferred", Name: "Preferred"}, {Value: "required", Name: "Required"},
}

var authenticatorAttachments = []drf.Option{{Value: "platform", Name: "Platform"}, {Value: "cross-platform", Name: "Cross Platform"}}

// webAuthnHints returns the member with hints for a browser.
func webAuthnHints(name string) drf.Field {
	return drf.Field{
		Name: name, Kind: drf.List, Default: []any{}, Span: profile.Since(profile.V2026_5RC1, profile.Recorded),
		Fields: []drf.Field{{Name: name, Kind: drf.Choice, Required: true, Choices: []drf.Option{
			{Value: "security-key", Name: "Security Key"}, {Value: "client-device", Name: "Client Device"}, {Value: "hybrid", Name: "Hybrid"},
		}}},
	}
}

// deviceTypes returns the member that shows the device types that a stage is linked with.
func deviceTypes(name string, through *drf.Through) drf.Field {
	return drf.Field{
		Name: name, Kind: drf.Nested, Many: true, ReadOnly: true, Fields: webAuthnDeviceTypeFields,
		Rows: linked(through, "webauthn_device_type"),
	}
}
