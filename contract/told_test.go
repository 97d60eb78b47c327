package contract_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

func TestADifferenceIsToldOnceWithItsProfilesOnTheLineOfItsStep(t *testing.T) {
	t.Parallel()
	scenario := read(t, `
title: Two steps are wrong
given: {stage: {}}
steps:
  - {do: "GET /api/v3/stages/user_write/{{stage}}/", expect: 418, answer: <any>}
  - {do: "GET /api/v3/stages/user_write/{{stage}}/", expect: 200, has: {user_type: external}}
  - {do: GET /api/v3/admin/version/, expect: 200, has: {version_current: 2025.10.4}}
`)
	report, err := contract.Verify(t.Context(), contract.Options{Scenarios: []contract.Scenario{scenario}})
	if err != nil {
		t.Fatal(err)
	}
	var text, annotations strings.Builder
	contract.WriteText(&text, report)
	every := strings.Join(profile.Names(), ", ")
	versions := map[string]bool{} // that answer otherwise
	for _, p := range profile.All {
		if p.Version != "2025.10.4" {
			versions[p.Version] = true
		}
	}
	all := "✗ Two steps are wrong (profile " + every + ")\n  life.yaml:5: GET /api/v3/stages/user_write/"
	if out := text.String(); strings.Count(out, "expected status 418, got 200 OK") != 1 || !strings.HasPrefix(out, all) ||
		!strings.Contains(out, "life.yaml:7: GET /api/v3/admin/version/ (profile 2025.12)\n") ||
		strings.Count(out, "    again: authentik-mock replay life.yaml --profile documented\n") != 1 {
		t.Errorf("the terminal shows\n%s", out)
	}
	if err := contract.WriteReports(report, []string{"github"}, &annotations); err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^::error file=life.yaml,line=(\d+),`).FindAllStringSubmatch(annotations.String(), -1)
	if len(lines) != 1+len(versions) || lines[0][1] != "5" || slices.ContainsFunc(lines[1:], func(line []string) bool { return line[1] != "7" }) {
		t.Errorf("the annotations are\n%s", &annotations)
	}
	page := string(written(t, report, "html"))
	if strings.Count(page, "expected status 418, got 200 OK") != 1 || !strings.Contains(page, "<summary>failed: Two steps are wrong ("+every+")</summary>") ||
		!strings.Contains(page, "<summary>line 7: GET /api/v3/admin/version/ → 200 (2025.12)</summary>") ||
		!strings.Contains(page, "<summary>line 7: GET /api/v3/admin/version/ → 200 (documented, 2025.10)</summary>") {
		t.Errorf("the page is\n%s", page)
	}
	if junit := string(written(t, report, "junit")); !strings.Contains(junit, "it differs as in profile documented") {
		t.Errorf("the JUnit report is\n%s", junit)
	}
}
