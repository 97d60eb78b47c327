// Package sets makes sets of names, as maps and as lists without repetitions.
package sets

import "slices"

// Of is a set of names.
func Of(names ...string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}

// AddNew appends those items that a list does not have yet.
func AddNew(to, items []string) []string {
	for _, item := range items {
		if !slices.Contains(to, item) {
			to = append(to, item)
		}
	}
	return to
}
