package main

import (
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
var switchesText []byte

// suite is the test binary of a package.
type suite struct {
	name, binary, dir string
	// tests holds the shortest first.
	tests []*test
}

// test is a test function of a suite.
type test struct {
	name string
	// took is the duration of a run without a change, and computed the time that it had a processor.
	took, computed time.Duration
	// reached holds the numbers of the mutants whose places the test reaches.
	reached map[int]bool
}

// suites returns the packages whose tests depend on mutated ones.
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
		s := &suite{name: name, binary: filepath.Join(dir, strings.ReplaceAll(name, "/", "_")+".test"), dir: p.Dir}
		for _, dependency := range p.Deps {
			// A package compiled anew for a test is listed as "path [path.test]".
			path, _, _ := strings.Cut(dependency, " ")
			if mutated[path] {
				those = append(those, s)
				break
			}
		}
	}
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
	if err := put(filepath.Join(root, "switches", "switches.go"), switchesText); err != nil {
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

// baseline runs each test alone without a change, and records how long it takes and which mutants it
// reaches. A test that fails alone is left out: it could only tell less.
func (s *suite) baseline(ctx context.Context, dir string) error {
	command := exec.CommandContext(ctx, s.binary, "-test.list", ".")
	command.Dir = s.dir
	names, err := command.Output()
	if err != nil {
		return fmt.Errorf("%s does not list its tests: %w", s.name, err)
	}
	notes := filepath.Join(dir, "reached")
	for name := range strings.FieldsSeq(string(names)) {
		if name == scenariosOwn || strings.HasPrefix(name, "Benchmark") {
			continue
		}
		if err := os.WriteFile(notes, nil, 0o644); err != nil {
			return err
		}
		t := &test{name: name}
		started := time.Now()
		out, computed, err := s.run(ctx, []*test{t}, time.Hour, switches.Reached+"="+notes)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Printf("left out: %s of %s fails without any change: %v\n%s\n", name, s.name, err, out)
			continue
		}
		t.took, t.computed = time.Since(started), computed
		if t.reached, err = numbers(notes); err != nil {
			return err
		}
		s.tests = append(s.tests, t)
	}
	slices.SortFunc(s.tests, func(a, b *test) int { return cmp.Compare(a.took, b.took) })
	return nil
}

// numbers reads a file with a number on each line.
func numbers(path string) (map[int]bool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	those := map[int]bool{}
	for line := range strings.FieldsSeq(string(text)) {
		number, err := strconv.Atoi(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		those[number] = true
	}
	return those, nil
}

// scenariosOwn is the test that plants faults of its own to measure the scenarios. It takes as long
// as all others together, and the scenarios notice everything that it would.
const scenariosOwn = "TestTheScenariosCatchFaultsInEveryResource"

// run runs some tests once, and returns their output and how long they had a processor. It stops them
// after patience, since a change may make a loop endless.
func (s *suite) run(ctx context.Context, tests []*test, patience time.Duration, environment ...string) ([]byte, time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var names []string
	for _, t := range tests {
		names = append(names, t.name)
	}
	command := exec.CommandContext(ctx, s.binary, "-test.failfast", "-test.timeout=0", "-test.run=^("+strings.Join(names, "|")+")$")
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
