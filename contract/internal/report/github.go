package report

import (
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

const (
	// mostAnnotations is the number of error annotations that GitHub shows for one step.
	mostAnnotations = 10
	// mostSummarized is the number of scenarios in a job's summary; GitHub drops a summary of more than 1
	// MiB.
	mostSummarized = 50
)

// writeGitHub writes annotations to out, and a summary to the file that GitHub's runner names.
func writeGitHub(r play.Report, out io.Writer) error {
	var annotations strings.Builder
	writeAnnotations(&annotations, r)
	if _, err := io.WriteString(out, annotations.String()); err != nil {
		return err
	}
	file := os.Getenv("GITHUB_STEP_SUMMARY")
	if file == "" {
		return nil
	}
	summary, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = io.WriteString(summary, markdown(r))
	return errors.Join(err, summary.Close())
}

// differing returns the results that make a run fail.
func differing(r play.Report) []play.Result {
	return slices.DeleteFunc(slices.Clone(r.Results), func(result play.Result) bool {
		return result.Verdict != play.Failed && result.Verdict != play.Broken
	})
}

// writeAnnotations writes one line of GitHub's workflow commands for each step and recorded set that differs,
// up to the number that GitHub shows.
func writeAnnotations(out io.Writer, r play.Report) {
	var lines []string
	for _, group := range together(differing(r)) {
		at, texts := group.annotated(r.Target)
		for i, text := range texts {
			lines = append(lines, fmt.Sprintf("::error file=%s,line=%d,title=%s::%s", annotation(group[0].Scenario.File), at[i],
				annotation(group[0].Scenario.Title), annotationText(text)))
		}
	}
	for _, c := range r.Corpora {
		if len(c.Differences) > 0 {
			lines = append(lines, fmt.Sprintf("::error title=%s::%d of %d exchanges equal%%0A%s", annotation("recorded set "+c.Profile+"/"+c.Set),
				c.Equal, c.Exchanges, annotationText(c.Differences[0].String())))
		}
	}
	if more := len(lines) - mostAnnotations; more > 0 {
		lines = append(lines[:mostAnnotations-1], fmt.Sprintf("::error title=authentik-mock verify::%d more differ", more+1))
	}
	for _, line := range lines {
		fmt.Fprintln(out, line)
	}
}

// line returns the line of the first step that differs, 1 if no step does.
func line(r play.Result) int {
	i := slices.IndexFunc(r.Exchanges, func(e play.Exchange) bool { return len(e.Differences) > 0 })
	if i < 0 {
		return 1
	}
	return r.Exchanges[i].Line
}

// Escapes for the text and the properties of workflow commands.
var (
	annotationText = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	annotation     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)

// markdown returns a job's summary: the counts, a table of what differs, and each difference in full, folded.
func markdown(r play.Report) string {
	var table, folded strings.Builder
	row := func(title, profiles, place, what string) {
		fmt.Fprintf(&table, "| %s | %s | %s | %s |\n", cell(title), cell(profiles), cell(place), cell(what))
	}
	differing := together(differing(r))
	for i, group := range differing {
		if i == mostSummarized {
			row(fmt.Sprintf("%d more differ", len(differing)-i), "", "", "")
			break
		}
		group.eachPlace(func(profiles []string, line int, what string) {
			row(group[0].Scenario.Title, strings.Join(profiles, ", "), fmt.Sprintf("%s:%d", group[0].Scenario.File, line), what)
		})
		writeFolded(&folded, group[0].Scenario.Title+" (profile "+strings.Join(group.profiles(), ", ")+")", group.text(r.Target))
	}
	for _, c := range r.Corpora {
		for _, d := range c.Differences[:min(mostSummarized, len(c.Differences))] {
			row("recorded set "+c.Set, c.Profile, fmt.Sprintf("%s step %d", d.Scenario, d.Step), strings.Join(d.In, ", "))
			writeFolded(&folded, "recorded set "+c.Profile+"/"+c.Set, d.String())
		}
	}
	head := fmt.Sprintf("### authentik-mock verify\n\n%s\n\n", Summary(r))
	if table.Len() == 0 {
		return head
	}
	return head + "| scenario | profiles | step | what differs |\n| --- | --- | --- | --- |\n" + table.String() + "\n" + folded.String()
}

// eachPlace calls use for each step that differs, or once if none does, with the first line of what differs there.
func (g toldTogether) eachPlace(use func(profiles []string, line int, what string)) {
	steps := g.steps()
	for _, step := range steps {
		what, _, _ := strings.Cut(differenceText(step.exchange), "\n")
		use(step.profiles, step.exchange.Line, what)
	}
	if len(steps) == 0 {
		what, _, _ := strings.Cut(g[0].Reason, "\n")
		use(g.profiles(), 1, what)
	}
}

// cell returns a text as a cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "`", "&#96;", "\r", " ", "\n", " ").Replace(jsonbody.Cut(text, longestCell))
}

// longestCell is the number of bytes in a cell of a table.
const longestCell = 160

// writeFolded writes a text verbatim behind a title. It is indented, so that nothing in it can end the block.
func writeFolded(out io.Writer, title, text string) {
	fmt.Fprintf(out, "<details><summary>%s</summary>\n\n    %s\n\n</details>\n\n", html.EscapeString(title), strings.ReplaceAll(text, "\n", "\n    "))
}
