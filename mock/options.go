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

// DefaultToken is the bearer token of the administrator if [Options] name none.
const DefaultToken = "mock-token"

// The built-in seeds.
const (
	// SeedFresh is what a new installation of the profile's version holds.
	SeedFresh = seed.Fresh
	// SeedDemo is the same, with objects that make the documented example work and a list worth looking at.
	SeedDemo = seed.Demo
)

// The bounds of a fake if [Options] do not say.
const (
	DefaultMaxBody             = 32 << 20
	DefaultMaxBodyWithoutToken = 1 << 20
	DefaultMaxHeld             = 256 << 20
	DefaultMaxState            = 1 << 30
	DefaultBodyTimeout         = 30 * time.Second
	DefaultMaxWorkspaces       = 10_000
	DefaultWorkspaceTTL        = time.Hour
)

// The bounds of the journal if [Options] do not say.
const (
	DefaultJournalSize    = 32 << 20
	DefaultJournalEntries = 10_000
)

// The limits of a YAML document if [Options] do not say.
const (
	DefaultMaxYAMLNodes = yamldoc.DefaultNodes
	DefaultMaxYAMLBytes = yamldoc.DefaultBytes
)

// Options choose what a fake is. The zero value is the documented contract with the demo seed.
type Options struct {
	// Profile is the name of a contract, one of profile.Names: "2026.5"; "" is documented.
	Profile string
	// Seeds are what the fake starts with: [SeedFresh], [SeedDemo], or paths of seed files, loaded one over the other on
	// top of the fresh one. None is demo.
	Seeds []string
	// Faults are paths of YAML files, each a mapping of names to faults that the fake has from its start, and after every
	// reset.
	Faults []string
	// Token is the bearer token of the administrator akadmin; "" is [DefaultToken].
	Token string
	// IDs makes every id that the fake gives out follow from this text, the same in every run; "" takes random ones.
	IDs string
	// Now is the time at which the fake stands still until it is advanced; the zero value goes with the clock of the machine.
	Now time.Time
	// MaxBody is how many bytes a request body may have, beyond which the answer is 413; 0 is [DefaultMaxBody].
	MaxBody int64
	// MaxBodyWithoutToken is the same for a request whose token is none that the fake knows; 0 is
	// [DefaultMaxBodyWithoutToken].
	MaxBodyWithoutToken int64
	// MaxHeld is how many bytes of memory the bodies and long answers of all requests may take at once, beyond which the
	// answer is 503; 0 is [DefaultMaxHeld].
	MaxHeld int64
	// MaxState is how many bytes of memory what the fake holds may take, by estimate, beyond which a write is answered
	// with 507 and changes nothing: the state, and what the workspaces hold beyond the seeds; 0 is [DefaultMaxState].
	MaxState int64
	// BodyTimeout is how long a client may send nothing of a body, beyond which the answer is 408, or take nothing of a
	// long answer; 0 is [DefaultBodyTimeout]. Only a request that an [http.Server] brings has such a time.
	BodyTimeout time.Duration
	// BlueprintEnv are the names of the environment variables that !Env finds in blueprints that come over HTTP. Without any
	// it finds none.
	BlueprintEnv []string
	// BlueprintFiles is a folder below which !File finds files for blueprints that come over HTTP: regular files only, and
	// nothing to which a link or .. leads out of the folder. "" opens none. Seeds that are files find the environment and
	// what lies below their own folder.
	BlueprintFiles string
	// MaxYAMLNodes is how many keys, values and collections a blueprint or a seed may have, and how many its tags may make;
	// an alias counts as all that it stands for. 0 is [DefaultMaxYAMLNodes].
	MaxYAMLNodes int
	// MaxYAMLBytes is how many bytes of text a blueprint or a seed may have, counted in the same way. 0 is
	// [DefaultMaxYAMLBytes].
	MaxYAMLBytes int64
	// StateFile is a file in which the state of the common world is kept: written after every change, and read at the start, where
	// it goes before the Seeds, which are what a reset goes back to. One that cannot be read is an error, and stays as it is. The
	// handler that New returns is an [io.Closer] then, whose Close writes what is not written yet. "" keeps nothing.
	StateFile string
	// Watch reads the Seeds that are files again when they have changed, or a file that they include; one that is wrong changes
	// nothing, and is told by Warn, or in the log. OnReload says what becomes of what was changed through the API: [ReloadKeep],
	// which "" is, or [ReloadReset]. The handler that New returns is an [io.Closer] then, whose Close ends the looking.
	Watch    bool
	OnReload string
	// RequireWorkspace answers 400 to a request that names no workspace, but for those of probes and under /__mock/.
	RequireWorkspace bool
	// MaxWorkspaces is how many workspaces there may be, beyond which a request that names another is answered with 507; 0 is
	// [DefaultMaxWorkspaces].
	MaxWorkspaces int
	// WorkspaceTTL is how long a workspace stays that is not used; 0 is [DefaultWorkspaceTTL].
	WorkspaceTTL time.Duration
	// JournalSize is how many bytes of memory the requests and answers that a workspace keeps may take, and JournalEntries how
	// many they may be: beyond, the oldest go. All workspaces together take eight times as much at most. 0 is [DefaultJournalSize] and [DefaultJournalEntries]; negative numbers keep
	// none. Of bodies, the first 64 KiB are kept; secrets are hidden.
	JournalSize    int64
	JournalEntries int
	// Explain names in a header of every answer ([ExplainHeader]) the address that says why it is as it is.
	Explain bool
	// Stamp names in a header of every answer ([ProfileHeader]) the profile.
	Stamp bool
	// CORS lets browser pages on loopback origins read the answers, CORSOrigins those of further origins, such as
	// https://app.example.com. The real server does not.
	CORS        bool
	CORSOrigins []string
	// AllowHosts are names that a request may be for besides localhost, names under .localhost, IP addresses and names
	// without a dot; .example.com is that name and all below it. For any other Host the answer is 421, so that no page
	// reaches the fake by a name that it makes point at this machine.
	AllowHosts []string
	// Warn is called for everything in a blueprint that is left out or not looked up, of seeds at the start and, if there is
	// no Logger, of blueprints that come over HTTP: then by several goroutines. It may be nil. Strict makes the first warning
	// about a seed an error instead.
	Warn   func(warning string)
	Strict bool
	// Logger gets a line for every request, with the reasons of those that are refused; nil logs none. A fault of the fake
	// itself is logged all the same, to slog.Default then.
	Logger *slog.Logger
}

// heed passes warnings on, or makes the first an error.
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

// limits are those of YAML documents.
func (o Options) limits() yamldoc.Limits {
	return yamldoc.Limits{Nodes: o.MaxYAMLNodes, Bytes: o.MaxYAMLBytes}
}

func (o Options) complete() (Options, profile.Profile, error) {
	if o.Profile == "" {
		o.Profile = profile.Default
	}
	chosen, err := profile.Parse(o.Profile)
	if err != nil {
		return o, chosen, err
	}
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
	if o.OnReload != "" && o.OnReload != ReloadKeep && o.OnReload != ReloadReset {
		return o, chosen, fmt.Errorf("a reload cannot %q what was changed: choose %s or %s", o.OnReload, ReloadKeep, ReloadReset)
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

// completeBounds gives each bound its default.
func (o *Options) completeBounds() error {
	for _, bound := range []struct {
		value  *int64
		usual  int64
		refuse string
	}{
		{&o.MaxBody, DefaultMaxBody, "a body cannot have at most %d bytes"},
		{&o.MaxBodyWithoutToken, DefaultMaxBodyWithoutToken, "a body without a token cannot have at most %d bytes"},
		{&o.MaxHeld, DefaultMaxHeld, "all requests cannot hold at most %d bytes"},
		{&o.MaxState, DefaultMaxState, "the state cannot take at most %d bytes"},
		{(*int64)(&o.BodyTimeout), int64(DefaultBodyTimeout), "a client cannot be waited for %d nanoseconds"},
		{(*int64)(&o.WorkspaceTTL), int64(DefaultWorkspaceTTL), "a workspace cannot stay for %d nanoseconds"},
	} {
		if *bound.value < 0 {
			return fmt.Errorf(bound.refuse+": give a positive number", *bound.value)
		}
		*bound.value = cmp.Or(*bound.value, bound.usual)
	}
	if o.MaxWorkspaces < 0 {
		return fmt.Errorf("there cannot be at most %d workspaces: give a positive number", o.MaxWorkspaces)
	}
	o.MaxWorkspaces = cmp.Or(o.MaxWorkspaces, DefaultMaxWorkspaces)
	if o.MaxYAMLNodes < 0 || o.MaxYAMLBytes < 0 {
		return fmt.Errorf("a YAML document cannot have at most %d nodes and %d bytes: give positive numbers", o.MaxYAMLNodes, o.MaxYAMLBytes)
	}
	return nil
}
