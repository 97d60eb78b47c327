package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
)

// snapshotCommand are the flags of snapshot.
type snapshotCommand struct {
	Name string `arg:"" optional:"" help:"Name of the snapshot; without one, those that there are are listed."`

	Restore bool `help:"Go back to the snapshot." xor:"what"`
	Delete  bool `help:"Delete the snapshot." xor:"what"`
	Print   bool `help:"Print the snapshot as text." xor:"what"`

	running
}

// keptState is a snapshot as the fake tells it.
type keptState struct {
	Name, Time, Profile string
	Size                int64
}

// Run keeps the state of a running fake, or does something with what is kept.
func (c *snapshotCommand) Run(s streams) error {
	c.patience = stateTime
	path := below("snapshots", c.Name)
	switch {
	case c.Name == "" && (c.Restore || c.Delete || c.Print):
		return usage(errors.New("name a snapshot: authentik-mock snapshot lists them"))
	case c.Name == "":
		return c.list(s)
	case c.Restore:
		_, err := c.ask("POST", path+"/restore", nil)
		return err
	case c.Delete:
		_, err := c.ask("DELETE", path, nil)
		return err
	case c.Print:
		text, err := c.ask("GET", path, nil)
		if err == nil {
			_, err = s.out.Write(text)
		}
		return err
	}
	_, err := c.ask("PUT", path, nil)
	return err
}

func (c *snapshotCommand) list(s streams) error {
	answered, err := c.ask("GET", "snapshots", nil)
	if err != nil {
		return err
	}
	var list struct{ Snapshots []keptState }
	if err := json.Unmarshal(answered, &list); err != nil {
		return err
	}
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, kept := range list.Snapshots {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d bytes\n", kept.Name, kept.Time, kept.Profile, kept.Size)
	}
	return table.Flush()
}
