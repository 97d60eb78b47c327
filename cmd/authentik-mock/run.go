package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authentik-mock/authentik-mock/mock/spelling"
)

// The exit codes of every command.
const (
	exitOK     = 0
	exitFailed = 1 // a check failed
	exitUsage  = 2 // wrong use

	exitInterrupted = 130
)

// groups are what a person wants of a command, in the order of the help.
var groups = []*cobra.Group{
	{ID: "run", Title: "Run a fake"},
	{ID: "check", Title: "Check, with the fake or a real authentik"},
	{ID: "record", Title: "Record what to check and to seed"},
	{ID: "look", Title: "Look at what there is"},
}

// declared is a command: the struct with its flags has a file of its own.
type declared struct {
	name, group, about string
	flags              interface{ Run(streams) error }
}

// commands returns all commands, in the order of the help.
func commands() []declared {
	return []declared{
		{"serve", "run", "Run the fake.", &serveCommand{}},
		{"wait", "run", "Wait until a fake, or an authentik, answers requests.", &waitCommand{}},
		{"healthcheck", "run", "Exit 0 if a fake is alive at an address, 1 if not.", &healthcheckCommand{}},
		{"fault", "run", "Set, list or remove faults of a running fake.", &faultCommand{}},
		{"clock", "run", "Tell the time of a running fake, freeze it, let it go on or advance it.", &clockCommand{}},
		{"snapshot", "run", "Keep the state of a running fake under a name, go back to it, or list what is kept.", &snapshotCommand{}},
		{"state", "run", "Print everything that a running fake holds, or put a state in its place.", &stateCommand{}},
		{"reset", "run", "Take a running fake back to its seeds.", &resetCommand{}},
		{"verify", "check", "Run scenarios against the fake or a real authentik, and report differences.", &verifyCommand{}},
		{"replay", "check", "Play scenarios step by step and show each exchange.", &replayCommand{}},
		{"drift", "check", "Report in which behaviour two profiles, recordings or servers differ.", &driftCommand{}},
		{"can-i-upgrade", "check", "Say which of your calls another version answers otherwise.", &canIUpgradeCommand{}},
		{"check", "check", "Check documents, seeds, blueprints and scenarios without a server.", &checkCommand{}},
		{"record", "record", "Fill in scenarios with a server's answers, or record the requests of a client as one.", &recordCommand{}},
		{"import", "record", "Convert a browser's export (HAR) into a scenario.", &importCommand{}},
		{"export", "record", "Write the state of a running fake as an authentik blueprint, with passwords and keys, but without events, notifications and settings.", &exportCommand{}},
		{"requests", "look", "Print the requests that a running fake keeps, and why they were refused.", &requestsCommand{}},
		{"describe", "look", "List which operations of which version are proved, modelled or not served.", &describeCommand{}},
		{"schema", "look", "List the JSON Schemas, or print one.", &schemaCommand{}},
		{"version", "look", "Print the version and the commit.", &versionCommand{}},
		{"completion", "look", "Print a script that completes the command line in bash, zsh, fish or PowerShell.", &completionCommand{}},
	}
}

// streams holds the outputs of a command.
type streams struct {
	out, err io.Writer
	// terminal reports whether out is a terminal.
	terminal bool
}

// coded is an error with its exit code.
type coded struct {
	code int
	error
}

// usage returns an error about wrong use of the command.
func usage(err error) error { return coded{exitUsage, err} }

// run runs a command line and returns its exit code.
func run(args []string, out, errs io.Writer) int {
	checked := &checkedWriter{to: out}
	code := runCommandLine(args, streams{checked, errs, isTerminal(out)})
	if checked.err != nil && code != exitInterrupted {
		fmt.Fprintf(errs, "authentik-mock: cannot write to the standard output: %v\n", checked.err)
		return exitUsage
	}
	return code
}

// checkedWriter records whether a write failed.
type checkedWriter struct {
	to  io.Writer
	err error
}

func (w *checkedWriter) Write(text []byte) (int, error) {
	n, err := w.to.Write(text)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

func init() { cobra.EnableCommandSorting = false } // those of a group stand in the order in which they are used

// newRoot returns the commands that write to some streams.
func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use: "authentik-mock", Short: "A fake authentik that answers as a real one does, and the tools to measure it.",
		SilenceErrors: true, SilenceUsage: true, CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
	}
	root.Long = root.Short
	version := root.Flags().Bool("version", false, "Print the version and the commit.")
	root.PersistentFlags().BoolP("help", "h", false, "Print this help.")
	root.Args = func(_ *cobra.Command, arguments []string) error {
		if len(arguments) == 0 {
			return nil
		}
		var names []string
		for _, command := range root.Commands() {
			if command.IsAvailableCommand() {
				names = append(names, command.Name())
			}
		}
		return fmt.Errorf("there is no command %s%s", arguments[0], spelling.DidYouMean(arguments[0], names))
	}
	root.RunE = func(c *cobra.Command, _ []string) error {
		if *version {
			return versionCommand{}.Run(s)
		}
		return c.Help()
	}
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetHelpFunc(help)
	root.SetHelpCommand(helpCommand(root))
	root.SetFlagErrorFunc(wrongFlag)
	root.AddGroup(groups...)
	for _, d := range commands() {
		command := &cobra.Command{Use: d.name, Short: d.about, GroupID: d.group}
		if scripts, ok := d.flags.(*completionCommand); ok {
			scripts.root = root
		}
		bind(command, d.flags)
		command.RunE = func(*cobra.Command, []string) error { return told(d.flags.Run(s)) }
		command.Flags().SortFlags = false
		root.AddCommand(command)
	}
	return root
}

// told marks an error as one of a command that ran, and so not of wrong use, unless it says so.
func told(err error) error {
	var c coded
	if err == nil || errors.As(err, &c) {
		return err
	}
	return coded{exitFailed, err}
}

func runCommandLine(args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	command, err := root.ExecuteC()
	var c coded
	switch {
	case err == nil:
		return exitOK
	case !errors.As(err, &c):
		fmt.Fprintf(s.err, "authentik-mock: %v (see %s --help)\n", err, command.CommandPath())
		return exitUsage
	case c.error != nil: // otherwise what is wrong has been reported
		fmt.Fprintf(s.err, "authentik-mock: %s\n", inWords(c.error))
	}
	return c.code
}

// wrongFlag returns an error about a flag in words that say what to do.
func wrongFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return fmt.Errorf("unknown flag -%s", unknown.GetSpecifiedShortnames())
	case errors.As(err, &unknown):
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		name := "--" + unknown.GetSpecifiedName()
		return fmt.Errorf("unknown flag %s%s", name, spelling.DidYouMean(name, names))
	case errors.As(err, &bare):
		return fmt.Errorf("--%s: it takes %s, and has none", bare.GetFlag().Name, bare.GetFlag().Value.(*value).takes())
	case errors.As(err, &invalid):
		return fmt.Errorf("--%s: %w", invalid.GetFlag().Name, invalid.Unwrap())
	}
	return err
}
