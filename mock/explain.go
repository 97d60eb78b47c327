package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/internal/control"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/journal"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// explain converts the reasons of an answer into texts for people. What takes time is done here, when they
// are requested.
func (f *fake) explain(e *journal.Entry) []control.Reason {
	reasons := []control.Reason{}
	for _, r := range explained(f.profile.Contract, e.Method, e.Endpoint, e.Reasons) {
		full := control.Reason{
			Layer: string(r.Layer), Resource: r.Resource, Field: r.Field, Code: r.Code, Why: r.Why, Value: r.Value,
			Declaration: r.Resource, Rule: r.See, Profiles: holding(r.Span), Since: r.From().Profile().Name, Known: r.Evidence(),
			Passes: f.passes(e, r), Text: r.String(), Recording: "modelled",
		}
		if r.Field != "" && r.Resource != "" {
			full.Declaration += "." + r.Field
		}
		if e.Endpoint != nil {
			member, _, _ := strings.Cut(r.Field, ".")
			place, same, err := describe.Proof(f.profile.Contract, e.Method, e.Endpoint.Pattern, e.Status, e.Answer().Body, member)
			if err == nil && place != "" { // the tests of the recordings find an error
				full.Recording, full.Proves = place, "rule"
				if same {
					full.Proves = "answer"
				}
			}
		}
		reasons = append(reasons, full)
	}
	return append(reasons, f.documented(e)...)
}

// holding returns the names of the profiles in a span.
func holding(span profile.Span) []string {
	var names []string
	for _, p := range profile.All {
		if span.In(p.Contract) {
			names = append(names, p.Name)
		}
	}
	return names
}

// documented returns the reason if the documented profile follows the documentation and a real 2025.10 does
// not.
func (f *fake) documented(e *journal.Entry) []control.Reason {
	if !profile.Until(profile.V2025_10, profile.Document).In(f.profile.Contract) {
		return nil
	}
	differs := func(why, passes string) control.Reason {
		return control.Reason{Layer: string(drf.LayerAddress), Code: "documented", Why: why, Text: "documented: " + why, Profiles: []string{f.profile.Name},
			Since: f.profile.Name, Recording: "recordings/2025.10", Passes: passes}
	}
	var found []control.Reason
	if f.documentedAddress(e.Path) {
		found = append(found, differs("a real 2025.10 answers an address with two slashes with a redirect (301) to the one with a single slash",
			"everywhere: the address with a single slash"))
	}
	if e.Kind() == journal.OK && (e.Method == http.MethodPut || e.Method == http.MethodPatch || e.Method == http.MethodPost) &&
		e.Endpoint != nil && strings.HasPrefix(e.Endpoint.Resource(), "stages/") && e.Sent("flow_set") {
		reason := differs("a real 2025.10 fails with a 500 on a valid flow_set, and writes nothing", "everywhere: the request without flow_set")
		reason.Layer, reason.Field = string(drf.LayerStore), "flow_set"
		found = append(found, reason)
	}
	return found
}

// ways holds texts about what would pass, by the code of the reason, for when the layer does not tell.
var ways = map[string]string{
	drf.CodeCrash:                 "nothing of this kind: authentik itself fails on it",
	drf.CodeNotServed:             "nothing: authentik-mock does not serve this operation",
	"unsupported_method":          "one of the methods that Django knows: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS or TRACE",
	"not_found":                   "the address of an object that there is and that the user may see",
	"unsupported_media_type":      "Content-Type: application/json",
	"parse_error":                 "a body that is valid JSON",
	"not_acceptable":              "Accept: application/json, or no Accept at all",
	"not_authenticated":           "a header Authorization: Bearer with the key of a token",
	authenticationFailed:          "a header Authorization: Bearer with the key of a token that there is and that has not expired",
	"unique":                      "a value that no other object has",
	"does_not_exist":              "the key of an object that there is",
	"redirect":                    "the address that Location names",
	"host_not_allowed":            "a Host that the fake answers for: localhost, an IP address, or one that --allow-host names",
	"null_characters_not_allowed": "a text without the character U+0000",
}

// passes describes what would pass instead of what a reason refuses, "" if nothing more is known than the
// reason itself.
func (f *fake) passes(e *journal.Entry, r drf.Reason) string {
	switch {
	case r.Code == "method_not_allowed" && e.Endpoint != nil:
		return "one of the methods " + strings.Join(e.Endpoint.Methods, ", ")
	case r.Layer == drf.LayerPermission && r.Value != "":
		return fmt.Sprintf("a user who holds the permission %s, over all objects or over this one", r.Value)
	case r.Layer == drf.LayerPermission && r.Code == "permission_denied":
		return "a user who may do this, such as a superuser"
	case r.Layer == drf.LayerAddress && r.Code == "not_found":
		return "an address of authentik's API: /api/v3/schema/ lists them"
	case r.Code == "unsupported_media_type" && e.Endpoint != nil && e.Endpoint.Form():
		return "Content-Type: multipart/form-data"
	case ways[r.Code] != "":
		return ways[r.Code]
	}
	if e.Endpoint != nil && slices.Contains([]drf.Layer{drf.LayerField, drf.LayerRule}, r.Layer) {
		return e.Endpoint.Takes(r.Field)
	}
	return ""
}
