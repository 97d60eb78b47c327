package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/spelling"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// checkCommand holds the flags of check.
type checkCommand struct {
	Files   []string `arg:"" name:"file" help:"Files to check: documents with --schema, otherwise seeds, blueprints and scenarios. - is the standard input."`
	Schema  string   `help:"Schema to validate the files against, such as user_write.patch.request." values:"schema"`
	Profile string   `help:"Profile to check for." default:"documented" values:"profile"`
	Strict  bool     `help:"Treat warnings as errors: about models of a blueprint that are not implemented, and about objects that a killed run of a scenario leaves behind."`

	yamlLimits
}

// errFaulty reports that a check failed; the faults have been printed.
var errFaulty = errors.New("not everything is as it should be")

// Run checks every file and prints one line for each fault.
func (c *checkCommand) Run(s streams) error {
	chosen, err := profile.Parse(c.Profile)
	if err != nil {
		return usage(err)
	}
	faulty := false
	for _, file := range c.Files {
		text, err := read(file)
		if err != nil {
			return usage(err)
		}
		faults, err := c.check(file, text, chosen)
		if err != nil {
			return usage(err)
		}
		for _, fault := range faults {
			fmt.Fprintln(s.out, fault)
		}
		faulty = faulty || len(faults) > 0
	}
	if faulty {
		return coded{exitFailed, errFaulty}
	}
	fmt.Fprintf(s.out, "%d checked, no fault\n", len(c.Files))
	return nil
}

func read(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(file)
}

// check returns the faults of a file, one a line.
func (c *checkCommand) check(file string, text []byte, p profile.Profile) ([]string, error) {
	if c.Schema != "" {
		return c.fit(file, text)
	}
	if len(bytes.TrimSpace(noContent.ReplaceAll(text, nil))) == 0 {
		return []string{file + ":1:1: the file is empty: a scenario has title and steps, a seed stages, flows or other objects, a blueprint entries"}, nil
	}
	if isScenario(text) {
		scenario, err := contract.ReadScenario(file, text)
		if err != nil {
			return []string{err.Error()}, nil
		}
		return c.weigh(scenario.Warnings()), nil
	}
	warnings, err := mock.CheckSeed(file, text, mock.Options{Profile: p.Name, MaxYAMLNodes: c.MaxYAMLNodes, MaxYAMLBytes: c.MaxYAMLBytes})
	faults := c.weigh(warnings)
	if err != nil {
		faults = append(faults, err.Error())
	}
	return faults, nil
}

// weigh returns warnings as faults with --strict, and prints them otherwise.
func (c *checkCommand) weigh(warnings []string) []string {
	if c.Strict {
		return warnings
	}
	for _, warning := range warnings {
		fmt.Fprintf(os.Stderr, "warning: %s\n", warning)
	}
	return nil
}

// fit validates a document against a schema. Known deviations of real servers from the published document are
// not faults.
func (c *checkCommand) fit(file string, text []byte) ([]string, error) {
	found, err := schemas.Check(c.Profile, c.Schema, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var faults []string
	for _, fault := range found {
		if !fault.Deviation {
			faults = append(faults, file+": "+fault.String())
		}
	}
	return faults, nil
}

// scenarioMember matches the beginning of a line that occurs in scenarios and not in seeds or blueprints,
// indented or not.
var scenarioMember = regexp.MustCompile(`(?m)^(?:title|given|known|recorded|profiles|\s*steps?):|^\s*- (?:\{\s*)?do:`)

// noContent matches the comments of a YAML file and the marks between its documents.
var noContent = regexp.MustCompile(`(?m)^(?:\s*#.*|---\s*(?:#.*)?|\.\.\.\s*)$`)

// isScenario reports whether a file is a scenario, not a seed, by members that only scenarios have, even if
// slightly misspelled.
func isScenario(text []byte) bool {
	if scenarioMember.Match(text) {
		return true
	}
	near, other := 0, 0
	for _, found := range topMember.FindAllSubmatch(text, -1) {
		switch name := string(found[1]); {
		case slices.Contains(otherMembers, name):
			other++
		case spelling.DidYouMean(name, scenarioMembers) != "" && spelling.DidYouMean(name, otherMembers) == "":
			near++
		}
	}
	return near > other
}

// topMember matches the beginning of a line that is not indented.
var topMember = regexp.MustCompile(`(?m)^(\w+):`)

// scenarioMembers and otherMembers are the top-level members of scenarios, and of seeds and blueprints.
var (
	scenarioMembers = []string{"title", "steps", "given", "known", "recorded", "profiles"}
	otherMembers    = append([]string{"version", "entries", "metadata", "context"}, mock.SeedSections()...)
)
