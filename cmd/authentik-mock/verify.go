package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/authentik-mock/authentik-mock/contract"
)

// verifyCommand holds the flags of verify.
type verifyCommand struct {
	Paths    []string      `arg:"" optional:"" name:"path" help:"Scenario files or folders; without any, the built-in scenarios."`
	Target   string        `help:"Address of a running server; without one, a fake is started for the run." env:"AUTHENTIK_URL" placeholder:"URL"`
	Token    string        `help:"Bearer token of the target's administrator." env:"AUTHENTIK_TOKEN"`
	Profile  string        `help:"Profile to compare the target with; auto selects it by the target's version, or every profile for the fake." default:"auto" values:"profile"`
	Only     string        `help:"Run only scenarios whose name (folder/sentence) matches this regular expression." placeholder:"REGEX"`
	FailFast bool          `help:"End the run at the first difference."`
	Corpus   bool          `help:"Replay the recordings of real servers instead. The target must be newly installed."`
	Sweep    bool          `help:"Delete what killed runs left on the target, and run nothing."`
	DryRun   bool          `help:"List the requests without sending them."`
	Yes      bool          `help:"Write to a target that is not on this machine."`
	Report   []string      `help:"Write reports: junit=FILE, json=FILE, html=FILE, and github for annotations and the job's summary." placeholder:"KIND=FILE,…"`
	Propose  string        `help:"Write what the target answers otherwise as a patch of the scenarios, with the declarations to look at and without secrets." placeholder:"FILE"`
	Wait     time.Duration `help:"Wait this long for the target to come up." placeholder:"10m" some:""`
}

// Run verifies and reports; the exit code tells the result.
func (c *verifyCommand) Run(s streams) error {
	s = s.inColour()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	shown := newProgress(s)
	options := contract.Options{
		Target: contract.Target{URL: c.Target, Token: c.Token}, Profile: c.Profile, Paths: c.Paths, Only: c.Only, FailFast: c.FailFast,
		Corpus: c.Corpus, Sweep: c.Sweep, DryRun: c.DryRun, Yes: c.Yes, Out: s.out, Advance: shown.tell,
	}
	if err := c.check(options); err != nil {
		return usage(err)
	}
	if err := awaitTarget(ctx, c.Target, c.Wait); err != nil {
		return coded{contract.ExitCode(contract.Report{}, err), err}
	}
	report, err := contract.Verify(ctx, options)
	shown.end()
	code := contract.ExitCode(report, err)
	if err != nil {
		return coded{code, err}
	}
	if c.Sweep || c.DryRun {
		return nil
	}
	contract.WriteText(s.out, report)
	if err := contract.WriteReports(report, c.Report, s.out); err != nil {
		return usage(err)
	}
	if code == exitFailed && c.Propose != "" {
		if err := c.propose(ctx, s, options, report); err != nil {
			return err
		}
	}
	if code != 0 {
		return coded{code, nil}
	}
	return nil
}

// check returns an error for what can be known to be wrong before anything is sent.
func (c *verifyCommand) check(o contract.Options) error {
	if err := contract.CheckReports(c.Report); err != nil || c.Propose == "" {
		return err
	}
	return contract.CheckProposal(o)
}

// propose writes a proposal for a run in which something differed.
func (c *verifyCommand) propose(ctx context.Context, s streams, o contract.Options, report contract.Report) error {
	proposal, err := contract.Propose(ctx, o, report)
	if err != nil {
		return recordError(err)
	}
	if err := contract.ReplaceFile(c.Propose, proposal.Text(c.Token)); err != nil {
		return usage(fmt.Errorf("cannot write the proposal: %w", err))
	}
	fmt.Fprintf(s.err, "proposed in %s; scenarios changed: %d, declarations to look at: %d, differences that no change settles: %d\n",
		c.Propose, len(proposal.Changes), len(proposal.Declarations), len(proposal.Left))
	return nil
}

// awaitTarget waits until a target answers that it is ready.
func awaitTarget(ctx context.Context, target string, patience time.Duration) error {
	if target == "" || patience == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(target, "/")+"/-/health/ready/", nil)
		if err != nil {
			return errors.Join(contract.ErrUsage, err)
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			response.Body.Close()
			if response.StatusCode < http.StatusMultipleChoices {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %s was not ready within %v", contract.ErrUnreachable, target, patience)
		case <-time.After(time.Second):
		}
	}
}
