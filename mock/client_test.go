package mock_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// exampleStage is the id of the stage that the demo seed has for the documented example.
const exampleStage = "3fa85f64-5717-4562-b3fc-2c963f66afa6"

// answer is an answer to a request.
type answer struct {
	status int
	header http.Header
	text   string
}

// json reads the answer's body; a body that is none fails the test.
func (a answer) json(t testing.TB) map[string]any {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal([]byte(a.text), &body); err != nil {
		t.Fatalf("no JSON object: %v in %q", err, a.text)
	}
	return body
}

// list reads the answer's body as a list.
func (a answer) list(t testing.TB) []any {
	t.Helper()
	var body []any
	if err := json.Unmarshal([]byte(a.text), &body); err != nil {
		t.Fatalf("no JSON list: %v in %q", err, a.text)
	}
	return body
}

// call sends a request as the administrator, or with other headers (name, value, name, value …).
func call(t testing.TB, s *mocktest.Server, method, path, body string, headers ...string) answer {
	t.Helper()
	request, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.Token)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	if host := request.Header.Get("Host"); host != "" {
		request.Host = host
	}
	noRedirects := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := noRedirects.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return received(t, response)
}

// received reads a response to its end.
func received(t testing.TB, response *http.Response) answer {
	t.Helper()
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

// want fails the test if an answer has another status.
func want(t testing.TB, a answer, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("got %d, want %d: %s", a.status, status, a.text)
	}
	return a
}

// writeFile writes a file that is gone when the test ends, and returns its path.
func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
