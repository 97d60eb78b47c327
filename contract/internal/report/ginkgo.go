package report

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2/reporters"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

// junitReport names a test case by profile and sentence alone, so that it keeps its name whatever its verdict and its target
// are.
func junitReport(r play.Report) ([]byte, error) {
	text, err := throughFile(func(file string) error {
		return reporters.GenerateJUnitReportWithConfig(ginkgo(r), file, reporters.JunitReportConfig{OmitSpecLabels: true, OmitLeafNodeType: true})
	})
	if err != nil {
		return nil, err
	}
	var whole reporters.JUnitTestSuites // Ginkgo does not say whether all of it was written
	if err := xml.Unmarshal(text, &whole); err != nil {
		return nil, fmt.Errorf("the report was cut off in %s: %w", os.TempDir(), err)
	}
	return text, nil
}

func jsonReport(r play.Report) ([]byte, error) {
	return throughFile(func(file string) error { return reporters.GenerateJSONReport(ginkgo(r), file) })
}

// throughFile is what a function writes to a file, which Ginkgo's reporters need.
func throughFile(write func(file string) error) ([]byte, error) {
	folder, err := os.MkdirTemp("", "authentik-mock-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "report")
	if err := write(file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

// ginkgo is the report as Ginkgo's reporters take it, a spec a scenario or recorded set.
func ginkgo(r play.Report) types.Report {
	out := types.Report{SuiteDescription: "authentik", SuitePath: r.Target, SuiteSucceeded: r.OK(), StartTime: r.Started,
		EndTime: r.Started.Add(r.Duration), RunTime: r.Duration}
	elsewhere := toldElsewhere(r)
	for i, result := range r.Results {
		out.SpecReports = append(out.SpecReports, spec(result, r.Target, elsewhere[i]))
	}
	for _, c := range r.Corpora {
		out.SpecReports = append(out.SpecReports, setSpec(c))
	}
	out.PreRunStats = types.PreRunStats{TotalSpecs: len(out.SpecReports), SpecsThatWillRun: len(out.SpecReports)}
	return out
}

var specStates = map[play.Verdict]types.SpecState{play.Passed: types.SpecStatePassed, play.Failed: types.SpecStateFailed, play.Known: types.SpecStateSkipped,
	play.Skipped: types.SpecStateSkipped, play.Broken: types.SpecStatePanicked}

// spec is a result; elsewhere is a profile in which it is told already, "" if it is not.
func spec(r play.Result, target, elsewhere string) types.SpecReport {
	spec := newSpec(r.Profile, r.Scenario.Title, r.Verdict, r.Duration)
	spec.LeafNodeLocation = types.CodeLocation{FileName: r.Scenario.File, LineNumber: line(r)}
	if r.Verdict != play.Passed {
		told := toldTogether{r}.text(target)
		if elsewhere != "" {
			told = fmt.Sprintf("✗ %s (profile %s): it differs as in profile %s", r.Scenario.Title, r.Profile, elsewhere)
		}
		spec.Failure = types.Failure{Message: told, ForwardedPanic: r.Reason, Location: spec.LeafNodeLocation,
			FailureNodeLocation: spec.LeafNodeLocation}
	}
	return spec
}

// setSpec is a recorded set.
func setSpec(c corpus.Replayed) types.SpecReport {
	verdict := play.Passed
	var text strings.Builder
	for _, d := range c.Differences {
		verdict = play.Failed
		fmt.Fprintln(&text, d)
	}
	spec := newSpec(c.Profile, "recorded set "+c.Set, verdict, 0)
	spec.Failure = types.Failure{Message: text.String()}
	return spec
}

func newSpec(profile, title string, verdict play.Verdict, took time.Duration) types.SpecReport {
	return types.SpecReport{ContainerHierarchyTexts: []string{profile}, LeafNodeType: types.NodeTypeIt, LeafNodeText: title,
		LeafNodeLabels: []string{profile, string(verdict)}, State: specStates[verdict], RunTime: took}
}
