package mock_test

import (
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

const schemaAddress = "/api/v3/schema/"

// TestTheSchemaComesInTheFormThatIsAskedFor holds the four forms of drf-spectacular's view, and what each says of itself.
func TestTheSchemaComesInTheFormThatIsAskedFor(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		for _, request := range []struct{ accept, query, media, file string }{
			{"*/*", "", "application/vnd.oai.openapi; charset=utf-8", "authentik.yaml"},
			{"application/json", "", "application/json", "authentik.json"},
			{"application/json;q=0.5, */*", "", "application/json", "authentik.json"},
			{"application/*", "?format=json", "application/vnd.oai.openapi+json", "authentik.json"},
			{"application/yaml", "?version=7", "application/yaml; charset=utf-8", "authentik (7).yaml"},
		} {
			a := want(t, call(t, s, "GET", schemaAddress+request.query, "", "Accept", request.accept, "Authorization", ""), 200)
			wantHeaders(t, a, "Content-Type", request.media, "Vary", "Accept, Accept-Language, Cookie",
				"Content-Disposition", `inline; filename="`+request.file+`"`, "Cache-Control", "max-age=86400")
			var document struct {
				Info struct{ Version string }
			}
			if err := yaml.Unmarshal([]byte(a.text), &document); err != nil || document.Info.Version != versionOf(t, release) {
				t.Errorf("Accept %s: version %q (%v)", request.accept, document.Info.Version, err)
			}
		}
	})
}

// wantHeaders compares the last value of headers, behind what the proxy adds.
func wantHeaders(t *testing.T, a answer, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		values := append([]string{""}, a.header[pairs[i]]...)
		if got := values[len(values)-1]; got != pairs[i+1] {
			t.Errorf("%s is %q, want %q", pairs[i], got, pairs[i+1])
		}
	}
}

// The texts are those of drf-spectacular 0.30 with Django 5.2, asked for them.
func TestTheSchemaAnswersEverythingInItsForm(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		for _, request := range []struct {
			method, query, accept string
			status                int
			media, text           string
		}{
			{"OPTIONS", "", "*/*", 200, "application/vnd.oai.openapi; charset=utf-8", "name: Spectacular Api\ndescription: |-\n" +
				"  OpenApi3 schema for this API. Format can be selected via content negotiation.\n\n" +
				"  - YAML: application/vnd.oai.openapi\n  - JSON: application/vnd.oai.openapi+json\n" +
				"renders:\n- application/vnd.oai.openapi\n- application/yaml\n- application/vnd.oai.openapi+json\n- application/json\n" +
				"parses:\n- application/json\n"},
			{"GET", "?format=xml", "*/*", 404, "application/vnd.oai.openapi; charset=utf-8", "detail:\n  string: Not found.\n  code: not_found\n"},
			{"GET", "", "text/html", 406, "application/vnd.oai.openapi; charset=utf-8",
				"detail:\n  string: Could not satisfy the request Accept header.\n  code: not_acceptable\n"},
			{"POST", "", "*/*", 405, "application/vnd.oai.openapi; charset=utf-8",
				"detail:\n  string: Method \"POST\" not allowed.\n  code: method_not_allowed\n"},
			{"POST", "?format=json", "*/*", 405, "application/vnd.oai.openapi+json", "{\n    \"detail\": \"Method \\\"POST\\\" not allowed.\"\n}"},
		} {
			a := want(t, call(t, s, request.method, schemaAddress+request.query, "", "Accept", request.accept, "Authorization", ""), request.status)
			wantHeaders(t, a, "Content-Type", request.media, "Vary", "Accept, Accept-Language, Cookie", "Allow", "GET, HEAD, OPTIONS", "Cache-Control", "")
			if a.text != request.text {
				t.Errorf("%s %s: %q, want %q", request.method, request.query, a.text, request.text)
			}
		}
	})
}
