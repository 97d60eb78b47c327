package main

import "fmt"

// resetCommand are the flags of reset.
type resetCommand struct {
	All    bool `help:"Take all workspaces back, not only one."`
	Reload bool `help:"Read the seeds again before."`

	running
}

// Run takes a running fake back to its seeds.
func (c *resetCommand) Run(streams) error {
	_, err := c.ask("POST", fmt.Sprintf("reset?all=%t&reload=%t", c.All, c.Reload), nil)
	return err
}
