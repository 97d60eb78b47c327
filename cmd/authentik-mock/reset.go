package main

import (
	"errors"
	"fmt"
)

// resetCommand are the flags of reset.
type resetCommand struct {
	All    bool `help:"Take all workspaces back, not only one."`
	Reload bool `help:"Read the seeds again before."`

	running
}

// Run takes a running fake back to its seeds.
func (c *resetCommand) Run(streams) error {
	if c.All && c.Workspace != "" {
		return usage(errors.New("--all and --workspace cannot be combined: give one of them"))
	}
	_, err := c.ask("POST", fmt.Sprintf("reset?all=%t&reload=%t", c.All, c.Reload), nil)
	return err
}
