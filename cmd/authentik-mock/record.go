package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/authentik-mock/authentik-mock/contract"
)

// recordCommand holds the flags of record.
type recordCommand struct {
	Target   string   `help:"Address of the server to record; without one, a fake of --profile." env:"AUTHENTIK_URL" placeholder:"URL"`
	Token    string   `help:"Bearer token of the target's administrator." env:"AUTHENTIK_TOKEN"`
	Profile  string   `help:"Profile that the answers belong to; auto selects it by the target's version." default:"auto" values:"profile"`
	Scenario []string `help:"Scenario files or folders to fill in; steps may have no expect. May be repeated." placeholder:"FILE" sep:"none"`
	Release  string   `help:"Make the data of a version in the folder DIR from this newly installed server: document, operations, what it holds, recordings of all sets." placeholder:"URL"`
	Name     string   `help:"Name of the profile that --release makes the data of, such as 2026.8; by default the server's version." placeholder:"VERSION"`
	Set      []string `help:"Only this recorded set, for --release. May be repeated." placeholder:"SET" sep:"none"`
	Dir      string   `arg:"" optional:"" name:"dir" help:"New folder that --release makes."`
	Yes      bool     `help:"Write to a target that is not on this machine."`
	Proxy    string   `help:"Listen on this address, forward requests to the target, and write them as a scenario when interrupted." placeholder:":PORT"`
	Title    string   `help:"Title of the scenario that --proxy writes." default:"What passed through the proxy"`
	Output   string   `short:"o" help:"New file that --proxy writes; - is the standard output." default:"-" placeholder:"FILE"`
}

// Run records scenarios, or what passes through the proxy.
func (c *recordCommand) Run(s streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch {
	case c.Release != "":
		return c.release(ctx, s)
	case c.Dir != "":
		return usage(fmt.Errorf("the folder %q is for --release; a scenario file is named by --scenario", c.Dir))
	case c.Proxy != "":
		return c.proxy(ctx, s)
	}
	shown := newProgress(s)
	recorded, err := contract.Record(ctx, contract.RecordOptions{
		Target: contract.Target{URL: c.Target, Token: c.Token}, Profile: c.Profile, Paths: c.Scenario, Yes: c.Yes, Advance: shown.tell,
	})
	shown.end()
	for _, r := range recorded {
		fmt.Fprintf(s.out, "%s: answers filled in: %d, changed: %d\n", r.File, r.Filled, r.Changed)
	}
	return recordError(err)
}

// release makes the data of a version, and lists what the server did not give.
func (c *recordCommand) release(ctx context.Context, s streams) error {
	if c.Dir == "" {
		return usage(errors.New("name the folder to make: authentik-mock record --release URL DIR"))
	}
	shown := newProgress(s)
	made, err := contract.RecordRelease(ctx, contract.ReleaseOptions{
		Target: contract.Target{URL: c.Release, Token: c.Token}, Name: c.Name, Folder: c.Dir, Sets: c.Set, Yes: c.Yes, Advance: shown.tell,
	})
	shown.end()
	if err != nil {
		return recordError(err)
	}
	for _, missing := range made.Missing {
		fmt.Fprintf(s.out, "missing: %s\n", missing)
	}
	fmt.Fprintf(s.out, "%s: %d files of authentik %s as %s, %d missing\n", c.Dir, len(made.Files), made.Version, made.Name, len(made.Missing))
	return nil
}

func (c *recordCommand) proxy(ctx context.Context, s streams) error {
	if c.Target == "" {
		return usage(errors.New("a proxy needs --target, the server to forward requests to"))
	}
	address := c.Proxy
	if strings.HasPrefix(address, ":") {
		address = "127.0.0.1" + address // for everyone in the network only if asked for
	}
	out, err := newOutput(s, c.Output)
	if err != nil {
		return usage(err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return usage(fmt.Errorf("cannot listen on %s: %w", address, err))
	}
	fmt.Fprintf(s.err, "the proxy listens on http://%s and forwards to %s; interrupt it (Ctrl-C) to write the scenario\n", listener.Addr(), c.Target)
	text, err := contract.RecordProxy(ctx, contract.ProxyOptions{Target: c.Target, Listener: listener, Title: c.Title, Progress: out.progress})
	if err != nil {
		return recordError(err)
	}
	return out.write(text)
}

// recordError adds the exit code to an error of recording: 1 a secret would be written, 2 wrong use or
// nothing to write, 3 the target cannot be reached, 130 interrupted.
func recordError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return coded{exitInterrupted, err}
	case errors.Is(err, contract.ErrSecret):
		return coded{exitFailed, err}
	}
	return coded{contract.ExitCode(contract.Report{}, err), err}
}

// output is the destination of a scenario: a new file, or the standard output.
type output struct {
	s    streams
	name string
	// begun reports whether the file exists, with the beginning of the scenario.
	begun bool
}

// newOutput checks that a file does not exist yet and that its folder is writable, before there is anything
// to write.
func newOutput(s streams, name string) (*output, error) {
	if name == "-" {
		return &output{s: s, name: name}, nil
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	return &output{s: s, name: name}, errors.Join(file.Close(), os.Remove(name))
}

// progress writes the beginning of a file, which stays if the program is killed. After an error the next call
// tries again.
func (o *output) progress(text []byte) {
	if o.name == "-" {
		return
	}
	if err := o.put(text); err != nil {
		fmt.Fprintf(o.s.err, "authentik-mock: cannot write the requests so far: %v\n", err)
	}
}

// put writes a file completely or not at all. It replaces only its own beginning.
func (o *output) put(text []byte) error {
	write := contract.CreateFile
	if o.begun {
		write = contract.ReplaceFile
	}
	err := write(o.name, text)
	o.begun = o.begun || err == nil
	return err
}

func (o *output) write(text []byte) error {
	if o.name == "-" {
		_, err := o.s.out.Write(text)
		return err
	}
	if err := o.put(text); err != nil {
		return usage(fmt.Errorf("cannot write the scenario: %w", err))
	}
	fmt.Fprintf(o.s.err, "written to %s\n", o.name)
	return nil
}
