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
	// Scenarios lists the scenarios to play. If it is empty, Paths names them.
	Scenarios []scenario.Scenario
	// Paths lists scenario files or folders. If it is empty, the built-in scenarios are used.
	Paths []string
	// Yes allows scenarios that write to a server which is not on this machine.
	Yes bool
	// Advance, if not nil, is called after every scenario and every recorded set of each side.
	Advance play.Advance
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
	// Kind is what differs.
	Kind Kind
	// Says is the rule as text: flow_set in requests of stages/user_write: 405 → 200, ignored.
	Says string
	// Count is the number of answers that differ by the rule; for documents, the number of members.
	Count int
	// On lists the resources on which it was seen, in alphabetical order.
	On []string
	// Example is one of the differences.
	Example Example
}

// Kind is what differs in an answer.
type Kind string

// The kinds of differences.
const (
	Status    Kind = "status"
	Gone      Kind = "gone"    // a member
	Renamed   Kind = "renamed" // as many members are gone as are new
	New       Kind = "new"     // a member
	Null      Kind = "null"    // on one side only
	Text      Kind = "text"
	Value     Kind = "value"  // neither a text nor null
	Order     Kind = "order"  // of members, or of objects
	Header    Kind = "header" // of an answer
	Documents Kind = "document"
)

// Kinds lists the kinds of differences between answers.
var Kinds = []Kind{Status, Gone, Renamed, New, Null, Text, Value, Order, Header}

// Example is a request that the two sides answer differently.
type Example struct {
	// Where is the line of the scenario, the number of the recorded request, or the schema.
	Where string
	// Scenario is the index of the scenario among those that were played, and Line the line in its file.
	Scenario, Line int
	// Request is its method, address and body; empty for documents.
	Request string
	// A and B are the answers, shortened.
	A, B string
	// Lines are the lines in which the answers differ, - those of A and + those of B, with three lines of context; of a long
	// answer, only the object around the difference is compared. Empty for documents.
	Lines string
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
	found := comparison{parts: play.NewParts(o.Advance)}
	a.parts, b.parts = found.parts, found.parts
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
	scenarios, err := play.Choose(play.Options{Scenarios: o.Scenarios, Paths: o.Paths})
	if err != nil {
		return err
	}
	unique := scenario.NewRun()
	c.parts.Expect(2 * len(scenarios))
	inA, inB, err := bothSides(a, b, func(s side) (played, error) { return s.playScenarios(ctx, scenarios, unique) })
	if err != nil {
		return err
	}
	c.compare(inA.answers, inB.answers)
	return nil
}

// sets replays the recorded sets that both sides can answer.
func (c *comparison) sets(ctx context.Context, a, b side) error {
	ofA, err := fixtures.Sets(a.profile.Data)
	if err != nil {
		return err
	}
	ofB, err := fixtures.Sets(b.profile.Data)
	if err != nil {
		return err
	}
	type recorded struct{ set, of string }
	var all []recorded
	for _, set := range ofA {
		if slices.Contains(ofB, set) || !b.recording {
			all = append(all, recorded{set, a.profile.Data})
		}
	}
	for _, set := range ofB {
		if !slices.Contains(ofA, set) && !a.recording {
			all = append(all, recorded{set, b.profile.Data})
		}
	}
	c.parts.Expect(2 * len(all))
	for _, r := range all {
		if err := c.set(ctx, a, b, r.set, r.of); err != nil {
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

// Page is the number of rules that a page shows.
const Page = 12

// WriteText writes a report for the terminal: each rule, where it was seen, and an example, the most frequent rules first. most is
// the number of rules to write, 0 for all; the others are counted.
func WriteText(out io.Writer, r Report, most int) {
	rules := slices.SortedStableFunc(slices.Values(r.Rules), func(a, b Rule) int { return b.Count - a.Count })
	left := 0
	if most > 0 && len(rules) > most {
		rules, left = rules[:most], len(rules)-most
	}
	for _, rule := range rules {
		fmt.Fprintf(out, "• %s\n  %s, in %s\n", rule.Says, times(rule.Count), strings.Join(rule.On, ", "))
		rule.Example.Write(out, "  ", r.A, r.B)
	}
	if left > 0 {
		fmt.Fprintf(out, "… and %d more rules, which --all shows\n", left)
	}
	documents := ""
	if r.Documents {
		documents = " and the OpenAPI documents"
	}
	fmt.Fprintf(out, "%s and %s: %d answers%s compared, %d rules differ\n", r.A, r.B, r.Compared, documents, len(r.Rules))
}

// longestExample is the number of lines that an example shows.
const longestExample = 16

// Write writes an example for the terminal: its place, its request, and the lines in which the answers of a and b differ.
func (e Example) Write(out io.Writer, indent, a, b string) {
	fmt.Fprintf(out, "%se.g. %s\n", indent, e.Where)
	indent += "     "
	if e.Request != "" {
		fmt.Fprintf(out, "%s%s\n", indent, e.Request)
	}
	if e.Lines == "" {
		fmt.Fprintf(out, "%s%s: %s\n%s%s: %s\n", indent, a, e.A, indent, b, e.B)
		return
	}
	fmt.Fprintf(out, "%s- %s, + %s:\n", indent, a, b)
	for i, line := range strings.Split(strings.TrimRight(e.Lines, "\n"), "\n") {
		if i == longestExample {
			fmt.Fprintf(out, "%s…\n", indent)
			break
		}
		fmt.Fprintf(out, "%s%s\n", indent, printable(line))
	}
}

func times(count int) string {
	if count == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", count)
}
