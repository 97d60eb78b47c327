package record

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// ErrSecret is in the error of a text that is not written because a secret is still in it.
var ErrSecret = errors.New("a secret would be written")

// shortestScanned is how long a secret must be to be looked for in what is written, in bytes: shorter ones are in every text.
// They are taken out of the members that hold them all the same.
const shortestScanned = 4

// vault gives every secret a placeholder, the same secret always the same one, and knows all secrets that were seen.
type vault struct {
	placeholders map[string]string
	// seen are all secrets, also those without a placeholder because nothing is written where they stood.
	seen map[string]bool
}

func newVault() *vault { return &vault{placeholders: map[string]string{}, seen: map[string]bool{}} }

// placeholder stands for a secret that a client sent. It is good enough a password and a token to be sent in its place.
func (v *vault) placeholder(value string) string {
	v.see(value)
	if value != "" && v.placeholders[value] == "" {
		v.placeholders[value] = fmt.Sprintf(secret.PlaceholderPrefix+"%d", len(v.placeholders)+1)
	}
	return v.placeholders[value]
}

// see remembers a secret for the last scan. Texts that are too short to be one, wildcards and placeholders of a scenario are none.
func (v *vault) see(secret string) {
	if len(strings.TrimSpace(secret)) >= shortestScanned && !scenario.Wildcard.MatchString(secret) && !scenario.Word.MatchString(secret) {
		v.seen[secret] = true
	}
}

// learn remembers every secret of a request and its answer: in headers, in the address, and in bodies of JSON or a form.
func (v *vault) learn(p passage) {
	for _, h := range p.request.Headers {
		v.learnHeader(h[0], h[1])
	}
	for name, values := range p.answer.Header {
		for _, value := range values {
			v.learnHeader(name, value)
		}
	}
	_, query, _ := strings.Cut(p.request.Path, "?")
	v.learnForm(query)
	v.learnBody(p.request.Body)
	if p.answer.Status < http.StatusBadRequest { // under the name of a secret, refusals have words
		v.learnBody(p.answer.Body)
	}
}

func (v *vault) learnBody(body []byte) {
	parsed, err := orjson.Parse(body)
	if err != nil {
		v.learnForm(string(body))
		v.learnBroken(string(body))
		return
	}
	v.learnValue("", parsed)
}

func (v *vault) learnHeader(name, value string) {
	name = strings.ToLower(name)
	switch {
	case name == "cookie":
		for pair := range strings.SplitSeq(value, ";") {
			v.learnCookie(pair)
		}
	case name == "set-cookie":
		for line := range strings.SplitSeq(value, "\n") { // as HAR files join several
			pair, _, _ := strings.Cut(line, ";")
			v.learnCookie(pair)
		}
	case strings.HasSuffix(name, "authorization"):
		_, secret, ok := strings.Cut(value, " ")
		if !ok {
			secret = value
		}
		v.see(strings.TrimSpace(secret))
	case secret.Headers[name] || secret.IsHeader(name) && !secret.PlainValue(value):
		v.see(value)
	}
}

// learnCookie remembers the value of a cookie. A short word under a name that is no secret's is a setting: theme=dark.
func (v *vault) learnCookie(pair string) {
	name, value, _ := strings.Cut(pair, "=")
	value = strings.Trim(strings.TrimSpace(value), `"`)
	if len(value) >= secret.Shortest || secret.Is(strings.TrimSpace(name)) && !secret.PlainValue(value) {
		v.see(value)
	}
}

func (v *vault) learnForm(text string) {
	form, _ := url.ParseQuery(text)
	for name, values := range form {
		if secret.Is(name) {
			for _, value := range values {
				v.see(value)
			}
		}
	}
}

// learnBroken finds the secrets of a text that was meant to be JSON.
func (v *vault) learnBroken(text string) {
	for _, found := range secret.Member.FindAllStringSubmatch(text, -1) {
		v.see(found[2])
	}
}

func (v *vault) learnValue(member string, value any) {
	switch value := value.(type) {
	case *python.Dict:
		for name, item := range value.All() {
			if secret.Is(member) && !secret.Is(name) {
				name = member // what is in a secret object is secret
			}
			v.learnValue(name, item)
		}
	case []any:
		for _, item := range value {
			v.learnValue(member, item)
		}
	case string:
		if secret.Is(member) && !play.WholeTime.MatchString(value) {
			v.see(value)
		}
	case bool, nil:
	default: // a number may be a password
		if secret.Is(member) {
			v.see(jsonbody.Plain(value))
		}
	}
}

// scan refuses a text that holds a secret, as it is or as JSON, an address, HTML or base64 would write it. where says of
// a line of the text which step it belongs to.
func (v *vault) scan(text string, where func(line int) string) error {
	for _, secret := range slices.Sorted(maps.Keys(v.seen)) {
		if len(secret) < shortestScanned {
			continue
		}
		for _, form := range written(secret) {
			if before, _, found := strings.Cut(text, form); found {
				return fmt.Errorf("%w in %s: nothing was written. Choose a secret that is no other word of the traffic, or leave the request out",
					ErrSecret, where(strings.Count(before, "\n")+1))
			}
		}
	}
	return nil
}

// written are the ways in which a text may be written down.
func written(text string) []string {
	quoted := string(orjson.Append(nil, text))
	forms := []string{text, quoted[1 : len(quoted)-1], url.QueryEscape(text), url.PathEscape(text), html.EscapeString(text),
		strings.ReplaceAll(text, "'", "''")}
	if len(text) >= secret.Shortest {
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte(text)), base64.RawURLEncoding.EncodeToString([]byte(text)))
	}
	return forms
}
