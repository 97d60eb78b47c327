// Package sets has sets of names, as maps and as lists without repetitions.
package sets

import "slices"

// Of returns a set of names.
func Of(names ...string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}

// AddNew appends the items that are missing from a list.
func AddNew(to, items []string) []string {
	for _, item := range items {
		if !slices.Contains(to, item) {
			to = append(to, item)
		}
	}
	return to
}
