package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// One fake provides the contract and another the server: a run must find exactly the differences that the
// scenarios declare.
func TestTwoProfilesDifferInExactlyWhatScenariosDeclare(t *testing.T) {
	t.Parallel()
	target := serve(t, newFake(t, "2025.12"))
	report, err := contract.Verify(t.Context(), contract.Options{Target: target, Profile: "2025.10"})
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	for _, result := range report.Results {
		if result.Verdict == contract.Skipped {
			continue
		}
		differs := declaredDifference(t, result.Scenario, "2025.10", "2025.12")
		if differs {
			declared++
		}
		if answersDiffer(result) != differs {
			var text strings.Builder
			contract.WriteText(&text, contract.Report{Results: []contract.Result{result}})
			t.Errorf("%s: declared to differ: %v\n%s", result.Scenario.Name(), differs, &text)
		}
	}
	if declared == 0 {
		t.Error("no scenario declares a difference between 2025.10 and 2025.12")
	}
}

// answersDiffer reports whether an answer differs from the scenario; differences from schemas are declared in
// the schema files.
func answersDiffer(r contract.Result) bool {
	return r.Verdict == contract.Broken || slices.ContainsFunc(r.Exchanges, func(e contract.Exchange) bool {
		return slices.ContainsFunc(e.Differences, func(d contract.Divergence) bool { return d.Kind != "schema" })
	})
}

// declaredDifference reports whether a scenario about one profile is not about another, or expects something
// else of it.
func declaredDifference(t *testing.T, s contract.Scenario, about, other string) bool {
	if len(s.Profiles) > 0 && !slices.Contains(s.Profiles, other) {
		return true
	}
	return slices.ContainsFunc(s.Steps, func(step contract.Step) bool {
		return slices.ContainsFunc(step.Differs, func(v contract.Variant) bool {
			return v.In(contractOf(t, about)) != v.In(contractOf(t, other))
		})
	})
}

// contractOf returns the contract of a name.
func contractOf(t *testing.T, name string) profile.Contract {
	t.Helper()
	p, err := profile.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return p.Contract
}

func TestTheProfileFollowsTheTargetsVersion(t *testing.T) {
	t.Parallel()
	oldest, newest := profile.Releases()[0].Name, profile.Newest().Name
	versions := map[string]string{"2025.11.0": "2025.10", "2024.8.0": oldest, "2099.2.0": newest, "2099.12.0-rc2": newest}
	for _, p := range profile.Releases() {
		versions[p.Version] = p.Name
		if strings.Count(p.Name, "-") == 0 {
			versions[p.Name+".1"] = p.Name
		}
	}
	for version, expected := range versions {
		target := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Write([]byte(`{"version_current":"` + version + `"}`))
		}))
		report, err := contract.Verify(t.Context(), contract.Options{Target: target, Scenarios: []contract.Scenario{read(t, lifeOfAStage)}})
		if err != nil {
			t.Fatal(err)
		}
		if got := report.Results[0].Profile; got != expected {
			t.Errorf("authentik %s is compared with %s, expected %s", version, got, expected)
		}
		own := strings.HasPrefix(version, strings.TrimSuffix(expected, "-rc1")+".")
		if says := strings.Contains(report.Notes[0], "no profile of its own"); says == own {
			t.Errorf("authentik %s: the note is %q", version, report.Notes[0])
		}
	}
}

func TestATargetThatDoesNotTellItsVersionIsWrongUse(t *testing.T) {
	t.Parallel()
	target := serve(t, http.NotFoundHandler())
	report, err := contract.Verify(t.Context(), contract.Options{Target: target})
	if code := contract.ExitCode(report, err); code != 2 {
		t.Errorf("exit code %d (%v), expected 2", code, err)
	}
}
