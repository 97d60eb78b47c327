package contract

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// longestBody is how much of a request's body a curl line shows, in bytes.
const longestBody = 2000

// WriteText writes a report for the terminal: what differs, each with a curl line that sends the failing request again,
// then the counts. Equal answers are not shown.
func WriteText(out io.Writer, r Report) {
	for _, note := range r.Notes {
		fmt.Fprintln(out, note)
	}
	for _, result := range r.Results {
		writeResult(out, r.Target, result)
	}
	for _, c := range r.Corpora {
		for _, d := range c.Differences {
			fmt.Fprintf(out, "✗ %s/%s %s\n", c.Profile, c.Set, d)
		}
		fmt.Fprintf(out, "%s/%s: %d of %d exchanges equal\n", c.Profile, c.Set, c.Equal, c.Exchanges)
	}
	fmt.Fprintln(out, r.summary())
}

func writeResult(out io.Writer, target string, r Result) {
	switch r.Verdict {
	case Failed:
		fmt.Fprintf(out, "✗ %s (profile %s)\n  %s\n", r.Scenario.Title, r.Profile, r.Scenario.File)
		if r.Reason != "" {
			fmt.Fprintf(out, "  %s\n", r.Reason)
		}
		writeDifferences(out, target, r)
	case Known:
		fmt.Fprintf(out, "~ %s (profile %s): known difference: %s\n", r.Scenario.Title, r.Profile, r.Reason)
	case Broken:
		fmt.Fprintf(out, "! %s (profile %s): %s\n", r.Scenario.Title, r.Profile, r.Reason)
	}
	for _, lie := range r.Lies {
		fmt.Fprintf(out, "  known lie of a schema in %q (profile %s): %s\n", r.Scenario.Title, r.Profile, lie)
	}
}

func writeDifferences(out io.Writer, target string, r Result) {
	for _, e := range r.Exchanges {
		if len(e.Differences) == 0 {
			continue
		}
		fmt.Fprintf(out, "  %s:%d: %s %s\n", r.Scenario.File, e.Line, e.Method, e.Path)
		for _, d := range e.Differences {
			fmt.Fprintf(out, "    %s\n", strings.ReplaceAll(strings.TrimRight(d.Text, "\n"), "\n", "\n    "))
		}
		fmt.Fprintf(out, "    again: %s\n", e.curl(target))
	}
}

// curl is a command that sends the request again. The token is a variable, and secrets stay hidden.
func (e Exchange) curl(target string) string {
	if !strings.HasPrefix(target, "http") {
		target = "$AUTHENTIK_URL"
	}
	command := []string{"curl", "-i"}
	if e.Method != "GET" {
		command = append(command, "-X", e.Method)
	}
	for _, h := range e.Headers {
		command = append(command, "-H", shellQuote(strings.ReplaceAll(h[0]+": "+h[1], hidden, "'$AUTHENTIK_TOKEN'")))
	}
	if e.Sent != "" {
		command = append(command, "--data-binary", shellQuote(hideMembers(cut(e.Sent))))
	}
	return strings.Join(append(command, `"`+target+e.Path+`"`), " ")
}

// shellQuote puts a text in single quotes; the variable of the token stays outside, to be replaced by the shell.
func shellQuote(text string) string {
	parts := strings.Split(text, "'$AUTHENTIK_TOKEN'")
	for i, part := range parts {
		parts[i] = "'" + strings.ReplaceAll(part, "'", `'\''`) + "'"
	}
	return strings.Join(parts, `"$AUTHENTIK_TOKEN"`)
}

func cut(text string) string {
	if len(text) <= longestBody {
		return text
	}
	return strings.ToValidUTF8(text[:longestBody], "") + "…"
}

// summary is the last line of a report.
func (r Report) summary() string {
	var parts []string
	for _, v := range []Verdict{Passed, Failed, Known, Broken, Skipped} {
		if count := r.Count(v); count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count, plural(v, count)))
		}
	}
	loose := 0
	for _, result := range r.Results {
		loose += result.Loose
	}
	if len(r.Results) > 0 {
		parts = append(parts, fmt.Sprintf("%d loose words", loose))
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
	return fmt.Sprintf("%s against %s: %s in %s", strings.Join(r.profiles(), ", "), r.Target, strings.Join(parts, ", "),
		r.Duration.Round(time.Millisecond))
}

func plural(v Verdict, count int) string {
	if count == 1 || v != Known && v != Broken {
		return string(v)
	}
	return string(v) + "s"
}

// profiles are the contracts that a report is about, in the order in which they were run.
func (r Report) profiles() []string {
	var names []string
	for _, result := range r.Results {
		names = append(names, result.Profile)
	}
	for _, c := range r.Corpora {
		names = append(names, c.Profile)
	}
	return slices.Compact(names)
}
