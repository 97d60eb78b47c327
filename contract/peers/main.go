// Command peers measures the fake beside other servers that answer the documented PATCH: answers a second, the median and the
// 99th percentile, the first answer after the start, memory. It installs the others, and prints a table in Markdown:
//
//	go run ./contract/peers -binary bin/authentik-mock -write README.md
//
// It needs Linux, for the memory, and npm, Java and Maven, for the others. make bench-peers runs it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The request of every server.
const (
	address = "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/"
	token   = "bench-token"
	// body is the documented one without flow_set, so that every request changes the same stage and nothing grows.
	body = `{"name":"string","user_creation_mode":"never_create","create_users_as_inactive":true,` +
		`"create_users_group":"3fa85f64-5717-4562-b3fc-2c963f66afa6","user_type":"internal","user_path_template":"string"}`
)

// patience is how long a server may take to its first answer.
const patience = time.Minute

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/authentik-mock", "the authentik-mock to measure")
	flag.StringVar(&o.folder, "folder", "bin/peers", "the folder to install the others into")
	flag.StringVar(&o.write, "write", "", "a file whose table is to be replaced, between the lines that name this command")
	flag.IntVar(&o.rounds, "rounds", 3, "how often each server runs, in turn with the others; the table has the medians")
	flag.DurationVar(&o.warm, "warm", 5*time.Second, "how long to send requests before counting")
	flag.DurationVar(&o.measured, "measured", 5*time.Second, "how long to count")
	flag.IntVar(&o.connections, "connections", 16, "how many requests at once")
	only := flag.String("only", "", "only servers whose names contain this")
	load := flag.String("load", "", "only send requests to this address of a server, and print what was measured")
	bare := flag.String("bare", "", "only serve the same bytes at this address, with net/http alone")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case *load != "":
		err = sendLoad(os.Stdout, *load, o)
	case *bare != "":
		err = serveBare(*bare, o.folder)
	default:
		err = run(ctx, o, *only)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "peers: %v\n", err)
		os.Exit(1)
	}
}

type options struct {
	binary, folder, write string
	rounds, connections   int
	warm, measured        time.Duration
}

// figures are what one run of a server gives.
type figures struct {
	perSecond, median, high, first, idle, loaded float64
}

// run measures every server in turn, and prints the table.
func run(ctx context.Context, o options, only string) error {
	servers, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	servers = slices.DeleteFunc(servers, func(s server) bool { return !strings.Contains(s.name, only) })
	if len(servers) == 0 {
		return fmt.Errorf("no server's name contains %q", only)
	}
	measured := map[string][]figures{}
	for round := range o.rounds {
		for _, s := range servers {
			f, err := measure(ctx, s, o)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			measured[s.name] = append(measured[s.name], f)
			fmt.Fprintf(os.Stderr, "round %d: %s: %.0f answers a second\n", round+1, s.name, f.perSecond)
		}
	}
	text := table(servers, measured, o)
	fmt.Print(text)
	if o.write != "" {
		return replaceTable(o.write, text)
	}
	return nil
}

// measure runs a server once.
func measure(ctx context.Context, s server, o options) (figures, error) {
	var f figures
	port, err := freePort()
	if err != nil {
		return f, err
	}
	var said bytes.Buffer
	arguments := slices.Clone(s.command)
	for i := range arguments {
		arguments[i] = strings.ReplaceAll(arguments[i], "{port}", port)
	}
	command := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	command.Stdout, command.Stderr = &said, &said
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	begun := time.Now()
	if err := command.Start(); err != nil {
		return f, err
	}
	ended := make(chan struct{})
	go func() { command.Wait(); close(ended) }()
	defer func() {
		syscall.Kill(-command.Process.Pid, syscall.SIGKILL) // npm's and Java's own processes too
		<-ended
	}()
	if f.first, err = firstAnswer(ctx, port, begun, ended); err != nil {
		return f, fmt.Errorf("%w; it said %q", err, said.String())
	}
	if f.idle, err = memory(command.Process.Pid); err != nil {
		return f, err
	}
	self, err := os.Executable()
	if err != nil {
		return f, err
	}
	loader := exec.CommandContext(ctx, self, "-load", "127.0.0.1:"+port, "-connections", strconv.Itoa(o.connections),
		"-warm", o.warm.String(), "-measured", o.measured.String())
	loader.Stderr = os.Stderr
	told, err := loader.Output()
	if err != nil {
		return f, fmt.Errorf("the load failed: %w", err)
	}
	var l loaded
	if err := json.Unmarshal(told, &l); err != nil {
		return f, err
	}
	f.perSecond, f.median, f.high = float64(l.Answers)/l.Seconds, l.Median, l.High
	f.loaded, err = memory(command.Process.Pid)
	return f, err
}

// firstAnswer asks until the server answers with a stage, and returns after how many milliseconds it did.
func firstAnswer(ctx context.Context, port string, begun time.Time, ended <-chan struct{}) (float64, error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	last := "it answered nothing"
	for time.Since(begun) < patience {
		request, err := exampleRequest(ctx, "127.0.0.1:"+port)
		if err != nil {
			return 0, err
		}
		response, err := client.Do(request)
		if err == nil {
			text, err := io.ReadAll(response.Body)
			took := time.Since(begun)
			response.Body.Close()
			if err == nil && response.StatusCode == http.StatusOK && bytes.Contains(text, []byte(`"user_path_template"`)) {
				return float64(took.Microseconds()) / 1000, nil
			}
			last = fmt.Sprintf("it answered %s: %s", response.Status, text)
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-ended:
			return 0, fmt.Errorf("it ended, and %s", last)
		case <-time.After(time.Millisecond):
		}
	}
	return 0, fmt.Errorf("no stage in %v: %s", patience, last)
}

// exampleRequest returns the request for a server at an address.
func exampleRequest(ctx context.Context, at string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, "PATCH", "http://"+at+address, strings.NewReader(body))
	if err == nil {
		request.Header = http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/json"}, "Accept": {"application/json"}}
	}
	return request, err
}

func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, err
}

// memory returns the resident MiB of a process and all that it started.
func memory(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	var kib float64
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, "VmRSS:"); found {
			fmt.Sscan(value, &kib)
		}
	}
	total := kib / 1024
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		text, _ := os.ReadFile(list) // a thread may have ended
		for _, child := range strings.Fields(string(text)) {
			number, _ := strconv.Atoi(child)
			of, err := memory(number)
			if err != nil {
				continue // so may a child
			}
			total += of
		}
	}
	return total, nil
}
