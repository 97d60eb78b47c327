package mock

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/seed"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// CheckSeed reads a seed or a blueprint as [New] does, on the fresh seed of a profile, and returns New's
// warnings and error. name is the file's name in both, "-" for standard input; a blueprint's !File reads
// files beside it. Of the options it uses Profile, MaxYAMLNodes and MaxYAMLBytes.
func CheckSeed(name string, text []byte, options Options) (warnings []string, err error) {
	p, err := profile.Parse(options.Profile)
	if err != nil {
		return nil, err
	}
	outside := blueprint.BesideFile(name)
	if name == "-" {
		outside = blueprint.StandardInput()
	}
	found, err := seed.Check(name, text, p, options.limits(), outside)
	for _, warning := range found {
		warnings = append(warnings, string(warning))
	}
	return warnings, err
}

// SeedSections returns the top-level members of a seed: "users", "stages" and so on.
func SeedSections() []string { return seed.Sections() }
