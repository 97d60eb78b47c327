// Package upgrade says which calls of a client another version of authentik answers otherwise. It plays them on two fakes side by
// side.
package upgrade

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/drift"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Options selects the calls and the versions.
type Options struct {
	// From and To are profiles.
	From, To string
	// Files lists scenarios, folders of scenarios, and traffic as HAR files. If it is empty, the built-in scenarios that Only
	// matches are played.
	Files []string
	// Only is a regular expression that names of scenarios (subject/sentence) must match; "" matches all.
	Only string
	// Seeds are the initial state of both fakes; without any, they are newly installed.
	Seeds []string
	// Ignore lists kinds of differences that do not count as a change.
	Ignore []drift.Kind
	// Advance, if not nil, is called after every scenario or file of each version.
	Advance play.Advance
}

// Report says what changes for a client.
type Report struct {
	From, To string
	// Changed and Same are the numbers of calls that change, and that do not.
	Changed, Same int
	// Untold lists the calls that cannot be told, Causes why others change; the cause of most calls comes first.
	Untold []Untold
	Causes []Cause
}

// Cause is one reason why calls change, with one example.
type Cause struct {
	drift.Rule
	// Calls lists the calls with their places.
	Calls []string
	// Again is a command that plays the example in the version To.
	Again string
}

// Untold is a call of which nothing can be said.
type Untold struct{ Call, Why string }

// Compare plays calls on a fake of each version and compares the answers. An error means that nothing could be compared.
func Compare(ctx context.Context, o Options) (Report, error) {
	from, to, err := o.profiles()
	if err != nil {
		return Report{}, err
	}
	all, err := read(o.Files, o.Only)
	if err != nil {
		return Report{}, err
	}
	if len(o.Seeds) == 0 {
		o.Seeds = []string{mock.SeedFresh}
	}
	j := judge{calls: all, from: from, to: to, ignore: o.Ignore}
	compared, err := drift.CompareCalls(ctx, drift.CallsOptions{A: from, B: to, Scenarios: all.scenarios, Seeds: o.Seeds, Advance: o.Advance,
		Untold: func(c drift.Call) bool { return j.strange(c) != "" }})
	if err != nil {
		return Report{}, err
	}
	return j.report(compared)
}

func (o Options) profiles() (from, to profile.Profile, err error) {
	if from, err = profile.Parse(o.From); err == nil {
		to, err = profile.Parse(o.To)
	}
	for _, kind := range o.Ignore {
		if !slices.Contains(drift.Kinds, kind) {
			err = cmp.Or(err, fmt.Errorf("--ignore takes kinds of differences, not %q: there are %s", kind, KindNames()))
		}
	}
	if err == nil && from.Name == to.Name {
		err = fmt.Errorf("--from and --to are both %s: nothing can change", to.Name)
	}
	if err != nil {
		err = fmt.Errorf("%w: %w", play.ErrUsage, err)
	}
	return from, to, err
}

// KindNames returns the kinds of differences in one line.
func KindNames() string {
	var names []string
	for _, kind := range drift.Kinds {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// judge sorts calls into those that change, those that do not, and those that cannot be told.
type judge struct {
	calls
	from, to profile.Profile
	ignore   []drift.Kind
}

func (j judge) report(compared drift.Calls) (Report, error) {
	r := Report{From: j.from.Name, To: j.to.Name, Untold: j.left}
	causes := make([]Cause, len(compared.Rules))
	for i, rule := range compared.Rules {
		causes[i].Rule = rule
	}
	for _, c := range compared.Calls {
		call := fmt.Sprintf("%s %s (%s)", c.Method, c.Path, j.where(c.Scenario, c.Line))
		unproved, err := j.unproved(c)
		if err != nil {
			return r, err
		}
		changes := slices.DeleteFunc(c.Rules, func(i int) bool { return slices.Contains(j.ignore, causes[i].Kind) })
		if len(changes) > 0 {
			r.Changed++
			if unproved != "" {
				call += ", not recorded in " + unproved
			}
			for _, i := range changes {
				causes[i].Calls = append(causes[i].Calls, call)
			}
		} else if why := j.untold(c, unproved); why != "" {
			r.Untold = append(r.Untold, Untold{call, why})
		} else {
			r.Same++
		}
	}
	r.Untold = append(r.Untold, j.notPlayed(compared)...)
	r.Causes = j.seen(causes)
	return r, nil
}

// seen returns the causes that calls have, the cause of most calls first.
func (j judge) seen(causes []Cause) []Cause {
	causes = slices.DeleteFunc(causes, func(c Cause) bool { return len(c.Calls) == 0 })
	for i, c := range causes {
		causes[i].Again = j.again(c.Example.Scenario)
		causes[i].Example.Where = j.where(c.Example.Scenario, c.Example.Line)
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return len(b.Calls) - len(a.Calls) })
	return causes
}

// strange returns why the answers to a call are not those that its client gets, "" if they are.
func (j judge) strange(c drift.Call) string {
	recorded := scenario.Expected(j.step(c.Scenario, c.Line), j.from).Status
	switch {
	case c.OwnA:
		return notServed(j.from, c.StatusA)
	case c.OwnB:
		return notServed(j.to, c.StatusB)
	case c.Apart || recorded == 0 || !j.scenarios[c.Scenario].About(j.from):
		return ""
	case c.StatusA != recorded:
		return fmt.Sprintf("played on %s it answers %d, not %d as in the file; --seed gives both versions the objects that it is about", j.from.Name, c.StatusA, recorded)
	}
	return ""
}

func notServed(p profile.Profile, status int) string {
	return fmt.Sprintf("authentik-mock does not serve it in %s, and answers %d for itself", p.Name, status)
}

// untold returns why nothing can be said of a call without a difference, "" if it does not change. unproved are the versions in
// which it was not recorded.
func (j judge) untold(c drift.Call, unproved string) string {
	why := j.strange(c)
	switch {
	case why != "":
		return why
	case c.Apart:
		return "it follows a call that only one of the versions accepts, so that its values were not compared"
	case unproved != "":
		return "it does not change here, but no answer of a real server was recorded in " + unproved
	}
	return ""
}

// unproved returns the versions in which no real server was recorded with the operation of a call, "" if there are none.
func (j judge) unproved(c drift.Call) (string, error) {
	path, _, _ := strings.Cut(c.Path, "?")
	var names []string
	for _, p := range []profile.Profile{j.from, j.to} {
		coverage, known, err := describe.CoverageOf(p, c.Method, path)
		if err != nil {
			return "", err
		}
		guessed := coverage == describe.Modelled || coverage == describe.Documented
		if known && guessed && !j.recordedIn(c.Scenario, p) {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, " and "), nil
}

// recordedIn reports whether the answers in a scenario were recorded in a version.
func (j judge) recordedIn(number int, p profile.Profile) bool {
	for version := range j.scenarios[number].Recorded {
		if version == p.Version {
			return true
		}
	}
	return false
}

// notPlayed returns the steps that one of the versions could not be asked.
func (j judge) notPlayed(compared drift.Calls) []Untold {
	type at struct{ number, line int }
	played := map[at]bool{}
	for _, c := range compared.Calls {
		played[at{c.Scenario, c.Line}] = true
	}
	var all []Untold
	for number, s := range j.scenarios {
		for _, step := range s.Steps {
			if played[at{number, step.Line}] {
				continue
			}
			why := "it could not be played"
			if reason := compared.Stopped[number]; reason != "" {
				why += ": " + reason
			}
			all = append(all, Untold{fmt.Sprintf("%s %s (%s)", step.Method, step.Path, j.where(number, step.Line)), why})
		}
	}
	return all
}

// ExitCode returns the exit code for a command: 0 nothing changes, 1 something changes, 2 it cannot be told, or wrong use, 130
// interrupted.
func ExitCode(r Report, err error) int {
	switch {
	case errors.Is(err, context.Canceled):
		return play.ExitInterrupted
	case err != nil:
		return play.ExitUsage
	case r.Changed > 0:
		return play.ExitDiffers
	case len(r.Untold) > 0 || r.Same == 0:
		return play.ExitUsage
	}
	return play.ExitOK
}
