package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

// longestOnPage is the number of bytes of a body that a page shows.
const longestOnPage = 64 << 10

//go:embed report.html
var page string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"answer": AnswerText,
	"class":  class,
	"again":  againOf,
	"join":   strings.Join,
	"lines":  diffLines,
	"sent":   SentText,
}).Parse(page))

// htmlReport returns the report as one self-contained page.
func htmlReport(r play.Report) ([]byte, error) {
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, struct {
		play.Report
		Summary    string
		Told       []toldTogether
		Verdicts   []play.Verdict
		Deviations []deviationCount
	}{r, Summary(r), together(r.Results), verdicts(r), deviations(r)})
	return out.Bytes(), err
}

// againOf returns a command that sends the shown request again.
func againOf(r play.Result, s shown, target string) string {
	if len(s.Only) > 0 {
		return again(r, s.Exchange, target, s.Only[0])
	}
	return again(r, s.Exchange, target, r.Profile)
}

// verdicts returns the verdicts in a report, those that need attention first.
func verdicts(r play.Report) []play.Verdict {
	return slices.DeleteFunc([]play.Verdict{play.Failed, play.Broken, play.Known, play.Passed, play.Skipped}, func(v play.Verdict) bool { return r.Count(v) == 0 })
}

// SentText returns the request as it was sent.
func SentText(e play.Exchange) string {
	lines := []string{e.Method + " " + e.Path}
	for _, h := range e.Headers {
		lines = append(lines, h[0]+": "+h[1])
	}
	return strings.Join(lines, "\n") + afterHeaders(e.Sent)
}

// AnswerText returns the answer, with its headers in alphabetical order and its body indented.
func AnswerText(e play.Exchange) string {
	lines := []string{fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))}
	var headers []string
	for name, values := range e.Answered {
		headers = append(headers, name+": "+strings.Join(values, ", "))
	}
	slices.Sort(headers)
	return strings.Join(append(lines, headers...), "\n") + afterHeaders(e.Answer)
}

// afterHeaders returns a body with the separator from the headers, "" for no body.
func afterHeaders(body string) string {
	if body == "" {
		return ""
	}
	if indented, ok := jsonbody.Indent(body); ok {
		body = indented
	}
	return "\n\n" + jsonbody.Cut(body, longestOnPage)
}

// class returns the CSS class of a verdict.
func class(v play.Verdict) string {
	word, _, _ := strings.Cut(string(v), " ")
	return word
}

// diffLine is a line of a difference: added, removed, place, or "" for an equal line.
type diffLine struct{ Kind, Text string }

func diffLines(text string) []diffLine {
	var lines []diffLine
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		kind := ""
		switch {
		case strings.HasPrefix(line, "@@"):
			kind = "place"
		case strings.HasPrefix(line, "+"):
			kind = "added"
		case strings.HasPrefix(line, "-"):
			kind = "removed"
		}
		lines = append(lines, diffLine{kind, line})
	}
	return lines
}
