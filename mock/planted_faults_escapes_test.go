package mock_test

// escapes are the planted faults that no scenario catches, by profile · operation · kind, or by operation · kind for
// every profile, each with the reason. The list may only become shorter.
var escapes = escapesOf([]escape{
	{
		"everybody who has a token gets the same answer",
		[]string{""}, []string{"GET flows/instances/{id}/diagram/", "GET stages/all/types/", "GET stages/all/user_settings/"},
		[]string{"permission ignored"},
	},
	{
		"a scenario may not change the settings of somebody's server, it only gives back what it read",
		[]string{""}, []string{"PATCH admin/settings/", "PUT admin/settings/"},
		[]string{"stale value", "update not stored"},
	},
	{
		"a policy has one binding to a target in an order, but no operation that is served makes a policy",
		[]string{""}, []string{"POST policies/bindings/", "PATCH policies/bindings/{id}/", "PUT policies/bindings/{id}/"},
		[]string{"uniqueness ignored"},
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
