package contract_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock"
)

func TestTheDataOfAReleaseIsMadeFromAServer(t *testing.T) {
	t.Parallel()
	handler, err := mock.New(mock.Options{Profile: "2026.2", Seeds: []string{mock.SeedFresh}, Token: "a-token-of-its-own"})
	if err != nil {
		t.Fatal(err)
	}
	target := serve(t, handler)
	target.Token = "a-token-of-its-own"
	before := everything(t, handler)
	folder := filepath.Join(t.TempDir(), "new")
	made, err := contract.RecordRelease(t.Context(), contract.ReleaseOptions{Target: target, Folder: folder, Sets: []string{"languages", "auth"}})
	if err != nil || made.Name != "2026.2" || made.Version != "2026.2.2" {
		t.Fatalf("%v: %+v", err, made)
	}
	if after := everything(t, handler); after != before {
		t.Errorf("it left something behind:\n%s", after)
	}
	for _, name := range made.Files {
		if text := readWhole(t, filepath.Join(folder, name)); strings.Contains(text, target.Token) {
			t.Errorf("%s has the token", name)
		}
	}
	recorded, err := fixtures.Answers("2026.2", "languages")
	if err != nil {
		t.Fatal(err)
	}
	answers := readWhole(t, filepath.Join(folder, "fixtures/recordings/2026.2/languages.jsonl.gz"))
	sameLines(t, strings.ReplaceAll(answers, "Accept-Encoding, ", ""), string(recorded)) // which authentik's front adds, and the recordings do not have
	operations, err := os.ReadFile("../mock/internal/resources/static/2026.2/operations.txt")
	if err != nil {
		t.Fatal(err)
	}
	served := strings.Split(strings.TrimSpace(readWhole(t, filepath.Join(folder, "mock/internal/resources/static/2026.2/operations.txt"))), "\n")
	for _, line := range served { // the document of a fake has what it serves
		if !slices.Contains(strings.Split(string(operations), "\n"), line) {
			t.Errorf("operations.txt has %q", line)
		}
	}
	// Some requests of this set spell the administrator's header in their own way.
	if spelled := `"scenario":"auth/5/PATCH/detail","step":1,"method":"PATCH","path":"/api/v3/stages/user_write/{{stage}}/","status":200`; !strings.Contains(readWhole(t, filepath.Join(folder, "fixtures/recordings/2026.2/auth.jsonl.gz")), spelled) {
		t.Errorf("there is no %s", spelled)
	}
	for _, name := range []string{"schemas/openapi/whole/2026.2.json.gz", "fresh/flows_instances.json", "fresh/rbac_permissions.7.json", "fresh/root_config.json"} {
		if !slices.Contains(made.Files, name) {
			t.Errorf("there is no %s", name)
		}
	}
	if slices.ContainsFunc(made.Missing, func(m string) bool { return strings.Contains(m, "impersonate_end") }) {
		t.Errorf("it asked for what is no reading: %s", made.Missing)
	}
}

// readWhole returns the text of a file, unpacked if it is packed.
func readWhole(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(file) == ".gz" {
		reader, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if text, err = io.ReadAll(reader); err != nil {
			t.Fatal(err)
		}
	}
	return string(text)
}

// sameLines compares two recordings, regardless of how JSON is written, and of what stands in a page.
func sameLines(t *testing.T, made, recorded string) {
	t.Helper()
	a, b := strings.Split(strings.TrimSpace(made), "\n"), strings.Split(strings.TrimSpace(recorded), "\n")
	if len(a) != len(b) {
		t.Fatalf("%d lines, expected %d", len(a), len(b))
	}
	for i := range a {
		var is, wanted map[string]any
		if err := errors.Join(json.Unmarshal([]byte(a[i]), &is), json.Unmarshal([]byte(b[i]), &wanted)); err != nil || !isPage(is, wanted) && !reflect.DeepEqual(is, wanted) {
			t.Fatalf("line %d (%v) is\n%s, expected\n%s", i+1, err, a[i], b[i])
		}
	}
}

// isPage reports whether both answers are a page of HTML with the same status and headers.
func isPage(a, b map[string]any) bool {
	kind := fmt.Sprint(a["headers"])
	return strings.Contains(kind, "text/html") && a["status"] == b["status"] && kind == fmt.Sprint(b["headers"])
}

func TestAReleaseWithoutADocumentSaysSo(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2026.2")
	target := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v3/schema/" {
			http.NotFound(w, r)
			return
		}
		fake.ServeHTTP(w, r)
	}))
	made, err := contract.RecordRelease(t.Context(), contract.ReleaseOptions{Target: target, Name: "2027.2", Folder: t.TempDir(), Sets: []string{"languages"}})
	if err != nil || !slices.Equal(made.Files, []string{"fixtures/recordings/2027.2/languages.jsonl.gz"}) || len(made.Missing) != 1 ||
		!strings.Contains(made.Missing[0], "the OpenAPI document, and with it operations.txt and fresh: GET /api/v3/schema/?format=json answered 404") {
		t.Errorf("%v: %+v", err, made)
	}
}

func TestAReleaseIsRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	here := contract.Target{URL: "http://127.0.0.1:1"}
	for name, o := range map[string]contract.ReleaseOptions{
		"a folder that is full": {Target: here, Folder: "."},
		"no folder":             {Target: here},
		"no such set":           {Target: here, Folder: "new", Sets: []string{"none"}},
		"a strange name":        {Target: here, Folder: "new", Name: "../2026"},
		"a stranger's server":   {Target: contract.Target{URL: "https://authentik.example"}, Folder: "new"},
	} {
		if _, err := contract.RecordRelease(t.Context(), o); !errors.Is(err, contract.ErrUsage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
