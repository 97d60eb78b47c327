package corpus

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Values that may differ between two correct servers.
var (
	// Free holds the members that depend on the time or the installation.
	Free = sets.Of("num_pk", "uid", "avatar", "date_joined", "last_login", "last_updated", "last_used", "last_password_change",
		"password_change_date", "build_hash", "cache_count", "sentry_dsn", "environment", "key")
	// unordered holds the members whose lists have no fixed order in the database.
	unordered = sets.Of("flow_set", "groups", "users", "users_obj", "system_permissions")
	// Counted holds the members with numbers from a database sequence.
	Counted = sets.Of("pk", "user", "users")
)

// level replaces the values under a member that may differ.
func level(value any, member string) any {
	switch v := value.(type) {
	case *python.Dict:
		leveled := python.NewDict()
		for name, item := range v.All() {
			if Free[name] {
				leveled.Set(name, "<free>")
			} else {
				leveled.Set(name, level(item, name))
			}
		}
		return leveled
	case []any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = level(item, member)
		}
		if unordered[member] {
			slices.SortStableFunc(items, func(a, b any) int { return cmp.Compare(sortKey(a), sortKey(b)) })
		}
		return items
	case int64:
		if Counted[member] {
			return "<int>"
		}
	}
	return value
}

func sortKey(item any) string {
	if dict, ok := item.(*python.Dict); ok {
		if slug, ok := dict.Get("slug"); ok {
			item = slug
		} else {
			item, _ = dict.Get("name")
		}
	}
	return string(orjson.Append(nil, item))
}

// byModel sorts the objects of each model in used_by, whose order the database leaves open.
func byModel(body any) any {
	items, ok := body.([]any)
	if !ok {
		return body
	}
	sorted := slices.Clone(items)
	model := func(item any) string {
		dict, ok := item.(*python.Dict)
		if !ok {
			return ""
		}
		app, _ := dict.Get("app")
		name, _ := dict.Get("model_name")
		return python.Str(app) + "." + python.Str(name)
	}
	for start := 0; start < len(sorted); {
		end := start + 1
		for end < len(sorted) && model(sorted[end]) == model(sorted[start]) {
			end++
		}
		slices.SortStableFunc(sorted[start:end], func(a, b any) int { return cmp.Compare(sortKey(a), sortKey(b)) })
		start = end
	}
	return sorted
}

// Canonical returns a body as text for comparison: values that may differ are replaced, ids are
// named in the order of their first appearance, and members are sorted if sorted is set.
func Canonical(body any, path string, sorted bool) string {
	if address, _, _ := strings.Cut(path, "?"); strings.HasSuffix(address, "/used_by/") {
		body = byModel(body)
	}
	body = level(body, "")
	if sorted {
		body = sortMembers(body)
	}
	return renumber(string(orjson.Append(nil, body)))
}

func sortMembers(value any) any {
	switch v := value.(type) {
	case *python.Dict:
		items := maps.Collect(v.All())
		sorted := python.NewDict()
		for _, name := range slices.Sorted(maps.Keys(items)) {
			sorted.Set(name, sortMembers(items[name]))
		}
		return sorted
	case []any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = sortMembers(item)
		}
		return items
	}
	return value
}
