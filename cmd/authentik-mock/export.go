package main

import "fmt"

// exportCommand holds the flags of export.
type exportCommand struct{ running }

// Run writes the state of a running fake as a blueprint.
func (c *exportCommand) Run(s streams) error {
	c.patience = stateTime
	text, err := c.ask("GET", "blueprint", nil)
	if err != nil {
		return err
	}
	if _, err := s.out.Write(text); err != nil {
		return err
	}
	fmt.Fprintln(s.err, "written with passwords and keys; left out are events, notifications, settings and the administrator's token (--token)")
	return nil
}
