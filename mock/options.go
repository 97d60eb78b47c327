package mock

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/seed"
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

// DefaultMaxBody is how many bytes a request body may have if [Options] do not say.
const DefaultMaxBody = 32 << 20

// Options choose what a fake is. The zero value is the documented contract with the demo seed.
type Options struct {
	// Profile is a contract: documented, 2025.10, 2025.12 or 2026.5; "" is documented.
	Profile string
	// Seeds are what the fake starts with: [SeedFresh], [SeedDemo], or paths of seed files, loaded one over the other on
	// top of the fresh one. None is demo.
	Seeds []string
	// Token is the bearer token of the administrator akadmin; "" is [DefaultToken].
	Token string
	// IDs makes every id that the fake gives out follow from this text, the same in every run; "" takes random ones.
	IDs string
	// Now freezes the time; the zero value goes with the clock.
	Now time.Time
	// MaxBody is how many bytes a request body may have, beyond which the answer is 413; 0 is [DefaultMaxBody].
	MaxBody int64
	// CORS lets pages on loopback origins read the answers. The real server does not.
	CORS bool
	// Warn gets what of a blueprint was left out, because the fake lacks its model; nil does not care. Strict makes it an
	// error instead.
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
	if o.MaxBody < 0 {
		return o, chosen, fmt.Errorf("a body cannot have at most %d bytes: give a positive number", o.MaxBody)
	}
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	return o, chosen, nil
}
