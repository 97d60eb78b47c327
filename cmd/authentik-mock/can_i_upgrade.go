package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/authentik-mock/authentik-mock/contract"
)

// canIUpgradeCommand holds the flags of can-i-upgrade.
type canIUpgradeCommand struct {
	Files []string `arg:"" optional:"" name:"file" help:"Your calls: scenario files or folders, a browser's export (HAR), or what a fake kept (/__mock/requests.har)."`
	From  string   `help:"Profile of the version that you use: ${profiles}." required:"" placeholder:"PROFILE" values:"profile"`
	To    string   `help:"Profile of the version that you would use." required:"" placeholder:"PROFILE" values:"profile"`
	Seed  []string `help:"Initial state of both versions: fresh, demo, or a YAML file. May be repeated." default:"fresh" sep:"none" values:"seed"`
	Only  string   `help:"Play only scenarios whose name (folder/sentence) matches this regular expression; without files, of the built-in ones." placeholder:"REGEX"`

	Ignore []contract.DriftKind `help:"Kinds of differences that are no change for you: ${kinds}." placeholder:"KIND,…"`

	All bool `help:"List every call, not only the first ones of each cause."`
}

// Run compares and reports; the exit code tells whether a call changes, or cannot be told.
func (c *canIUpgradeCommand) Run(s streams) error {
	s = s.inColour()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	shown := newProgress(s)
	report, err := contract.Upgrade(ctx, contract.UpgradeOptions{From: c.From, To: c.To, Files: c.Files, Only: c.Only, Seeds: c.Seed, Ignore: c.Ignore, Advance: shown.tell})
	shown.end()
	code := contract.UpgradeExitCode(report, err)
	if err != nil {
		return coded{code, err}
	}
	contract.WriteUpgrade(s.out, report, c.All)
	if code != 0 {
		return coded{code, nil}
	}
	return nil
}
