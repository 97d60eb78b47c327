package contract_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

func TestReportsSayWhatDiffersAndKeepSecrets(t *testing.T) {
	t.Parallel()
	accepted := on("PATCH /api/v3/stages/user_write/.", func(a *httptest.ResponseRecorder) { a.Code = http.StatusAccepted })
	report := verify(t, broken(t, accepted), lifeOfAStage)
	folder := t.TempDir()
	junit, json, html := filepath.Join(folder, "deep", "report.xml"), filepath.Join(folder, "report.json"), filepath.Join(folder, "report.html")
	var github strings.Builder
	if err := contract.WriteReports(report, []string{"junit=" + junit, "json=" + json, "html=" + html, "github"}, &github); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"github": github.String()}
	for _, file := range []string{junit, json, html} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = string(text)
	}
	for name, text := range texts {
		if !strings.Contains(text, "expected status 200, got 202") {
			t.Errorf("%s does not say what differs:\n%s", name, text)
		}
		if strings.Contains(text, recordingToken) {
			t.Errorf("%s tells the token", name)
		}
	}
	if !strings.HasPrefix(github.String(), "::error file=life.yaml,line=8,title=A stage lives::") {
		t.Errorf("the annotation is %s", &github)
	}
	if strings.Contains(texts["report.html"], "http-equiv") || strings.Contains(texts["report.html"], "src=") {
		t.Error("the page loads something")
	}
}

func TestAReportThatCannotBeWrittenIsWrongUse(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{"sarif=x", "junit", "html=" + filepath.Join(t.TempDir(), "no", "such", "folder", "\x00")} {
		if err := contract.WriteReports(contract.Report{}, []string{spec}, nil); contract.ExitCode(contract.Report{}, err) != 2 {
			t.Errorf("%q: the error is %v", spec, err)
		}
	}
}
