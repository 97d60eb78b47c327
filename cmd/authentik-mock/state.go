package main

import (
	"errors"
	"fmt"
	"regexp"
	"time"
)

// stateCommand are the flags of state.
type stateCommand struct {
	Put    string `help:"Put the state or the seed of this file in the place of what the fake holds; - is the standard input." placeholder:"FILE" xor:"what"`
	Format string `help:"How to print the state: yaml or json." enum:"yaml,json" default:"yaml"`

	running
}

// stateTime is how long a fake may take to write or read a large state.
const stateTime = 5 * time.Minute

// placeInState matches the place of a mistake in a state.
var placeInState = regexp.MustCompile(`\bstate(:(?:\d+:\d+:)? )`)

// Run prints the state of a running fake, or puts another in its place. JSON is YAML too, so one media type goes for both.
func (c *stateCommand) Run(s streams) error {
	c.patience = stateTime
	if c.Put == "" {
		text, err := c.ask("GET", "state?format="+c.Format, nil)
		if err == nil {
			_, err = s.out.Write(text)
		}
		return err
	}
	text, err := read(c.Put)
	if err != nil {
		return usage(fmt.Errorf("cannot read the state: %w", err))
	}
	if _, err = c.send("PUT", "state", "application/yaml", text); err != nil { // the fake has no name for the file
		err = usage(errors.New(placeInState.ReplaceAllString(err.Error(), c.Put+"$1")))
	}
	return err
}
