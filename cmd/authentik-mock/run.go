package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"
)

// The exit codes of every command.
const (
	exitOK     = 0
	exitFailed = 1 // a check failed
	exitUsage  = 2 // wrong use

	exitInterrupted = 130
)

// cli holds the commands; each has a file of its own.
type cli struct {
	Serve       serveCommand       `cmd:"" group:"run" help:"Run the fake."`
	Wait        waitCommand        `cmd:"" group:"run" help:"Wait until a fake, or an authentik, answers requests."`
	Healthcheck healthcheckCommand `cmd:"" group:"run" help:"Exit 0 if a fake is alive at an address, 1 if not."`
	Fault       faultCommand       `cmd:"" group:"run" help:"Set, list or remove faults of a running fake."`
	Clock       clockCommand       `cmd:"" group:"run" help:"Tell the time of a running fake, freeze it, let it go on or advance it."`
	Snapshot    snapshotCommand    `cmd:"" group:"run" help:"Keep the state of a running fake under a name, go back to it, or list what is kept."`
	State       stateCommand       `cmd:"" group:"run" help:"Print everything that a running fake holds, or put a state in its place."`
	Reset       resetCommand       `cmd:"" group:"run" help:"Take a running fake back to its seeds."`
	Verify      verifyCommand      `cmd:"" group:"check" help:"Run scenarios against the fake or a real authentik, and report differences."`
	Replay      replayCommand      `cmd:"" group:"check" help:"Play scenarios step by step and show each exchange."`
	Drift       driftCommand       `cmd:"" group:"check" help:"Report in which behaviour two profiles, recordings or servers differ."`
	CanIUpgrade canIUpgradeCommand `cmd:"" group:"check" help:"Say which of your calls another version answers otherwise."`
	Check       checkCommand       `cmd:"" group:"check" help:"Check documents, seeds, blueprints and scenarios without a server."`
	Record      recordCommand      `cmd:"" group:"record" help:"Fill in scenarios with a server's answers, or record the requests of a client as one."`
	Import      importCommand      `cmd:"" group:"record" help:"Convert a browser's export (HAR) into a scenario."`
	Export      exportCommand      `cmd:"" group:"record" help:"Write the state of a running fake as an authentik blueprint, with passwords and keys, but without events, notifications and settings."`
	Requests    requestsCommand    `cmd:"" group:"look" help:"Print the requests that a running fake keeps, and why they were refused."`
	Describe    describeCommand    `cmd:"" group:"look" help:"List which operations of which version are proved, modelled or not served."`
	Schema      schemaCommand      `cmd:"" group:"look" help:"List the JSON Schemas, or print one."`

	ShowVersion versionCommand    `cmd:"" name:"version" group:"look" help:"Print the version and the commit."`
	Completion  completionCommand `cmd:"" group:"look" help:"Print a script that completes the command line in bash, zsh or fish."`
	Complete    completeCommand   `cmd:"" hidden:""`

	Version versionFlag `help:"Print the version and the commit." env:"-"`
}

// groups are what a person wants of a command, in the order of the help.
var groups = []kong.Group{
	{Key: "run", Title: "Run a fake"},
	{Key: "check", Title: "Check, with the fake or a real authentik"},
	{Key: "record", Title: "Record what to check and to seed"},
	{Key: "look", Title: "Look at what there is"},
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

// newParser returns the parser of the command line. It calls exit for flags that end the program, such as --help.
func newParser(s streams, exit func(code int)) (*kong.Kong, error) {
	return kong.New(&cli{}, append(values,
		kong.Name("authentik-mock"),
		kong.Description("A fake authentik that answers as a real one does, and the tools to measure it."),
		kong.ExplicitGroups(groups),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.Writers(s.out, s.err),
		kong.DefaultEnvars("AUTHENTIK_MOCK"),
		kong.Exit(exit),
		kong.Bind(s),
		vars,
	)...)
}

func runCommandLine(args []string, s streams) int {
	if len(args) == 0 {
		args = []string{"--help"}
	}
	exited := -1
	parser, err := newParser(s, func(code int) { exited = code })
	if err != nil {
		fmt.Fprintf(s.err, "authentik-mock: %v\n", err)
		return exitUsage
	}
	context, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help or --version
	}
	if err != nil {
		fmt.Fprintf(s.err, "authentik-mock: %s (see %s --help)\n", wrongUse(err), commandOf(err))
		return exitUsage
	}
	err = context.Run()
	var c coded
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &c) && c.error == nil:
		return c.code // what is wrong has been reported
	case errors.As(err, &c):
		fmt.Fprintf(s.err, "authentik-mock: %s\n", inWords(c.error))
		return c.code
	}
	fmt.Fprintf(s.err, "authentik-mock: %s\n", inWords(err))
	return exitFailed
}

// commandOf returns the command whose arguments are wrong, as it is typed.
func commandOf(err error) string {
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context.Selected() != nil {
		return "authentik-mock " + parse.Context.Selected().Name
	}
	return "authentik-mock"
}
