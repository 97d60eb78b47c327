package contract

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

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// ErrSecret is in the error of a text that is not written because a secret is still in it.
var ErrSecret = errors.New("a secret would be written")

// shortestScanned is how long a secret must be to be looked for in what is written, in bytes: shorter ones are in every text.
// They are taken out of the members that hold them all the same.
const shortestScanned = 4

// placeholderPrefix begins what stands for a secret.
const placeholderPrefix = "placeholder-for-secret-"

// vault gives every secret a placeholder, the same secret always the same one, and knows all secrets that were seen.
type vault struct {
	placeholders map[string]string
	// seen are all secrets, also those without a placeholder because nothing is written where they stood.
	seen map[string]bool
}

func newVault() *vault { return &vault{placeholders: map[string]string{}, seen: map[string]bool{}} }

// placeholder stands for a secret that a client sent. It is good enough a password and a token to be sent in its place.
func (v *vault) placeholder(secret string) string {
	v.see(secret)
	if secret != "" && v.placeholders[secret] == "" {
		v.placeholders[secret] = fmt.Sprintf(placeholderPrefix+"%d", len(v.placeholders)+1)
	}
	return v.placeholders[secret]
}

// see remembers a secret for the last scan. Texts that are too short to be one, loose words and placeholders of a scenario are none.
func (v *vault) see(secret string) {
	if len(strings.TrimSpace(secret)) >= shortestScanned && !looseWord.MatchString(secret) && !word.MatchString(secret) {
		v.seen[secret] = true
	}
}

// learn remembers every secret of a request and its answer: in headers, in the address, and in bodies of JSON or a form.
func (v *vault) learn(p passage) {
	for _, h := range p.request.headers {
		v.learnHeader(h[0], h[1])
	}
	for name, values := range p.answer.header {
		for _, value := range values {
			v.learnHeader(name, value)
		}
	}
	_, query, _ := strings.Cut(p.request.path, "?")
	v.learnForm(query)
	v.learnBody(p.request.body)
	if p.answer.status < http.StatusBadRequest { // under the name of a secret, refusals have words
		v.learnBody(p.answer.body)
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
	case secretHeaders[name] || isSecretHeader(name) && !plainValue(value):
		v.see(value)
	}
}

// learnCookie remembers the value of a cookie. A short word under a name that is no secret's is a setting: theme=dark.
func (v *vault) learnCookie(pair string) {
	name, secret, _ := strings.Cut(pair, "=")
	secret = strings.Trim(strings.TrimSpace(secret), `"`)
	if len(secret) >= shortestSecret || isSecret(strings.TrimSpace(name)) && !plainValue(secret) {
		v.see(secret)
	}
}

func (v *vault) learnForm(text string) {
	form, _ := url.ParseQuery(text)
	for name, values := range form {
		if isSecret(name) {
			for _, value := range values {
				v.see(value)
			}
		}
	}
}

// learnBroken finds the secrets of a text that was meant to be JSON.
func (v *vault) learnBroken(text string) {
	for _, found := range secretMember.FindAllStringSubmatch(text, -1) {
		v.see(found[2])
	}
}

func (v *vault) learnValue(member string, value any) {
	switch value := value.(type) {
	case *python.Dict:
		for name, item := range value.All() {
			if isSecret(member) && !isSecret(name) {
				name = member // what is in a secret object is secret
			}
			v.learnValue(name, item)
		}
	case []any:
		for _, item := range value {
			v.learnValue(member, item)
		}
	case string:
		if isSecret(member) && !wholeTime.MatchString(value) {
			v.see(value)
		}
	case bool, nil:
	default: // a number may be a password
		if isSecret(member) {
			v.see(plain(value))
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
func written(secret string) []string {
	quoted := string(orjson.Append(nil, secret))
	forms := []string{secret, quoted[1 : len(quoted)-1], url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret),
		strings.ReplaceAll(secret, "'", "''")}
	if len(secret) >= shortestSecret {
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)))
	}
	return forms
}
