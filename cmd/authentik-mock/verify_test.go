package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2/reporters"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

func TestVerifyStartsAFakeOfEveryProfile(t *testing.T) {
	t.Parallel()
	r := runCommand(t, "verify", "--only", "03 refusals/one wrong member")
	if r.code != 0 || !strings.Contains(r.out, fmt.Sprintf("%s against the fake: %d passed", strings.Join(profile.Names(), ", "), len(profile.All))) {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

func TestVerifyReportsWhatDiffers(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--profile", "2025.10", "--seed", "fresh"})
	folder := t.TempDir()
	file := func(name string) string { return filepath.Join(folder, name) }
	c := command(t, []string{"verify", "--target", s.url, "--token", "mock-token", "--profile", "2025.12", "--only", "11 lists/a page has 100",
		"--report", "junit=" + file("junit.xml") + ",json=" + file("report.json") + ",html=" + file("report.html") + ",github"},
		"GITHUB_STEP_SUMMARY="+file("summary.md"))
	out, _ := c.Output()
	if code := c.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit %d, expected 1: %s", code, out)
	}
	const differs = "pagination.total_pages: expected 6, got 2"
	if !strings.Contains(string(out), differs) || !strings.Contains(string(out), "\n::error file=scenarios/11 lists/a page has 100") {
		t.Errorf("the output is\n%s", out)
	}
	var suites reporters.JUnitTestSuites
	if err := xml.Unmarshal(readFile(t, file("junit.xml")), &suites); err != nil || suites.Tests != 1 || suites.Failures != 1 {
		t.Errorf("%v: %d tests, %d failures", err, suites.Tests, suites.Failures)
	}
	var report []types.Report
	if err := json.Unmarshal(readFile(t, file("report.json")), &report); err != nil || report[0].SuiteSucceeded {
		t.Errorf("%v: %+v", err, report)
	}
	for _, name := range []string{"report.html", "summary.md"} {
		if text := string(readFile(t, file(name))); !strings.Contains(text, differs) || strings.Contains(text, "mock-token") {
			t.Errorf("%s is\n%s", name, text)
		}
	}
}

func TestVerifyProposesWhatDiffers(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--profile", "2025.10", "--seed", "fresh", "--token", "a-token-that-is-secret"})
	file := filepath.Join(t.TempDir(), "proposal.patch")
	r := runCommand(t, "verify", "--target", s.url, "--token", "a-token-that-is-secret", "--profile", "2025.12", "--only", "09 flow_set/a stage shows", "--propose", file)
	if r.code != 1 || !strings.Contains(r.err, "scenarios changed: 1") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	text := string(readFile(t, file))
	if !strings.Contains(text, "\n--- a/fixtures/scenarios/09 flow_set/a stage shows") || strings.Contains(text, "that-is-secret") || strings.Contains(text, s.url) {
		t.Errorf("the proposal is\n%s", text)
	}
}

func TestAnUnknownReportIsRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	r := runCommand(t, "verify", "--target", "http://127.0.0.1:1", "--report", "sarif=x")
	if r.code != 2 || !strings.Contains(r.err, `a report is junit=FILE, json=FILE, html=FILE or github, not "sarif=x"`) {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

func TestExitCodesOfVerify(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		arguments []string
		code      int
		says      string
	}{
		{[]string{"--target", "http://127.0.0.1:1"}, 3, "cannot be reached"},
		{[]string{"--target", "https://authentik.example", "--profile", "2025.10"}, 2, "--yes"},
		{[]string{"--only", "no such scenario"}, 2, "there is no scenario to run"},
		{[]string{"no such file.yaml"}, 2, "no such file"},
		{[]string{"--propose", "proposal.patch"}, 2, "name it with --target"},
	} {
		r := runCommand(t, append([]string{"verify"}, c.arguments...)...)
		if r.code != c.code || !strings.Contains(r.err, c.says) {
			t.Errorf("%v: exit %d: %s%s", c.arguments, r.code, r.out, r.err)
		}
	}
}

func TestVerifyMayEndAtTheFirstDifference(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"first", "second"} {
		scenario := "title: The " + name + " differs\nsteps:\n  - do: GET /api/v3/core/groups/\n    expect: 404\n"
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(scenario), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := runCommand(t, "verify", folder, "--profile", "latest"); r.code != 1 || !strings.Contains(r.out, "The second") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	if r := runCommand(t, "verify", folder, "--profile", "latest", "--fail-fast"); r.code != 1 || strings.Contains(r.out, "The second") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
