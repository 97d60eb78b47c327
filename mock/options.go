package mock

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// DefaultToken is the administrator's default bearer token.
const DefaultToken = "mock-token"

// The built-in seeds.
const (
	// SeedFresh is the state of a new installation of the profile's version.
	SeedFresh = seed.Fresh
	// SeedDemo adds objects that make the documented example work, and some more for lists.
	SeedDemo = seed.Demo
)

// The default limits of a fake.
const (
	DefaultMaxBody             = 32 << 20
	DefaultMaxBodyWithoutToken = 1 << 20
	DefaultMaxHeld             = 256 << 20
	DefaultMaxState            = 1 << 30
	DefaultBodyTimeout         = 30 * time.Second
	DefaultMaxWorkspaces       = 10_000
	DefaultWorkspaceTTL        = time.Hour
)

// The default limits of the journal.
const (
	DefaultJournalSize    = 32 << 20
	DefaultJournalEntries = 10_000
)

// The default limits of a YAML document.
const (
	DefaultMaxYAMLNodes = yamldoc.DefaultNodes
	DefaultMaxYAMLBytes = yamldoc.DefaultBytes
)

// Options configures a fake. The zero value is the documented contract with the demo seed.
type Options struct {
	// Profile is the name of a contract, one of profile.Names: "2026.5"; "" means documented.
	Profile string
	// Seeds lists the initial state: [SeedFresh], [SeedDemo], or paths of seed files, loaded one after the
	// other on top of the fresh one. Empty means demo.
	Seeds []string
	// Faults lists paths of YAML files, each a mapping of names to faults that are active at the start and
	// after every reset.
	Faults []string
	// Token is the bearer token of the administrator akadmin; "" means [DefaultToken].
	Token string
	// IDs is a text from which all ids are derived, so that they are the same in every run; "" means random
	// ids.
	IDs string
	// Now freezes the time until it is advanced; the zero value follows the clock of the machine.
	Now time.Time
	// MaxBody is the maximum size of a request body in bytes; larger ones are answered with 413. 0 means
	// [DefaultMaxBody].
	MaxBody int64
	// MaxBodyWithoutToken is the maximum for a request without a valid token; 0 means
	// [DefaultMaxBodyWithoutToken].
	MaxBodyWithoutToken int64
	// MaxHeld is the maximum memory in bytes for the bodies and long answers of all current requests; above
	// it, the answer is 503. 0 means [DefaultMaxHeld].
	MaxHeld int64
	// MaxState is the maximum memory in bytes, by estimate, of the state and of what the workspaces hold in
	// addition to the seeds; a write that exceeds it is answered with 507 and changes nothing. 0 means
	// [DefaultMaxState].
	MaxState int64
	// BodyTimeout is the time limit for a client that sends nothing of a body, after which the answer is 408,
	// or reads nothing of a long answer; 0 means [DefaultBodyTimeout]. It applies only to requests from an
	// [http.Server].
	BodyTimeout time.Duration
	// BlueprintEnv lists the environment variables that !Env may read in blueprints that are sent over HTTP.
	// Empty means none.
	BlueprintEnv []string
	// BlueprintFiles is the folder that !File may read in blueprints that are sent over HTTP: regular files
	// only, and nothing outside of the folder, through a link or "..". "" means none. Seed files may read the
	// environment and the files below their own folder.
	BlueprintFiles string
	// MaxYAMLNodes is the maximum number of keys, values and collections in a blueprint or a seed, and the
	// maximum that its tags may create; aliases count as what they refer to. 0 means [DefaultMaxYAMLNodes].
	MaxYAMLNodes int
	// MaxYAMLBytes is the maximum number of bytes of text in a blueprint or a seed, counted in the same way.
	// 0 means [DefaultMaxYAMLBytes].
	MaxYAMLBytes int64
	// StateFile is a file that keeps the state of the common world: it is written soon after every change, and
	// read at the start, where it takes precedence over the Seeds, to which a reset returns. If it cannot be
	// read, or another fake uses it, New returns an error and the file does not change. The handler that New
	// returns is then an [io.Closer], whose Close writes what has not been written yet. "" means no file.
	StateFile string
	// Watch makes the fake read the Seeds that are files, and the Faults, again when they, or files that seeds
	// include, have changed. An invalid one changes nothing, and is reported to Warn, or in the log. OnReload selects what
	// happens to objects that were changed through the API: [ReloadKeep], the default, or [ReloadReset]. The
	// handler that New returns is then an [io.Closer], whose Close stops watching.
	Watch    bool
	OnReload string
	// RequireWorkspace makes the fake answer 400 to requests without a workspace, except for probes and
	// addresses under /__mock/.
	RequireWorkspace bool
	// MaxWorkspaces is the maximum number of workspaces; a request that names another one is answered with
	// 507. 0 means [DefaultMaxWorkspaces].
	MaxWorkspaces int
	// WorkspaceTTL is the time after which an unused workspace is deleted; 0 means [DefaultWorkspaceTTL].
	WorkspaceTTL time.Duration
	// JournalSize is the maximum memory in bytes of the requests and answers that a workspace keeps, and
	// JournalEntries their maximum number; above either, the oldest are dropped. All workspaces together use
	// at most eight times as much memory. 0 means [DefaultJournalSize] and [DefaultJournalEntries]; negative
	// numbers keep none. Of bodies, the first 64 KiB are kept; secrets are hidden.
	JournalSize    int64
	JournalEntries int
	// Explain adds a header ([ExplainHeader]) to every answer, with the address that explains it.
	Explain bool
	// Stamp adds a header ([ProfileHeader]) to every answer, with the profile.
	Stamp bool
	// CORS lets browser pages on loopback origins read the answers, CORSOrigins those of further origins,
	// such as https://app.example.com. The real server does not.
	CORS        bool
	CORSOrigins []string
	// AllowHosts lists host names to accept in addition to localhost, names under .localhost, IP addresses
	// and names without a dot; .example.com is that name and all below it. Any other Host is answered with
	// 421, so that no page reaches the fake by a name that it makes point at this machine.
	AllowHosts []string
	// Warn is called for every blueprint entry that is skipped because its model is not implemented, and for
	// every look-up that is skipped: in seeds at the start and, if there is no Logger, in blueprints that are
	// sent over HTTP, then possibly concurrently. It may be nil. Strict turns the first warning about a seed
	// into an error.
	Warn   func(warning string)
	Strict bool
	// Logger logs every request, with the reasons of a refusal; nil logs none. A fault of the fake itself is
	// always logged, to slog.Default if Logger is nil.
	Logger *slog.Logger
}

// heed passes warnings to Warn, or returns the first as an error.
func (o Options) heed(warnings []blueprint.Warning) error {
	for _, warning := range warnings {
		if o.Strict {
			return errors.New(string(warning))
		}
		if o.Warn != nil {
			o.Warn(string(warning))
		}
	}
	return nil
}

// limits returns the limits of YAML documents.
func (o Options) limits() yamldoc.Limits {
	return yamldoc.Limits{Nodes: o.MaxYAMLNodes, Bytes: o.MaxYAMLBytes}
}

func (o Options) complete() (Options, profile.Profile, error) {
	if o.Profile == "" {
		o.Profile = profile.Default
	}
	chosen, err := profile.Parse(o.Profile)
	if err != nil {
		return o, chosen, fmt.Errorf("--profile (Profile): %w", err)
	}
	o.Profile = chosen.Name
	if len(o.Seeds) == 0 {
		o.Seeds = []string{SeedDemo}
	}
	if o.Token == "" {
		o.Token = DefaultToken
	}
	if strings.TrimSpace(o.Token) != o.Token || strings.ContainsAny(o.Token, "\x00\r\n") {
		return o, chosen, fmt.Errorf("token %q cannot be sent in a header: leave out white space at its ends and control characters", o.Token)
	}
	if err := checkOrigins(o.CORSOrigins); err != nil {
		return o, chosen, err
	}
	if !o.Now.IsZero() {
		if err := checkStill(o.Now); err != nil {
			return o, chosen, fmt.Errorf("--now (Now): %w", err)
		}
	}
	if o.Watch && len(seed.Files(o.Seeds))+len(o.Faults) == 0 {
		return o, chosen, errors.New("--watch (Watch): there is nothing to watch: name seeds or faults that are files, with --seed or --fault")
	}
	if o.OnReload != "" && o.OnReload != ReloadKeep && o.OnReload != ReloadReset {
		return o, chosen, fmt.Errorf("a reload cannot %q what was changed: choose %s or %s", o.OnReload, ReloadKeep, ReloadReset)
	}
	for _, name := range o.BlueprintEnv {
		if name == "" || strings.ContainsAny(name, "= ") {
			return o, chosen, fmt.Errorf("--blueprint-env (BlueprintEnv): %q is no name of a variable: give the name alone", name)
		}
	}
	if o.BlueprintFiles != "" {
		if info, err := os.Stat(o.BlueprintFiles); err != nil || !info.IsDir() {
			return o, chosen, fmt.Errorf("blueprints cannot find files in %q: name a folder that is there", o.BlueprintFiles)
		}
	}
	if err := o.completeJournal(); err != nil {
		return o, chosen, err
	}
	err = o.completeBounds()
	return o, chosen, err
}

// completeBounds sets the default of each limit.
func (o *Options) completeBounds() error {
	for _, err := range []error{
		bound(&o.MaxBody, DefaultMaxBody, "a body cannot have at most %v bytes"),
		bound(&o.MaxBodyWithoutToken, DefaultMaxBodyWithoutToken, "a body without a token cannot have at most %v bytes"),
		bound(&o.MaxHeld, DefaultMaxHeld, "all requests cannot hold at most %v bytes"),
		bound(&o.MaxState, DefaultMaxState, "the state cannot take at most %v bytes"),
		bound(&o.BodyTimeout, DefaultBodyTimeout, "a client cannot be waited for %v"),
		bound(&o.WorkspaceTTL, DefaultWorkspaceTTL, "a workspace cannot stay for %v"),
		bound(&o.MaxWorkspaces, DefaultMaxWorkspaces, "there cannot be at most %v workspaces"),
	} {
		if err != nil {
			return err
		}
	}
	if o.MaxYAMLNodes < 0 || o.MaxYAMLBytes < 0 {
		return fmt.Errorf("a YAML document cannot have at most %d nodes and %d bytes: give positive numbers", o.MaxYAMLNodes, o.MaxYAMLBytes)
	}
	return nil
}

// bound sets the default of a limit that is 0, and refuses a negative one.
func bound[T int | int64 | time.Duration](limit *T, usual T, refuse string) error {
	if *limit < 0 {
		return fmt.Errorf(refuse+": give a positive one", *limit)
	}
	*limit = cmp.Or(*limit, usual)
	return nil
}
