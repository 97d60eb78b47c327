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

// ErrSecret is wrapped by the error for a text that is not written because it contains a secret.
var ErrSecret = errors.New("a secret would be written")

// shortestScanned is the minimum length of a secret, in bytes, for the scan of written texts: shorter ones
// occur in every text. They are still removed from the members that hold them.
const shortestScanned = 4

// vault gives every secret a placeholder, always the same one for the same secret, and records all secrets
// that it has seen.
type vault struct {
	placeholders map[string]string
	// seen holds all secrets, including those that need no placeholder because nothing is written in their
	// place.
	seen map[string]bool
}

func newVault() *vault { return &vault{placeholders: map[string]string{}, seen: map[string]bool{}} }

// placeholder returns the text that replaces a secret which a client sent. It is valid as a password and as a
// token.
func (v *vault) placeholder(value string) string {
	v.see(value)
	if value != "" && v.placeholders[value] == "" {
		v.placeholders[value] = fmt.Sprintf(secret.PlaceholderPrefix+"%d", len(v.placeholders)+1)
	}
	return v.placeholders[value]
}

// see records a secret for the last scan. It ignores texts that are too short, wildcards and placeholders of
// a scenario.
func (v *vault) see(secret string) {
	if len(strings.TrimSpace(secret)) >= shortestScanned && !scenario.Wildcard.MatchString(secret) && !scenario.Word.MatchString(secret) {
		v.seen[secret] = true
	}
}

// learn records every secret of a request and its answer: in headers, in the address, and in JSON or form
// bodies.
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

// learnCookie records the value of a cookie. A short word under a name that is not a secret's is a setting:
// theme=dark.
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

// learnBroken finds the secrets in a text that is invalid JSON.
func (v *vault) learnBroken(text string) {
	for _, found := range secret.Member().FindAllStringSubmatch(text, -1) {
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

// scan returns an error if a text contains a secret, in plain form or as JSON, an address, HTML or base64
// would write it. where returns the step that a line of the text belongs to.
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

// written returns the forms in which a text may be written.
func written(text string) []string {
	quoted := string(orjson.Append(nil, text))
	forms := []string{text, quoted[1 : len(quoted)-1], url.QueryEscape(text), url.PathEscape(text), html.EscapeString(text),
		strings.ReplaceAll(text, "'", "''")}
	if len(text) >= secret.Shortest {
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte(text)), base64.RawURLEncoding.EncodeToString([]byte(text)))
	}
	return forms
}
