package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// waitCommand are the flags of wait.
type waitCommand struct {
	URL     string        `arg:"" name:"url" optional:"" help:"Address of the fake, or of an authentik." default:"http://127.0.0.1:9000" env:"AUTHENTIK_URL"`
	Timeout time.Duration `help:"Time limit." default:"1m" some:""`
}

// pause is how long wait lets a server be before it asks again.
const pause = 50 * time.Millisecond

// Run waits until a server answers requests, which authentik and the fake say at the same address.
func (c *waitCommand) Run(s streams) error {
	if err := checkAddress("the URL", c.URL); err != nil {
		return err
	}
	end := time.Now().Add(c.Timeout)
	for {
		said := c.ready(time.Until(end))
		if said == "" {
			fmt.Fprintln(s.out, "ready")
			return nil
		}
		if time.Now().Add(pause).After(end) {
			return coded{exitFailed, fmt.Errorf("%s is not ready after %v: %s", c.URL, c.Timeout, said)}
		}
		time.Sleep(pause)
	}
}

// ready says why a server is not ready, "" if it is.
func (c *waitCommand) ready(within time.Duration) string {
	response, err := (&http.Client{Timeout: max(within, pause)}).Get(strings.TrimSuffix(c.URL, "/") + "/-/health/ready/")
	if err != nil {
		return inWords(err)
	}
	response.Body.Close()
	if response.StatusCode >= http.StatusMultipleChoices {
		return "it answers " + response.Status
	}
	return ""
}
