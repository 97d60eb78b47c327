// Package propose writes what a server answers otherwise than the fake as a patch of the scenarios that say so, with the declarations
// to look at. It writes no secrets.
package propose

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/drift"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/record"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// Proposal is what would make a run against a server pass.
type Proposal struct {
	// Version is what the server says of itself, Profile the profile that it was compared with.
	Version, Profile string
	// Changes holds the scenarios that expect what the server answered, in the order of the run.
	Changes []Change
	// Declarations lists what the fake's answers come from where they differ from the server's.
	Declarations []Declaration
	// Left lists what no change of a scenario settles, and why.
	Left []string
}

// Change is a scenario file with the answers of the server.
type Change struct {
	// File is its name, in this project for a built-in scenario.
	File          string
	Before, After []byte
}

// Declaration is something of the fake to look at.
type Declaration struct {
	// Name is a resource or resource.member, Says the rule that holds there or the difference, Where the first step that shows it.
	Name, Says, Where string
}

// Check returns an error if the options name no server whose answers a proposal could hold. It wraps [play.ErrUsage].
func Check(o play.Options) error {
	switch {
	case o.Target.URL == "":
		return fmt.Errorf("%w: a proposal holds the answers of a server: name it with --target", play.ErrUsage)
	case o.Corpus:
		return fmt.Errorf("%w: a proposal changes scenarios: leave --corpus out, or record all sets with record --release", play.ErrUsage)
	case o.Sweep || o.DryRun:
		return fmt.Errorf("%w: a proposal needs a run: leave --sweep and --dry-run out", play.ErrUsage)
	}
	return nil
}

// Make records the scenarios that failed in a run against a server, and asks a fake of the profile why it answers otherwise. Each of
// these scenarios is played on the server twice more and cleans up after itself. An error means that nothing could be proposed.
func Make(ctx context.Context, o play.Options, report play.Report) (Proposal, error) {
	if err := Check(o); err != nil {
		return Proposal{}, err
	}
	failed := slices.DeleteFunc(slices.Clone(report.Results), func(r play.Result) bool { return r.Verdict != play.Failed && r.Verdict != play.Broken })
	if len(failed) == 0 {
		return Proposal{}, nil
	}
	p := Proposal{Profile: failed[0].Profile}
	scenarios, err := p.record(ctx, o, failed)
	if err != nil || len(scenarios) == 0 {
		return p, err
	}
	if err := p.askReasons(ctx, scenarios); err != nil {
		return p, err
	}
	return p, p.compare(ctx, o, scenarios)
}

// record fills the server's answers into the scenarios that failed, and returns those that have changed.
func (p *Proposal) record(ctx context.Context, o play.Options, failed []play.Result) ([]scenario.Scenario, error) {
	recorder, stop, err := record.NewRecorder(ctx, record.Options{Target: o.Target, Profile: p.Profile})
	if err != nil {
		return nil, err
	}
	defer stop()
	p.Version = recorder.Version()
	var changed []scenario.Scenario
	for i, result := range failed {
		p.leave(result)
		if result.Verdict != play.Failed || len(result.Exchanges) == 0 {
			continue
		}
		s, err := p.change(ctx, recorder, result.Scenario.File, i)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			p.Left = append(p.Left, secret.HideMembers(fmt.Sprintf("%s: %v", p.name(result.Scenario.File), err)))
			continue
		}
		changed = append(changed, s...)
	}
	return changed, nil
}

// leave notes what a recording cannot settle: what could not be played, a mark that is wrong, and answers that the profile's own
// document does not describe.
func (p *Proposal) leave(r play.Result) {
	if r.Reason != "" {
		p.Left = append(p.Left, p.name(r.Scenario.File)+": "+r.Reason)
	}
	for _, e := range r.Exchanges {
		for _, d := range e.Differences {
			if d.Kind == play.OfSchema {
				p.Left = append(p.Left, fmt.Sprintf("%s:%d: %s %s: %s", p.name(r.Scenario.File), e.Line, e.Method, e.Path, d.Text))
			}
		}
	}
}

// change records one scenario file, the i-th of the run. It returns no scenario if nothing of the file changes.
func (p *Proposal) change(ctx context.Context, recorder record.Recorder, file string, i int) ([]scenario.Scenario, error) {
	before, err := source(file)
	if err != nil {
		return nil, err
	}
	recording, after, err := recorder.Text(ctx, file, before, i)
	if err != nil || recording.Filled+recording.Changed == 0 {
		return nil, err
	}
	s, err := scenario.Read(file, after)
	if err != nil {
		return nil, err
	}
	p.Changes = append(p.Changes, Change{File: p.name(file), Before: before, After: after})
	return []scenario.Scenario{s}, nil
}

// askReasons plays the changed scenarios on a fake, which says why it answers otherwise.
func (p *Proposal) askReasons(ctx context.Context, scenarios []scenario.Scenario) error {
	report, err := play.Verify(ctx, play.Options{Profile: p.Profile, Scenarios: scenarios})
	for _, r := range report.Results {
		for _, e := range r.Exchanges {
			for _, reason := range e.Reasons {
				p.add(Declaration{Name: cmp.Or(reason.Declaration, "no resource"), Says: reason.String(), Where: fmt.Sprintf("%s:%d: %s %s", p.name(r.Scenario.File), e.Line, e.Method, e.Path)})
			}
		}
	}
	return err
}

// compare compares the answers of a fake with those of the server, for what a fake gives no reasons for: answers that are no refusals.
func (p *Proposal) compare(ctx context.Context, o play.Options, scenarios []scenario.Scenario) error {
	report, err := drift.Compare(ctx, drift.Options{A: p.Profile, B: o.Target.URL, TokenB: o.Target.Token, Scenarios: scenarios, Yes: true})
	for _, rule := range report.Rules {
		if rule.Kind != drift.Documents {
			p.add(Declaration{Name: strings.Join(rule.On, ", "), Says: rule.Says, Where: rule.Example.Where + ": " + rule.Example.Request})
		}
	}
	return err
}

// add adds a declaration that the proposal does not have yet.
func (p *Proposal) add(d Declaration) {
	if !slices.ContainsFunc(p.Declarations, func(known Declaration) bool { return known.Name == d.Name && known.Says == d.Says }) {
		p.Declarations = append(p.Declarations, d)
	}
}

// source returns the text of a scenario file, a built-in one or one on disk.
func source(file string) ([]byte, error) {
	if text, err := fs.ReadFile(fixtures.Scenarios, file); err == nil {
		return text, nil
	}
	return os.ReadFile(file)
}

// name returns the name of a scenario file for other machines: the one in this project of a built-in scenario, the path below the
// current folder, or else the file's own name.
func (p *Proposal) name(file string) string {
	if _, err := fs.Stat(fixtures.Scenarios, file); err == nil {
		return "fixtures/" + file
	}
	if filepath.IsLocal(file) {
		return filepath.ToSlash(file)
	}
	return filepath.Base(file)
}
