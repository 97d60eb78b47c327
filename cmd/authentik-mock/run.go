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

// cli are the commands; each is a file of its own.
type cli struct {
	Serve       serveCommand       `cmd:"" default:"withargs" help:"Run the fake."`
	Verify      verifyCommand      `cmd:"" help:"Run scenarios against the fake or a real authentik, and say what differs."`
	Replay      replayCommand      `cmd:"" help:"Play scenarios step by step, to read along."`
	Check       checkCommand       `cmd:"" help:"Check documents, seeds, blueprints and scenarios without a server."`
	Schema      schemaCommand      `cmd:"" help:"List the JSON Schemas, or print one."`
	Describe    describeCommand    `cmd:"" help:"Say which operation of which version is proved, modelled or not served."`
	Export      exportCommand      `cmd:"" help:"Write what a running fake holds as an authentik blueprint, with passwords and keys, but without events, notifications and settings."`
	Record      recordCommand      `cmd:"" help:"Fill in scenarios with what a server answers, or write what passes between a client and a server as one."`
	Import      importCommand      `cmd:"" help:"Write what a browser exported (HAR) as a scenario."`
	Fault       faultCommand       `cmd:"" help:"Set, list or remove faults of a running fake."`
	Healthcheck healthcheckCommand `cmd:"" help:"Exit 0 if a fake is alive at an address, 1 if not."`
	Drift       driftCommand       `cmd:"" help:"Say in which behaviour two profiles, recordings or servers differ."`
}

// streams are where a command writes.
type streams struct{ out, err io.Writer }

// coded is an error with the exit code that it stands for.
type coded struct {
	code int
	error
}

// usage is an error of whoever typed the command.
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

// checkedWriter remembers that something could not be written.
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
