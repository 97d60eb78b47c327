package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/google/uuid"
)

// ownBlueprints lists the blueprints that a new installation applies itself, by their paths: the same ones
// from 2025.10 to
// 2026.5. The objects that they create are in the fresh seed.
var ownBlueprints = []struct{ path, name string }{
	{"default/default-brand.yaml", "Default - Brand"},
	{"default/events-default.yaml", "Default - Events Transport & Rules"},
	{"default/flow-default-authentication-flow.yaml", "Default - Authentication flow"},
	{"default/flow-default-authenticator-static-setup.yaml", "Default - Static MFA setup flow"},
	{"default/flow-default-authenticator-totp-setup.yaml", "Default - TOTP MFA setup flow"},
	{"default/flow-default-authenticator-webauthn-setup.yaml", "Default - WebAuthn MFA setup flow"},
	{"default/flow-default-invalidation-flow.yaml", "Default - Invalidation flow"},
	{"default/flow-default-provider-authorization-explicit-consent.yaml", "Default - Provider authorization flow (explicit consent)"},
	{"default/flow-default-provider-authorization-implicit-consent.yaml", "Default - Provider authorization flow (implicit consent)"},
	{"default/flow-default-provider-invalidation.yaml", "Default - Provider invalidation flow"},
	{"default/flow-default-source-authentication.yaml", "Default - Source authentication flow"},
	{"default/flow-default-source-enrollment.yaml", "Default - Source enrollment flow"},
	{"default/flow-default-source-pre-authentication.yaml", "Default - Source pre-authentication flow"},
	{"default/flow-default-user-settings-flow.yaml", "Default - User settings flow"},
	{"default/flow-oobe.yaml", "Default - Out-of-box-experience flow"},
	{"default/flow-password-change.yaml", "Default - Password change flow"},
	{"default/rbac-role-read-only.yaml", "Default - RBAC - Read-only"},
	{"migrations/migrate-prompt-name.yaml", "Migration - Remove old prompt fields"},
	{"system/bootstrap.yaml", "authentik Bootstrap"},
	{"system/providers-google-workspace.yaml", "System - Google Workspace Provider - Mappings"},
	{"system/providers-microsoft-entra.yaml", "System - Microsoft Entra Provider - Mappings"},
	{"system/providers-oauth2.yaml", "System - OAuth2 Provider - Scopes"},
	{"system/providers-proxy.yaml", "System - Proxy Provider - Scopes"},
	{"system/providers-rac.yaml", "System - RAC Provider - Mappings"},
	{"system/providers-saml.yaml", "System - SAML Provider - Mappings"},
	{"system/providers-scim.yaml", "System - SCIM Provider - Mappings"},
	{"system/sources-kerberos.yaml", "System - Kerberos Source - Mappings"},
	{"system/sources-ldap.yaml", "System - LDAP Source - Mappings"},
}

func installBlueprints(tx *store.Tx) error {
	for _, own := range ownBlueprints {
		if err := InstallBlueprint(tx, own.name, own.path); err != nil {
			return err
		}
	}
	return nil
}

// InstallBlueprint adds a blueprint to those that authentik applies itself, so that others can require it.
// Its key is derived from its path.
func InstallBlueprint(tx *store.Tx, name, path string) error {
	_, err := tx.Insert("blueprint_instance", map[string]any{
		"instance_uuid": uuid.NewSHA1(uuid.NameSpaceURL, []byte(path)), "name": name, "path": path, "enabled": true, "content": "",
		"managed": nil, "status": "successful",
	})
	return err
}

// managed/blueprints are the blueprints that authentik applies repeatedly. The fake stores none; it imports a
// blueprint once, with an action that OPTIONS describes.
var _ = declare(drf.Resource{
	Path: "managed/blueprints", Title: "Blueprint Instance", Description: "Blueprint instances", Span: profile.Since(blueprintsImported),
	Model:       drf.Model{App: "authentik_blueprints", Name: "blueprintinstance", Object: "BlueprintInstance"},
	ListMethods: []string{}, DetailMethods: []string{},
	Fields: []drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "instance_uuid", Label: "Instance uuid", ReadOnly: true},
		{Name: "name", Kind: drf.Char, Required: true},
		{Name: "path", Kind: drf.Char, Blank: true},
		{Name: "context", Kind: drf.JSONDict},
		{Name: "last_applied", Kind: drf.DateTime, ReadOnly: true},
		{Name: "last_applied_hash", Kind: drf.Char, ReadOnly: true},
		{Name: "status", Kind: drf.Choice, ReadOnly: true},
		{Name: "enabled", Kind: drf.Boolean},
		{Name: "managed_models", Kind: drf.List, ReadOnly: true, Fields: []drf.Field{{Name: "managed_models", Kind: drf.Char, Required: true}}},
		{Name: "metadata", Kind: drf.JSONDict, ReadOnly: true},
		{Name: "content", Kind: drf.Char, Blank: true},
	},
	Actions: []drf.Action{importBlueprint},
}, store.Schema{
	Name: "blueprint_instance", PK: "instance_uuid",
	Columns: []string{"instance_uuid", "name", "path", "enabled", "content", "managed", "status"},
	Unique:  [][]string{{"name"}},
})
