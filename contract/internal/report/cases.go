package report

import (
	"cmp"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

// testCase is a scenario or a recorded set in the terms of test reports.
type testCase struct {
	profile, title string
	verdict        play.Verdict
	took           time.Duration
	// file and line are the place of the difference; "" for a recorded set.
	file string
	line int
	// told is the terminal's text about it, "" if it passed; brief is what differs first, in one line; reason is the result's.
	told, brief, reason string
}

// The words for verdicts are Ginkgo's, which the XML and JSON reports have always used.
var states = map[play.Verdict]string{play.Passed: "passed", play.Failed: "failed", play.Known: "skipped", play.Skipped: "skipped", play.Broken: "panicked"}

func (c testCase) state() string { return states[c.verdict] }

// cases returns the scenarios and recorded sets of a report.
func cases(r play.Report) []testCase {
	var all []testCase
	elsewhere := toldElsewhere(r)
	for i, result := range r.Results {
		all = append(all, caseOf(result, r.Target, elsewhere[i]))
	}
	for _, c := range r.Corpora {
		all = append(all, caseOfSet(c))
	}
	return all
}

// caseOf returns the test case of a result. elsewhere is the profile under which the same text is already
// shown, "" if it is not.
func caseOf(r play.Result, target, elsewhere string) testCase {
	c := testCase{profile: r.Profile, title: r.Scenario.Title, verdict: r.Verdict, took: r.Duration, file: r.Scenario.File, line: line(r)}
	switch {
	case r.Verdict == play.Passed:
		return c
	case elsewhere != "":
		c.told = fmt.Sprintf("✗ %s (profile %s): it differs as in profile %s", r.Scenario.Title, r.Profile, elsewhere)
	default:
		c.told = toldTogether{r}.text(target)
	}
	c.reason, c.brief = r.Reason, cmp.Or(brief(r), c.told)
	return c
}

// folder returns the folder of the scenario, the class of its test case.
func (c testCase) folder() string {
	if folder := path.Base(path.Dir(c.file)); folder != "." && folder != "/" {
		return folder
	}
	return suiteName
}

// brief returns the first difference in one line, with its place; "" if there is none.
func brief(r play.Result) string {
	for _, e := range r.Exchanges {
		for _, d := range e.Differences {
			first, _, _ := strings.Cut(d.Text, "\n")
			return fmt.Sprintf("%s:%d: %s %s: %s", r.Scenario.File, e.Line, e.Method, e.Path, first)
		}
	}
	return ""
}

func caseOfSet(set corpus.Replayed) testCase {
	c := testCase{profile: set.Profile, title: "recorded set " + set.Set, verdict: play.Passed}
	var text strings.Builder
	for _, d := range set.Differences {
		c.verdict = play.Failed
		fmt.Fprintln(&text, d)
	}
	c.told = text.String()
	c.brief, _, _ = strings.Cut(c.told, "\n")
	return c
}
