package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// exportCommand holds the flags of export.
type exportCommand struct {
	Target string `help:"Address of the running fake." default:"http://127.0.0.1:9000" env:"AUTHENTIK_URL"`
}

// Run writes the state of a running fake as a blueprint.
func (c *exportCommand) Run(s streams) error {
	if err := checkAddress("--target", c.Target); err != nil {
		return err
	}
	response, err := http.Get(strings.TrimSuffix(c.Target, "/") + "/__mock/blueprint/")
	if err != nil {
		return usage(fmt.Errorf("no fake answers at %s: start one with authentik-mock serve, or name another with --target (%w)", c.Target, err))
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return usage(fmt.Errorf("%s is not an authentik-mock: it answers %s", c.Target, response.Status))
	}
	if _, err = io.Copy(s.out, response.Body); err != nil {
		return err
	}
	fmt.Fprintln(s.err, "written with passwords and keys; left out are events, notifications, settings and the administrator's token (--token)")
	return nil
}
