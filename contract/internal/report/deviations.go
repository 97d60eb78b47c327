package report

import (
	"fmt"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

// deviationCount is one deviation from the published document that real servers share, and the number of
// answers with it.
type deviationCount struct {
	Profile, Rule string
	Times         int
}

// String returns one line: CurrentBrand.flags: expected a member, found none (profile 2026.5): 4 times.
func (d deviationCount) String() string {
	times := "once"
	if d.Times > 1 {
		times = fmt.Sprintf("%d times", d.Times)
	}
	return fmt.Sprintf("%s (profile %s): %s", d.Rule, d.Profile, times)
}

// deviations returns the deviations from the published document in a run, each once, in the order of their
// first appearance.
func deviations(r play.Report) []deviationCount {
	var all []deviationCount
	at := map[deviationCount]int{}
	for _, result := range r.Results {
		for _, rule := range result.Deviations {
			one := deviationCount{Profile: result.Profile, Rule: rule}
			if _, seen := at[one]; !seen {
				at[one] = len(all)
				all = append(all, one)
			}
			all[at[one]].Times++
		}
	}
	return all
}
