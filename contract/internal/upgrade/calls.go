package upgrade

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/record"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
)

// calls are what a client sends, as scenarios.
type calls struct {
	scenarios []scenario.Scenario
	// requests holds, for a scenario that was traffic, the number of each step's request there, by the step's line.
	requests []map[int]int
	// left says why further calls are not among them.
	left []Untold
}

// read reads the calls of files: scenarios, folders of scenarios, and traffic as a HAR file. No names mean the built-in scenarios
// that only matches.
func read(names []string, only string) (calls, error) {
	var all calls
	if len(names) == 0 && only == "" {
		return all, fmt.Errorf("%w: name the files with your calls: scenarios, a browser's export (HAR), or what a fake kept (/__mock/requests.har)", play.ErrUsage)
	}
	var paths []string
	for _, name := range names {
		traffic, err := isTraffic(name)
		switch {
		case err != nil:
			return all, fmt.Errorf("%w: %w", play.ErrUsage, err)
		case !traffic:
			paths = append(paths, name)
			continue
		}
		if err := all.readTraffic(name); err != nil {
			return all, err
		}
	}
	if len(paths) == 0 && len(names) > 0 {
		return all, nil
	}
	scenarios, err := play.Choose(play.Options{Paths: paths, Only: only})
	for _, s := range scenarios {
		all.add(s, nil)
	}
	return all, err
}

func (c *calls) add(s scenario.Scenario, requests map[int]int) {
	c.scenarios, c.requests = append(c.scenarios, s), append(c.requests, requests)
}

// isTraffic reports whether a file is JSON, not the YAML of scenarios.
func isTraffic(name string) (bool, error) {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() {
		return false, err
	}
	text, err := os.ReadFile(name)
	return bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff"))), []byte("{")), err
}

// readTraffic adds the calls of a HAR file.
func (c *calls) readTraffic(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("%w: %w", play.ErrUsage, err)
	}
	var list struct{ Requests []json.RawMessage }
	if json.Unmarshal(text, &list) == nil && list.Requests != nil {
		return fmt.Errorf("%w: %s lists requests without their bodies: take what /__mock/requests.har answers", play.ErrUsage, name)
	}
	name = filepath.ToSlash(name)
	imported, err := record.ReadHAR(name, text)
	if errors.Is(err, record.ErrNothing) {
		return fmt.Errorf("%w: %s: %w", play.ErrUsage, name, err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	requests := map[int]int{}
	for i, step := range imported.Scenario.Steps {
		requests[step.Line] = imported.Requests[i]
	}
	c.add(imported.Scenario, requests)
	for _, why := range imported.Left {
		c.left = append(c.left, Untold{Call: name, Why: why})
	}
	return nil
}

// where returns the place of a call for people.
func (c *calls) where(number, line int) string {
	s := c.scenarios[number]
	if request, ok := c.requests[number][line]; ok {
		return fmt.Sprintf("%s, request %d", s.File, request)
	}
	return fmt.Sprintf("%s:%d", s.File, line)
}

// step returns the step at a line.
func (c *calls) step(number, line int) scenario.Step {
	for _, step := range c.scenarios[number].Steps {
		if step.Line == line {
			return step
		}
	}
	return scenario.Step{}
}

// again returns a command that plays a scenario in the version of a judge.
func (j judge) again(number int) string {
	s := j.scenarios[number]
	if j.requests[number] == nil {
		return play.ReplayCommand(s, j.to.Name)
	}
	const written = "calls.yaml"
	return "authentik-mock import " + play.ShellWord(s.File) + " -o " + written + " && " + play.ReplayCommand(scenario.Scenario{File: written}, j.to.Name)
}
