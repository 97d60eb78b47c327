package contract

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2/reporters"
	"github.com/onsi/ginkgo/v2/types"
)

// mostAnnotations is how many annotations GitHub shows of one step.
const mostAnnotations = 10

// WriteReports writes a report in the ways that specs ask for: junit=FILE, json=FILE and html=FILE, or github, which
// writes annotations to out. Folders that are missing are made. Secrets are hidden in all of them. The error wraps
// [ErrUsage].
func WriteReports(r Report, specs []string, out io.Writer) error {
	for _, spec := range specs {
		kind, file, _ := strings.Cut(spec, "=")
		write, known := reportKinds[kind]
		switch {
		case !known:
			return fmt.Errorf("%w: a report is junit=FILE, json=FILE, html=FILE or github, not %q", ErrUsage, spec)
		case file == "" && kind != "github":
			return fmt.Errorf("%w: a report of kind %s needs a file: %s=FILE", ErrUsage, kind, kind)
		}
		if err := write(r, file, out); err != nil {
			return fmt.Errorf("%w: cannot write the report %s: %w", ErrUsage, spec, err)
		}
	}
	return nil
}

var reportKinds = map[string]func(Report, string, io.Writer) error{
	"junit": func(r Report, file string, _ io.Writer) error { return reporters.GenerateJUnitReport(r.ginkgo(), file) },
	"json":  func(r Report, file string, _ io.Writer) error { return reporters.GenerateJSONReport(r.ginkgo(), file) },
	"html":  writeHTML,
	"github": func(r Report, _ string, out io.Writer) error {
		writeAnnotations(out, r)
		return nil
	},
}

// ginkgo is the report as Ginkgo's reporters take it, a spec a scenario or recorded set.
func (r Report) ginkgo() types.Report {
	out := types.Report{SuiteDescription: "authentik at " + r.Target, SuiteSucceeded: r.OK(), StartTime: r.Started,
		EndTime: r.Started.Add(r.Duration), RunTime: r.Duration}
	for _, result := range r.Results {
		out.SpecReports = append(out.SpecReports, result.spec(r))
	}
	for _, c := range r.Corpora {
		out.SpecReports = append(out.SpecReports, c.spec())
	}
	out.PreRunStats = types.PreRunStats{TotalSpecs: len(out.SpecReports), SpecsThatWillRun: len(out.SpecReports)}
	return out
}

var specStates = map[Verdict]types.SpecState{Passed: types.SpecStatePassed, Failed: types.SpecStateFailed, Known: types.SpecStateSkipped,
	Skipped: types.SpecStateSkipped, Broken: types.SpecStatePanicked}

func (r Result) spec(of Report) types.SpecReport {
	spec := newSpec(r.Profile, r.Scenario.Title, specStates[r.Verdict], r.Duration)
	spec.LeafNodeLocation = types.CodeLocation{FileName: r.Scenario.File, LineNumber: 1}
	spec.LeafNodeLabels = []string{r.Profile}
	if r.Verdict != Passed {
		var text strings.Builder
		writeResult(&text, of.Target, r)
		spec.Failure = types.Failure{Message: strings.TrimSpace(text.String() + "\n" + r.Reason), Location: spec.LeafNodeLocation}
	}
	return spec
}

func (c Corpus) spec() types.SpecReport {
	state := types.SpecStatePassed
	var text strings.Builder
	for _, d := range c.Differences {
		state = types.SpecStateFailed
		fmt.Fprintln(&text, d)
	}
	spec := newSpec(c.Profile, "recorded set "+c.Set, state, 0)
	spec.Failure = types.Failure{Message: text.String()}
	return spec
}

func newSpec(profile, title string, state types.SpecState, took time.Duration) types.SpecReport {
	return types.SpecReport{ContainerHierarchyTexts: []string{profile}, LeafNodeType: types.NodeTypeIt, LeafNodeText: title,
		State: state, RunTime: took}
}

// writeAnnotations writes one line of GitHub's workflow commands a scenario that differs, as many as GitHub shows.
func writeAnnotations(out io.Writer, r Report) {
	shown := 0
	for _, result := range r.Results {
		if result.Verdict != Failed && result.Verdict != Broken {
			continue
		}
		if shown++; shown > mostAnnotations {
			continue
		}
		var text strings.Builder
		writeResult(&text, r.Target, result)
		fmt.Fprintf(out, "::error file=%s,line=%d,title=%s::%s\n", annotation(result.Scenario.File), result.line(),
			annotation(result.Scenario.Title), annotationText(text.String()))
	}
	if shown > mostAnnotations {
		fmt.Fprintf(out, "::error title=%s::%d more scenarios differ\n", annotation("authentik-mock verify"), shown-mostAnnotations)
	}
}

// line is that of the first step which differs.
func (r Result) line() int {
	i := slices.IndexFunc(r.Exchanges, func(e Exchange) bool { return len(e.Differences) > 0 })
	if i < 0 {
		return 1
	}
	return r.Exchanges[i].Line
}

var (
	annotationText = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	annotation     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)

//go:embed report.html
var page string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"hide":   hideMembers,
	"pretty": pretty,
	"curl":   func(e Exchange, target string) string { return e.curl(target) },
}).Parse(page))

// writeHTML writes one page that needs nothing else, not even a network.
func writeHTML(r Report, file string, _ io.Writer) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	if err := pageTemplate.Execute(out, struct {
		Report
		Summary string
	}{r, r.summary()}); err != nil {
		return err
	}
	return out.Close()
}
