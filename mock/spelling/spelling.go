// Package spelling finds the name that was meant.
package spelling

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// DidYouMean returns ": did you mean NAME?" with the most similar name, "" if none is similar. Upper and lower case
// count as equal, and a name that goes on is the most similar one.
func DidYouMean(name string, names []string) string {
	best, least := "", max(2, len(name)/3)+1
	for _, known := range names {
		distance := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(known))
		if name != "" && strings.HasPrefix(strings.ToLower(known), strings.ToLower(name)) {
			distance = 0
		}
		if distance < least {
			best, least = known, distance
		}
	}
	if best == "" {
		return ""
	}
	return ": did you mean " + best + "?"
}
