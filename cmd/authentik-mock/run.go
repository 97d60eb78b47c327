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
	Serve       serveCommand       `cmd:"" default:"withargs" help:"Run the fake."`
	Verify      verifyCommand      `cmd:"" help:"Run scenarios against the fake or a real authentik, and report differences."`
	Replay      replayCommand      `cmd:"" help:"Play scenarios step by step and show each exchange."`
	Check       checkCommand       `cmd:"" help:"Check documents, seeds, blueprints and scenarios without a server."`
	Schema      schemaCommand      `cmd:"" help:"List the JSON Schemas, or print one."`
	Describe    describeCommand    `cmd:"" help:"List which operations of which version are proved, modelled or not served."`
	Export      exportCommand      `cmd:"" help:"Write the state of a running fake as an authentik blueprint, with passwords and keys, but without events, notifications and settings."`
	Record      recordCommand      `cmd:"" help:"Fill in scenarios with a server's answers, or record the requests of a client as one."`
	Import      importCommand      `cmd:"" help:"Convert a browser's export (HAR) into a scenario."`
	Fault       faultCommand       `cmd:"" help:"Set, list or remove faults of a running fake."`
	Reset       resetCommand       `cmd:"" help:"Take a running fake back to its seeds."`
	State       stateCommand       `cmd:"" help:"Print everything that a running fake holds, or put a state in its place."`
	Snapshot    snapshotCommand    `cmd:"" help:"Keep the state of a running fake under a name, go back to it, or list what is kept."`
	Clock       clockCommand       `cmd:"" help:"Tell the time of a running fake, freeze it, let it go on or advance it."`
	Healthcheck healthcheckCommand `cmd:"" help:"Exit 0 if a fake is alive at an address, 1 if not."`
	Requests    requestsCommand    `cmd:"" help:"Print the requests that a running fake keeps, and why they were refused."`
	Wait        waitCommand        `cmd:"" help:"Wait until a fake, or an authentik, answers requests."`
	Drift       driftCommand       `cmd:"" help:"Report in which behaviour two profiles, recordings or servers differ."`
}

// streams holds the outputs of a command.
type streams struct{ out, err io.Writer }

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
	code := runCommandLine(args, checked, errs)
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

func runCommandLine(args []string, out, errs io.Writer) int {
	exited := -1
	parser, err := kong.New(&cli{},
		kong.Name("authentik-mock"),
		kong.Description("A fake authentik that answers as a real one does, and the tools to measure it."),
		kong.UsageOnError(),
		kong.Writers(out, errs),
		kong.DefaultEnvars("AUTHENTIK_MOCK"),
		kong.Exit(func(code int) { exited = code }),
		kong.Bind(streams{out, errs}),
		vars,
	)
	if err != nil {
		fmt.Fprintf(errs, "authentik-mock: %v\n", err)
		return exitUsage
	}
	context, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help
	}
	if err != nil {
		fmt.Fprintf(errs, "authentik-mock: %v. See authentik-mock --help.\n", err)
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
		fmt.Fprintf(errs, "authentik-mock: %v\n", err)
		return c.code
	}
	fmt.Fprintf(errs, "authentik-mock: %v\n", err)
	return exitFailed
}
