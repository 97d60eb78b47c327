package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// describeCommand holds the flags of describe.
type describeCommand struct {
	All      bool `help:"Also list operations that no profile serves."`
	Markdown bool `help:"Write a Markdown table."`
	Rules    bool `help:"List instead what changed from version to version, and how each change is known: recorded, by a document, from the source."`
	Faults   bool `help:"List the presets of faults instead, with the evidence for each."`
}

// Run prints which operation of which profile is proved, modelled or not served, and the number of texts that
// exist in English only.
func (c *describeCommand) Run(s streams) error {
	if c.Faults {
		return c.faults(s)
	}
	if c.Rules {
		return c.rules(s)
	}
	rows, err := describe.Coverages()
	if err != nil {
		return err
	}
	if c.Markdown {
		_, err := io.WriteString(s.out, markdown(rows))
		return err
	}
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\t\t%s\n", strings.Join(profile.Names(), "\t"))
	for _, row := range rows {
		if c.All || served(row) {
			fmt.Fprintf(table, "%s\t%s\t%s\n", row.Method, row.Path, strings.Join(coverages(row), "\t"))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "\n%s\n%s\nTexts that no server has been asked for in other languages, which are English in all of them: %d.\n", evidence(), unserved(rows), len(describe.UnaskedTexts()))
	return nil
}

// evidence says of each profile how its answers are known.
func evidence() string {
	text := "How the answers of a profile are known:\n"
	for _, p := range profile.All {
		text += fmt.Sprintf("  %s: %s; %s\n", p.Name, p.About, evidenceOf(p))
	}
	return text
}

// evidenceOf adds the recordings of a profile that has those of another.
func evidenceOf(p profile.Profile) string {
	if p.IsRecorded() {
		return p.Evidence()
	}
	return p.Source().Evidence() + ", and what its own document changes: " + p.Evidence()
}

// rules prints the dated declarations.
func (c *describeCommand) rules(s streams) error {
	rules, err := describe.Rules()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, r := range rules {
		fmt.Fprintf(table, "%s\t%s %s\t%s\t%s\n", r.Resource, r.Kind, r.Name, bounds(r.Span), r.Known)
	}
	return table.Flush()
}

// bounds writes a span as "since 2026.2", "until 2026.5" or both.
func bounds(span profile.Span) string {
	var words []string
	if span.From() != 0 {
		words = append(words, "since "+span.From().Profile().Name)
	}
	if span.Before() != 0 {
		words = append(words, "until "+span.Before().Profile().Name)
	}
	return strings.Join(words, ", ")
}

// faults prints the presets.
func (c *describeCommand) faults(s streams) error {
	if c.Markdown {
		fmt.Fprint(s.out, "| preset | what happens | strikes | known |\n| --- | --- | --- | --- |\n")
		for _, f := range describe.Faults() {
			fmt.Fprintf(s.out, "| `%s` | %s | %s | %s |\n", f.Name, f.About, f.Strikes, known(f))
		}
		return nil
	}
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, f := range describe.Faults() {
		fmt.Fprintf(table, "%s\t%s\t%s\n\t\t%s\n", f.Name, f.Strikes, f.About, known(f))
	}
	return table.Flush()
}

// known returns the evidence for a fault, and its source.
func known(f describe.Fault) string {
	if f.From == "" {
		return f.Known
	}
	return f.Known + ": " + f.From
}

// markdown returns a table of the served operations, and the number of others.
func markdown(rows []describe.Covered) string {
	var b strings.Builder
	names := profile.Names()
	fmt.Fprintf(&b, "| operation | %s |\n| --- |%s\n", strings.Join(names, " | "), strings.Repeat(" --- |", len(names)))
	for _, row := range rows {
		if served(row) {
			fmt.Fprintf(&b, "| `%s %s` | %s |\n", row.Method, row.Path, strings.Join(coverages(row), " | "))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", unserved(rows))
	return b.String()
}

func coverages(row describe.Covered) []string {
	var words []string
	for _, name := range profile.Names() {
		words = append(words, row.Profiles[name].String())
	}
	return words
}

func served(row describe.Covered) bool {
	for _, coverage := range row.Profiles {
		if coverage > describe.NotServed {
			return true
		}
	}
	return false
}

func unserved(rows []describe.Covered) string {
	count := 0
	for _, row := range rows {
		if !served(row) {
			count++
		}
	}
	return fmt.Sprintf("%d more operations of authentik answer 501 (authentik-mock describe --all lists them).", count)
}
