package report

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
)

// longestOnPage is the number of bytes of a body that a page shows.
const longestOnPage = 64 << 10

//go:embed report.css
var style string

//go:embed report.js
var script string

// htmlReport returns the report as one self-contained page. The exchanges of what passed are packed in it, since
// they are most of it and seldom looked at.
func htmlReport(r play.Report) ([]byte, error) {
	folders, packed, err := foldersOf(r)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = document(r, folders, packed).Render(&out)
	return bytes.ToValidUTF8(out.Bytes(), []byte("\ufffd")), err
}

// document returns the page.
func document(r play.Report, folders []folder, packed string) g.Node {
	return h.Doctype(h.HTML(h.Lang("en"),
		h.Head(
			onLine(h.Meta(h.Charset("utf-8"))),
			onLine(h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1"))),
			onLine(h.Meta(g.Attr("http-equiv", "Content-Security-Policy"),
				h.Content("default-src 'none'; style-src 'sha256-"+checksum(style)+"'; script-src 'sha256-"+checksum(script)+"'"))),
			onLine(h.TitleEl(g.Text(Summary(r)))),
			onLine(h.StyleEl(g.Raw(style))),
		),
		h.Body(
			onLine(h.Header(
				onLine(h.H1(g.Text("authentik at "+r.Target))),
				onLine(h.P(g.Text(Summary(r)))),
				onLine(h.P(h.Class("about"), g.Text(made(r)))),
				g.Map(r.Notes, func(note string) g.Node { return onLine(h.P(g.Text(note))) }),
				deviating(deviations(r)),
			)),
			onLine(searching(r)),
			onLine(h.NoScript(h.P(h.Class("about"), g.Text("Without JavaScript, the exchanges of what passed stay packed, and there is no search.")))),
			onLine(h.Main(g.Map(folders, folder.node), g.Map(r.Corpora, replayed))),
			onLine(h.Pre(h.ID("packed"), g.Attr("hidden"), g.Raw(packed))),
			h.Script(g.Raw(script)),
		),
	))
}

// onLine returns a node on a line of its own, so that two pages can be compared by lines.
func onLine(node g.Node) g.Node { return g.Group{g.Raw("\n"), node} }

// deviating returns the deviations from the published document.
func deviating(all []deviationCount) g.Node {
	if len(all) == 0 {
		return nil
	}
	return onLine(h.Details(h.Summary(g.Textf("Deviations from the published document: %d", len(all))),
		g.Map(all, func(d deviationCount) g.Node {
			return onLine(h.P(g.Text("Deviation from the published document: " + d.String())))
		}),
	))
}

// searching returns the form that selects scenarios.
func searching(r play.Report) g.Node {
	const all = "Search titles, files and addresses"
	return h.Form(h.Role("search"), h.Aria("label", "Scenarios"), g.Attr("hidden"),
		onLine(h.Input(h.Type("search"), h.Name("text"), h.Placeholder(all), h.Aria("label", all))),
		onLine(h.Select(h.Name("profile"), h.Aria("label", "Profile"), h.Option(h.Value(""), g.Text("every profile")),
			g.Map(profilesOf(r), func(name string) g.Node { return h.Option(g.Text(name)) }))),
		g.Map(verdicts(r), func(v play.Verdict) g.Node {
			return onLine(h.Label(h.Input(h.Type("checkbox"), h.Name(class(v)), h.Value(class(v)), h.Checked()), g.Textf(" %s (%d)", v, r.Count(v))))
		}),
		onLine(h.Span(h.ID("shown"), h.Class("dim"), h.Role("status"))),
	)
}

// node returns a folder with its scenarios.
func (f folder) node() g.Node {
	return onLine(h.Details(h.Class("folder"), open(f.Differs()),
		onLine(h.Summary(g.Text(f.Name+" "), g.Map(f.Counts(), func(c verdictCount) g.Node {
			shown := g.Text(c.String())
			if c.Bad() {
				shown = h.B(h.Class("bad"), shown)
			}
			return h.Span(h.Class("dim"), shown, g.Text(" "))
		}))),
		g.Map(f.Told, inFolder.node),
	))
}

// node returns a scenario, with its exchanges unless they are packed.
func (one inFolder) node() g.Node {
	first, why := one.First(), ""
	if first.Reason != "" {
		why = ": " + first.Reason
	}
	var part, exchanges g.Node
	if one.IsPacked() {
		part = g.Attr("data-part", strconv.Itoa(one.Part))
	} else {
		exchanges = one.exchanges()
	}
	return onLine(h.Details(h.Class(class(first.Verdict)), g.Attr("data-profiles", one.Profiles()), g.Attr("data-words", one.Words()), part, open(one.Differs()),
		onLine(h.Summary(g.Textf("%s: %s (%s)", first.Verdict, first.Scenario.Title, one.Profiles()))),
		onLine(h.P(h.Class("dim"), g.Text(first.Scenario.File+why))),
		onLine(h.Div(exchanges)),
	))
}

// exchanges returns the exchanges of a scenario, with what differs in each.
func (one inFolder) exchanges() g.Node {
	return g.Map(one.Shown(), func(e shown) g.Node {
		differs, only := len(e.Differences) > 0, ""
		if len(e.Only) > 0 {
			only = " (" + strings.Join(e.Only, ", ") + ")"
		}
		return onLine(h.Details(g.If(differs, h.Class("differs")), open(differs),
			onLine(h.Summary(g.Textf("line %d: %s %s → %d%s", e.Line, e.Method, e.Path, e.Status, only))),
			g.Map(e.Differences, func(d play.Divergence) g.Node {
				return onLine(h.Pre(g.Map(diffLines(d.Text), func(l diffLine) g.Node { return g.Group{h.Span(h.Class(l.Kind), escaped(l.Text)), g.Raw("\n")} })))
			}),
			onLine(h.Pre(escaped(SentText(e.Exchange)))),
			onLine(h.Details(open(!differs),
				onLine(h.Summary(g.Text("expected and actual answer"))),
				onLine(h.Div(h.Class("sides"), h.Div(h.Pre(escaped(e.Expected))), h.Div(h.Pre(escaped(AnswerText(e.Exchange)))))),
			)),
			onLine(h.Details(h.Summary(g.Text("as a command")), h.Pre(escaped(againOf(one.First(), e, one.Report.Target))))),
		))
	})
}

// replayed returns a recorded set that was replayed.
func replayed(r corpus.Replayed) g.Node {
	verdict := play.Passed
	if len(r.Differences) > 0 {
		verdict = play.Failed
	}
	return onLine(h.Details(h.Class(class(verdict)), open(verdict == play.Failed),
		onLine(h.Summary(g.Textf("%s/%s: %d of %d exchanges equal", r.Profile, r.Set, r.Equal, r.Exchanges))),
		g.Map(r.Differences, func(d corpus.Difference) g.Node { return onLine(h.Pre(escaped(fmt.Sprint(d)))) }),
	))
}

// open returns the attribute of details that are shown at once.
func open(shown bool) g.Node { return g.If(shown, g.Attr("open")) }

// made returns when the run began, and the version of the program if the build has one.
func made(r play.Report) string {
	text := "Begun " + r.Started.UTC().Format(time.RFC3339)
	if build, ok := debug.ReadBuildInfo(); ok && build.Main.Version != "" && build.Main.Version != "(devel)" {
		text += ", by authentik-mock " + build.Main.Version
	}
	return text
}

// pack returns texts as base64 of gzip of JSON.
func pack(parts []string) (string, error) {
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
	return out.String(), nil
}

// checksum returns a text's checksum as a Content-Security-Policy names it.
func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// inText escapes what an element's text may not hold. Quotes may stand there, and JSON has many.
var inText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\x00", "\ufffd")

// escaped returns a text of an element.
func escaped(text string) g.Node { return g.Raw(inText.Replace(text)) }

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
