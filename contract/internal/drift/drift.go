// Package drift reports in which behaviour two sides differ: profiles, recordings or servers.
package drift

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/fixtures"
)

// Options selects what to compare.
type Options struct {
	// A and B are a profile (2025.10), a recording (recording:2025.10), or the address of a server.
	A, B string
	// TokenA and TokenB are the administrator's tokens, for sides that are servers.
	TokenA, TokenB string
	// Paths lists scenario files or folders. If it is empty, the built-in scenarios are used.
	Paths []string
	// Yes allows scenarios that write to a server which is not on this machine.
	Yes bool
}

// Report lists the differences in behaviour between two sides.
type Report struct {
	A, B string
	// Compared is the number of requests that both sides answered.
	Compared int
	// Documents reports whether the OpenAPI documents were compared too.
	Documents bool
	Rules     []Rule
}

// Rule is one way in which two sides behave differently.
type Rule struct {
	// Says is the rule as text: flow_set in requests of stages/user_write: 405 → 200, ignored.
	Says string
	// Count is the number of answers that differ by the rule; for documents, the number of members.
	Count int
	// On lists the resources on which it was seen, in alphabetical order.
	On []string
	// Example is one of the differences.
	Example Example
}

// Example is a request that the two sides answer differently.
type Example struct {
	// Where is the scenario, or the schema.
	Where string
	// Request is its method, address and body; empty for documents.
	Request string
	// A and B are the answers, shortened.
	A, B string
}

// Compare sends the same requests to two sides and reports the differences, grouped by rule. It
// plays scenarios, and replays the recorded sets of both if a side is a recording or both are
// fakes, which are newly installed for each set. A server that is compared with a recording must be
// newly installed. If the profiles of the sides differ, their OpenAPI documents are compared too.
// Objects that scenarios create are deleted again. An error means that nothing could be compared.
func Compare(ctx context.Context, o Options) (Report, error) {
	a, err := parseSide(ctx, o.A, o.TokenA)
	if err != nil {
		return Report{}, err
	}
	b, err := parseSide(ctx, o.B, o.TokenB)
	if err != nil {
		return Report{}, err
	}
	for _, s := range []side{a, b} {
		if err := play.Confirm(s.target, o.Yes, "the comparison"); err != nil {
			return Report{}, err
		}
	}
	var found comparison
	if !a.recording && !b.recording {
		if err := found.scenarios(ctx, a, b, o); err != nil {
			return Report{}, err
		}
	}
	if a.recording || b.recording || a.target.URL == "" && b.target.URL == "" {
		if err := found.sets(ctx, a, b); err != nil {
			return Report{}, err
		}
	}
	if found.compared == 0 {
		return Report{}, fmt.Errorf("%w: %s and %s have no request in common", play.ErrUsage, o.A, o.B)
	}
	report := Report{A: o.A, B: o.B, Compared: found.compared, Rules: found.rules(), Documents: a.profile.Name != b.profile.Name}
	documents, err := documentRules(a.profile, b.profile)
	report.Rules = append(report.Rules, documents...)
	return report, err
}

// scenarios plays the scenarios on both sides.
func (c *comparison) scenarios(ctx context.Context, a, b side, o Options) error {
	scenarios, err := play.Choose(play.Options{Paths: o.Paths})
	if err != nil {
		return err
	}
	unique := scenario.NewRun()
	inA, inB, err := bothSides(a, b, func(s side) ([]observation, error) { return s.playScenarios(ctx, scenarios, unique) })
	if err != nil {
		return err
	}
	c.compare(inA, inB)
	return nil
}

// sets replays the recorded sets that both sides can answer.
func (c *comparison) sets(ctx context.Context, a, b side) error {
	ofA, err := fixtures.Sets(a.profile.Release)
	if err != nil {
		return err
	}
	ofB, err := fixtures.Sets(b.profile.Release)
	if err != nil {
		return err
	}
	for _, set := range ofA {
		if !slices.Contains(ofB, set) && b.recording {
			continue
		}
		if err := c.set(ctx, a, b, set, a.profile.Release); err != nil {
			return err
		}
	}
	for _, set := range ofB {
		if slices.Contains(ofA, set) || a.recording {
			continue
		}
		if err := c.set(ctx, a, b, set, b.profile.Release); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) set(ctx context.Context, a, b side, set, of string) error {
	inA, inB, err := bothSides(a, b, func(s side) ([]observation, error) { return s.playSet(ctx, set, of) })
	if err != nil {
		return err
	}
	c.compare(inA, inB)
	return nil
}

// ExitCode returns the exit code for a command: 0 nothing differs, 1 something differs, 2 wrong
// use, 3 a server cannot be reached, 130 interrupted.
func ExitCode(r Report, err error) int {
	switch {
	case errors.Is(err, context.Canceled):
		return play.ExitInterrupted
	case err != nil:
		return play.ExitCode(play.Report{}, err)
	case len(r.Rules) > 0:
		return play.ExitDiffers
	}
	return play.ExitOK
}

// WriteText writes a report for the terminal: each rule, where it was seen, and an example.
func WriteText(out io.Writer, r Report) {
	for _, rule := range r.Rules {
		fmt.Fprintf(out, "• %s\n", rule.Says)
		fmt.Fprintf(out, "  %s, in %s\n", times(rule.Count), strings.Join(rule.On, ", "))
		fmt.Fprintf(out, "  e.g. %s\n", rule.Example.Where)
		if rule.Example.Request != "" {
			fmt.Fprintf(out, "       %s\n", rule.Example.Request)
		}
		fmt.Fprintf(out, "       %s: %s\n       %s: %s\n", r.A, rule.Example.A, r.B, rule.Example.B)
	}
	documents := ""
	if r.Documents {
		documents = " and the OpenAPI documents"
	}
	fmt.Fprintf(out, "%s and %s: %d answers%s compared, %d rules differ\n", r.A, r.B, r.Compared, documents, len(r.Rules))
}

func times(count int) string {
	if count == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", count)
}
