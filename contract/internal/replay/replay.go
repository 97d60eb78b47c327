// Package replay plays scenarios to a person, request by request.
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

// Replay plays scenarios step by step for a person, who reads along in o.Out: each request, its answer, what was
// expected, and what differs, with secrets hidden. If enter is not nil, a line is read from it before each step is sent;
// at its end, nothing is waited for any more.
//
// The options and the results are those of [play.Verify], but that without a target and a profile, each scenario is played
// once, in the first profile that it is about. Corpus, Sweep and DryRun are not looked at.
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

// replayProfile is the profile to replay a scenario in.
func replayProfile(o play.Options, s scenario.Scenario) string {
	if o.Target.URL != "" || o.Profile != "" && o.Profile != play.Auto {
		return o.Profile
	}
	if len(s.Profiles) > 0 {
		return s.Profiles[0]
	}
	return profile.Default
}

// add takes the results of another run into a report.
func add(r *play.Report, other play.Report) {
	r.Target = other.Target
	r.Results = append(r.Results, other.Results...)
	r.Interrupted = r.Interrupted || other.Interrupted
	r.Duration = time.Since(r.Started)
}

// ending is how a scenario ended, in one line.
func ending(r play.Result) string {
	line := fmt.Sprintf("%s: %s", r.Scenario.Title, r.Verdict)
	if r.Reason != "" {
		line += ": " + r.Reason
	}
	return line
}

// lines counts the lines of a reader as they come; nil, which never comes, is for no reader.
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

// narrator tells a person what is played.
type narrator struct {
	out io.Writer
	// lines come when the person pressed Enter; nil waits for nobody.
	lines <-chan struct{}
	// steps is how many the scenario has, step the number of the one that is played.
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

// tell writes a text with a mark before its lines.
func (n *narrator) tell(mark, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(n.out, strings.TrimRight(mark+line, " "))
	}
}

// isAsWritten says that an answer is what was expected to the byte, so that the one shows the other.
func isAsWritten(e play.Exchange) bool {
	answer := jsonbody.Pretty(e.Answer)
	if e.Answer == "" {
		answer = "no body"
	}
	return len(e.Differences) == 0 && e.Expected == fmt.Sprintf("%d\n%s", e.Status, answer)
}
