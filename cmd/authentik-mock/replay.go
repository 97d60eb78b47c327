package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/authentik-mock/authentik-mock/contract"
)

// replayCommand holds the flags of replay.
type replayCommand struct {
	Paths   []string `arg:"" optional:"" name:"file" help:"Scenario files or folders; without any, --only selects built-in scenarios."`
	Target  string   `help:"Address of a running server; without one, a fake is started." env:"AUTHENTIK_URL" placeholder:"URL"`
	Token   string   `help:"Bearer token of the target's administrator." env:"AUTHENTIK_TOKEN"`
	Profile string   `help:"Profile to compare the target with; auto selects it by the target's version, or the scenario's first profile for the fake." default:"auto" values:"profile"`
	Only    string   `help:"Replay only scenarios whose name (folder/sentence) matches this regular expression." placeholder:"REGEX"`
	Step    bool     `help:"Wait for Enter before each step."`
	Yes     bool     `help:"Write to a target that is not on this machine."`
}

// Run replays scenarios; its exit codes are those of verify.
func (c *replayCommand) Run(s streams) error {
	s = s.inColour()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var enter io.Reader
	if c.Step {
		enter = os.Stdin
	}
	report, err := contract.Replay(ctx, contract.Options{
		Target: contract.Target{URL: c.Target, Token: c.Token}, Profile: c.Profile, Paths: c.Paths, Only: c.Only, Yes: c.Yes, Out: s.out,
	}, enter)
	if code := contract.ExitCode(report, err); code != 0 {
		return coded{code, err}
	}
	return nil
}
