package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// completionCommand holds the argument of completion.
type completionCommand struct {
	Shell string `arg:"" help:"Shell: bash, zsh, fish or powershell." enum:"bash,zsh,fish,powershell"`

	root *cobra.Command
}

// Run prints the script that completes the command line in a shell.
func (c *completionCommand) Run(s streams) error {
	switch c.Shell {
	case "zsh":
		return c.root.GenZshCompletion(s.out)
	case "fish":
		return c.root.GenFishCompletion(s.out, true)
	case "powershell":
		return c.root.GenPowerShellCompletionWithDesc(s.out)
	}
	return c.root.GenBashCompletionV2(s.out, true)
}

// valuesOf returns the values of flags and arguments whose tag "values" has a name.
var valuesOf = map[string]func() []string{
	"profile": profile.Names,
	"side": func() []string {
		sides := profile.Names()
		for _, name := range profile.ReleaseNames() {
			sides = append(sides, "recording:"+name)
		}
		return sides
	},
	"schema": func() []string {
		return slices.Concat(schemas.FixtureNames, schemas.Names(profile.Default))
	},
	"seed": func() []string { return []string{mock.SeedFresh, mock.SeedDemo} },
	"fault": func() []string {
		var names []string
		for _, f := range describe.Faults() {
			names = append(names, f.Name)
		}
		return names
	},
}
