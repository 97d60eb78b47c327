package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/authentik-mock/authentik-mock/contract"
)

// driftCommand holds the flags of drift.
type driftCommand struct {
	A      string   `arg:"" help:"A profile (2025.10), a recording (recording:2025.10), or the address of a server." values:"side"`
	B      string   `arg:"" help:"The other side, in the same form." values:"side"`
	Paths  []string `name:"scenario" help:"Scenario files or folders to play on both; without any, the built-in scenarios." placeholder:"FILE" sep:"none"`
	Token  string   `help:"Bearer token of the administrator of a side that is a server." env:"AUTHENTIK_TOKEN"`
	TokenB string   `name:"token-b" help:"Bearer token for the second side, if it differs."`
	All    bool     `help:"Print all rules, not only the most frequent ones, a page of them."`
	Yes    bool     `help:"Write to a server that is not on this machine."`
}

// Run compares and reports; the exit code tells whether anything differs.
func (c *driftCommand) Run(s streams) error {
	s = s.inColour()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if c.TokenB == "" {
		c.TokenB = c.Token
	}
	shown := newProgress(s)
	report, err := contract.Drift(ctx, contract.DriftOptions{A: c.A, B: c.B, TokenA: c.Token, TokenB: c.TokenB, Paths: c.Paths, Yes: c.Yes, Advance: shown.tell})
	shown.end()
	code := contract.DriftExitCode(report, err)
	if err != nil {
		return coded{code, err}
	}
	most := contract.DriftPage
	if c.All {
		most = 0
	}
	contract.WriteDrift(s.out, report, most)
	if code != 0 {
		return coded{code, nil}
	}
	return nil
}
