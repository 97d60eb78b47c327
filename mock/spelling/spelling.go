// Package spelling finds the name that was meant.
package spelling

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// DidYouMean returns ": did you mean NAME?" with the most similar name, "" if none is similar. Upper and lower case
// count as equal.
func DidYouMean(name string, names []string) string {
	best, least := "", max(2, len(name)/3)+1
	for _, known := range names {
		if distance := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(known)); distance < least {
			best, least = known, distance
		}
	}
	if best == "" {
		return ""
	}
	return ": did you mean " + best + "?"
}
