package journal

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// Scenario returns a request as a scenario of one step, as described in fixtures/README.md, for a profile.
// The object in the address, and those that the body refers to, become given ones, so that it can be played
// on any server. The scenario expects the text of a refusal; of any other answer, the sent values that came
// back. It is an error if the body is incomplete.
func Scenario(e *Entry, profile string) (string, error) {
	w := scenario{entry: e, sent: e.Request(), answered: e.Answer()}
	if w.sent.Cut {
		return "", errCut
	}
	path := w.path()
	body := w.body()
	as := w.as()
	w.line("title: %s", quoted(fmt.Sprintf("%s %s is answered with %d", e.Method, e.Path, e.Status)))
	w.line("profiles: [%s]", quoted(profile))
	if len(w.given) > 0 {
		w.line("given:")
		for _, given := range w.given {
			w.line("  %s: %s", given[0], given[1])
		}
	}
	w.line("steps:")
	w.line("  - do: %s", quoted(e.Method+" "+path))
	if e.Injected() {
		w.line("    # A fault that somebody set struck the request. Without it, a server may answer otherwise, or sooner.")
	}
	w.line("%s%s%s    expect: %d", as, body, w.headers(), e.Status)
	w.expect()
	return w.out.String(), nil
}

// scenario is a scenario that is being written.
type scenario struct {
	entry          *Entry
	sent, answered Message
	given          [][2]string
	out            strings.Builder
}

func (w *scenario) line(format string, values ...any) { fmt.Fprintf(&w.out, format+"\n", values...) }

// give adds a given object and returns the word for its id.
func (w *scenario) give(kind, body string) string {
	name := kind
	for n := 2; slices.ContainsFunc(w.given, func(given [2]string) bool { return given[0] == name }); n++ {
		name = kind + strconv.Itoa(n)
	}
	if name != kind {
		body = "{kind: " + kind + "}"
	}
	w.given = append(w.given, [2]string{name, body})
	return "{{" + name + "}}"
}

// path returns the address, with a given object in place of the one in it, if there is such a kind.
func (w *scenario) path() string {
	path := w.entry.Path
	if w.entry.Query != "" {
		path += "?" + w.entry.Query
	}
	if w.entry.Endpoint == nil || w.entry.Status == http.StatusNotFound {
		return path
	}
	line := inventory.Place(w.entry.Endpoint.Resource())
	if line < 0 || inventory.Resources[line].Given == "" {
		return path
	}
	prefix := "/api/v3/" + inventory.Resources[line].Path + "/"
	rest, ok := strings.CutPrefix(path, prefix)
	id, after, named := strings.Cut(rest, "/")
	if !ok || !named || !strings.Contains(w.entry.Endpoint.Pattern, "{id}") {
		return path
	}
	if _, err := url.PathUnescape(id); err != nil {
		return path
	}
	return prefix + w.give(inventory.Resources[line].Given, "{}") + "/" + after
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
		return "    as: " + strings.Trim(w.give("user", "{}"), "{}") + "\n"
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

// body returns the body, with given objects in place of references.
func (w *scenario) body() string {
	text := strings.ReplaceAll(string(w.sent.Body), secret.Hidden, secret.PlaceholderPrefix+"1")
	parsed, err := orjson.Parse([]byte(text))
	switch dict, isDict := parsed.(*python.Dict); {
	case text == "":
		return ""
	case err == nil && isDict:
		return "    body: " + string(orjson.Append(nil, w.referring(dict))) + "\n"
	case err == nil:
		return "    body: " + text + "\n"
	case utf8.ValidString(text):
		return "    text: " + quoted(text) + "\n"
	}
	return "    hex: " + quoted(hex.EncodeToString([]byte(text))) + "\n"
}

// referring returns a body with given objects in place of those that it refers to.
func (w *scenario) referring(body *python.Dict) *python.Dict {
	out := python.NewDict()
	for name, value := range body.All() {
		if _, isText := value.(string); isText && w.entry.Endpoint != nil && w.entry.Status < http.StatusBadRequest {
			if kind := kindOfTable[w.entry.Endpoint.Refers(name)]; kind != "" {
				value = w.give(kind, "{}")
			}
		}
		out.Set(name, value)
	}
	return out
}

// kindOfTable maps tables to the kinds of given objects.
var kindOfTable = map[string]string{"group": "group", "flow": "flow", "stage": "stage", "role": "role"}

// headers adds the headers that affect the answer.
func (w *scenario) headers() string {
	var out strings.Builder
	if media := w.sent.Header("Content-Type"); media != "application/json" && len(w.sent.Body) > 0 {
		fmt.Fprintf(&out, "    type: %s\n", quoted(media))
	}
	var matter []string
	for _, name := range []string{"Accept", "Accept-Language"} {
		if value := w.sent.Header(name); value != "" && value != "*/*" {
			matter = append(matter, name+": "+quoted(value))
		}
	}
	if len(matter) > 0 {
		fmt.Fprintf(&out, "    headers: {%s}\n", strings.Join(matter, ", "))
	}
	return out.String()
}

// expect adds the expectation for the body: the text of a refusal, or the sent values that came back.
func (w *scenario) expect() {
	body, err := orjson.Parse(w.answered.Body)
	switch {
	case len(w.answered.Body) == 0:
	case err != nil, w.answered.Cut:
		w.line(`    answer: "<any>"`)
	case w.entry.Status >= http.StatusBadRequest:
		w.line("    answer: %s", quoted(string(w.answered.Body)))
	default:
		w.line("    has: %s", orjson.Append(nil, w.echoed(body)))
	}
}

// echoed returns the part of an answer that equals what was sent.
func (w *scenario) echoed(body any) any {
	out := python.NewDict()
	sent, err := orjson.Parse(w.sent.Body)
	asked, isDict := sent.(*python.Dict)
	answered, isObject := body.(*python.Dict)
	switch {
	case !isObject:
		return []any{}
	case err != nil || !isDict:
		return out
	}
	for name, value := range asked.All() {
		came, found := answered.Get(name)
		if !found || secret.Is(name) || w.entry.Endpoint != nil && w.entry.Endpoint.Refers(name) != "" {
			continue
		}
		if text := orjson.Append(nil, came); string(text) == string(orjson.Append(nil, value)) {
			out.Set(name, came)
		}
	}
	return out
}

// quoted returns a text as YAML and JSON.
func quoted(text string) string { return string(orjson.Append(nil, text)) }
