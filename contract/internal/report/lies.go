package report

import (
	"fmt"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

// lieCount is how often answers broke a rule of a schema as real servers do.
type lieCount struct {
	Profile, Rule string
	Times         int
}

// String is one line: CurrentBrand.flags: expected a member, found none (profile 2026.5): 4 times.
func (l lieCount) String() string {
	times := "once"
	if l.Times > 1 {
		times = fmt.Sprintf("%d times", l.Times)
	}
	return fmt.Sprintf("%s (profile %s): %s", l.Rule, l.Profile, times)
}

// lies are the known lies of schemas that a run met, each once, in the order of their first sight.
func lies(r play.Report) []lieCount {
	var all []lieCount
	at := map[lieCount]int{}
	for _, result := range r.Results {
		for _, rule := range result.Lies {
			lie := lieCount{Profile: result.Profile, Rule: rule}
			if _, seen := at[lie]; !seen {
				at[lie] = len(all)
				all = append(all, lie)
			}
			all[at[lie]].Times++
		}
	}
	return all
}
