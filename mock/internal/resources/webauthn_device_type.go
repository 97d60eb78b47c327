package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

var webAuthnDeviceTypeModel = drf.Model{
	Table: "webauthn_device_type", App: "authentik_stages_authenticator_webauthn", Name: "webauthndevicetype", Object: "WebAuthnDeviceType",
	Verbose: "WebAuthn Device type", VerbosePlural: "WebAuthn Device types",
	String: func(_ *store.Tx, row *store.Row) string { return "WebAuthn device type " + drf.KeyText(row.PK()) },
}

var webAuthnDeviceTypeFields = []drf.Field{
	{Name: "aaguid", Kind: drf.UUID, Required: true},
	{Name: "description", Kind: drf.Char, Required: true},
}

// stages/authenticator/webauthn_device_types are the models of security keys. A new installation has none:
// authentik reads them from a file of the FIDO alliance in the background.
var _ = declare(drf.Resource{
	Path: "stages/authenticator/webauthn_device_types", Title: "Web Authn Device Type", Description: "WebAuthnDeviceType Viewset",
	Model: webAuthnDeviceTypeModel, ListMethods: []string{"GET", "HEAD", "OPTIONS"}, DetailMethods: []string{"GET", "HEAD", "OPTIONS"},
	Fields: webAuthnDeviceTypeFields,
	Filters: []drf.Filter{
		{Name: "description"}, {Name: "aaguid", Kind: drf.UUIDFilter}, {Name: "icon"},
	},
	Search:   []string{"description", "aaguid"},
	Ordering: []string{"description"},
}, store.Schema{
	Name: "webauthn_device_type", PK: "aaguid", Columns: []string{"aaguid", "description", "icon"},
})
