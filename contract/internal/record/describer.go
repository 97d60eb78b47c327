package record

import (
	"cmp"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/headers"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// describer converts an answer of a server into an expectation for other servers and other runs: ids and
// times become words, secrets are left out.
type describer struct {
	// words maps texts to the words that replace them: the id of a given object to {{stage}}.
	words map[string]string
	// of maps the word of an id to the table of its object, where it is known; tables holds the words by
	// table and id.
	of     map[string]string
	tables map[string]map[string]string
	// at is the table of the objects in the answer.
	at string
	// numbers maps the numbers of users to words.
	numbers map[int64]string
	// own maps names of objects that must be unique in every run to the words that replace them.
	own map[string]string
	// given holds the ids of objects that the scenario is given. The objects that the originals refer to are
	// not given with them.
	given map[string]bool
	// literal holds ids that a request contains as they are.
	literal map[string]bool
	// scope records which id each numbered word, such as <uuid1>, stands for.
	scope   *play.Scope
	secrets *vault
	host    string
	profile profile.Profile
}

func newDescriber(host string, p profile.Profile) *describer {
	return &describer{words: map[string]string{}, of: map[string]string{}, tables: map[string]map[string]string{}, numbers: map[int64]string{}, own: map[string]string{}, given: map[string]bool{}, literal: map[string]bool{},
		scope: play.NewScope(""), secrets: newVault(), host: host, profile: p}
}

// expectation returns the expectation that matches an answer. It has no body if the answer is not JSON.
func (d *describer) expectation(method, path string, a wire.Answer) scenario.Expectation {
	e := scenario.Expectation{Status: a.Status}
	d.at = api.TableAt(path)
	parsed, err := orjson.Parse(a.Body)
	switch {
	case len(a.Body) == 0:
	case err != nil || string(orjson.Append(nil, parsed)) != jsonbody.Compact(string(a.Body)):
		e.AnyBody = true
	default:
		text := string(orjson.Append(nil, d.value("", parsed)))
		e.Answer = &text
	}
	for name, value := range headers.Unusual(method, path, a.Status, len(a.Body) > 0, d.profile, a.Header) {
		if e.Headers == nil {
			e.Headers = map[string]string{}
		}
		e.Headers[http.CanonicalHeaderKey(name)] = d.header(name, value)
	}
	return e
}

// header converts a header's value: words in it are plain text, and an address on the server becomes one of
// the target.
func (d *describer) header(name, value string) string {
	if described := d.text("", value); name != "location" && !scenario.Wildcard.MatchString(described) {
		return described
	}
	return "<any>"
}

// value converts a part of a body that stands under a member.
func (d *describer) value(member string, value any) any {
	if value != nil && corpus.Free[member] {
		return "<any>"
	}
	switch v := value.(type) {
	case *python.Dict:
		described := python.NewDict()
		for name, item := range v.All() {
			under := name
			if secret.Is(member) && !secret.Is(name) {
				under = member
			}
			if d.given[jsonbody.Plain(jsonbody.Member(v, "pk"))] && d.stranger(name, item) {
				described.Set(name, "<any>")
				continue
			}
			described.Set(name, d.value(under, item))
		}
		return described
	case []any:
		described := make([]any, len(v))
		for i, item := range v {
			described[i] = d.value(member, item)
		}
		return described
	case int64:
		if !corpus.Counted[member] && !secret.Is(member) {
			return v
		}
		if known := d.numbers[v]; known != "" {
			return known
		}
		return "<any>"
	case string:
		if known := d.secrets.placeholders[v]; secret.Is(member) && v != "" && known == "" {
			return "<any>"
		}
		return d.text(member, v)
	}
	if _, isBool := value.(bool); secret.Is(member) && !isBool && value != nil {
		return "<any>"
	}
	return value
}

// stranger reports whether the value under a member of a given object refers to other objects, which are not
// given.
func (d *describer) stranger(member string, value any) bool {
	switch v := value.(type) {
	case []any:
		return len(v) > 0
	case string:
		word, other := d.otherThan(member, v)
		unknown := d.words[v] == "" || other && word == ""
		return member != "pk" && play.WholeUUID.MatchString(v) && unknown && !d.literal[v]
	}
	return false
}

// text converts a text that stands under a member.
func (d *describer) text(member, text string) string {
	if name := strings.TrimSpace(text); slices.Contains(scenario.Naming, member) && d.own[name] != "" {
		return strings.Replace(text, name, d.own[name], 1)
	}
	if word, other := d.otherThan(member, text); other && word != "" {
		return word
	} else if other {
		return d.id(text)
	}
	if strings.Contains(text, "{{") || scenario.Wildcard.MatchString(text) || d.host != "" && strings.Contains(text, d.host) {
		return "<any>" // it cannot be spelled, or names the server
	}
	for _, secret := range longestFirst(d.secrets.placeholders) {
		if len(secret) >= shortestScanned || secret == text {
			text = strings.ReplaceAll(text, secret, d.secrets.placeholders[secret])
		}
	}
	for secret := range d.secrets.seen {
		if len(secret) >= shortestScanned && strings.Contains(text, secret) {
			return "<any>"
		}
	}
	for _, known := range longestFirst(d.words) {
		text = strings.ReplaceAll(text, known, d.words[known])
	}
	for name, word := range d.own { // in addresses of the object's own
		text = strings.ReplaceAll(text, "/"+name+"/", "/"+word+"/")
	}
	text = corpus.UUIDText.ReplaceAllStringFunc(text, d.id)
	return zonedTime.ReplaceAllString(text, "<time>")
}

// id returns the word for an id without a name: the same id is the same word everywhere in a scenario.
func (d *describer) id(id string) string {
	if d.literal[id] || !play.WholeUUID.MatchString(id) {
		return id
	}
	return d.scope.NameID(id)
}

// ownPrefix is the beginning of names that must be unique.
const ownPrefix = "{{unique}}-"

// longestFirst returns the keys of words, longest first, so that none is replaced inside a longer one.
func longestFirst[V any](words map[string]V) []string {
	return slices.SortedFunc(maps.Keys(words), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
}

// zonedTime matches a time as authentik writes it.
var zonedTime = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`)
