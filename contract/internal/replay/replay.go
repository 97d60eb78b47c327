// Package replay plays scenarios step by step for a person.
package replay

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/report"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Replay plays scenarios step by step and writes to o.Out each request, its answer, the expectation, and the
// differences, with secrets hidden. If enter is not nil, Replay reads a line from it before it sends each
// step; at its end, Replay stops waiting.
//
// The options and the results are those of [play.Verify], except that without a target and a profile, each
// scenario is played once, in the first profile that it is about. Corpus, Sweep and DryRun are ignored.
func Replay(ctx context.Context, o play.Options, enter io.Reader) (play.Report, error) {
	total := play.Report{Started: time.Now()}
	if len(o.Scenarios)+len(o.Paths) == 0 && o.Only == "" {
		return total, fmt.Errorf("%w: name a scenario file to replay, or some of the built-in scenarios with --only", play.ErrUsage)
	}
	scenarios, err := play.Choose(o)
	if err != nil {
		return total, err
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	watch := &narrator{out: o.Out, lines: lines(reading, enter)}
	o.Corpus, o.Sweep, o.DryRun = false, false, false
	for _, s := range scenarios {
		one := o
		one.Scenarios, one.Profile = []scenario.Scenario{s}, replayProfile(o, s)
		report, err := play.VerifyBefore(ctx, one, watch)
		add(&total, report)
		if err != nil {
			return total, err
		}
		for _, result := range report.Results {
			fmt.Fprintf(o.Out, "\n%s\n\n", ending(result))
		}
		if report.Interrupted {
			break
		}
	}
	fmt.Fprintln(o.Out, report.Summary(total))
	return total, nil
}

// replayProfile returns the profile to replay a scenario in.
func replayProfile(o play.Options, s scenario.Scenario) string {
	if o.Target.URL != "" || o.Profile != "" && o.Profile != play.Auto {
		return o.Profile
	}
	if len(s.Profiles) > 0 {
		return s.Profiles[0]
	}
	return profile.Default
}

// add adds the results of another run to a report.
func add(r *play.Report, other play.Report) {
	r.Target = other.Target
	r.Results = append(r.Results, other.Results...)
	r.Interrupted = r.Interrupted || other.Interrupted
	r.Duration = time.Since(r.Started)
}

// ending returns how a scenario ended, in one line.
func ending(r play.Result) string {
	line := fmt.Sprintf("%s: %s", r.Scenario.Title, r.Verdict)
	if r.Reason != "" {
		line += ": " + r.Reason
	}
	return line
}

// lines returns a channel with a value for each line of a reader. For a nil reader it returns nil.
func lines(ctx context.Context, in io.Reader) <-chan struct{} {
	if in == nil {
		return nil
	}
	came := make(chan struct{})
	go func() {
		defer close(came)
		for scanner := bufio.NewScanner(in); scanner.Scan(); {
			select {
			case came <- struct{}{}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return came
}

// narrator writes what is played for a person.
type narrator struct {
	out io.Writer
	// lines gets a value when Enter was pressed; nil means not to wait.
	lines <-chan struct{}
	// steps is the number of steps in the scenario, step the number of the current one.
	steps, step int
}

func (n *narrator) Begin(s scenario.Scenario, p profile.Profile) {
	n.steps, n.step = len(s.Steps), 0
	fmt.Fprintf(n.out, "%s (profile %s)\n%s\n\n", s.Title, p.Name, s.File)
}

func (n *narrator) Given(o scenario.Object, key any) {
	fmt.Fprintf(n.out, "given %s, a %s: %s\n", o.Name, o.Kind, jsonbody.Plain(key))
}

func (n *narrator) Next(ctx context.Context, s scenario.Step) error {
	n.step++
	fmt.Fprintf(n.out, "\nstep %d of %d, line %d: %s %s as %s\n", n.step, n.steps, s.Line, s.Method, s.Path, s.As)
	if n.lines == nil {
		return nil
	}
	fmt.Fprint(n.out, "Enter sends it ")
	select {
	case <-n.lines:
		fmt.Fprintln(n.out)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (n *narrator) Done(exchanges []play.Exchange) {
	for _, e := range exchanges {
		n.tell("> ", report.SentText(e))
		n.tell("< ", report.AnswerText(e))
		if !isAsWritten(e) {
			n.tell("? ", "expected "+e.Expected)
		}
		if len(e.Differences) == 0 {
			fmt.Fprintln(n.out, "✓ as expected")
		}
		for _, d := range e.Differences {
			n.tell("✗ ", strings.TrimRight(d.Text, "\n"))
		}
	}
}

// tell writes a text with a mark before each of its lines.
func (n *narrator) tell(mark, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(n.out, strings.TrimRight(mark+line, " "))
	}
}

// isAsWritten reports whether an answer equals the expectation byte for byte, so that one of them is enough
// to show.
func isAsWritten(e play.Exchange) bool {
	answer := jsonbody.Pretty(e.Answer)
	if e.Answer == "" {
		answer = "no body"
	}
	return len(e.Differences) == 0 && e.Expected == fmt.Sprintf("%d\n%s", e.Status, answer)
}
