// Package play plays scenarios against a target: it creates the objects that they need, compares the answers
// with the expectations, and deletes all objects again.
package play

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/fake"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Exit codes of [Verify], as [ExitCode] returns them.
const (
	ExitOK          = 0
	ExitDiffers     = 1
	ExitUsage       = 2
	ExitUnreachable = 3
	ExitInterrupted = 130
)

// ErrUsage is wrapped by every error that the caller can fix: wrong options, an invalid file, nothing to run.
var ErrUsage = errors.New("wrong use")

// Auto selects the profile by the version that the target reports.
const Auto = "auto"

// Options selects what to verify, and against which target. The zero value runs the built-in scenarios
// against the fake, in every profile.
type Options struct {
	// Target is a running server; without a URL, the run starts a fake.
	Target wire.Target
	// Profile is the profile to compare the target with. [Auto] or "" selects it by the target's version; for
	// the fake they mean every profile.
	Profile string
	// Scenarios lists the scenarios to run. If it is empty, Paths names them.
	Scenarios []scenario.Scenario
	// Paths lists scenario files or folders. If it is empty, the built-in scenarios are used.
	Paths []string
	// Only is a regular expression that names of scenarios (subject/sentence) must match; "" matches all.
	Only string
	// FailFast ends the run at the first difference: the rest of its scenario, and those after it, are not played.
	FailFast bool
	// Corpus replays the recorded sets instead of scenarios. The target must be newly installed.
	Corpus bool
	// Sweep deletes what killed runs left on the target, and runs nothing.
	Sweep bool
	// DryRun writes the requests that would be sent to Out, and sends nothing.
	DryRun bool
	// Yes allows scenarios that write to a target which is not on this machine.
	Yes bool
	// Out is where a dry run and a sweep write.
	Out io.Writer
	// Advance, if not nil, is called after every scenario or recorded set.
	Advance Advance
}

// Report is the result of a run.
type Report struct {
	// Target is the address that was verified; "the fake" if the run started one.
	Target string
	// Notes lists what the reader should know, such as that the target's version has no profile of its own.
	Notes   []string
	Results []Result
	// Corpora holds the results of the recorded sets that were replayed.
	Corpora []corpus.Replayed
	// Interrupted reports whether the run ended early.
	Interrupted bool
	Started     time.Time
	Duration    time.Duration
}

// Count returns the number of results with a verdict.
func (r Report) Count(v Verdict) int {
	count := 0
	for _, result := range r.Results {
		if result.Verdict == v {
			count++
		}
	}
	return count
}

// OK reports whether something was compared and nothing differed.
func (r Report) OK() bool {
	equal := true
	compared := r.Count(Passed)
	for _, c := range r.Corpora {
		compared += c.Exchanges
		equal = equal && c.Equal == c.Exchanges
	}
	return equal && compared > 0 && r.Count(Failed) == 0 && r.Count(Broken) == 0 && !r.Interrupted
}

// ExitCode returns the exit code for a command: 0 everything is as expected; 1 something differs; 2 wrong
// use, or nothing was run; 3 the target cannot be reached; 130 interrupted.
func ExitCode(r Report, err error) int {
	switch {
	case errors.Is(err, wire.ErrUnreachable):
		return ExitUnreachable
	case err != nil:
		return ExitUsage
	case r.Interrupted:
		return ExitInterrupted
	case !r.OK():
		return ExitDiffers
	}
	return ExitOK
}

// Verify runs scenarios or recorded sets against a target. It leaves nothing behind on the target, even if
// ctx ends. An error, which [ExitCode] reads, means that the run could not be made at all; differences are in
// the report.
func Verify(ctx context.Context, o Options) (Report, error) {
	return VerifyBefore(ctx, o, NoAudience{})
}

// VerifyBefore is like [Verify] and notifies an audience.
func VerifyBefore(ctx context.Context, o Options, watch Audience) (report Report, err error) {
	report = Report{Target: wire.Name(o.Target), Started: time.Now()}
	defer func() { report.Duration = time.Since(report.Started) }()
	if o.Sweep {
		return report, sweepTarget(ctx, o)
	}
	profiles, notes, err := o.profiles(ctx)
	if err != nil {
		return report, err
	}
	report.Notes = notes
	if o.Corpus {
		if err := Confirm(o.Target, o.Yes, "every recorded set"); err != nil {
			return report, err
		}
		return report, o.replay(ctx, &report, profiles)
	}
	scenarios, err := Choose(o)
	if err != nil {
		return report, err
	}
	if o.DryRun {
		return report, list(o.Out, scenarios, profiles)
	}
	if i := slices.IndexFunc(scenarios, scenario.Writes); i >= 0 {
		if err := Confirm(o.Target, o.Yes, strconv.Quote(scenarios[i].Title)); err != nil {
			return report, err
		}
	}
	if o.FailFast {
		watch = &impatient{Audience: watch}
	}
	run := rand.Text()
	parts := NewParts(o.Advance)
	parts.Expect(len(profiles) * len(scenarios))
	for _, p := range profiles {
		if err := o.verify(ctx, &report, p, scenarios, strings.ToLower(run[:8]), watch, parts); err != nil || o.ends(report) {
			return report, err
		}
	}
	report.Interrupted = ctx.Err() != nil
	return report, nil
}

// target returns the server that the options name, or a fake of the profile. stop stops the fake.
func (o Options) target(report *Report, p profile.Profile) (target wire.Target, stop func(), err error) {
	if wire.Given(o.Target) {
		return o.Target, func() {}, nil
	}
	report.Target = "the fake"
	return fake.Start(p.Name, "")
}

// ends reports whether a run ends early for what its report tells.
func (o Options) ends(r Report) bool { return o.FailFast && r.Count(Failed)+r.Count(Broken) > 0 }

// verify runs the scenarios in one profile.
func (o Options) verify(ctx context.Context, report *Report, p profile.Profile, scenarios []scenario.Scenario, run string, watch Audience, parts *Parts) error {
	target, stop, err := o.target(report, p)
	if err != nil {
		return err
	}
	defer stop()
	front := frontOf(ctx, target)
	for i, s := range scenarios {
		if ctx.Err() != nil || o.ends(*report) {
			return nil
		}
		result := Result{Scenario: s, Profile: p.Name, Verdict: Skipped, Reason: "it is about " + strings.Join(s.Profiles, ", ")}
		if s.About(p) {
			result = Play(ctx, target, front, p, s, fmt.Sprintf("%s%s-%03d", scenario.Prefix, run, i), watch)
		}
		report.Results = append(report.Results, result)
		parts.Done(p.Name + " " + s.Title)
		if result.Verdict == Broken && ctx.Err() == nil {
			if err := wire.Reach(ctx, target); err != nil {
				return err
			}
		}
	}
	return nil
}

// Choose returns the scenarios that the options select. Selecting none is wrong use.
func Choose(o Options) ([]scenario.Scenario, error) {
	if len(o.Scenarios) > 0 {
		return o.Scenarios, nil
	}
	var only *regexp.Regexp
	if o.Only != "" {
		var err error
		if only, err = regexp.Compile(o.Only); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUsage, err)
		}
	}
	all, err := scenario.Load(o.Paths, only)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUsage, err)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: there is no scenario to run", ErrUsage)
	}
	return all, nil
}

// Confirm returns an error if writer would write to a server that is not on this machine and yes is not set.
func Confirm(target wire.Target, yes bool, writer string) error {
	if yes || target.URL == "" || isLoopback(target.URL) {
		return nil
	}
	return fmt.Errorf("%w: %s is not on this machine and %s writes to it: pass --yes to allow that", ErrUsage, target.URL, writer)
}

func isLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// profiles returns the profiles to verify, with notes on the choice.
func (o Options) profiles(ctx context.Context) ([]profile.Profile, []string, error) {
	if o.Profile != "" && o.Profile != Auto {
		p, err := profile.Parse(o.Profile)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrUsage, err)
		}
		return []profile.Profile{p}, nil, nil
	}
	if !wire.Given(o.Target) {
		return profile.All, nil, nil
	}
	p, _, note, err := AskProfile(ctx, o.Target)
	if err != nil {
		return nil, nil, err
	}
	return []profile.Profile{p}, []string{note}, nil
}

// sweepTarget deletes what killed runs left and lists it.
func sweepTarget(ctx context.Context, o Options) error {
	w, err := wire.Dial(o.Target)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUsage, err)
	}
	defer w.Close()
	deleted, err := sweep(ctx, w, o.Target.Token, scenario.Prefix, api.Collections())
	for _, path := range deleted {
		fmt.Fprintf(o.Out, "deleted %s\n", path)
	}
	fmt.Fprintf(o.Out, "%d objects of earlier runs deleted\n", len(deleted))
	return err
}

// list writes the requests that a run would send.
func list(out io.Writer, scenarios []scenario.Scenario, profiles []profile.Profile) error {
	for _, p := range profiles {
		for _, s := range scenarios {
			if !s.About(p) {
				continue
			}
			fmt.Fprintf(out, "%s (profile %s)\n", s.Title, p.Name)
			for _, object := range s.Given {
				fmt.Fprintf(out, "  given %s, a %s, deleted afterwards\n", object.Name, object.Kind)
			}
			for _, step := range s.Steps {
				fmt.Fprintf(out, "  %s %s as %s\n", step.Method, step.Path, step.As)
			}
		}
	}
	return nil
}
