package record

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// as returns the sender of a request. The first credential that is accepted and the session of a browser are the
// administrator's, unless the traffic tells who asked.
func (t *transcriber) as(i int) string {
	p := t.passages[i]
	authorization := wire.HeaderOf(p.request.Headers, "Authorization")
	if authorization == "" {
		if wire.HeaderOf(p.request.Headers, "Cookie") == "" && !t.stripped || strings.Contains(string(p.answer.Body), "Authentication credentials were not provided.") {
			return "nobody"
		}
		return "admin"
	}
	scheme, secret, ok := strings.Cut(authorization, " ")
	switch {
	case !ok:
		return t.secrets.placeholder(authorization)
	case t.words[secret] != "":
		return scheme + " " + t.words[secret]
	case scheme == "Bearer" && p.user != nil && *p.user != "":
		return t.user(*p.user, p.answer.Status)
	case p.user != nil || scheme != "Bearer" || p.unauthenticated():
		return scheme + " " + t.secrets.placeholder(secret)
	case t.credential == "":
		t.credential = secret
		fallthrough
	case secret == t.credential:
		return "admin"
	}
	return scheme + " " + t.secrets.placeholder(secret)
}

// unauthenticated reports whether a token was refused, which a client sees in English only.
func (p passage) unauthenticated() bool {
	return p.answer.Status == http.StatusForbidden && strings.Contains(string(p.answer.Body), `"Token invalid/expired"`)
}

// user returns the sender for a user whom the traffic names: a given one, who holds no permissions, of a request that
// was refused for want of them, otherwise the administrator.
func (t *transcriber) user(name string, status int) string {
	switch {
	case name == scenario.Administrator:
	case status == http.StatusForbidden:
		if t.users[name] == "" {
			t.users[name] = t.unusedName("user")
		}
		return t.users[name]
	default:
		t.others[name] = true
	}
	return "admin"
}

// keptHeaders lists the request headers that affect an answer; no others are written.
var keptHeaders = []string{"Accept", "Accept-Language", "Content-Encoding"}

// matters reports whether a header of a request affected its answer.
func (t *transcriber) matters(name, value string, p passage) bool {
	switch name {
	case "Accept":
		return !strings.Contains(value, "application/json") && !strings.Contains(value, "*/*")
	case "Accept-Language":
		return p.answer.Header.Get("Content-Language") != "en"
	}
	return true
}

// path returns an address with its ids and names replaced by words.
func (t *transcriber) path(address string) string {
	before, query, hasQuery := strings.Cut(address, "?")
	segments := strings.Split(before, "/")
	for i, segment := range segments {
		name, err := url.PathUnescape(segment)
		number, isNumber := strconv.ParseInt(segment, 10, 64)
		word, other := t.segment(before, segment)
		switch {
		case other:
			segments[i] = word
		case err == nil && t.own[name] != "":
			segments[i] = t.escaped(name, segment)
		case isNumber == nil && userAddress.MatchString(before) && t.numbers[number] != "":
			segments[i] = t.numbers[number]
		default:
			segments[i] = t.known(segment)
		}
	}
	if !hasQuery {
		return strings.Join(segments, "/")
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, escaped, _ := strings.Cut(pair, "=")
		value, err := url.QueryUnescape(escaped)
		switch {
		case err == nil && value != "" && secret.Is(name):
			pairs[i] = name + "=" + t.secrets.placeholder(value)
		case err == nil && t.own[strings.TrimSpace(value)] != "":
			pairs[i] = name + "=" + t.escaped(strings.TrimSpace(value), escaped)
		default:
			pairs[i] = t.withoutSecrets(t.known(pair))
		}
	}
	return strings.Join(segments, "/") + "?" + strings.Join(pairs, "&")
}

// known returns a text with words for the values that have one.
func (t *transcriber) known(text string) string {
	for _, known := range longestFirst(t.words) {
		text = strings.ReplaceAll(text, known, t.words[known])
	}
	return text
}

// withoutSecrets returns a text with placeholders for the secrets in it.
func (t *transcriber) withoutSecrets(text string) string {
	for _, secret := range longestFirst(t.secrets.seen) {
		if len(secret) >= shortestScanned && strings.Contains(text, secret) {
			text = strings.ReplaceAll(text, secret, t.secrets.placeholder(secret))
		}
	}
	return text
}

// body converts a request's body: secrets become placeholders, values with a name become words, everything
// else stays.
func (t *transcriber) body(body []byte) (string, error) {
	parsed, err := orjson.Parse(body)
	if err != nil || string(orjson.Append(nil, parsed)) != jsonbody.Compact(string(body)) {
		return t.otherBody(string(body))
	}
	return string(orjson.Append(nil, t.sent("", parsed))), nil
}

// named returns an expression that matches a member of a JSON body that names an object.
var named = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`("(?:` + strings.Join(scenario.Naming, "|") + `)"\s*:\s*)("(?:[^"\\]|\\.)*")`)
})

// otherBody converts a body that is not JSON, or JSON that can only be written as text.
func (t *transcriber) otherBody(body string) (string, error) {
	body = secret.Member().ReplaceAllStringFunc(body, func(found string) string {
		parts := secret.Member().FindStringSubmatch(found)
		return parts[1] + `"` + t.secrets.placeholder(parts[2]) + `"`
	})
	body = named().ReplaceAllStringFunc(body, func(found string) string {
		parts := named().FindStringSubmatch(found)
		var name string
		if json.Unmarshal([]byte(parts[2]), &name) != nil || t.own[strings.TrimSpace(name)] == "" {
			return found
		}
		own := strings.Replace(name, strings.TrimSpace(name), t.own[strings.TrimSpace(name)], 1)
		return parts[1] + string(orjson.Append(nil, own))
	})
	body = t.withoutSecrets(t.known(body))
	return body, t.secrets.scan(body, func(int) string { return "the body of a request" })
}

// sent converts a part of a request's body that stands under a member.
func (t *transcriber) sent(member string, value any) any {
	switch v := value.(type) {
	case *python.Dict:
		written := python.NewDict()
		for name, item := range v.All() {
			under := name
			if secret.Is(member) && !secret.Is(name) {
				under = member
			}
			written.Set(name, t.sent(under, item))
		}
		return written
	case []any:
		written := make([]any, len(v))
		for i, item := range v {
			written[i] = t.sent(member, item)
		}
		return written
	case int64:
		if word := t.numbers[v]; corpus.Counted[member] && word != "" {
			return word
		}
	case string:
		return t.sentText(member, v)
	}
	if _, isBool := value.(bool); secret.Is(member) && !isBool && value != nil {
		return t.secrets.placeholder(jsonbody.Plain(value))
	}
	return value
}

func (t *transcriber) sentText(member, text string) string {
	name := strings.TrimSpace(text)
	word, other := t.otherThan(member, text)
	switch {
	case other && word != "":
		return word
	case other:
		return text
	case t.words[text] != "":
		return t.words[text]
	case secret.Is(member) && text != "" && !play.WholeTime.MatchString(text):
		return t.secrets.placeholder(text)
	case slices.Contains(scenario.Naming, member) && t.own[name] != "":
		return strings.Replace(text, name, t.own[name], 1)
	}
	return t.withoutSecrets(t.known(text))
}
