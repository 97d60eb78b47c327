package main

import (
	"path/filepath"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract"
)

// importCommand holds the flags of import.
type importCommand struct {
	File   string `arg:"" help:"HAR file, as the network panel of a browser exports it; - is the standard input."`
	Title  string `help:"Title of the scenario; without one, the file's name."`
	Output string `short:"o" help:"New file to write; - is the standard output." default:"-" placeholder:"FILE"`
}

// Run writes a browser's requests to the API as a scenario.
func (c *importCommand) Run(s streams) error {
	har, err := read(c.File)
	if err != nil {
		return usage(err)
	}
	if c.Title == "" {
		c.Title = strings.TrimSuffix(filepath.Base(c.File), ".har")
	}
	text, err := contract.ImportHAR(c.Title, har)
	if err != nil {
		return recordError(err)
	}
	out, err := newOutput(s, c.Output)
	if err != nil {
		return usage(err)
	}
	return out.write(text)
}
