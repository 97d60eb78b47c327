package journal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
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
	case e.Status == 0:
		return "", errNoAnswer
	case w.own():
		return "", errOwn
	case w.sent.Cut:
		return "", errCut
	case strings.Contains(e.Path+e.Query+string(w.sent.Body), "{{"):
		return "", errBraces
	}
	path, err := w.path()
	if err != nil {
		return "", err
	}
	w.body = w.sends()
	as := w.as()
	if keys().MatchString(path+w.body) && e.Status < http.StatusBadRequest {
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
var keys = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
})

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

func (w *scenario) line(format string, values ...any) { fmt.Fprintf(&w.out, format+"\n", values...) }

func (w *scenario) note(text string) { w.line("    # %s", text) }

// own reports whether the fake answered what no authentik answers.
func (w *scenario) own() bool {
	return w.refusedBy(drf.LayerControl) || w.refusedBy(drf.LayerLimit) || slices.ContainsFunc(w.entry.Reasons, func(r drf.Reason) bool {
		return r.Code == drf.CodeNotServed || r.Layer == drf.LayerFault && r.Code != drf.CodeInjected
	})
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
	case w.entry.User != "" && w.entry.User != inventory.Administrator:
		return "    # It was " + strconv.Quote(w.entry.User) + " who asked; a scenario cannot know which permissions that takes.\n"
	}
	return ""
}

// refusedBy reports whether a layer refused the request.
func (w *scenario) refusedBy(layer drf.Layer) bool {
	return slices.ContainsFunc(w.entry.Reasons, func(r drf.Reason) bool { return r.Layer == layer })
}

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
	case err != nil, w.answered.Cut, strings.Contains(string(w.answered.Body), "{{"),
		slices.Contains(w.codes(""), "parse_error") && strings.Contains(string(w.sent.Body), secret.Hidden): // it counts the characters of a secret
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
			if name == given[0] && isText && keys().MatchString(id) && !strings.Contains(w.body, id) {
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
		if !found || hidden || text != string(orjson.Append(nil, value)) {
			continue
		}
		if written, _ := w.written.Get(name); w.sets(name, string(orjson.Append(nil, written)) != text) {
			out.Set(name, written)
		}
	}
	return out
}

// sets reports whether a member of the body sets one of the object: if it is a reference, that to a given object.
func (w *scenario) sets(name string, given bool) bool {
	e := w.entry.Endpoint
	return e == nil || e.Takes(name) != "" && (given || e.Refers(name) == drf.Reference{})
}

// quoted returns a text as YAML and JSON.
func quoted(text string) string { return string(orjson.Append(nil, text)) }
