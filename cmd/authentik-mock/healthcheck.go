package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// healthcheckCommand holds the flags of healthcheck.
type healthcheckCommand struct {
	URL     string        `name:"url" help:"Address of the fake." default:"http://127.0.0.1:9000" env:"AUTHENTIK_URL"`
	Timeout time.Duration `help:"How long it may take for an answer." default:"2s" some:""`
}

// Run checks whether a fake is alive; it is for images that have no shell.
func (c *healthcheckCommand) Run(s streams) error {
	answered, err := (&running{URL: c.URL, patience: c.Timeout}).ask("GET", "health", nil)
	if err != nil {
		return coded{exitFailed, err}
	}
	var health struct{ Status string }
	if json.Unmarshal(answered, &health) != nil || health.Status != "ok" {
		return coded{exitFailed, fmt.Errorf("%s is no authentik-mock", c.URL)}
	}
	fmt.Fprintln(s.out, "ok")
	return nil
}
