package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// serveCommand holds the flags of serve.
type serveCommand struct {
	// line is what the ready file says.
	line []byte

	Host      string    `help:"Address to listen on." default:"127.0.0.1"`
	Port      int       `help:"Port to listen on; 0 picks a free one." default:"9000"`
	Profile   string    `help:"Profile to serve: ${profiles}, or latest for the newest." default:"documented" values:"profile"`
	Seed      []string  `help:"Initial state: fresh, demo, or a YAML file. May be repeated; later ones add to and change earlier ones." default:"demo" sep:"none" values:"seed"`
	Fault     []string  `help:"YAML file of initial faults, each under its name. May be repeated." placeholder:"FILE" sep:"none"`
	Strict    bool      `help:"Refuse blueprints with models that are not implemented, instead of skipping these."`
	Token     string    `help:"Bearer token of the administrator." default:"mock-token" env:"AUTHENTIK_MOCK_TOKEN,AUTHENTIK_BOOTSTRAP_TOKEN"`
	IDs       string    `name:"ids" help:"Create the same ids in every run, derived from this text." placeholder:"TEXT"`
	Now       time.Time `help:"Freeze the time, such as 2026-01-31T12:00:00Z." placeholder:"TIME"`
	Log       string    `help:"How to log requests: text, json or off." enum:"text,json,off" default:"text"`
	Ready     string    `help:"Output once the fake listens: text for people, or json, one line for programs." enum:"text,json" default:"text"`
	ReadyFile string    `help:"File to write that line to; it is removed when the fake stops." placeholder:"FILE"`
	CORS      []string  `name:"cors" help:"Browser pages that may call the fake: on (those on loopback addresses), off (none), or in addition one ORIGIN such as https://app.example.com. May be repeated." default:"on" placeholder:"on|off|ORIGIN"`

	AllowHost []string `help:"Host name to accept besides localhost, names under .localhost, IP addresses and names without a dot; .example.com is that name and all below it. May be repeated." placeholder:"NAME"`

	MaxBody             int64         `help:"Maximum size of a request body in bytes; larger ones are answered with 413." default:"${max_body}" some:""`
	MaxBodyWithoutToken int64         `help:"Maximum size of a request body in bytes without a valid token." default:"${max_body_without_token}" some:""`
	MaxHeld             int64         `help:"Maximum size in bytes of the bodies and long answers of all current requests; above it, requests are answered with 503." default:"${max_held}" some:""`
	MaxState            int64         `help:"Maximum size of the state in bytes, by estimate; above it, writes are answered with 507." default:"${max_state}" some:""`
	BodyTimeout         time.Duration `help:"Time limit for a client that sends nothing of a body (408), or reads nothing of a long answer." default:"${body_timeout}" some:""`
	IdleTimeout         time.Duration `help:"Time limit for a connection without a request." default:"2m" some:""`

	State string `help:"Keep the state in this file, over restarts: it is written soon after every change, and when the fake stops." placeholder:"FILE"`

	Watch    bool   `help:"Read seeds and faults again when their files, or files that seeds include, change. An invalid file changes nothing and is reported."`
	OnReload string `help:"Effect of a changed seed on changes made through the API: keep (the seeds are loaded over them) or reset." enum:"keep,reset" default:"keep"`

	RequireWorkspace bool          `help:"Answer 400 to requests that name no workspace, after their token (mock-token~NAME) or in X-Mock-Workspace."`
	MaxWorkspaces    int           `help:"Maximum number of workspaces; above it, the answer is 507." default:"${max_workspaces}" some:""`
	WorkspaceTTL     time.Duration `name:"workspace-ttl" help:"Time after which an unused workspace is deleted." default:"${workspace_ttl}" some:""`

	JournalSize    int64 `help:"Maximum size in bytes of the requests and answers that a workspace keeps; 0 keeps none." default:"${journal_size}"`
	JournalEntries int   `help:"Maximum number of requests that a workspace keeps; 0 keeps none." default:"${journal_entries}"`
	Explain        bool  `help:"Add X-Mock-Explain to every answer, the address that explains it."`
	Stamp          bool  `help:"Add X-Mock-Profile to every answer, the name of the profile."`

	BlueprintEnv   []string `help:"Environment variable that !Env may read in blueprints that are sent over HTTP; none by default. May be repeated." placeholder:"NAME"`
	BlueprintFiles string   `help:"Folder that !File may read in blueprints that are sent over HTTP; none by default." placeholder:"DIR"`

	yamlLimits
}

// vars holds the variables in the help of flags: the profiles, and the defaults of limits.
var vars = map[string]string{
	"profiles":               strings.Join(profile.Names(), ", "),
	"kinds":                  contract.DriftKinds(),
	"max_body":               strconv.Itoa(mock.DefaultMaxBody),
	"max_body_without_token": strconv.Itoa(mock.DefaultMaxBodyWithoutToken),
	"max_held":               strconv.Itoa(mock.DefaultMaxHeld),
	"max_state":              strconv.Itoa(mock.DefaultMaxState),
	"journal_size":           strconv.Itoa(mock.DefaultJournalSize),
	"journal_entries":        strconv.Itoa(mock.DefaultJournalEntries),
	"body_timeout":           mock.DefaultBodyTimeout.String(),
	"max_workspaces":         strconv.Itoa(mock.DefaultMaxWorkspaces),
	"workspace_ttl":          mock.DefaultWorkspaceTTL.String(),
}

// yamlLimits holds the flags for the limits of YAML documents.
type yamlLimits struct {
	MaxYAMLNodes int   `name:"max-yaml-nodes" help:"Maximum number of keys, values and collections in a seed or a blueprint, with aliases expanded; ${default} by default." default:"250000" placeholder:"N" some:""`
	MaxYAMLBytes int64 `name:"max-yaml-bytes" help:"Maximum number of bytes of text in a seed or a blueprint, with aliases expanded; ${default} by default." default:"16777216" placeholder:"BYTES" some:""`
}

// drainTime is the time limit for pending requests after a signal to stop.
const drainTime = 10 * time.Second

// Limits of a request's head.
const (
	headerTime = 10 * time.Second
	maxHeader  = 64 << 10
)

// Run serves until a signal stops it.
func (c *serveCommand) Run(s streams) error {
	loopback, origins, err := c.pages()
	if err != nil {
		return usage(err)
	}
	if c.JournalSize < 0 || c.JournalEntries < 0 {
		return usage(errors.New("--journal-size and --journal-entries take positive numbers, or 0 to keep nothing"))
	}
	options := mock.Options{
		Profile: c.Profile, Seeds: c.Seed, Faults: c.Fault, Token: c.Token, IDs: c.IDs, Now: c.Now,
		MaxBody: c.MaxBody, MaxBodyWithoutToken: c.MaxBodyWithoutToken, MaxHeld: c.MaxHeld, MaxState: c.MaxState, BodyTimeout: c.BodyTimeout,
		StateFile: c.State, Watch: c.Watch, OnReload: c.OnReload, RequireWorkspace: c.RequireWorkspace, MaxWorkspaces: c.MaxWorkspaces, WorkspaceTTL: c.WorkspaceTTL,
		JournalSize: kept(c.JournalSize), JournalEntries: int(kept(int64(c.JournalEntries))), Explain: c.Explain, Stamp: c.Stamp,
		CORS: loopback, CORSOrigins: origins, AllowHosts: c.AllowHost,
		Strict: c.Strict, Warn: func(warning string) { fmt.Fprintf(s.err, "warning: %s\n", warning) }, Logger: c.logger(s),
		BlueprintEnv: c.BlueprintEnv, BlueprintFiles: c.BlueprintFiles, MaxYAMLNodes: c.MaxYAMLNodes, MaxYAMLBytes: c.MaxYAMLBytes,
	}
	if c.Port < 0 || c.Port > math.MaxUint16 {
		return usage(fmt.Errorf("there is no port %d: choose one from 1 to %d, or 0 for any free one", c.Port, math.MaxUint16))
	}
	if c.OnReload == mock.ReloadReset && !c.Watch {
		return usage(errors.New("--on-reload says what --watch does: give that, too"))
	}
	if err := c.clearReady(); err != nil {
		return usage(err)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
		followHeap()
	}
	handler, err := mock.New(options)
	if err != nil {
		return usage(err)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(c.Host, strconv.Itoa(c.Port)))
	if err != nil {
		return usage(c.cannotListen(err))
	}
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup does
		signals = append(signals, syscall.SIGHUP)
	}
	signalled, stop := signal.NotifyContext(context.Background(), signals...)
	defer stop()
	if err := c.tellReady(s, listener.Addr()); err != nil { // from here on signals are handled
		return usage(err)
	}
	defer c.forgetReady()
	go func() { // gives back what reading the seeds has left; what pools keep is free at the second collection only
		runtime.GC()
		debug.FreeOSMemory()
	}()
	err = serveUntil(signalled, stop, listener, &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTime, MaxHeaderBytes: maxHeader, IdleTimeout: c.IdleTimeout, ConnState: mock.CountConnections(),
		DisableGeneralOptionsHandler: true, // it would answer before the handler asks for the host
	})
	return errors.Join(err, handler.(io.Closer).Close())
}

// kept converts a limit of the journal into the form of the options, where a negative one keeps nothing and 0
// is the default.
func kept(bound int64) int64 {
	if bound == 0 {
		return -1
	}
	return bound
}

// pages parses the values of --cors.
func (c *serveCommand) pages() (loopback bool, origins []string, err error) {
	loopback = true
	for _, value := range c.CORS {
		switch value {
		case "on":
		case "off":
			loopback = false
		default:
			origins = append(origins, value)
		}
	}
	if !loopback && len(c.CORS) > 1 {
		return false, nil, errors.New("--cors off cannot be combined with another --cors: remove one of them")
	}
	return loopback, origins, nil
}

func (c *serveCommand) logger(s streams) *slog.Logger {
	switch c.Log {
	case "json":
		return slog.New(slog.NewJSONHandler(s.err, nil))
	case "text":
		return slog.New(mock.NewTextHandler(s.err))
	}
	return nil
}

func (c *serveCommand) cannotListen(err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port %d is in use: choose another with --port, or --port 0 for any free one", c.Port)
	}
	return fmt.Errorf("cannot listen on %s, port %d: %w", c.Host, c.Port, err)
}

// example is the documented request.
const example = `{"name":"string","flow_set":[{"name":"string","slug":"string","title":"string","designation":"authentication",` +
	`"policy_engine_mode":"all","compatibility_mode":true,"layout":"stacked","denied_action":"message_continue"}],` +
	`"user_creation_mode":"never_create","create_users_as_inactive":true,"create_users_group":"3fa85f64-5717-4562-b3fc-2c963f66afa6",` +
	`"user_type":"internal","user_path_template":"string"}`

// warnOfToken warns of a public token on an address that other machines reach.
func (c *serveCommand) warnOfToken(s streams, address net.Addr) {
	if !isLoopback(address) && c.Token == mock.DefaultToken {
		fmt.Fprintf(s.err, "warning: other machines may reach this server, and the token %s is public: set another with --token\n", c.Token)
	}
}

// greet prints the address of the fake and an example request.
func (c *serveCommand) greet(s streams, address net.Addr) {
	base := typeable(address)
	chosen, _ := profile.Parse(c.Profile)
	fmt.Fprintf(s.out, "authentik-mock listens on %s\n  profile %s: %s\n  known   %s\n  token   %s\n  page    %s/__mock/ shows what is asked and why it is refused, the state, faults and the API\n", base, chosen.Name, chosen.About, evidenceOf(chosen), c.Token, base)
	stages := base + "/api/v3/stages/user_write/"
	token := c.Token
	if c.RequireWorkspace {
		token += "~example"
	}
	if slices.Contains(c.Seed, "demo") {
		fmt.Fprintf(s.out, "\nTry the documented request:\n\ncurl -X PATCH %s \\\n"+
			"  -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' \\\n  -d '%s'\n\n",
			shellWord(stages+"3fa85f64-5717-4562-b3fc-2c963f66afa6/"), token, example)
		return
	}
	fmt.Fprintf(s.out, "\nTry:\n\ncurl -H 'Authorization: Bearer %s' %s\n\n", token, shellWord(stages))
}

// serveUntil serves until a signal arrives, then finishes pending requests. A second signal ends it at once:
// stop restores the default behaviour of signals.
func serveUntil(signalled context.Context, stop func(), listener net.Listener, server *http.Server) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-signalled.Done():
	}
	stop()
	patience, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	return server.Shutdown(patience)
}
