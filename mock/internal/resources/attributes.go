package resources

import (
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/jsonb"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// attributesFilter compares the free attributes of users and groups: ?attributes={"path__to__key__lookup":
// value}. authentik passes the parameter on to Django's filter(), so that all look-ups of a JSONField work.
// The refusals are translated for users and not for groups.
func attributesFilter(spoken func(messages.Message) messages.Message) drf.Filter {
	return drf.Filter{Name: "attributes", Match: matchAttributes, Parse: func(text string) (any, error) {
		return parseAttributes(text, spoken)
	}}
}

func inAnyLanguage(m messages.Message) messages.Message { return m }

func inEnglish(m messages.Message) messages.Message { return messages.Raw(m.Key) }

// comparison is one member of the filter: the value at the path must pass the test. A path without a value is
// SQL's null, which passes no test except nullTest; so is the text of a JSON null.
type comparison struct {
	path     []string
	test     func(found any) bool
	nullTest bool
	text     bool
}

// parseAttributes parses the filter's text into comparisons. It returns nil, which filters nothing, where
// Django raises a ValueError, which authentik catches.
func parseAttributes(text string, spoken func(messages.Message) messages.Message) (any, error) {
	value, err := orjson.Parse([]byte(text))
	if err != nil {
		return nil, drf.Invalid([]any{spoken(messages.New("filter: failed to parse JSON"))})
	}
	wanted, ok := value.(*python.Dict)
	if !ok {
		return nil, drf.Invalid([]any{spoken(messages.New("filter: value must be key:value mapping"))})
	}
	comparisons := make([]comparison, 0, wanted.Len())
	for name, value := range wanted.All() {
		read, err := parseComparison(strings.Split(name, "__"), value)
		if err != nil || read == nil {
			return nil, err
		}
		comparisons = append(comparisons, *read)
	}
	if strings.Contains(jsonb.Text(wanted), `\u0000`) {
		return nil, drf.Crash("PostgreSQL's jsonb holds no null characters").In(drf.LayerStore).Of("attributes")
	}
	return comparisons, nil
}

// parseComparison separates the look-up from the path before it. It returns nil for a value that Django does
// not accept for the look-up, and an error for one that makes Django crash.
func parseComparison(path []string, value any) (*comparison, error) {
	last := path[len(path)-1]
	if lookup, ok := jsonLookups[last]; ok {
		path = path[:len(path)-1]
		switch {
		case last == "isnull":
			null, ok := value.(bool)
			if !ok {
				return nil, nil
			}
			return &comparison{path: path, test: func(found any) bool { return (found == absent) == null }, nullTest: true}, nil
		case value == nil && last == "iexact":
			return &comparison{path: path, test: func(found any) bool { return found == absent }, nullTest: true}, nil
		case value == nil && last != "exact" && last != "in":
			return nil, nil
		}
		test, err := lookup(value)
		if err != nil {
			return nil, err
		}
		return &comparison{path: path, test: test, text: slices.Contains(textLookups, last)}, nil
	}
	return &comparison{path: path, test: func(found any) bool { return jsonb.Compare(found, value) == 0 }}, nil
}

// jsonLookup returns a test for the value of a look-up.
type jsonLookup func(value any) (test func(found any) bool, err error)

// jsonLookups holds the look-ups of Django's JSONField on PostgreSQL.
var jsonLookups = map[string]jsonLookup{
	"isnull":       nil,
	"exact":        ordered(func(difference int) bool { return difference == 0 }),
	"gt":           ordered(func(difference int) bool { return difference > 0 }),
	"gte":          ordered(func(difference int) bool { return difference >= 0 }),
	"lt":           ordered(func(difference int) bool { return difference < 0 }),
	"lte":          ordered(func(difference int) bool { return difference <= 0 }),
	"contains":     related(jsonb.Contains),
	"contained_by": related(func(found, value any) bool { return jsonb.Contains(value, found) }),
	"iexact":       textual(true, func(found, text string) bool { return found == text }),
	"icontains":    textual(true, strings.Contains),
	"startswith":   textual(false, strings.HasPrefix),
	"istartswith":  textual(true, strings.HasPrefix),
	"endswith":     textual(false, strings.HasSuffix),
	"iendswith":    textual(true, strings.HasSuffix),
	"regex":        matching(""),
	"iregex":       matching("(?i)"),
	"in": manifold(func(found any, items []any) bool {
		return slices.ContainsFunc(items, func(item any) bool { return jsonb.Compare(found, item) == 0 })
	}),
	"range": manifold(func(found any, items []any) bool {
		return len(items) == 2 && jsonb.Compare(found, items[0]) >= 0 && jsonb.Compare(found, items[1]) <= 0
	}),
	"has_key": func(value any) (func(any) bool, error) {
		key, ok := value.(string)
		if !ok {
			return nil, drf.Crash("PostgreSQL has no operator ? for a key that is no text").In(drf.LayerStore).Of("attributes")
		}
		return func(found any) bool { return jsonb.HasKey(found, key) }, nil
	},
	"has_keys": manifold(func(found any, items []any) bool {
		return !slices.ContainsFunc(items, func(item any) bool { return !jsonb.HasKey(found, python.Str(item)) })
	}),
	"has_any_keys": manifold(func(found any, items []any) bool {
		return slices.ContainsFunc(items, func(item any) bool { return jsonb.HasKey(found, python.Str(item)) })
	}),
}

// textLookups lists the textual ones among them.
var textLookups = []string{"iexact", "icontains", "startswith", "istartswith", "endswith", "iendswith", "regex", "iregex"}

func related(holds func(found, value any) bool) jsonLookup {
	return func(value any) (func(any) bool, error) {
		return func(found any) bool { return holds(found, value) }, nil
	}
}

func ordered(holds func(difference int) bool) jsonLookup {
	return related(func(found, value any) bool { return holds(jsonb.Compare(found, value)) })
}

// textual returns a look-up that compares texts; a JSON null has no text.
func textual(fold bool, holds func(found, text string) bool) jsonLookup {
	return func(value any) (func(any) bool, error) {
		wanted := python.Str(value)
		if fold {
			wanted = strings.ToUpper(wanted)
		}
		return func(found any) bool {
			text, ok := textOf(found)
			if fold {
				text = strings.ToUpper(text)
			}
			return ok && holds(text, wanted)
		}, nil
	}
}

func matching(flags string) jsonLookup {
	return func(value any) (func(any) bool, error) {
		pattern, err := regexp.Compile(flags + python.Str(value))
		if err != nil {
			return nil, drf.Crash("PostgreSQL raises an error for the regular expression").In(drf.LayerStore).Of("attributes")
		}
		return func(found any) bool {
			text, ok := textOf(found)
			return ok && pattern.MatchString(text)
		}, nil
	}
}

// textOf returns a value as the operator ->> returns it.
func textOf(v any) (string, bool) {
	if text, ok := v.(string); ok {
		return text, true
	}
	return jsonb.Text(v), v != nil
}

// manifold returns a look-up over values that Python can iterate over: lists, texts, and objects, which yield
// their names.
func manifold(holds func(found any, items []any) bool) jsonLookup {
	return func(value any) (func(any) bool, error) {
		var items []any
		switch v := value.(type) {
		case []any:
			items = v
		case string:
			for _, letter := range v {
				items = append(items, string(letter))
			}
		case *python.Dict:
			for name := range v.All() {
				items = append(items, name)
			}
		default:
			return nil, drf.Crash("the look-up iterates over its value, which Python cannot").Of("attributes")
		}
		return func(found any) bool { return holds(found, items) }, nil
	}
}

// absent is the value at a path that does not exist.
var absent any = new(struct{ _ byte })

func matchAttributes(_ *drf.Request, row *store.Row, value any) bool {
	for _, c := range value.([]comparison) {
		if !c.holds(row.Get("attributes"), false) {
			return false
		}
	}
	return true
}

// holds reports whether a document passes the test, or with not, whether it fails it. An absent value does
// neither.
func (c *comparison) holds(document any, not bool) bool {
	found, ok := lookInto(document, c.path)
	if !ok {
		found = absent
	}
	known := ok && !(c.text && found == nil) || c.nullTest
	return known && c.test(found) != not
}

// lookInto follows a path. Django reads a single numeric step as an index into a list, which objects do not
// have.
func lookInto(v any, path []string) (any, bool) {
	if _, object := v.(*python.Dict); object && len(path) == 1 {
		if _, isNumber := python.ParseInt(path[0]); isNumber {
			return nil, false
		}
	}
	return jsonb.At(v, path)
}

// systemPermissions returns the permissions of the user that apply to the whole installation.
func systemPermissions(r *drf.Request) any {
	held := []any{}
	for _, codename := range staticFor(r).systemPermissions {
		if r.User.Has("authentik_rbac." + codename) {
			held = append(held, codename)
		}
	}
	return held
}
