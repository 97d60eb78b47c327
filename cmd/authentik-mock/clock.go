package main

import (
	"encoding/json"
	"fmt"
)

// clockCommand are the flags of clock.
type clockCommand struct {
	Freeze   string `help:"Let the time stand still here, such as 2026-01-31T12:00:00Z." placeholder:"TIME" xor:"what"`
	Unfreeze bool   `help:"Let the time go on with that of the machine." xor:"what"`
	Advance  string `help:"Make it so much later, such as 900h." placeholder:"TIME" xor:"what"`

	running
}

// Run changes the time of a running fake, and tells it.
func (c *clockCommand) Run(s streams) error {
	method, change := "PUT", map[string]any{}
	switch {
	case c.Freeze != "":
		change["frozen"] = c.Freeze
	case c.Unfreeze:
		change["frozen"] = nil
	case c.Advance != "":
		change["advance"] = c.Advance
	default:
		method, change = "GET", nil
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
