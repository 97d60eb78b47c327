package report

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

// longestOnPage is the number of bytes of a body that a page shows.
const longestOnPage = 64 << 10

//go:embed report.html
var page string

//go:embed report.css
var style template.CSS

//go:embed report.js
var script template.JS

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"answer": AnswerText,
	"class":  class,
	"again":  againOf,
	"join":   strings.Join,
	"lines":  diffLines,
	"sent":   SentText,
	"sum":    checksum,
	"text":   escaped,
}).Parse(page))

// htmlReport returns the report as one self-contained page. The exchanges of what passed are packed in it, since
// they are most of it and seldom looked at.
func htmlReport(r play.Report) ([]byte, error) {
	folders, packed, err := foldersOf(r)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = pageTemplate.Execute(&out, struct {
		play.Report
		Summary, Made string
		Folders       []folder
		Profiles      []string
		Verdicts      []play.Verdict
		Deviations    []deviationCount
		Packed        template.HTML
		Style         template.CSS
		Script        template.JS
	}{r, Summary(r), made(r), folders, profilesOf(r), verdicts(r), deviations(r), packed, style, script})
	return bytes.ToValidUTF8(out.Bytes(), []byte("\ufffd")), err
}

// made returns when the run began, and the version of the program if the build has one.
func made(r play.Report) string {
	text := "Begun " + r.Started.UTC().Format(time.RFC3339)
	if build, ok := debug.ReadBuildInfo(); ok && build.Main.Version != "" && build.Main.Version != "(devel)" {
		text += ", by authentik-mock " + build.Main.Version
	}
	return text
}

// pack returns texts as base64 of gzip of JSON.
func pack(parts []string) (template.HTML, error) {
	var out bytes.Buffer
	encoder := base64.NewEncoder(base64.StdEncoding, &out)
	packer := gzip.NewWriter(encoder)
	if err := json.NewEncoder(packer).Encode(parts); err != nil {
		return "", err
	}
	if err := packer.Close(); err != nil {
		return "", err
	}
	if err := encoder.Close(); err != nil {
		return "", err
	}
	return template.HTML(out.String()), nil
}

// checksum returns a text's checksum as a Content-Security-Policy names it.
func checksum(text any) string {
	sum := sha256.Sum256([]byte(fmt.Sprint(text)))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// inText escapes what an element's text may not hold. Quotes may stand there, and JSON has many.
var inText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\x00", "\ufffd")

// escaped returns a text of an element.
func escaped(text any) template.HTML { return template.HTML(inText.Replace(fmt.Sprint(text))) }

// againOf returns a command that sends the shown request again.
func againOf(r play.Result, s shown, target string) string {
	if len(s.Only) > 0 {
		return again(r, s.Exchange, target, s.Only[0])
	}
	return again(r, s.Exchange, target, r.Profile)
}

// verdicts returns the verdicts in a report, those that need attention first.
func verdicts(r play.Report) []play.Verdict {
	return slices.DeleteFunc(slices.Clone(verdictOrder), func(v play.Verdict) bool { return r.Count(v) == 0 })
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
