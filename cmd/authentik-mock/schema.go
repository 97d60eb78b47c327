package main

import (
	"fmt"
	"slices"

	"github.com/authentik-mock/authentik-mock/schemas"
)

// schemaCommand holds the flags of schema.
type schemaCommand struct {
	Name    string `arg:"" optional:"" help:"Schema to print: seed, scenario, or a contract such as user_write.patch.request; without it, list the names." values:"schema"`
	Profile string `help:"Profile of the schemas." default:"documented" values:"profile"`
}

// Run lists the schemas of a profile, or prints one.
func (c *schemaCommand) Run(s streams) error {
	if c.Name == "" {
		names := schemas.Names(c.Profile)
		if len(names) == 0 {
			_, err := schemas.Text(c.Profile, "")
			return usage(err)
		}
		for _, name := range slices.Concat(schemas.FixtureNames, names) {
			fmt.Fprintln(s.out, name)
		}
		return nil
	}
	if slices.Contains(schemas.FixtureNames, c.Name) {
		text, err := schemas.Fixture(c.Name)
		if err != nil {
			return err
		}
		_, err = s.out.Write(text)
		return err
	}
	text, err := schemas.Text(c.Profile, c.Name)
	if err != nil {
		return usage(err)
	}
	_, err = s.out.Write(text)
	return err
}
