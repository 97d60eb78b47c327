package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/mutants/switches"
)

// runtimePath is the import path under which the compiler finds package switches. The file exists
// only for the build, since mock cannot import an internal package of contract.
const runtimePath = "github.com/authentik-mock/authentik-mock/switches"

//go:embed switches/switches.go
var runtime []byte

// suite is the test binary of a package.
type suite struct {
	name, binary, dir string
	// weight is the number of packages that the tests depend on.
	weight int
	// took is the duration of a run without a change, and computed the time that it had a processor.
	took, computed time.Duration
	// reached holds the numbers of the mutants whose places the suite reaches.
	reached map[int]bool
}

// suites returns the packages whose tests depend on mutated ones, those with the fewest dependencies
// first: they run in moments, and what they notice need not wait for the tests of everything.
func suites(dir string, mutants []mutant) ([]*suite, error) {
	packages, err := goList("-test", "./...")
	if err != nil {
		return nil, err
	}
	mutated := map[string]bool{}
	for _, p := range packages {
		if slices.ContainsFunc(mutants, func(m mutant) bool { return filepath.Dir(m.path) == p.Dir }) {
			mutated[p.ImportPath] = true
		}
	}
	var those []*suite
	for _, p := range packages {
		name, isTest := strings.CutSuffix(p.ImportPath, ".test")
		if !isTest || strings.Contains(name, "internal/mutants") {
			continue
		}
		s := &suite{name: name, binary: filepath.Join(dir, strings.ReplaceAll(name, "/", "_")+".test"), dir: p.Dir, weight: len(p.Deps)}
		for _, dependency := range p.Deps {
			// A package compiled anew for a test is listed as "path [path.test]".
			path, _, _ := strings.Cut(dependency, " ")
			if mutated[path] {
				those = append(those, s)
				break
			}
		}
	}
	slices.SortStableFunc(those, func(a, b *suite) int { return cmp.Compare(a.weight, b.weight) })
	return those, nil
}

// build compiles the tests with all mutants.
func (s *suite) build(ctx context.Context, overlay string) error {
	command := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", s.binary, s.name)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", s.name, err, out)
	}
	return nil
}

// writeOverlay writes the mutated files and the overlay that makes the compiler use them.
func writeOverlay(dir string, mutants []mutant) (string, error) {
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	byFile := map[string][]mutant{}
	for _, m := range mutants {
		byFile[m.path] = append(byFile[m.path], m)
	}
	replace := map[string]string{}
	put := func(path string, text []byte) error {
		copied := filepath.Join(dir, "source"+strconv.Itoa(len(replace))+".go")
		replace[path] = copied
		return os.WriteFile(copied, text, 0o644)
	}
	if err := put(filepath.Join(root, "switches", "switches.go"), runtime); err != nil {
		return "", err
	}
	for path, those := range byFile {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		if err := put(path, rewrite(text, those, runtimePath)); err != nil {
			return "", err
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, text, 0o644)
}

// baseline runs the tests without a change and records which mutants they reach.
func (s *suite) baseline(ctx context.Context, dir string) error {
	notes := filepath.Join(dir, "reached")
	if err := os.WriteFile(notes, nil, 0o644); err != nil {
		return err
	}
	started := time.Now()
	out, computed, err := s.run(ctx, time.Hour, switches.Reached+"="+notes)
	if err != nil {
		return fmt.Errorf("%s fails without any change: %w\n%s", s.name, err, out)
	}
	s.took, s.computed = time.Since(started), computed
	text, err := os.ReadFile(notes)
	s.reached = map[int]bool{}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		number, err := strconv.Atoi(lines.Text())
		if err != nil {
			return err
		}
		s.reached[number] = true
	}
	return err
}

// scenariosOwn is the test that plants faults of its own to measure the scenarios. It takes as long
// as all others together, and the scenarios notice everything that it would.
const scenariosOwn = "^TestTheScenariosCatchFaultsInEveryResource$"

// run runs the tests once, and returns their output and how long they had a processor. It stops them
// after patience, since a change may make a loop endless.
func (s *suite) run(ctx context.Context, patience time.Duration, environment ...string) ([]byte, time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	command := exec.CommandContext(ctx, s.binary, "-test.failfast", "-test.timeout=0", "-test.skip="+scenariosOwn)
	command.Dir = s.dir
	command.Env = append(os.Environ(), environment...)
	command.WaitDelay = time.Second
	out, err := command.CombinedOutput()
	var computed time.Duration
	if command.ProcessState != nil {
		computed = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	}
	return out, computed, errors.Join(err, ctx.Err())
}
