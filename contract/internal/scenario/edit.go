package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// editor changes parts of a scenario's file and keeps every other line unchanged.
type editor struct {
	document *yamldoc.Document
	lines    []string
	// replaced maps numbers of lines, from 1, to their new lines. Lines without an entry stay.
	replaced map[int][]string
}

// ChangedStep is a step with its new expectation; variant reports whether only differs has changed.
type ChangedStep struct {
	Step
	Variant bool
}

// Edit writes changed steps, by their index, into a scenario's file, and the version and date of the
// recording.
func Edit(s Scenario, text []byte, changes map[int]ChangedStep, version, date string) ([]byte, error) {
	document, err := yamldoc.Parse(s.File, text)
	if err != nil {
		return nil, err
	}
	e := &editor{document: document, lines: strings.Split(strings.TrimRight(string(text), "\n"), "\n"), replaced: map[int][]string{}}
	top, err := document.Mapping(document.Root, "a scenario")
	if err != nil {
		return nil, err
	}
	for i, entry := range top {
		if entry.Name != "steps" {
			continue
		}
		end := len(e.lines)
		if i+1 < len(top) {
			end = top[i+1].At.Position.Line - 1
		}
		if err := e.steps(entry.Value, end, changes); err != nil {
			return nil, err
		}
	}
	recorded := map[string]string{}
	maps.Copy(recorded, s.Recorded)
	recorded[version] = date
	e.recorded(top, "recorded: "+pairsText(recorded))
	edited := []byte(e.text())
	if _, err := Read(s.File, edited); err != nil {
		return nil, fmt.Errorf("what was recorded cannot be read again: %w", err)
	}
	return edited, nil
}

func (e *editor) text() string {
	var all []string
	for i, line := range e.lines {
		if instead, ok := e.replaced[i+1]; ok {
			all = append(all, instead...)
		} else {
			all = append(all, line)
		}
	}
	return strings.Join(all, "\n") + "\n"
}

// replace replaces the lines from first to last.
func (e *editor) replace(first, last int, lines []string) {
	for i := first; i <= last; i++ {
		e.replaced[i] = nil
	}
	e.replaced[first] = append(lines, e.replaced[first]...)
}

// after adds lines after a line.
func (e *editor) after(line int, lines []string) {
	now, ok := e.replaced[line]
	if !ok {
		now = []string{e.lines[line-1]}
	}
	e.replaced[line] = append(slices.Clone(now), lines...)
}

// recorded sets the line that lists the recordings, or adds one before the steps.
func (e *editor) recorded(top []yamldoc.Entry, line string) {
	for i, entry := range top {
		first := entry.At.Position.Line
		switch entry.Name {
		case "recorded":
			last := len(e.lines)
			if i+1 < len(top) {
				last = top[i+1].At.Position.Line - 1
			}
			e.replace(first, e.contentEnd(first, last), []string{line})
			return
		case "steps":
			if !slices.ContainsFunc(top, func(entry yamldoc.Entry) bool { return entry.Name == "recorded" }) {
				e.replaced[first] = []string{line, e.lines[first-1]}
			}
		}
	}
}

// contentEnd returns the last of some lines that is neither empty nor a comment: those belong to what
// follows.
func (e *editor) contentEnd(first, last int) int {
	for last > first {
		if line := strings.TrimSpace(e.lines[last-1]); line != "" && !strings.HasPrefix(line, "#") {
			break
		}
		last--
	}
	return last
}

// steps changes steps. end is the last line of the last one.
func (e *editor) steps(node ast.Node, end int, changes map[int]ChangedStep) error {
	items, err := e.document.Sequence(node, "steps")
	if err != nil {
		return err
	}
	starts := make([]int, len(items)+1)
	members := make([][]yamldoc.Entry, len(items))
	for i, item := range items {
		if members[i], err = e.document.Mapping(item, "a step"); err != nil {
			return err
		}
		starts[i] = members[i][0].At.Position.Line
	}
	starts[len(items)] = end + 1
	for _, i := range slices.Sorted(maps.Keys(changes)) {
		e.step(members[i], e.contentEnd(starts[i], starts[i+1]-1), changes[i])
	}
	return nil
}

// outcomeMembers are the members of a step that describe its answer, except for schema, which is never
// recorded.
var outcomeMembers = []string{"expect", "answer", "has", "header", "differs"}

// step changes a step's expectation. end is the last line of the step. A step in one line is rewritten over
// several.
func (e *editor) step(members []yamldoc.Entry, end int, step ChangedStep) {
	first := members[0].At.Position.Line
	indent := strings.Repeat(" ", max(0, members[0].At.Position.Column-1))
	inline := slices.Contains(outcomeMembers, members[0].Name)
	for i := 1; i < len(members); i++ {
		inline = inline || members[i].At.Position.Line == members[i-1].At.Position.Line
	}
	if inline || strings.Contains(e.lines[first-1], "- {") {
		dash := e.lines[first-1][:strings.Index(e.lines[first-1], "-")]
		lines := step.lines()
		for i, line := range lines {
			lines[i] = dash + strings.TrimPrefix(line, "  ")
		}
		e.replace(first, end, lines)
		return
	}
	gone := outcomeMembers
	if step.Variant {
		gone = []string{"differs"}
	}
	for i, member := range members {
		until := end
		if i+1 < len(members) {
			until = e.contentEnd(member.At.Position.Line, members[i+1].At.Position.Line-1)
		}
		if slices.Contains(gone, member.Name) {
			e.replace(member.At.Position.Line, until, nil)
		}
	}
	var lines []string
	if !step.Variant {
		expect := step.Expect
		expect.Schema = "" // it stands there still
		lines = expect.lines(indent)
	}
	for _, line := range variantLines(step.Differs) {
		lines = append(lines, indent+strings.TrimPrefix(line, stepIndent))
	}
	e.after(end, lines)
}

// StepAt returns a function that returns the step that a line of a scenario's file belongs to, by its index
// and in words; -1 is the head of the file.
func StepAt(s Scenario, text string) func(line int) (int, string) {
	read, _, err := parseScenario("", []byte(text), true)
	return func(line int) (int, string) {
		at, where := -1, "the head of the file"
		if err != nil {
			return -1, fmt.Sprintf("line %d", line)
		}
		for i, step := range read.Steps {
			if step.Line <= line {
				at, where = i, fmt.Sprintf("step %d (%s %s)", i+1, step.Method, step.Path)
			}
		}
		return at, where
	}
}
