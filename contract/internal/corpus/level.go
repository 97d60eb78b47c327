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

// What two servers that are both right may answer differently.
var (
	// Free members hang on the moment or the installation.
	Free = sets.Of("num_pk", "uid", "avatar", "date_joined", "last_login", "last_updated", "last_used", "last_password_change",
		"password_change_date", "build_hash", "cache_count", "sentry_dsn", "environment", "key")
	// unordered members are lists whose order the database leaves open.
	unordered = sets.Of("flow_set", "groups", "users", "users_obj", "system_permissions")
	// Counted members are numbers that a database counts up.
	Counted = sets.Of("pk", "user", "users")
)

// level replaces what may differ in a value that stands under a member.
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

// byModel puts the objects of one model in used_by in an order, which the database leaves open.
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

// Canonical is a body as text to compare: leveled, its ids named by first sight, its members sorted if wished.
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
