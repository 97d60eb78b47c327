package contract

import (
	"regexp"
	"strings"
)

// hidden stands where a secret was.
const hidden = "<hidden>"

// secretHeaders hold what lets one in.
var secretHeaders = map[string]bool{"authorization": true, "cookie": true, "set-cookie": true, "x-authentik-csrf": true,
	"proxy-authorization": true}

// secretMember is a member of a JSON body that authentik treats as a secret, by the words in its name.
var secretMember = regexp.MustCompile(`("(?:[a-z_]*(?:password|secret|token|private_key|credentials|certificate_data|key_data)[a-z_]*|key)"\s*:\s*)"(?:[^"\\]|\\.)+"`)

// hideSecrets is a copy of headers without what lets one in; the scheme of an Authorization stays.
func hideSecrets(headers [][2]string) [][2]string {
	out := make([][2]string, len(headers))
	for i, h := range headers {
		out[i] = h
		if !secretHeaders[strings.ToLower(h[0])] {
			continue
		}
		out[i][1] = hidden
		if scheme, _, ok := strings.Cut(h[1], " "); ok && strings.EqualFold(h[0], "authorization") {
			out[i][1] = scheme + " " + hidden
		}
	}
	return out
}

// hideMembers is a text without the secrets in its JSON.
func hideMembers(text string) string {
	return secretMember.ReplaceAllString(text, `$1"`+hidden+`"`)
}
