package contract

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
)

// longestOnPage is how much of a body a page shows, in bytes.
const longestOnPage = 64 << 10

//go:embed report.html
var page string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"answer": Exchange.answerText,
	"class":  Verdict.class,
	"again":  againOf,
	"join":   strings.Join,
	"lines":  diffLines,
	"sent":   Exchange.sentText,
}).Parse(page))

// htmlReport is one page that needs nothing else, not even a network.
func htmlReport(r Report) ([]byte, error) {
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, struct {
		Report
		Summary  string
		Told     []toldTogether
		Verdicts []Verdict
		Lies     []lieCount
	}{r, r.summary(), together(r.Results), r.verdicts(), r.lies()})
	return out.Bytes(), err
}

// againOf is a command that sends what is shown again.
func againOf(r Result, s shown, target string) string {
	if len(s.Only) > 0 {
		return r.again(s.Exchange, target, s.Only[0])
	}
	return r.again(s.Exchange, target, r.Profile)
}

// verdicts are those that a report has, what needs a look first.
func (r Report) verdicts() []Verdict {
	return slices.DeleteFunc([]Verdict{Failed, Broken, Known, Passed, Skipped}, func(v Verdict) bool { return r.Count(v) == 0 })
}

// sentText is the request as it was sent.
func (e Exchange) sentText() string {
	lines := []string{e.Method + " " + e.Path}
	for _, h := range e.Headers {
		lines = append(lines, h[0]+": "+h[1])
	}
	return strings.Join(lines, "\n") + afterHeaders(e.Sent)
}

// answerText is the answer, with its headers in alphabetical order and its body over several lines.
func (e Exchange) answerText() string {
	lines := []string{fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))}
	var headers []string
	for name, values := range e.Answered {
		headers = append(headers, name+": "+strings.Join(values, ", "))
	}
	slices.Sort(headers)
	return strings.Join(append(lines, headers...), "\n") + afterHeaders(e.Answer)
}

// afterHeaders is how a body follows the headers, "" for no body.
func afterHeaders(body string) string {
	if body == "" {
		return ""
	}
	if indented, ok := indent(body); ok {
		body = indented
	}
	return "\n\n" + cut(body, longestOnPage)
}

// class is a verdict as a word of CSS.
func (v Verdict) class() string {
	word, _, _ := strings.Cut(string(v), " ")
	return word
}

// diffLine is a line of a difference: added, removed, place, or "" for what is equal.
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
