package contract

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// audience is told what a player does, while it does it.
type audience interface {
	// begin is told before the first object is created, given after each.
	begin(Scenario, profile.Profile)
	given(Object, any)
	// next is asked before each step; its error ends the scenario.
	next(context.Context, Step) error
	// done is told the exchanges of a step, several if it was sent several times at once.
	done([]Exchange)
}

// noAudience is for runs that nobody watches.
type noAudience struct{}

func (noAudience) begin(Scenario, profile.Profile)  {}
func (noAudience) given(Object, any)                {}
func (noAudience) next(context.Context, Step) error { return nil }
func (noAudience) done([]Exchange)                  {}

// Replay plays scenarios step by step for a person, who reads along in o.Out: each request, its answer, what was
// expected, and what differs, with secrets hidden. If enter is not nil, a line is read from it before each step is sent;
// at its end, nothing is waited for any more.
//
// The options and the results are those of [Verify], but that without a target and a profile, each scenario is played
// once, in the first profile that it is about. Corpus, Sweep and DryRun are not looked at.
func Replay(ctx context.Context, o Options, enter io.Reader) (Report, error) {
	total := Report{Started: time.Now()}
	if len(o.Scenarios)+len(o.Paths) == 0 && o.Only == "" {
		return total, fmt.Errorf("%w: name a scenario file to replay, or some of the built-in scenarios with --only", ErrUsage)
	}
	scenarios, err := o.scenarios()
	if err != nil {
		return total, err
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	o.watch = &narrator{out: o.Out, lines: lines(reading, enter)}
	o.Corpus, o.Sweep, o.DryRun = false, false, false
	for _, s := range scenarios {
		one := o
		one.Scenarios, one.Profile = []Scenario{s}, o.replayProfile(s)
		report, err := Verify(ctx, one)
		total.add(report)
		if err != nil {
			return total, err
		}
		for _, result := range report.Results {
			fmt.Fprintf(o.Out, "\n%s\n\n", result.ending())
		}
		if report.Interrupted {
			break
		}
	}
	fmt.Fprintln(o.Out, total.summary())
	return total, nil
}

// replayProfile is the profile to replay a scenario in.
func (o Options) replayProfile(s Scenario) string {
	if o.Target.URL != "" || o.Profile != "" && o.Profile != Auto {
		return o.Profile
	}
	if len(s.Profiles) > 0 {
		return s.Profiles[0]
	}
	return profile.All[0].Name
}

// add takes the results of another run into a report.
func (r *Report) add(other Report) {
	r.Target = other.Target
	r.Results = append(r.Results, other.Results...)
	r.Interrupted = r.Interrupted || other.Interrupted
	r.Duration = time.Since(r.Started)
}

// ending is how a scenario ended, in one line.
func (r Result) ending() string {
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

func (n *narrator) begin(s Scenario, p profile.Profile) {
	n.steps, n.step = len(s.Steps), 0
	fmt.Fprintf(n.out, "%s (profile %s)\n%s\n\n", s.Title, p.Name, s.File)
}

func (n *narrator) given(o Object, key any) {
	fmt.Fprintf(n.out, "given %s, a %s: %s\n", o.Name, o.Kind, plain(key))
}

func (n *narrator) next(ctx context.Context, s Step) error {
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

func (n *narrator) done(exchanges []Exchange) {
	for _, e := range exchanges {
		n.tell("> ", e.sentText())
		n.tell("< ", e.answerText())
		if !e.isAsWritten() {
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
func (e Exchange) isAsWritten() bool {
	answer := pretty(e.Answer)
	if e.Answer == "" {
		answer = "no body"
	}
	return len(e.Differences) == 0 && e.Expected == fmt.Sprintf("%d\n%s", e.Status, answer)
}
