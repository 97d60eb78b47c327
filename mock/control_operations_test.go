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
