package report

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
)

// A scenario that differs in several profiles is shown once: each step with its differences and the profiles
// that have them.

// toldTogether holds results of one scenario, one a profile, with the same verdict and reason.
type toldTogether []play.Result

// toldStep is a step that differs in the same way in some profiles.
type toldStep struct {
	exchange play.Exchange // of the first of them
	profiles []string
	told     string // what differs, without what is new in every run
}

// together groups results in the order of their first appearance.
func together(results []play.Result) []toldTogether {
	var groups []toldTogether
	for _, r := range results {
		i := slices.IndexFunc(groups, func(g toldTogether) bool {
			return g[0].Scenario.File == r.Scenario.File && g[0].Scenario.Title == r.Scenario.Title && g[0].Verdict == r.Verdict &&
				sameInEveryRun(g[0].Reason) == sameInEveryRun(r.Reason) && !slices.Contains(g.profiles(), r.Profile)
		})
		if i < 0 {
			groups = append(groups, toldTogether{r})
		} else {
			groups[i] = append(groups[i], r)
		}
	}
	return groups
}

func (g toldTogether) profiles() []string {
	var names []string
	for _, r := range g {
		names = append(names, r.Profile)
	}
	return names
}

// steps returns the steps that differ, in the order of their lines.
func (g toldTogether) steps() []toldStep {
	var steps []toldStep
	for _, r := range g {
		for _, e := range r.Exchanges {
			if len(e.Differences) == 0 {
				continue
			}
			told := sameInEveryRun(e.Method + " " + e.Path + "\n" + differenceText(e))
			i := slices.IndexFunc(steps, func(s toldStep) bool { return s.exchange.Line == e.Line && s.told == told })
			if i < 0 {
				steps = append(steps, toldStep{e, []string{r.Profile}, told})
			} else {
				steps[i].profiles = sets.AddNew(steps[i].profiles, []string{r.Profile})
			}
		}
	}
	slices.SortStableFunc(steps, func(a, b toldStep) int { return a.exchange.Line - b.exchange.Line })
	return steps
}

// shown is an exchange with the profiles that have it.
type shown struct {
	play.Exchange
	// Only lists these profiles, nil if they are all of the group.
	Only []string
}

// Shown returns all exchanges in the order of their steps, each once with the profiles that have it.
func (g toldTogether) Shown() []shown {
	var all []shown
	var told []string
	for _, r := range g {
		count := map[int]int{}
		for _, e := range r.Exchanges {
			count[e.Line]++
			text := sameInEveryRun(fmt.Sprintf("%d %d %s %s\n%s\n%d %s\n%s\n%s", e.Line, count[e.Line], e.Method, e.Path, e.Sent, e.Status, e.Answer,
				e.Expected, differenceText(e)))
			if i := slices.Index(told, text); i >= 0 {
				all[i].Only = append(all[i].Only, r.Profile)
				continue
			}
			told, all = append(told, text), append(all, shown{e, []string{r.Profile}})
		}
	}
	for i := range all {
		if slices.Equal(all[i].Only, g.profiles()) {
			all[i].Only = nil
		}
	}
	slices.SortStableFunc(all, func(a, b shown) int { return a.Line - b.Line })
	return all
}

// First returns the result of the first profile, Profiles all profiles in one line.
func (g toldTogether) First() play.Result { return g[0] }

func (g toldTogether) Profiles() string { return strings.Join(g.profiles(), ", ") }

// runMark matches the prefix of what a run created.
var runMark = regexp.MustCompile(scenario.Prefix + `[0-9a-z]{8}-\d{3}`)

// sameInEveryRun returns a text without ids, times and prefixes of a run.
func sameInEveryRun(text string) string {
	text = corpus.UUIDText.ReplaceAllString(text, "<uuid>")
	return runMark.ReplaceAllString(corpus.TimeText.ReplaceAllString(text, "<time>"), "<unique>")
}

func differenceText(e play.Exchange) string {
	var texts []string
	for _, d := range e.Differences {
		texts = append(texts, strings.TrimRight(d.Text, "\n"))
	}
	return strings.Join(texts, "\n")
}

// write writes the results for the terminal.
func (g toldTogether) write(out io.Writer, target string) {
	r, profiles := g[0], strings.Join(g.profiles(), ", ")
	switch r.Verdict {
	case play.Failed:
		fmt.Fprintf(out, "✗ %s (profile %s)\n", r.Scenario.Title, profiles)
		if r.Reason != "" {
			fmt.Fprintf(out, "  %s: %s\n", r.Scenario.File, r.Reason)
		}
		for _, step := range g.steps() {
			g.writeStep(out, target, step)
		}
	case play.Known:
		fmt.Fprintf(out, "~ %s (profile %s): known difference: %s\n", r.Scenario.Title, profiles, r.Reason)
	case play.Broken:
		fmt.Fprintf(out, "! %s (profile %s): %s\n", r.Scenario.Title, profiles, r.Reason)
	}
}

// writeStep writes a step that differs, with its profiles unless they are all of the group.
func (g toldTogether) writeStep(out io.Writer, target string, step toldStep) {
	e, only := step.exchange, ""
	if !slices.Equal(step.profiles, g.profiles()) {
		only = " (profile " + strings.Join(step.profiles, ", ") + ")"
	}
	fmt.Fprintf(out, "  %s:%d: %s %s%s\n", g[0].Scenario.File, e.Line, e.Method, e.Path, only)
	fmt.Fprintf(out, "    %s\n", strings.ReplaceAll(differenceText(e), "\n", "\n    "))
	if len(e.Reasons) > 0 {
		fmt.Fprintf(out, "    why: %s\n", why(e))
	}
	fmt.Fprintf(out, "    again: %s\n", repeat(g[0], e, target, step.profiles[0]))
}

// why returns the reasons for an answer in one line.
func why(e play.Exchange) string {
	var all []string
	for _, reason := range e.Reasons {
		all = append(all, reason.String())
	}
	return strings.Join(all, "; ")
}

// repeat returns a command that shows a difference again: a curl line, or, if the request names what the run created and deleted,
// or went to a fake of the run, which has ended, one that plays the scenario.
func repeat(r play.Result, e play.Exchange, target, profile string) string {
	isServer := strings.HasPrefix(target, "http")
	if command := curl(e, target); target == handlerName || isServer && sameInEveryRun(command) == command {
		return command
	}
	command := play.ReplayCommand(r.Scenario, profile)
	if isServer {
		command += " --yes --target " + play.ShellWord(target) + ` --token "` + tokenVariable + `"`
	}
	return command
}

// again returns an exchange as a curl line. A fake of the run has ended, so a comment says how to start another one; if the
// request names what the run created there, a comment says how to play the scenario again.
func again(r play.Result, e play.Exchange, target, profile string) string {
	command := curl(e, target)
	if strings.HasPrefix(target, "http") {
		return command
	}
	if sameInEveryRun(command) != command {
		command += " # or, with objects of its own: " + play.ReplayCommand(r.Scenario, profile)
	}
	return command + " # after: authentik-mock serve --profile " + profile + " --seed fresh"
}

// handlerName is the name of a target without an address.
var handlerName = wire.Name(wire.Target{Handler: http.NotFoundHandler()})

// text returns the terminal's text about results, or their reason if the terminal shows none.
func (g toldTogether) text(target string) string {
	var text strings.Builder
	g.write(&text, target)
	if text.Len() == 0 {
		return g[0].Reason
	}
	return strings.TrimRight(text.String(), "\n")
}

// annotated returns the lines to annotate and their texts: each step that differs, or the whole scenario if
// none does.
func (g toldTogether) annotated(target string) (lines []int, texts []string) {
	for _, step := range g.steps() {
		var text strings.Builder
		fmt.Fprintf(&text, "✗ %s (profile %s)\n", g[0].Scenario.Title, strings.Join(step.profiles, ", "))
		g.writeStep(&text, target, step)
		lines, texts = append(lines, step.exchange.Line), append(texts, strings.TrimRight(text.String(), "\n"))
	}
	if lines == nil || g[0].Verdict != play.Failed {
		return []int{1}, []string{g.text(target)}
	}
	return lines, texts
}

// toldElsewhere returns the results that repeat an earlier one, with the profile of that one.
func toldElsewhere(r play.Report) map[int]string {
	elsewhere := map[int]string{}
	for i, result := range r.Results {
		if result.Verdict != play.Failed {
			continue
		}
		for _, before := range r.Results[:i] {
			same := before.Verdict == play.Failed && before.Profile != result.Profile && before.Scenario.File == result.Scenario.File &&
				before.Scenario.Title == result.Scenario.Title && bare(before) == bare(result)
			if same {
				elsewhere[i] = before.Profile
				break
			}
		}
	}
	return elsewhere
}

// bare returns a result's text without the parts that vary between runs and profiles.
func bare(r play.Result) string {
	text := r.Reason
	for _, step := range (toldTogether{r}).steps() {
		text += fmt.Sprintf("\n%d %s", step.exchange.Line, step.told)
	}
	return sameInEveryRun(text)
}
