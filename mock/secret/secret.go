// Package secret knows what authentik treats as a secret by its name, and hides it.
package secret

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Shortest is how long a known secret must be to be hidden wherever it stands, in bytes. Shorter ones would be
// found inside other words.
const Shortest = 8

// HideKnown is a text without some secrets, wherever they stand; short ones stay.
func HideKnown(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) >= Shortest {
			text = strings.ReplaceAll(text, secret, Hidden)
		}
	}
	return text
}

// HideAnswered is a copy of an answer's headers without what lets one in.
func HideAnswered(headers http.Header) http.Header {
	shown := headers.Clone()
	for name := range shown {
		if Headers[strings.ToLower(name)] {
			shown[name] = []string{Hidden}
		}
	}
	return shown
}

// Hidden stands where a secret was.
const Hidden = "<hidden>"

// Headers hold what lets one in.
var Headers = map[string]bool{"authorization": true, "cookie": true, "set-cookie": true, "x-authentik-csrf": true,
	"proxy-authorization": true}

// What authentik treats as a secret, by the names of members, query parameters and form fields.
var (
	// secretWords make a secret of every name that holds one of them: client_secret, bind_password, token_key.
	secretWords = []string{"password", "secret", "token", "private_key", "credential", "certificate_data", "key_data", "api_key",
		"access_key", "csrf", "session", "kubeconfig", "keytab", "ccache", "cookie"}
	// secretNames are secrets only as a whole: key is, signing_key is the id of one.
	secretNames = []string{"key", "code", "auth", "seed", "otp", "code_verifier", "assertion", "config_url", "authorization"}
	// plainEndings end names that only say something about a secret: access_token_validity, password_change_date.
	plainEndings = []string{"_validity", "_duration", "_expiry", "_on_or_after", "_type", "_date", "_flow", "_stage", "_policy",
		"_count", "_method", "_fields", "_length"}
)

// Member is a member of a JSON body that authentik treats as a secret.
var Member = regexp.MustCompile(`(?i)("(?:[a-z0-9_-]*(?:` + strings.Join(secretWords, "|") + `)[a-z0-9_-]*|` +
	strings.Join(secretNames, "|") + `)"\s*:\s*)"((?:[^"\\]|\\.)+)"`)

// Is says whether authentik treats what stands under a name as a secret.
func Is(name string) bool {
	name = strings.ToLower(name)
	if slices.ContainsFunc(plainEndings, func(ending string) bool { return strings.HasSuffix(name, ending) }) {
		return false
	}
	return namesSecret(name)
}

// IsHeader says whether a header holds a secret by its name. What says which pages may send credentials does not,
// nor do the rules of browsers, which only speak about tokens and cookies.
func IsHeader(name string) bool {
	name = strings.ToLower(name)
	return !strings.HasPrefix(name, "access-control-") && !strings.HasPrefix(name, "sec-") && Is(strings.ReplaceAll(name, "-", "_"))
}

// PlainValue says whether a value of a header or a cookie can be no secret: a truth or a small number.
func PlainValue(value string) bool {
	value = strings.ToLower(strings.TrimSpace(value))
	_, err := strconv.Atoi(value)
	return value == "true" || value == "false" || err == nil && len(value) < Shortest
}

// HideHeaders is a copy of headers without what lets one in; the scheme of an Authorization stays.
func HideHeaders(headers [][2]string) [][2]string {
	out := make([][2]string, len(headers))
	for i, h := range headers {
		out[i] = h
		if !Headers[strings.ToLower(h[0])] {
			continue
		}
		out[i][1] = Hidden
		if scheme, _, ok := strings.Cut(h[1], " "); ok && strings.EqualFold(h[0], "authorization") {
			out[i][1] = scheme + " " + Hidden
		}
	}
	return out
}

// textMember is a member whose value is a text.
var textMember = regexp.MustCompile(`("([a-zA-Z0-9_-]+)"\s*:\s*)"((?:[^"\\]|\\.)+)"`)

// HideMembers is a text without the secrets in its JSON. It finds what [Member] finds, in a fraction of the time.
func HideMembers(text string) string {
	if !mentionsSecret(text) {
		return text
	}
	var out strings.Builder
	last := 0
	for _, at := range textMember.FindAllStringSubmatchIndex(text, -1) {
		if name := strings.ToLower(text[at[4]:at[5]]); namesSecret(name) {
			out.WriteString(text[last:at[3]])
			out.WriteString(`"` + Hidden + `"`)
			last = at[1]
		}
	}
	return out.String() + text[last:]
}

// namesSecret says whether a name in small letters is one of those that [Member] has.
func namesSecret(name string) bool {
	return slices.Contains(secretNames, name) || slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(name, word) })
}

// mentionsSecret says whether a text has the name of a secret anywhere. Most have none, and are not searched further.
func mentionsSecret(text string) bool {
	lower := strings.ToLower(text)
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(lower, word) }) ||
		slices.ContainsFunc(secretNames, func(name string) bool { return strings.Contains(lower, `"`+name+`"`) })
}

// PlaceholderPrefix begins what stands for a secret.
const PlaceholderPrefix = "placeholder-for-secret-"
