package mock_test

// escapes are the planted faults that no scenario catches, by profile · operation · kind, or by operation · kind for
// every profile, each with the reason. The list may only become shorter.
var escapes = escapesOf([]escape{
	{
		"everybody who has a token gets the same answer",
		[]string{""}, []string{
			"GET flows/instances/{id}/diagram/", "GET stages/all/types/", "GET stages/all/user_settings/", "GET policies/all/types/",
			"GET policies/geoip_iso3166/",
		},
		[]string{"permission ignored"},
	},
	{
		"a scenario may not change the settings of somebody's server, it only gives back what it read",
		[]string{""}, []string{"PATCH admin/settings/", "PUT admin/settings/"},
		[]string{"stale value", "update not stored"},
	},
	{
		"no operation that is served makes a notification, and a filter that takes anything refuses nothing",
		[]string{""}, []string{"GET events/notifications/"},
		[]string{"filter ignored: seen"},
	},
	{
		"a stage that takes a license is never made, and a filter that takes any text refuses nothing",
		[]string{""}, []string{"GET stages/mtls/", "GET stages/authenticator/endpoint_gdtc/", "GET stages/source/", "GET stages/account_lockdown/"},
		[]string{"search ignored", "filter ignored: name"},
	},
	{
		"a stage that takes a license is never made, and a filter that takes any text refuses nothing",
		[]string{""}, []string{"GET stages/source/"}, []string{"filter ignored: resume_timeout"},
	},
	{
		"a stage that takes a license is never made, and a filter of a boolean refuses nothing",
		[]string{""}, []string{"GET stages/account_lockdown/"},
		[]string{"filter ignored: deactivate_user", "filter ignored: set_unusable_password", "filter ignored: delete_sessions", "filter ignored: revoke_tokens"},
	},
	{
		"a new installation has no device types, and a filter that takes any text refuses nothing",
		[]string{""}, []string{"GET stages/authenticator/webauthn_device_types/"},
		[]string{"search ignored", "filter ignored: description", "filter ignored: icon"},
	},
	{
		"everybody gets the same templates, in English",
		[]string{""}, []string{"GET stages/email/templates/"}, []string{"permission ignored"},
	},
	{
		"how many lines an import logs hangs on the version, so that no scenario looks at their times",
		[]string{""}, []string{"POST flows/instances/import/"},
		[]string{"time without its form"},
	},
	{
		"a policy that takes a license is never made",
		[]string{""}, []string{"GET policies/unique_password/"},
		[]string{"filter ignored: created", "filter ignored: execution_logging", "filter ignored: last_updated", "filter ignored: name", "filter ignored: num_historical_passwords", "filter ignored: password_field", "filter ignored: policy_uuid", "page ignored", "search ignored"},
	},
	{
		"no operation that is served makes a score",
		[]string{""}, []string{"GET policies/reputation/scores/"},
		[]string{"filter ignored: identifier", "filter ignored: identifier_in", "filter ignored: ip", "page ignored", "search ignored"},
	},
	{
		"no operation that is served makes a score",
		[]string{""}, []string{"GET policies/reputation/scores/{id}/used_by/"},
		[]string{"header added", "header changed: Allow", "header dropped: Vary", "status changed"},
	},
	{
		"the names of countries are English in every language",
		[]string{""}, []string{"GET policies/geoip_iso3166/"},
		[]string{"language ignored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"DELETE sources/oauth/{id}/"},
		[]string{"DELETE that deletes nothing", "cascade ignored", "header added", "header changed: Referrer-Policy", "header dropped: X-Content-Type-Options", "status changed"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"PUT sources/oauth/{id}/"},
		[]string{"PUT as PATCH", "uniqueness ignored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"PUT crypto/certificatekeypairs/{id}/"},
		[]string{"PUT as PATCH", "uniqueness ignored", "update not stored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"GET sources/oauth/"},
		[]string{"filter ignored: access_token_url", "filter ignored: additional_scopes", "filter ignored: authentication_flow", "filter ignored: authorization_url", "filter ignored: consumer_key", "filter ignored: enabled", "filter ignored: enrollment_flow", "filter ignored: group_matching_mode", "filter ignored: has_jwks", "filter ignored: name", "filter ignored: pbm_uuid", "filter ignored: policy_engine_mode", "filter ignored: profile_url", "filter ignored: provider_type", "filter ignored: request_token_url", "filter ignored: slug", "filter ignored: user_matching_mode", "order reversed", "ordering ignored", "page ignored", "page_size ignored", "search ignored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"GET sources/all/"},
		[]string{"filter ignored: managed", "filter ignored: name", "filter ignored: pbm_uuid", "filter ignored: slug", "header added", "header changed: Allow", "header dropped: Vary", "member added", "member dropped: one in the middle", "member dropped: the first", "member dropped: the last", "member null", "member of another type", "member renamed", "members reordered", "order reversed", "ordering ignored", "page ignored", "page: member dropped", "page_size ignored", "search ignored", "status changed"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"GET crypto/certificatekeypairs/"},
		[]string{"filter ignored: managed", "order reversed", "ordering ignored", "page ignored", "page_size ignored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"GET sources/oauth/source_types/"},
		[]string{"header added", "header changed: Referrer-Policy", "header dropped: X-Content-Type-Options", "language ignored", "permission ignored", "status changed"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"GET sources/all/{id}/used_by/"},
		[]string{"header added", "header changed: Referrer-Policy", "header dropped: X-Content-Type-Options", "status changed"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"GET sources/oauth/{id}/"},
		[]string{"header added", "header changed: X-Content-Type-Options", "header dropped: X-Frame-Options", "member added", "member dropped: one in the middle", "member dropped: the first", "member dropped: the last", "member null", "member of another type", "member renamed", "members reordered", "status changed"},
	},
	{
		"the blueprints of an installation are few, and a scenario must not apply what it did not make",
		[]string{""}, []string{"POST managed/blueprints/{id}/apply/"},
		[]string{"header added", "header changed: X-Content-Type-Options", "header dropped: X-Frame-Options", "status changed"},
	},
	{
		"the blueprints of an installation are few, and a scenario must not apply what it did not make",
		[]string{""}, []string{"GET managed/blueprints/available/"},
		[]string{"language ignored", "member added", "member of another type", "permission ignored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"POST crypto/certificatekeypairs/generate/"},
		[]string{"member null"},
	},
	{
		"the blueprints of an installation are few, and a scenario must not apply what it did not make",
		[]string{""}, []string{"GET managed/blueprints/"},
		[]string{"order reversed", "page ignored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"PATCH sources/oauth/{id}/", "POST sources/oauth/", "PUT core/application_entitlements/{id}/", "PUT rbac/initial_permissions/{id}/"},
		[]string{"uniqueness ignored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{""}, []string{"PATCH crypto/certificatekeypairs/{id}/"},
		[]string{"uniqueness ignored", "update not stored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{"2025.10"}, []string{"PUT rbac/initial_permissions/{id}/"},
		[]string{"PUT as PATCH"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{"2025.10"}, []string{"GET rbac/initial_permissions/{id}/"},
		[]string{"header added", "header changed: X-Frame-Options", "header dropped: Content-Language", "member added", "member dropped: one in the middle", "member dropped: the first", "member dropped: the last", "member null", "member of another type", "member renamed", "members reordered", "status changed"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{"2025.10"}, []string{"POST rbac/initial_permissions/"},
		[]string{"uniqueness ignored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{"2025.10"}, []string{"PATCH rbac/initial_permissions/{id}/"},
		[]string{"uniqueness ignored", "update not stored"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{"2026.8"}, []string{"GET crypto/certificatekeypairs/"},
		[]string{"filter ignored: key_type"},
	},
	{
		"no scenario shows it yet: nothing of it was recorded on a real server",
		[]string{"2026.8"}, []string{"GET crypto/certificatekeypairs/{id}/", "PUT crypto/certificatekeypairs/{id}/"},
		[]string{"member null"},
	},
})

// escape is a reason why faults of some kinds in some operations escape; the profile "" is every one.
type escape struct {
	reason                      string
	profiles, operations, kinds []string
}

func escapesOf(list []escape) map[string]string {
	all := map[string]string{}
	for _, e := range list {
		for _, profile := range e.profiles {
			for _, operation := range e.operations {
				for _, kind := range e.kinds {
					key := operation + " · " + kind
					if profile != "" {
						key = profile + " · " + key
					}
					all[key] = e.reason
				}
			}
		}
	}
	return all
}
