package upgrade

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/drift"
)

// mostCalls is the number of calls that a cause, or a reason why calls cannot be told, lists.
const mostCalls = 5

// WriteText writes a report for the terminal: each cause with its calls and one example, the calls that cannot be told by their
// reasons, and the counts. all lists every call, not only the first ones of each.
func WriteText(out io.Writer, r Report, all bool) {
	for _, cause := range r.Causes {
		fmt.Fprintf(out, "• %s: %s\n", cause.Kind, cause.Says)
		writeCalls(out, cause.Calls, all)
		cause.Example.Write(out, "  ", r.From, r.To)
		fmt.Fprintf(out, "  again: %s\n", cause.Again)
	}
	var reasons []string
	of := map[string][]string{}
	for _, u := range r.Untold {
		if of[u.Why] == nil {
			reasons = append(reasons, u.Why)
		}
		of[u.Why] = append(of[u.Why], u.Call)
	}
	slices.SortStableFunc(reasons, func(a, b string) int { return len(of[b]) - len(of[a]) })
	for _, why := range reasons {
		fmt.Fprintf(out, "? cannot be told: %s\n", why)
		writeCalls(out, of[why], all)
	}
	fmt.Fprintln(out, Summary(r))
}

// writeCalls writes calls, each once with how often it occurs.
func writeCalls(out io.Writer, calls []string, all bool) {
	fmt.Fprintf(out, "  %s:\n", many(len(calls)))
	count := map[string]int{}
	var distinct []string
	for _, call := range calls {
		if count[call]++; count[call] == 1 {
			distinct = append(distinct, call)
		}
	}
	for i, call := range distinct {
		if i == mostCalls && !all {
			fmt.Fprintf(out, "    and %d more, which --all shows\n", len(distinct)-i)
			return
		}
		if count[call] > 1 {
			call += fmt.Sprintf(", %d times", count[call])
		}
		fmt.Fprintf(out, "    %s\n", call)
	}
}

// Summary returns the last line of a report.
func Summary(r Report) string {
	var kinds []string
	for _, kind := range drift.Kinds {
		calls := map[string]bool{}
		for _, cause := range r.Causes {
			for _, call := range cause.Calls {
				if cause.Kind == kind {
					calls[call] = true
				}
			}
		}
		if len(calls) > 0 {
			kinds = append(kinds, fmt.Sprintf("%s: %d", kind, len(calls)))
		}
	}
	changed := fmt.Sprintf("%d changed", r.Changed)
	if len(kinds) > 0 {
		changed += " (" + strings.Join(kinds, ", ") + ")"
	}
	return fmt.Sprintf("%s → %s: %s: %s, %d the same, %d cannot be told", r.From, r.To, many(r.Changed+r.Same+len(r.Untold)), changed, r.Same, len(r.Untold))
}

func many(calls int) string {
	if calls == 1 {
		return "1 call"
	}
	return fmt.Sprintf("%d calls", calls)
}
