package journal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// original is an object that a given one stands for: its kind, and its key or the name that it has.
type original struct {
	kind string
	key  any
}

// give adds a given object and returns its name.
func (w *scenario) give(kind string) string {
	name := kind
	for n := 2; slices.ContainsFunc(w.given, func(given [2]string) bool { return given[0] == name }); n++ {
		name = kind + strconv.Itoa(n)
	}
	body := "{}"
	if name != kind {
		body = "{kind: " + kind + "}"
	}
	w.given = append(w.given, [2]string{name, body})
	return name
}

// giveFor returns the word for a given object in the place of the one with a key.
func (w *scenario) giveFor(key any, kind, member string) string {
	of := original{kind, key}
	if w.words[of] == "" {
		if kind == w.kind() {
			w.giveNeeds()
		}
		w.words[of] = w.give(kind)
	}
	return "{{" + w.words[of] + member + "}}"
}

// giveNeeds adds the given objects without which those at the address cannot be created.
func (w *scenario) giveNeeds() {
	for _, to := range w.entry.Endpoint.Needs() {
		if kind := givenFor(to); kind != "" && !slices.ContainsFunc(w.given, func(given [2]string) bool { return given[0] == kind }) {
			w.give(kind)
		}
	}
}

// kind returns the kind of given objects like those at the address, "" if there is none.
func (w *scenario) kind() string {
	if w.entry.Endpoint == nil {
		return ""
	}
	if line := inventory.Place(w.entry.Endpoint.Resource()); line >= 0 && inventory.Resources[line].Given != "" {
		return inventory.Resources[line].Given
	}
	return givenFor(w.entry.Endpoint.Shows())
}

// givenFor returns the kind of given objects in the place of what is referred to, "" if there is none.
func givenFor(to drf.Reference) string {
	if to.Type == "" {
		return kindOfTable[to.Table]
	}
	for _, line := range inventory.Given() {
		if line.Given == to.Type || kindOfTable[to.Table] == line.Given && strings.HasSuffix(line.Path, "/"+to.Type) {
			return line.Given
		}
	}
	return ""
}

// kindOfTable maps tables to the kinds of given objects. Of a table with several kinds, it is the plainest.
var kindOfTable = map[string]string{
	"application": "application", "binding": "binding", "flow": "flow", "group": "group", "policy": "dummy_policy", "prompt": "prompt", "property_mapping": "notification_mapping",
	"role": "role", "source": "oauth_source", "stage": "stage", "user": "user",
}

// path returns the address, with given objects in place of the one in it and of those in its query.
func (w *scenario) path() (string, error) {
	path := w.object()
	posts := w.entry.Method == http.MethodPost && (w.entry.Endpoint == nil || !strings.Contains(w.entry.Endpoint.Pattern, "{id}"))
	switch {
	case !w.entry.reads() && !posts && w.entry.Status < http.StatusBadRequest && !strings.Contains(path, "{{"):
		return "", errStranger
	case w.entry.Query != "":
		path += "?" + w.query()
	}
	return path, nil
}

// object returns the path, with a given object in place of the one in it.
func (w *scenario) object() string {
	path, endpoint := w.entry.Path, w.entry.Endpoint
	if endpoint == nil || w.refusedBy(drf.LayerAddress) || !strings.Contains(endpoint.Pattern, "{id}") {
		return path
	}
	prefix, rest, spelled := strings.Cut(path, endpoint.Resource()+"/")
	id, after, _ := strings.Cut(rest, "/")
	if w.misses() {
		if spelled && keys().MatchString(id) { // another server may have an object with this key, and would change it
			return prefix + endpoint.Resource() + "/00000000-0000-0000-0000-000000000000/" + after
		}
		return path
	}
	key, err := url.PathUnescape(id)
	kind := w.kind()
	if !spelled || kind == "" || err != nil {
		w.notes = append(w.notes, "The server needs the object in the address: a scenario cannot be given one of its kind.")
		return path
	}
	return prefix + endpoint.Resource() + "/" + w.giveFor(keyOf(key), kind, "") + "/" + after
}

// misses reports whether there is no object at the address: a 404 that names a member is about another one.
func (w *scenario) misses() bool {
	return w.entry.Status == http.StatusNotFound && !slices.ContainsFunc(w.entry.Reasons, func(r drf.Reason) bool { return r.Field != "" })
}

// query returns the query, with given objects in place of those that its filters name.
func (w *scenario) query() string {
	pairs := strings.Split(w.entry.Query, "&")
	for i, pair := range pairs {
		name, escaped, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(escaped)
		if w.entry.Endpoint == nil || w.entry.Status >= http.StatusBadRequest || err != nil || key == "" {
			continue
		}
		to := w.entry.Endpoint.Filters(name)
		switch kind := givenFor(to); {
		case kind == "":
		case to.By != "":
			pairs[i] = name + "=" + w.giveFor(to.By+" "+key, kind, "."+to.By)
		default:
			pairs[i] = name + "=" + w.reference(kind, keyOf(key)).(string)
		}
	}
	return strings.Join(pairs, "&")
}

// keyOf returns a key in an address as one in a body.
func keyOf(text string) any {
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return number
	}
	return text
}

// rewritten returns a body with given objects in place of those that it refers to, and names of the run's own.
func (w *scenario) rewritten(body *python.Dict) *python.Dict {
	out := python.NewDict()
	for name, value := range body.All() {
		if w.entry.Endpoint != nil {
			value = w.member(name, value)
		}
		out.Set(name, value)
	}
	return out
}

// member returns the value of a member that the endpoint reads.
func (w *scenario) member(name string, value any) any {
	codes, refers := w.codes(name), givenFor(w.entry.Endpoint.Refers(name))
	switch text, isText := value.(string); {
	case slices.Contains(codes, "unique") && isText:
		if kind := w.kind(); kind != "" {
			return w.giveFor(name+" "+text, kind, "."+name)
		}
		w.notes = append(w.notes, "The server needs an object that has this "+name+" already: a scenario cannot be given one.")
	case w.isGiven(refers, value):
		return w.reference(refers, value)
	case len(codes) > 0 || !w.validated():
	case refers != "":
		return w.reference(refers, value)
	case !isText && w.entry.Status < http.StatusBadRequest:
		return named(value)
	case isText && strings.TrimSpace(text) != "" && w.entry.Status < http.StatusBadRequest && slices.Contains(inventory.Naming, name) &&
		w.entry.Endpoint.FitsText(name, utf8.RuneCountInString(text)+longestUnique):
		return own(text)
	}
	return value
}

// own returns a name with the run's prefix.
func own(name string) string {
	bare := strings.TrimSpace(name)
	return strings.Replace(name, bare, "{{unique}}-"+bare, 1)
}

// named returns a list of objects, such as the flows that the documented request names, with names of the run's own.
func named(value any) any {
	items, isList := value.([]any)
	if !isList {
		return value
	}
	out := make([]any, len(items))
	for i, item := range items {
		object, isObject := item.(*python.Dict)
		if out[i] = item; !isObject {
			continue
		}
		renamed := python.NewDict()
		for name, value := range object.All() {
			if text, isText := value.(string); isText && strings.TrimSpace(text) != "" && slices.Contains(inventory.Naming, name) {
				value = own(text)
			}
			renamed.Set(name, value)
		}
		out[i] = renamed
	}
	return out
}

// isGiven reports whether a key is that of an object in whose place there is a given one already.
func (w *scenario) isGiven(kind string, key any) bool {
	switch key.(type) {
	case string, int64:
		return w.words[original{kind, key}] != ""
	}
	return false
}

// longestUnique is more than the number of characters of a run's prefix.
const longestUnique = 30

// codes returns the codes of the reasons that name a member.
func (w *scenario) codes(member string) []string {
	var codes []string
	for _, r := range w.entry.Reasons {
		if field, _, _ := strings.Cut(r.Field, "."); field == member {
			codes = append(codes, r.Code)
		}
	}
	return codes
}

// validated reports whether the members of the body were validated.
func (w *scenario) validated() bool {
	return w.entry.Status < http.StatusBadRequest || w.refusedBy(drf.LayerField) || w.refusedBy(drf.LayerRule) || w.refusedBy(drf.LayerStore)
}

// slugged lists the kinds whose own word is the key in an address, which is no primary key.
var slugged = []string{"application", "flow", "oauth_source"}

// reference returns a key, or each of a list, as the word for a given object.
func (w *scenario) reference(kind string, value any) any {
	switch v := value.(type) {
	case string, int64:
		member := ""
		if slices.Contains(slugged, kind) {
			member = ".pk"
		}
		return w.giveFor(v, kind, member)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = w.reference(kind, item)
		}
		return out
	}
	return value
}
