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
