package blueprint

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// The meta model with which a blueprint applies another first. A new installation has applied its own blueprints, and what
// they made is in the fresh seed: applying one of them changes nothing.

// metaApply is the model; its app is authentik_blueprints, in any case.
const metaApply = "metaapplyblueprint"

func isMeta(app string) bool { return strings.EqualFold(app, "authentik_blueprints") }

// metaFields are what its serializer reads from the attributes of an entry.
var metaFields = []drf.Field{
	{Name: "identifiers", Kind: drf.JSONDict, Required: true},
	{Name: "required", Kind: drf.Boolean, Sent: func() any { return true }},
}

// apply does what an entry of the meta model says, as far as it can be refused.
func (s *scope) applyMeta() error {
	s.entry.skipped = "it applies another blueprint"
	var data any
	if !s.entry.noAttributes {
		attributes, err := s.resolved(s.entry.attributes)
		if err != nil {
			return err
		}
		data = attributes
	}
	values, err := s.request.Validate(metaFields, data)
	var problem *drf.Problem
	if errors.As(err, &problem) {
		return s.refused(problem)
	}
	if err != nil {
		return s.Wrong(s.entry.at, "%v", err)
	}
	identifiers := values["identifiers"].(*python.Dict)
	found, err := s.installed(identifiers)
	if err != nil {
		return err
	}
	if !found && values["required"] == true {
		problem := drf.InvalidField("identifiers", requiredBlueprint)
		return s.refusedAt(problem, fmt.Sprintf("no blueprint of a new installation has %s: name one, or write required: false",
			python.Repr(identifiers)))
	}
	return nil
}

// instanceFields are the fields of authentik's blueprint instances, with what those of a new installation have in common.
// unsaid is what differs from one installation to the next.
var instanceFields = map[string]any{
	"name": nil, "path": nil, "enabled": true, "content": "", "managed": nil, "status": "successful", "context": python.NewDict(),
	"managed_models": []any{},
	"pk":             unsaid{}, "instance_uuid": unsaid{}, "metadata": unsaid{}, "last_applied": unsaid{}, "last_applied_hash": unsaid{},
	"created": unsaid{}, "last_updated": unsaid{},
}

type unsaid struct{}

// installed says whether a blueprint of a new installation has all these identifiers, which are Django look-ups.
func (s *scope) installed(identifiers *python.Dict) (bool, error) {
	for name := range identifiers.All() {
		field, _, _ := strings.Cut(name, "__")
		value, ok := instanceFields[field]
		if !ok {
			return false, s.Wrong(s.entry.at, "a blueprint has no field %q to be found by, and authentik fails on it", name)
		}
		if value == (unsaid{}) {
			s.warn(s.entry.at, "the fake does not know the %s of blueprints: one is taken to be found", field)
			return true, nil
		}
	}
	return slices.ContainsFunc(instances, func(i instance) bool {
		for name, wanted := range identifiers.All() {
			field, lookup, _ := strings.Cut(name, "__")
			compare := lookups[lookup]
			if compare == nil {
				compare = same
			}
			stored := instanceFields[field]
			switch field {
			case "name":
				stored = i.name
			case "path":
				stored = i.path
			}
			if !compare(stored, wanted) {
				return false
			}
		}
		return true
	}), nil
}

// instance is a blueprint of a new installation.
type instance struct{ path, name string }

// instances are those that authentik applies by itself: the same ones in all releases from 2025.10 to 2026.5.
var instances = []instance{
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
