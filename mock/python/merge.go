package python

import "slices"

// Merge implements the always_merger of deepmerge: objects are merged member by member, lists are concatenated, other
// values are replaced. Its arguments stay as they are.
func Merge(base, next any) any {
	switch next := next.(type) {
	case *Dict:
		if object, ok := base.(*Dict); ok {
			return mergeObjects(object, next)
		}
	case []any:
		if items, ok := base.([]any); ok {
			return slices.Concat(items, next)
		}
	}
	return next
}

func mergeObjects(base, next *Dict) *Dict {
	merged := NewDict()
	for name, value := range base.All() {
		merged.Set(name, value)
	}
	for name, value := range next.All() {
		if own, there := base.Get(name); there {
			value = Merge(own, value)
		}
		merged.Set(name, value)
	}
	return merged
}
