package journal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/headers"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// Requests of which there is no scenario.
var (
	errNoAnswer = errors.New("it had no answer to expect")
	errOwn      = errors.New("its answer is authentik-mock's own, which no other server gives")
	errBraces   = errors.New("it contains {{, which begins a placeholder in a scenario")
	errStranger = errors.New("it changes an object of a kind that a scenario cannot be given")
)

// Scenario returns a request as a scenario of one step, as described in fixtures/README.md, for the profile with a
// name. The object in the address, those that the body refers to, and one that has a name already become given ones,
// and names begin with the run's prefix, so that it can be played on any server. The scenario expects the text of a
// refusal; of any other answer, the sent values that came back. It is an error if the body is incomplete, if the answer
// is not one of authentik's, or if the scenario would change what it did not create.
func Scenario(e *Entry, profileName string) (string, error) {
	p, err := profile.Parse(profileName)
	if err != nil {
		return "", err
	}
	w := scenario{entry: e, sent: e.Request(), answered: e.Answer(), words: map[original]string{}}
	switch {
	case w.sent.Cut:
		return "", errCut
	case e.Status == 0:
		return "", errNoAnswer
	case w.own():
		return "", errOwn
	case strings.Contains(e.Path+e.Query+string(w.sent.Body), "{{"):
		return "", errBraces
	}
	path, err := w.path()
	if err != nil {
		return "", err
	}
	w.body = w.sends()
	as := w.as()
	if keys.MatchString(path+w.body) && e.Status < http.StatusBadRequest {
		w.notes = append(w.notes, "The server needs what it names by key: a scenario cannot be given all of it.")
	}
	w.line("title: %s", quoted(fmt.Sprintf("%s %s is answered with %d", e.Method, e.Path, e.Status)))
	w.line("profiles: [%s]", quoted(p.Name))
	if len(w.given) > 0 {
		w.line("given:")
		for _, given := range w.given {
			w.line("  %s: %s", given[0], given[1])
		}
	}
	w.line("steps:")
	w.line("  - do: %s", quoted(e.Method+" "+path))
	if e.Injected() {
		w.note("A fault that somebody set struck the request. Without it, a server may answer otherwise, or sooner.")
	}
	if slices.ContainsFunc(e.Reasons, func(r drf.Reason) bool { return r.Code == "unique" && r.Field == "" }) {
		w.notes = append(w.notes, "The server needs an object that has these values already: a scenario cannot be given one.")
	}
	for _, note := range w.notes {
		w.note(note)
	}
	w.line("%s%s%s    expect: %d", as, w.body, w.headers(), e.Status)
	w.expect(p)
	return w.out.String(), nil
}

// keys matches the keys of most objects.
var keys = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// scenario is a scenario that is being written.
type scenario struct {
	entry          *Entry
	sent, answered Message
	given          [][2]string
	// words holds the names of the given objects by what they stand for.
	words map[original]string
	// body is the line of the body, written what it holds, nil if that is no object.
	body    string
	written *python.Dict
	notes   []string
	out     strings.Builder
}

// original is an object that a given one stands for: its kind, and its key or the name that it has.
type original struct {
	kind string
	key  any
}

func (w *scenario) line(format string, values ...any) { fmt.Fprintf(&w.out, format+"\n", values...) }

func (w *scenario) note(text string) { w.line("    # %s", text) }

// own reports whether the fake answered what no authentik answers.
func (w *scenario) own() bool {
	return w.refusedBy(drf.LayerControl) || w.refusedBy(drf.LayerLimit) || slices.ContainsFunc(w.entry.Reasons, func(r drf.Reason) bool {
		return r.Code == drf.CodeNotServed || r.Layer == drf.LayerFault && r.Code != drf.CodeInjected
	})
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
	path, err := w.object()
	reads := slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, w.entry.Method)
	posts := w.entry.Method == http.MethodPost && (w.entry.Endpoint == nil || !strings.Contains(w.entry.Endpoint.Pattern, "{id}"))
	switch {
	case err != nil:
		return "", err
	case !reads && !posts && w.entry.Status < http.StatusBadRequest && !strings.Contains(path, "{{"):
		return "", errStranger
	case w.entry.Query != "":
		path += "?" + w.query()
	}
	return path, nil
}

// object returns the path, with a given object in place of the one in it.
func (w *scenario) object() (string, error) {
	path, endpoint := w.entry.Path, w.entry.Endpoint
	if endpoint == nil || w.refusedBy(drf.LayerAddress) || w.entry.Status == http.StatusNotFound || !strings.Contains(endpoint.Pattern, "{id}") {
		return path, nil
	}
	at := strings.Index(path, endpoint.Resource()+"/") + len(endpoint.Resource()) + 1
	id, after, _ := strings.Cut(path[at:], "/")
	key, err := url.PathUnescape(id)
	kind := w.kind()
	if kind == "" || err != nil {
		w.notes = append(w.notes, needsObject)
		return path, nil
	}
	return path[:at] + w.giveFor(keyOf(key), kind, "") + "/" + after, nil
}

// needsObject is the note about an object that the scenario cannot create.
const needsObject = "The server needs the object in the address: a scenario cannot be given one of its kind."

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

// as returns the sender: the administrator, also of a request that was answered before anybody asked who sent it, or a
// user without permissions, of one that was refused for want of them.
func (w *scenario) as() string {
	authorization := w.sent.Header("Authorization")
	switch {
	case w.entry.User == "" && authorization == "":
		return "    as: nobody\n"
	case w.entry.User == "" && w.refusedBy(drf.LayerAuthentication):
		return "    as: " + quoted(strings.ReplaceAll(authorization, secret.Hidden, secret.PlaceholderPrefix+"1")) + "\n"
	case w.refusedBy(drf.LayerPermission):
		return "    as: " + w.give("user") + "\n"
	case w.entry.User != "" && w.entry.User != administrator:
		return "    # It was " + strconv.Quote(w.entry.User) + " who asked; a scenario cannot know which permissions that takes.\n"
	}
	return ""
}

// refusedBy reports whether a layer refused the request.
func (w *scenario) refusedBy(layer drf.Layer) bool {
	return slices.ContainsFunc(w.entry.Reasons, func(r drf.Reason) bool { return r.Layer == layer })
}

// administrator is the user that scenarios call admin.
const administrator = "akadmin"

// sends returns the line of the body, with given objects in place of references.
func (w *scenario) sends() string {
	text := strings.ReplaceAll(string(w.sent.Body), secret.Hidden, secret.PlaceholderPrefix+"1")
	parsed, err := orjson.Parse([]byte(text))
	switch dict, isDict := parsed.(*python.Dict); {
	case text == "":
		return ""
	case err == nil && isDict && (w.entry.Status < http.StatusBadRequest || isWritten(text, dict)):
		w.written = w.rewritten(dict)
		return "    body: " + string(orjson.Append(nil, w.written)) + "\n"
	case err == nil && isWritten(text, parsed):
		return "    body: " + text + "\n"
	case utf8.ValidString(text):
		return "    text: " + quoted(text) + "\n"
	}
	return "    hex: " + quoted(hex.EncodeToString([]byte(text))) + "\n"
}

// isWritten reports whether a value is written as a text says it, but for space between its tokens. A number may be read
// otherwise than another server reads it, and a refusal may count characters.
func isWritten(text string, value any) bool {
	var compact bytes.Buffer
	return json.Compact(&compact, []byte(text)) == nil && compact.String() == string(orjson.Append(nil, value))
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
	codes := w.codes(name)
	switch text, isText := value.(string); {
	case slices.Contains(codes, "unique") && isText:
		if kind := w.kind(); kind != "" {
			return w.giveFor(name+" "+text, kind, "."+name)
		}
		w.notes = append(w.notes, "The server needs an object that has this "+name+" already: a scenario cannot be given one.")
	case len(codes) > 0 || !w.validated():
	case givenFor(w.entry.Endpoint.Refers(name)) != "":
		return w.reference(givenFor(w.entry.Endpoint.Refers(name)), value)
	case isText && strings.TrimSpace(text) != "" && w.entry.Status < http.StatusBadRequest && slices.Contains(inventory.Naming, name) &&
		w.entry.Endpoint.FitsText(name, utf8.RuneCountInString(text)+longestUnique):
		named := strings.TrimSpace(text)
		return strings.Replace(text, named, "{{unique}}-"+named, 1)
	}
	return value
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

// headers adds the headers that affect the answer.
func (w *scenario) headers() string {
	var out strings.Builder
	if media := w.sent.Header("Content-Type"); media != "application/json" && len(w.sent.Body) > 0 {
		fmt.Fprintf(&out, "    type: %s\n", quoted(media))
	}
	var matter []string
	for _, name := range []string{"Accept", "Accept-Language", "Content-Encoding"} {
		if value := w.sent.Header(name); value != "" && value != "*/*" {
			matter = append(matter, name+": "+quoted(value))
		}
	}
	if len(matter) > 0 {
		fmt.Fprintf(&out, "    headers: {%s}\n", strings.Join(matter, ", "))
	}
	return out.String()
}

// expect adds the expectation for the headers, where they are not the usual ones, and for the body: the text of a refusal,
// or the sent values that came back.
func (w *scenario) expect(p profile.Profile) {
	answered := http.Header{}
	for _, header := range w.answered.Headers {
		answered.Add(header[0], header[1])
	}
	unusual := headers.Unusual(w.entry.Method, w.entry.Path, w.entry.Status, len(w.answered.Body) > 0, p, answered)
	var differing []string
	for _, name := range slices.Sorted(maps.Keys(unusual)) {
		differing = append(differing, http.CanonicalHeaderKey(name)+": "+quoted(w.header(unusual[name])))
	}
	if len(differing) > 0 {
		w.line("    header: {%s}", strings.Join(differing, ", "))
	}
	body, err := orjson.Parse(w.answered.Body)
	object, isObject := body.(*python.Dict)
	text := w.worded(string(w.answered.Body))
	switch {
	case len(w.answered.Body) == 0, w.entry.Status == http.StatusNoContent: // the body of a 204 is not sent
	case err != nil, w.answered.Cut, strings.Contains(string(w.answered.Body), "{{"):
		w.line(`    answer: "<any>"`)
	case w.entry.Status >= http.StatusBadRequest:
		w.line("    answer: %s", quoted(text))
	case !isObject:
		w.line(`    answer: "<any>"`)
	default:
		w.line("    has: %s", orjson.Append(nil, w.echoed(object)))
	}
}

// worded returns a text of the answer with the words for given objects in place of their keys, except for keys that the
// request still has.
func (w *scenario) worded(text string) string {
	for _, given := range w.given {
		for of, name := range w.words {
			id, isText := of.key.(string)
			if name == given[0] && isText && keys.MatchString(id) && !strings.Contains(w.body, id) {
				text = strings.ReplaceAll(text, id, "{{"+name+".pk}}")
			}
		}
	}
	return text
}

// header returns a header's value with the words for given objects in place of their keys.
func (w *scenario) header(value string) string {
	for of, name := range w.words {
		if key, isText := of.key.(string); isText && of.kind == w.kind() {
			value = strings.ReplaceAll(value, key, "{{"+name+"}}")
		}
	}
	return value
}

// echoed returns the part of an answer that equals what was sent, as the body writes it.
func (w *scenario) echoed(answered *python.Dict) *python.Dict {
	out := python.NewDict()
	sent, err := orjson.Parse(w.sent.Body)
	asked, isDict := sent.(*python.Dict)
	if err != nil || !isDict {
		return out
	}
	for name, value := range asked.All() {
		came, found := answered.Get(name)
		text := string(orjson.Append(nil, came))
		hidden := secret.Is(name) || strings.Contains(text, secret.Hidden)
		if !found || hidden || !w.sets(name) || text != string(orjson.Append(nil, value)) {
			continue
		}
		written, _ := w.written.Get(name)
		out.Set(name, written)
	}
	return out
}

// sets reports whether a member of the body sets one of the object, other than a reference.
func (w *scenario) sets(name string) bool {
	e := w.entry.Endpoint
	return e == nil || e.Takes(name) != "" && e.Refers(name) == drf.Reference{}
}

// quoted returns a text as YAML and JSON.
func quoted(text string) string { return string(orjson.Append(nil, text)) }
