package contract_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/onsi/ginkgo/v2/reporters"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/authentik-mock/authentik-mock/contract"
)

// everyVerdict returns a report of five scenarios, one of each verdict: a PATCH of a stage is answered with
// 202.
func everyVerdict(t *testing.T) contract.Report {
	t.Helper()
	target := broken(t, on("PATCH /api/v3/stages/user_write/.", func(a *httptest.ResponseRecorder) { a.Code = http.StatusAccepted }))
	scenarios := []contract.Scenario{
		read(t, lifeOfAStage),
		read(t, strings.Replace(lifeOfAStage, "A stage lives", "A stage lives, as is known", 1)+"known: {reason: It is broken, link: https://example.com/1}\n"),
		read(t, "title: Nobody is given\ngiven:\n  user: {email: none}\nsteps:\n  - {do: GET /api/v3/root/config/, expect: 200, answer: <any>}\n"),
		read(t, "title: Another profile\nprofiles: [2026.5]\nsteps:\n  - {do: GET /api/v3/root/config/, expect: 200, answer: <any>}\n"),
		read(t, "title: A secret is told\ngiven:\n  user: {}\nsteps:\n  - {do: GET /api/v3/root/config/, expect: 200, answer: <any>}\n"+
			"  - {do: 'GET /api/v3/core/tokens/{{unique}}-user/view_key/', expect: 200, answer: <any>, header: {Allow: <any>}}\n"),
	}
	report, err := contract.Verify(t.Context(), contract.Options{Target: target, Profile: "2025.10", Scenarios: scenarios})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []contract.Verdict{contract.Failed, contract.Known, contract.Broken, contract.Skipped, contract.Passed} {
		if got := report.Results[i]; got.Verdict != want {
			t.Fatalf("%q is %q: %s", got.Scenario.Title, got.Verdict, got.Reason)
		}
	}
	return report
}

// written returns the file that a report of one kind writes, with what a page packs unpacked.
func written(t *testing.T, report contract.Report, kind string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "deep", "report")
	if err := contract.WriteReports(report, []string{kind + "=" + file}, nil); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return packedPart.ReplaceAllFunc(text, func(found []byte) []byte {
		packed, err := base64.StdEncoding.DecodeString(string(packedPart.FindSubmatch(found)[1]))
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		reader, err := gzip.NewReader(bytes.NewReader(packed))
		if err == nil {
			err = json.NewDecoder(reader).Decode(&parts)
		}
		if err != nil {
			t.Fatal(err)
		}
		return []byte(strings.Join(parts, "\n"))
	})
}

// packedPart matches the part of a page that is packed.
var packedPart = regexp.MustCompile(`<pre id="packed" hidden>(.*)</pre>`)

const whatDiffers = "expected status 200, got 202 Accepted"

func TestJUnitCountsAndNamesEveryScenario(t *testing.T) {
	t.Parallel()
	var suites reporters.JUnitTestSuites
	if err := xml.Unmarshal(written(t, everyVerdict(t), "junit"), &suites); err != nil {
		t.Fatal(err)
	}
	if suites.Tests != 5 || suites.Failures != 1 || suites.Errors != 1 || suites.Disabled != 2 {
		t.Errorf("%d tests, %d failures, %d errors, %d skipped", suites.Tests, suites.Failures, suites.Errors, suites.Disabled)
	}
	cases := suites.TestSuites[0].TestCases
	if cases[0].Name != "2025.10 A stage lives" || cases[0].Failure == nil || !strings.Contains(cases[0].Failure.Message, whatDiffers) {
		t.Errorf("the failed one is %+v", cases[0])
	}
	report := string(written(t, everyVerdict(t), "junit"))
	if !strings.Contains(report, ` file="life.yaml" line="8" `) || !strings.Contains(report, `<failure message="life.yaml:8: PATCH /api/v3/stages/user_write/`) {
		t.Errorf("the report is\n%s", report)
	}
	if cases[2].Error == nil || !strings.Contains(cases[2].Error.Message, "cannot create user") {
		t.Errorf("the broken one is %+v", cases[2])
	}
	if cases[1].Skipped == nil || !strings.Contains(cases[1].Skipped.Message, "It is broken (https://example.com/1)") {
		t.Errorf("the known one is %+v", cases[1])
	}
}

func TestJSONComesBackWithEveryVerdict(t *testing.T) {
	t.Parallel()
	report := everyVerdict(t)
	var back []types.Report
	if err := json.Unmarshal(written(t, report, "json"), &back); err != nil {
		t.Fatal(err)
	}
	if len(back) != 1 || back[0].SuitePath != report.Target || back[0].SuiteSucceeded || len(back[0].SpecReports) != len(report.Results) {
		t.Fatalf("%+v", back)
	}
	for i, spec := range back[0].SpecReports {
		result := report.Results[i]
		if spec.LeafNodeText != result.Scenario.Title || fmt.Sprint(spec.LeafNodeLabels) != fmt.Sprint([]string{"2025.10", string(result.Verdict)}) ||
			spec.RunTime != result.Duration {
			t.Errorf("%+v is not %+v", spec, result)
		}
	}
	if failure := back[0].SpecReports[0].Failure; !strings.Contains(failure.Message, whatDiffers) || failure.Location.LineNumber != 8 {
		t.Errorf("the failure is %+v", failure)
	}
}

func TestTheHTMLPageHoldsEveryExchangeAndLoadsNothing(t *testing.T) {
	t.Parallel()
	report := everyVerdict(t)
	page := string(written(t, report, "html"))
	for _, result := range report.Results {
		if !strings.Contains(page, ": "+result.Scenario.Title+" (2025.10)</summary>") {
			t.Errorf("there is no %q", result.Scenario.Title)
		}
		for _, e := range result.Exchanges {
			summary := fmt.Sprintf("<summary>line %d: %s %s → %d</summary>", e.Line, e.Method, e.Path, e.Status)
			if !strings.Contains(page, summary) {
				t.Errorf("there is no %s", summary)
			}
		}
	}
	for _, part := range []string{whatDiffers, "202 Accepted\n", "200\na body that has\n{\n  \"user_path_template\": \"there\"\n}",
		`<label><input type="checkbox" name="failed" value="failed" checked> failed (1)</label>`, `value="known" checked> known difference (1)`,
		"<p class=\"about\">Begun " + report.Started.UTC().Format(time.RFC3339), `<option>2025.10</option>`} {
		if !strings.Contains(page, part) {
			t.Errorf("there is no %s", part)
		}
	}
	if loads := regexp.MustCompile(`(?i)<(script |link|img|iframe|base|object|embed)|\s(src|srcset|href|action)=|url\(|@import|(eval|fetch|import)\(`).FindString(page); loads != "" {
		t.Errorf("the page has %q", loads)
	}
	if open, closed := strings.Count(page, "<details"), strings.Count(page, "</details>"); open != closed || open < 2*len(report.Results) {
		t.Errorf("%d folds are opened, %d closed", open, closed)
	}
}

func TestGitHubAnnotatesWhereItDiffersAndSummarizes(t *testing.T) { // not parallel, it sets a variable
	summary := filepath.Join(t.TempDir(), "summary.md")
	if err := os.WriteFile(summary, []byte("before\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GITHUB_STEP_SUMMARY", summary)
	report := everyVerdict(t)
	report.Results[0].Scenario.File = "100%, or: more.yaml"
	var out strings.Builder
	if err := contract.WriteReports(report, []string{"github"}, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "::error file=100%25%2C or%3A more.yaml,line=8,title=A stage lives::✗ A stage lives") ||
		!strings.Contains(lines[0], whatDiffers+": {") || !strings.HasPrefix(lines[1], "::error file=life.yaml,line=1,title=Nobody is given::") {
		t.Errorf("the annotations are\n%s", &out)
	}
	text, err := os.ReadFile(summary)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "before\n### ") || !strings.Contains(string(text), "| A stage lives | 2025.10 | 100%, or: more.yaml:8 | "+whatDiffers) || strings.Count(string(text), "<details>") != 2 {
		t.Errorf("the summary is\n%s", text)
	}
}

func TestGitHubIsToldOfNoMoreThanItShows(t *testing.T) {
	t.Parallel()
	report := everyVerdict(t)
	for range 30 {
		report.Results = append(report.Results, report.Results[0])
	}
	var out strings.Builder
	if err := contract.WriteReports(report, []string{"github"}, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 10 || !strings.HasSuffix(lines[9], "::23 more differ") {
		t.Errorf("%d lines, the last is %s", len(lines), lines[len(lines)-1])
	}
}

func TestNoReportTellsASecret(t *testing.T) {
	t.Parallel()
	report := everyVerdict(t)
	var text strings.Builder
	contract.WriteText(&text, report)
	texts := map[string]string{"text": text.String()}
	for _, kind := range []string{"junit", "json", "html"} {
		texts[kind] = string(written(t, report, kind))
	}
	told := report.Results[4].Exchanges[1]
	if told.Answer != `{"key":"<hidden>"}` {
		t.Errorf("the key of a token is shown: %s", told.Answer)
	}
	for kind, text := range texts {
		if strings.Contains(text, recordingToken) {
			t.Errorf("%s tells the token", kind)
		}
	}
}

func TestADeviationIsPrintedOnce(t *testing.T) {
	t.Parallel()
	deviation := "CurrentBrand.flags: expected a member, found none"
	report := contract.Report{Results: []contract.Result{
		{Profile: "2026.5", Verdict: contract.Passed, Deviations: []string{deviation, deviation}},
		{Profile: "2026.5", Verdict: contract.Passed, Deviations: []string{deviation}},
		{Profile: "2025.12", Verdict: contract.Passed, Deviations: []string{deviation}},
	}}
	var text strings.Builder
	contract.WriteText(&text, report)
	says := "deviation from the published document: " + deviation
	if want := says + " (profile 2026.5): 3 times\n" + says + " (profile 2025.12): once\n"; !strings.HasSuffix(text.String(), want) {
		t.Errorf("the report is\n%s", &text)
	}
}

func TestTheResultOfAGreenRunComesFirstAndOfARedRunLast(t *testing.T) {
	t.Parallel()
	report := contract.Report{Target: "the fake", Notes: []string{"a note"}, Results: []contract.Result{
		{Profile: "2026.5", Verdict: contract.Passed, Deviations: []string{"a deviation"}},
		{Profile: "2026.5", Verdict: contract.Known, Reason: "a reason"},
	}}
	const counts = "2026.5 against the fake: 1 passed, "
	var green, red strings.Builder
	contract.WriteText(&green, report)
	if !strings.HasPrefix(green.String(), counts) || strings.Count(green.String(), counts) != 1 || !strings.Contains(green.String(), "a note\n") {
		t.Errorf("the green report is\n%s", &green)
	}
	report.Results[1].Verdict = contract.Failed
	contract.WriteText(&red, report)
	if before, last, found := strings.Cut(red.String(), counts); !found || !strings.Contains(before, "a reason") || strings.Count(last, "\n") != 1 {
		t.Errorf("the red report is\n%s", &red)
	}
}

func TestAReportThatCannotBeWrittenIsWrongUse(t *testing.T) {
	t.Parallel()
	for spec, says := range map[string]string{
		"sarif=x":  `a report is junit=FILE, json=FILE, html=FILE or github, not "sarif=x"`,
		"junit":    "a report of kind junit needs a file: junit=FILE",
		"github=x": "has no file",
		"html=" + filepath.Join(t.TempDir(), "no", "such", "folder", "\x00"): "cannot write the report",
	} {
		err := contract.WriteReports(contract.Report{}, []string{spec}, nil)
		if contract.ExitCode(contract.Report{}, err) != 2 || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: the error is %v", spec, err)
		}
	}
}

// TestTheHTMLPageTakesTextForText: titles, addresses and bodies may hold anything, bytes that are no text too. What passed is
// packed, and small.
func TestTheHTMLPageTakesTextForText(t *testing.T) {
	t.Parallel()
	report := everyVerdict(t)
	const nasty = "</pre></script><img src=x onerror=alert(1)>\xff\x00"
	for i := range report.Results {
		result := &report.Results[i]
		result.Scenario.Title, result.Scenario.File, result.Reason = nasty, nasty+"/x.yaml", nasty
		for j := range result.Exchanges {
			e := &result.Exchanges[j]
			e.Path, e.Sent, e.Answer, e.Expected, e.Headers = nasty, nasty, nasty, nasty, [][2]string{{nasty, nasty}}
		}
	}
	page := string(written(t, report, "html"))
	if strings.Contains(page, "<img") || strings.Contains(page, "x onerror=alert(1)>") || !utf8.ValidString(page) {
		t.Errorf("the page took text for something else:\n%s", page)
	}
	for range 7 {
		report.Results = append(report.Results, report.Results...)
	}
	for i := range report.Results {
		report.Results[i].Scenario.Title = fmt.Sprint("scenario ", i)
		report.Results[i].Verdict = contract.Passed
	}
	file := filepath.Join(t.TempDir(), "report.html")
	if err := contract.WriteReports(report, []string{"html=" + file}, nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() > 3_000_000*int64(len(report.Results))/800 {
		t.Errorf("%d scenarios take %d bytes (%v)", len(report.Results), info.Size(), err)
	}
}
