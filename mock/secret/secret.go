// Package secret recognises by name what authentik treats as a secret, and hides it.
package secret

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Shortest is the minimum length, in bytes, of a known secret that is hidden wherever it stands. Shorter ones
// occur inside other words.
const Shortest = 8

// HideKnown returns a text with some secrets hidden, wherever they stand; short ones stay.
func HideKnown(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) >= Shortest {
			text = strings.ReplaceAll(text, secret, Hidden)
		}
	}
	return text
}

// HideAnswered returns a copy of an answer's headers with credentials hidden.
func HideAnswered(headers http.Header) http.Header {
	shown := headers.Clone()
	for name := range shown {
		if Headers[strings.ToLower(name)] {
			shown[name] = []string{Hidden}
		}
	}
	return shown
}

// Hidden replaces a secret.
const Hidden = "<hidden>"

// Headers holds the names of headers with credentials.
var Headers = map[string]bool{"authorization": true, "cookie": true, "set-cookie": true, "x-authentik-csrf": true,
	"proxy-authorization": true}

// What authentik treats as a secret, by the names of members, query parameters and form fields.
var (
	// secretWords make every name that contains one of them a secret: client_secret, bind_password,
	// token_key.
	secretWords = []string{"password", "secret", "token", "private_key", "credential", "certificate_data", "key_data", "api_key",
		"access_key", "csrf", "session", "kubeconfig", "keytab", "ccache", "cookie"}
	// secretNames are secrets only as a whole name: key is one, signing_key is the id of a key.
	secretNames = []string{"key", "code", "auth", "seed", "otp", "code_verifier", "assertion", "config_url", "authorization"}
	// plainEndings end names that only describe a secret: access_token_validity, password_change_date.
	plainEndings = []string{"_validity", "_duration", "_expiry", "_on_or_after", "_type", "_date", "_flow", "_stage", "_policy",
		"_count", "_method", "_fields", "_length"}
)

// Member returns an expression that matches a member of a JSON body that authentik treats as a secret. It is
// compiled at its first use, since only the commands that record need it.
var Member = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)("(?:[a-z0-9_-]*(?:` + strings.Join(secretWords, "|") + `)[a-z0-9_-]*|` +
		strings.Join(secretNames, "|") + `)"\s*:\s*)"((?:[^"\\]|\\.)+)"`)
})

// Is reports whether authentik treats the value under a name as a secret.
func Is(name string) bool {
	name = strings.ToLower(name)
	if slices.ContainsFunc(plainEndings, func(ending string) bool { return strings.HasSuffix(name, ending) }) {
		return false
	}
	return namesSecret(name)
}

// IsHeader reports whether a header contains a secret, by its name. The CORS header about credentials does
// not, nor do the policies of browsers, which only mention tokens and cookies.
func IsHeader(name string) bool {
	name = strings.ToLower(name)
	return !strings.HasPrefix(name, "access-control-") && !strings.HasPrefix(name, "sec-") &&
		(Is(strings.ReplaceAll(name, "-", "_")) || strings.HasSuffix(name, "authorization"))
}

// PlainValue reports whether a value of a header or a cookie cannot be a secret: a boolean or a small number.
func PlainValue(value string) bool {
	value = strings.ToLower(strings.TrimSpace(value))
	_, err := strconv.Atoi(value)
	return value == "true" || value == "false" || err == nil && len(value) < Shortest
}

// HideHeaders returns a copy of headers with credentials hidden; the scheme of an Authorization stays.
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

// textMember matches a member with a text value.
var textMember = regexp.MustCompile(`("([a-zA-Z0-9_-]+)"\s*:\s*)"((?:[^"\\]|\\.)+)"`)

// HideMembers returns a text with the secrets in its JSON hidden. It finds the same members as [Member], in a
// fraction of the time.
func HideMembers(text string) string {
	if strings.Contains(text, endOfKey) {
		text = string(hideKeys([]byte(text), 0))
	}
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

// namesSecret reports whether a name in lower case is one that [Member] matches.
func namesSecret(name string) bool {
	return slices.Contains(secretNames, name) || slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(name, word) })
}

// mentionsSecret reports whether a text contains the name of a secret anywhere. Most contain none and are not
// searched further.
func mentionsSecret(text string) bool {
	lower := strings.ToLower(text)
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(lower, word) }) ||
		slices.ContainsFunc(secretNames, func(name string) bool { return strings.Contains(lower, `"`+name+`"`) })
}

// PlaceholderPrefix is the beginning of the text that replaces a secret.
const PlaceholderPrefix = "placeholder-for-secret-"
