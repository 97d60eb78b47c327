package report

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// longestBody is the number of bytes of a request's body that a curl line shows.
const longestBody = 2000

// WriteText writes a report for the terminal. If everything passed, the counts come first. Otherwise they
// come last, after the differences: each once for all profiles that have it, with the reason if the target
// says one, and a command that shows it again. Equal answers are not shown.
func WriteText(out io.Writer, r play.Report) {
	if r.OK() {
		fmt.Fprintln(out, Summary(r))
	}
	for _, note := range r.Notes {
		fmt.Fprintln(out, note)
	}
	for _, group := range together(r.Results) {
		group.write(out, r.Target)
	}
	for _, c := range r.Corpora {
		for _, d := range c.Differences {
			fmt.Fprintf(out, "✗ %s/%s %s\n", c.Profile, c.Set, d)
		}
		fmt.Fprintf(out, "%s/%s: %d of %d exchanges equal\n", c.Profile, c.Set, c.Equal, c.Exchanges)
	}
	for _, deviation := range deviations(r) {
		fmt.Fprintf(out, "deviation from the published document: %s\n", deviation)
	}
	if !r.OK() {
		fmt.Fprintln(out, Summary(r))
	}
}

// curl returns a command that sends the request again. The token is a variable, and secrets stay hidden.
func curl(e play.Exchange, target string) string {
	command := []string{"curl", "-i", "--path-as-is", "--globoff"}
	switch e.Method {
	case "GET":
	case "HEAD":
		command = append(command, "--head")
	default:
		command = append(command, "-X", shellQuote(e.Method))
	}
	for _, h := range e.Headers {
		command = append(command, "-H", shellQuote(strings.ReplaceAll(h[0]+": "+h[1], secret.Hidden, tokenVariable)))
	}
	if e.Sent != "" {
		command = append(command, "--data-binary", shellQuote(jsonbody.Cut(e.Sent, longestBody)))
	}
	if !strings.HasPrefix(target, "http") {
		target = urlVariable
	}
	return strings.Join(append(command, shellQuote(target+e.Path)), " ")
}

// The variables in a curl line, which the shell expands.
const (
	tokenVariable = "$AUTHENTIK_TOKEN"
	urlVariable   = "$AUTHENTIK_URL"
)

var shellVariable = regexp.MustCompile(`\$AUTHENTIK_(?:TOKEN|URL)`)

// shellQuote quotes a text as one word for a shell, in which only the two variables are expanded.
func shellQuote(text string) string {
	text = play.ShellWord(text)
	if !strings.HasPrefix(text, "'") {
		return text
	}
	text = shellVariable.ReplaceAllString(text, `'"$0"'`)
	return strings.TrimPrefix(strings.ReplaceAll(text, `"''`, `"`), `''`)
}

// Summary returns the last line of a report.
func Summary(r play.Report) string {
	var parts []string
	for _, v := range []play.Verdict{play.Passed, play.Failed, play.Known, play.Broken, play.Skipped} {
		switch count := r.Count(v); {
		case count == 0:
		case v == play.Known || v == play.Broken:
			parts = append(parts, many(count, string(v)))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", count, v))
		}
	}
	open := 0
	for _, result := range r.Results {
		open += result.NotCompared
	}
	if len(r.Results) > 0 {
		parts = append(parts, many(open, "value")+" not compared")
	}
	if len(r.Corpora) > 0 {
		equal, exchanges := 0, 0
		for _, c := range r.Corpora {
			equal, exchanges = equal+c.Equal, exchanges+c.Exchanges
		}
		parts = append(parts, fmt.Sprintf("%d of %d recorded exchanges equal", equal, exchanges))
	}
	if r.Interrupted {
		parts = append(parts, "interrupted, and cleaned up")
	}
	return fmt.Sprintf("%s against %s: %s in %s", strings.Join(profiles(r), ", "), r.Target, strings.Join(parts, ", "),
		r.Duration.Round(time.Millisecond))
}

// many returns a count with a noun, in the plural from two on.
func many(count int, thing string) string {
	if count == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", count, thing)
}

// profiles returns the profiles in a report, in the order in which they were run.
func profiles(r play.Report) []string {
	var names []string
	for _, result := range r.Results {
		names = append(names, result.Profile)
	}
	for _, c := range r.Corpora {
		names = append(names, c.Profile)
	}
	return slices.Compact(names)
}
