package mock_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// operationsOf returns the operations of the document that a fake has of its own addresses, as "GET /__mock/version".
func operationsOf(t *testing.T, s *mocktest.Server) map[string]bool {
	t.Helper()
	var document struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal([]byte(want(t, call(t, s, "GET", "/__mock/openapi.json", ""), 200).text), &document); err != nil {
		t.Fatal(err)
	}
	operations := map[string]bool{}
	for path, methods := range document.Paths {
		for method := range methods {
			operations[strings.ToUpper(method)+" "+path] = true
		}
	}
	return operations
}

// TestTheIndexAndTheDocumentHaveTheSameAddresses: and every one of them is there, with a slash at its end too.
func TestTheIndexAndTheDocumentHaveTheSameAddresses(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	var index struct {
		Profile   string
		Addresses []struct{ Method, Path, About string }
	}
	if err := json.Unmarshal([]byte(want(t, call(t, s, "GET", "/__mock/", ""), 200).text), &index); err != nil {
		t.Fatal(err)
	}
	if index.Profile != "documented" {
		t.Errorf("the index is of %q", index.Profile)
	}
	documented := operationsOf(t, s)
	for _, line := range index.Addresses {
		operation := line.Method + " " + line.Path
		if !documented[operation] || line.About == "" {
			t.Errorf("%s is not in the document, or says nothing: %q", operation, line.About)
		}
		delete(documented, operation)
		for _, path := range []string{line.Path, strings.TrimSuffix(line.Path, "/") + "/"} {
			a := want(t, call(t, s, "OPTIONS", path, ""), 204)
			if !strings.Contains(a.header.Get("Allow"), line.Method) {
				t.Errorf("%s allows %q", path, a.header.Get("Allow"))
			}
		}
	}
	if len(documented) > 0 || len(index.Addresses) < 5 {
		t.Errorf("the document has more than the index: %v", documented)
	}
}

// TestTheDocumentSaysWhatIsSent: bodies with their members, and what the parameters are for.
func TestTheDocumentSaysWhatIsSent(t *testing.T) {
	t.Parallel()
	type media struct {
		Schema struct{ Properties map[string]any }
	}
	var document struct {
		Paths map[string]map[string]struct {
			Parameters  []struct{ In, Name, Description string }
			RequestBody struct {
				Required bool
				Content  map[string]media
			}
		}
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	s := mocktest.Start(t, mock.Options{})
	if err := json.Unmarshal([]byte(want(t, call(t, s, "GET", "/__mock/openapi.json", ""), 200).text), &document); err != nil {
		t.Fatal(err)
	}
	clock := document.Paths["/__mock/clock"]["put"].RequestBody
	if members := clock.Content["application/json"].Schema.Properties; !clock.Required || members["frozen"] == nil || members["advance"] == nil {
		t.Errorf("PUT /__mock/clock takes %+v", clock)
	}
	if state := document.Paths["/__mock/state"]["put"].RequestBody; !state.Required || len(state.Content) == 0 {
		t.Errorf("PUT /__mock/state takes %+v", state)
	}
	if problem := document.Components.Schemas["Problem"]; problem.Properties["detail"] == nil {
		t.Errorf("a refusal is %+v", document.Components)
	}
	for path, methods := range document.Paths {
		if strings.Contains(path, "...") {
			t.Errorf("%s is no address of OpenAPI", path)
		}
		for method, operation := range methods {
			for _, p := range operation.Parameters {
				if p.In != "path" && p.Description == "" {
					t.Errorf("%s %s does not say what %s is for", method, path, p.Name)
				}
			}
		}
	}
}

func TestWhatControlDoesNotTakeSaysWhatItTakes(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	wantOwn(t, call(t, s, "GET", "/__mock/nowhere", ""), 404, "address", "GET /__mock/")
	wantOwn(t, call(t, s, "DELETE", "/__mock/version", ""), 405, "method", "GET")
	wantOwn(t, call(t, s, "GET", "/__mock/version?profil=1", ""), 400, "query", `"profil"`)
	if allow := call(t, s, "POST", "/__mock/version", "").header.Get("Allow"); allow != "GET" {
		t.Errorf("Allow: %q", allow)
	}
	for _, path := range []string{"/__mock", "/__mock/", "/__mock/health", "/__mock/health/", "/__mock/version"} {
		want(t, call(t, s, "GET", path, ""), 200)
		if a := want(t, call(t, s, "HEAD", path, ""), 200); a.text != "" {
			t.Errorf("HEAD %s has a body", path)
		}
	}
}
