package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// stages/account_lockdown is the stage that locks a user out.
var _ = declareStage("AccountLockdownStage", drf.Resource{
	Path: "stages/account_lockdown", Type: "account_lockdown", Span: profile.Since(profile.V2026_5, profile.Document),
	Fields: []drf.Field{
		{Name: "deactivate_user", Kind: drf.Boolean, Default: true, Help: "Deactivate the user account (set is_active to False)"},
		{Name: "set_unusable_password", Kind: drf.Boolean, Default: true, Help: "Set an unusable password for the user"},
		{Name: "delete_sessions", Kind: drf.Boolean, Default: true, Help: "Delete all active sessions for the user"},
		{
			Name: "revoke_tokens", Kind: drf.Boolean, Default: true,
			Help: "Revoke all tokens for the user (API, app password, recovery, verification, OAuth)",
		},
		{
			Name: "self_service_completion_flow", Kind: drf.Related, To: "flow", Null: true,
			Help: "Flow to redirect users to after self-service lockdown. This flow should not require authentication since the user's session is deleted.",
		},
	},
	Validate: licensed,
})
