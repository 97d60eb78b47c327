package mock_test

// escapes are the planted faults that no scenario catches, by profile · operation · kind, or by operation · kind for
// every profile, each with the reason. The list may only become shorter.
var escapes = escapesOf([]escape{
	{
		"everybody who has a token gets the same answer",
		[]string{""}, []string{
			"GET flows/instances/{id}/diagram/", "GET stages/all/types/", "GET stages/all/user_settings/", "GET policies/all/types/",
			"GET policies/geoip_iso3166/", "GET sources/oauth/source_types/", "GET managed/blueprints/available/",
			"GET sources/all/types/", "GET providers/all/types/", "GET propertymappings/all/types/", "GET outposts/instances/default_settings/",
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
		"no operation that is served makes a session, and a filter that takes any text refuses nothing",
		[]string{""}, []string{"GET core/authenticated_sessions/"},
		[]string{"filter ignored: user__username", "filter ignored: session__last_ip", "filter ignored: session__last_user_agent", "search ignored"},
	},
	{
		"no operation that is served makes a session",
		[]string{""}, []string{"GET core/authenticated_sessions/{id}/used_by/"},
		[]string{"header added", "header changed: Vary", "header dropped: X-Powered-By", "permission ignored", "status changed"},
	},
	{
		"no operation that is served makes a provider, and a filter of a boolean refuses nothing",
		[]string{""}, []string{"GET providers/all/"},
		[]string{"filter ignored: application__isnull", "filter ignored: backchannel", "search ignored"},
	},
	{
		"no operation that is served makes a provider",
		[]string{""}, []string{"GET providers/all/{id}/used_by/"},
		[]string{"header added", "header changed: Content-Language", "header dropped: Allow", "status changed"},
	},
	{
		"a server may have sources of its own, and each of them is in the answer",
		[]string{""}, []string{"GET sources/all/user_settings/"}, []string{"permission ignored"},
	},
	{
		"an installation has one outpost, and no operation that is served makes another",
		[]string{""}, []string{"GET outposts/instances/"},
		[]string{"order reversed", "ordering ignored", "page_size ignored"},
	},
	{
		"the names of countries are English in every language",
		[]string{""}, []string{"GET policies/geoip_iso3166/"},
		[]string{"language ignored"},
	},
	{
		"the blueprints of an installation are few, and a scenario must not apply what it did not make",
		[]string{""}, []string{"POST managed/blueprints/{id}/apply/"},
		[]string{"header added", "header changed: X-Content-Type-Options", "header dropped: X-Frame-Options", "status changed"},
	},
	{
		"the blueprints of an installation are few, and a scenario must not apply what it did not make",
		[]string{""}, []string{"GET managed/blueprints/available/"},
		[]string{"member added", "member of another type"},
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
