package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// clockCommand are the flags of clock.
type clockCommand struct {
	Freeze   time.Time     `help:"Let the time stand still here, such as 2026-01-31T12:00:00Z." placeholder:"TIME" xor:"what"`
	Unfreeze bool          `help:"Let the time go on, as far ahead of the machine's as it was before it stood still." xor:"what"`
	Advance  time.Duration `help:"Make it so much later, such as 900h." placeholder:"TIME" xor:"what" some:""`

	running
}

// Run changes the time of a running fake, and tells it.
func (c *clockCommand) Run(s streams) error {
	method, change := "PUT", any(nil)
	switch {
	case !c.Freeze.IsZero():
		change = map[string]any{"frozen": c.Freeze}
	case c.Unfreeze:
		change = map[string]any{"frozen": nil}
	case c.Advance != 0:
		change = map[string]any{"advance": c.Advance.String()}
	default:
		method = "GET"
	}
	answered, err := c.ask(method, "clock", change)
	if err != nil {
		return err
	}
	var clock struct {
		Now    string
		Frozen bool
	}
	if err := json.Unmarshal(answered, &clock); err != nil {
		return err
	}
	still := ""
	if clock.Frozen {
		still = ", and stands still"
	}
	fmt.Fprintf(s.out, "it is %s%s\n", clock.Now, still)
	return nil
}
