package contract_test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

var update = flag.Bool("update", false, "write the files of testdata/golden again")

// passing lists the parts of a text that vary between runs, and their replacements.
var passing = []struct {
	found *regexp.Regexp
	words string
}{
	{regexp.MustCompile(`http://127\.0\.0\.1:\d+|127\.0\.0\.1:\d+`), "TARGET"},
	{regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`), "ID"},
	{regexp.MustCompile(`\b[0-9a-f]{32}\b`), "REQUEST"},
	{regexp.MustCompile(`contract-[0-9a-z]+`), "UNIQUE"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?`), "TIME"},
	{regexp.MustCompile(`\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT`), "DATE"},
	{regexp.MustCompile(`\b\d+(\.\d+)?(m|µ|n)?s\b`), "DURATION"},
	{regexp.MustCompile(`("RunTime": |time=")[\d.e-]+`), "${1}DURATION"},
}

// golden compares a text with the reviewed file; -update rewrites the file.
func golden(t *testing.T, name, text string) {
	t.Helper()
	for _, p := range passing {
		text = p.found.ReplaceAllString(text, p.words)
	}
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text == string(want) {
		return
	}
	got, wanted := strings.Split(text, "\n"), strings.Split(string(want), "\n")
	for i := range got {
		if i >= len(wanted) || got[i] != wanted[i] {
			t.Errorf("%s, line %d: got\n%s\nwant\n%s\n(if it is meant, go test ./contract -run %s -update)", name, i+1,
				got[i], strings.Join(wanted[min(i, len(wanted)):min(i+1, len(wanted))], ""), t.Name())
			return
		}
	}
	t.Errorf("%s: got %d lines, want %d", name, len(got), len(wanted))
}

func TestReportsSayAllOfARun(t *testing.T) {
	t.Parallel()
	report := everyVerdict(t)
	var text, github strings.Builder
	contract.WriteText(&text, report)
	golden(t, "report.txt", text.String())
	if err := contract.WriteReports(report, []string{"github"}, &github); err != nil {
		t.Fatal(err)
	}
	golden(t, "github.txt", github.String())
	for _, kind := range []string{"junit", "json", "html"} {
		golden(t, "report."+kind, string(written(t, report, kind)))
	}
}

func TestDriftSaysAllThatDiffers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "life.yaml")
	if err := os.WriteFile(path, []byte(lifeOfAStage), 0o600); err != nil {
		t.Fatal(err)
	}
	changes := []func(*http.Request, *httptest.ResponseRecorder){
		on("GET /api/v3/stages/user_write/.", replaced(`"user_type":"external",`, ``)),
		on("GET /api/v3/flows/instances/", replaced(`"verbose_name":"User Write Stage"`, `"verbose_name":"Stage"`)),
		on("GET /api/v3/flows/instances/", replaced(`"title":`, `"headline":`)),
		on("POST /api/v3/stages/user_write/", func(a *httptest.ResponseRecorder) { a.Header().Del("X-Powered-By") }),
		on("PATCH /api/v3/stages/user_write/.", func(a *httptest.ResponseRecorder) { a.Code = http.StatusAccepted }),
	}
	target := broken(t, func(r *http.Request, a *httptest.ResponseRecorder) {
		for _, change := range changes {
			change(r, a)
		}
	})
	var text strings.Builder
	contract.WriteDrift(&text, drift(t, contract.DriftOptions{A: serve(t, newFake(t, "2025.10")).URL, B: target.URL,
		TokenA: recordingToken, TokenB: recordingToken, Paths: []string{path}}), 0)
	golden(t, "drift.txt", text.String())
}

// TestDriftSaysAllThatReleasesDifferIn compares the whole text of the differences between releases.
func TestDriftSaysAllThatReleasesDifferIn(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	contract.WriteDrift(&text, drift(t, contract.DriftOptions{A: "recording:2025.10", B: "recording:2025.12"}), 0)
	golden(t, "drift-releases.txt", text.String())
}

func TestImportedTrafficIsWrittenSo(t *testing.T) {
	t.Parallel()
	target := serve(t, withCookie(newFake(t, "2025.12")))
	text, err := contract.ImportHAR("What the browser did", har(t, play(t, target.URL)[:len(script)-1]))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "imported.yaml", string(text))
}

func TestAReplayTellsEverything(t *testing.T) {
	t.Parallel()
	var out told
	target := broken(t, on("PATCH /api/v3/stages/user_write/.", func(a *httptest.ResponseRecorder) { a.Code = http.StatusAccepted }))
	if _, err := contract.Replay(t.Context(), replaying(t, target, &out), nil); err != nil {
		t.Fatal(err)
	}
	golden(t, "replay.txt", out.String())
}
