package contract

import (
	"net/http"
	"slices"
	"strings"
)

// shortestSecret is how long a known secret must be to be hidden wherever it stands, in bytes. Shorter ones would be
// found inside other words.
const shortestSecret = 8

// hide is an exchange as a report may show it: without secret headers and members, and without these secrets anywhere.
func (e Exchange) hide(secrets []string) Exchange {
	hide := func(text string) string { return hideKnown(hideMembers(text), secrets) }
	e.Path, e.Sent, e.Answer, e.Expected = hide(e.Path), hide(e.Sent), hide(e.Answer), hide(e.Expected)
	e.Answered = hideAnswered(e.Answered)
	e.Differences = slices.Clone(e.Differences)
	for i := range e.Differences {
		e.Differences[i].Text = hide(e.Differences[i].Text)
	}
	return e
}

func hideKnown(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) >= shortestSecret {
			text = strings.ReplaceAll(text, secret, hidden)
		}
	}
	return text
}

// hideAnswered is a copy of an answer's headers without what lets one in.
func hideAnswered(headers http.Header) http.Header {
	shown := headers.Clone()
	for name := range shown {
		if secretHeaders[strings.ToLower(name)] {
			shown[name] = []string{hidden}
		}
	}
	return shown
}
