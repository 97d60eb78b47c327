package play

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/headers"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
	"github.com/authentik-mock/authentik-mock/schemas"
)

// Verdict is the outcome of one scenario.
type Verdict string

// The verdicts.
const (
	Passed  Verdict = "passed"
	Failed  Verdict = "failed"
	Known   Verdict = "known difference" // it failed, and the scenario says why it may
	Skipped Verdict = "skipped"
	Broken  Verdict = "error" // the suite, not the answers: nothing is said about the target
)

// Result is the result of one scenario against a target.
type Result struct {
	Scenario scenario.Scenario
	// Profile is the profile that the target was compared with.
	Profile string
	Verdict Verdict
	// Reason explains a verdict other than passed and failed, and a known difference that failed because it
	// passed.
	Reason string
	// Exchanges holds the steps' requests and answers, in order; secrets are hidden.
	Exchanges []Exchange
	// Deviations lists the rules of schemas that answers break as real servers are known to, one for each
	// place.
	Deviations []string
	// NotCompared is the number of values in answers that the scenario does not specify.
	NotCompared int
	Duration    time.Duration
}

// Exchange is a request and its answer.
type Exchange struct {
	// Line is the line of the step in the scenario's file.
	Line         int
	Method, Path string
	Headers      [][2]string
	Sent         string
	Status       int
	Answered     http.Header
	Answer       string
	// Expected is the expected status and body, or the expected part of the body. Words such as <uuid> appear
	// in it as they were written.
	Expected string
	Duration time.Duration
	// Differences lists what differs from the expectation.
	Differences []Divergence
	// Reasons says why an answer that differs is as it is, if the target is a fake that tells.
	Reasons []Reason
}

// Divergence is one difference between an answer and the expectation.
type Divergence struct {
	// Kind is status, body, header or schema.
	Kind string
	// Text describes what was expected and what came; for a body, the lines that differ with three lines of
	// context.
	Text string
}

// OfSchema is the kind of a divergence from a schema, which the document of a version says and no recording changes.
const OfSchema = "schema"

func newExchange(step scenario.Step, r wire.Request, a wire.Answer, took time.Duration) Exchange {
	return Exchange{Line: step.Line, Method: r.Method, Path: r.Path, Headers: secret.HideHeaders(r.Headers), Sent: string(r.Body),
		Status: a.Status, Answered: a.Header, Answer: string(a.Body), Duration: took}
}

// parsed returns an answer's body as a value, nil if it is not JSON.
func parsed(e Exchange) any {
	value, err := orjson.Parse([]byte(e.Answer))
	if err != nil {
		return nil
	}
	return value
}

// judge sets the verdict. err is an error of the suite itself or of the connection to the target.
func (r *Result) judge(excuse *scenario.Excuse, err error) {
	differs, excused := differ(r.Exchanges), excuse.In(r.Profile)
	switch {
	case err != nil:
		r.Verdict, r.Reason = Broken, secret.HideMembers(err.Error())
	case len(r.Exchanges) == 0:
		r.Verdict, r.Reason = Broken, "nothing was compared"
	case differs && excused:
		r.Verdict, r.Reason = Known, excuse.Reason+" ("+excuse.Link+")"
	case excused:
		r.Verdict, r.Reason = Failed, "it passes, but is marked as a known difference: take the mark out ("+excuse.Link+")"
	case differs:
		r.Verdict = Failed
	default:
		r.Verdict = Passed
	}
}

// differ reports whether any of some answers is not as expected.
func differ(exchanges []Exchange) bool {
	return slices.ContainsFunc(exchanges, func(e Exchange) bool { return len(e.Differences) > 0 })
}

// Differences compares an answer with the expectation.
func (s *Scope) Differences(step scenario.Step, expected scenario.Expectation, e Exchange, p profile.Profile) ([]Divergence, error) {
	var all []Divergence
	if expected.Status != e.Status {
		all = append(all, Divergence{"status", wrongStatus(expected, e)})
	}
	body, err := s.bodyDifference(expected, e)
	if err != nil {
		return nil, err
	}
	if shown := len(all) > 0 && expected.Has != nil; body != "" && !shown {
		all = append(all, Divergence{"body", body})
	}
	hasBody := expected.Answer != nil || expected.Has != nil || expected.AnyBody
	wanted := headers.Usual(step.Method, e.Path, expected.Status, hasBody, p)
	for name, value := range expected.Headers {
		filled, err := s.fillText(value)
		if err != nil {
			return nil, err
		}
		wanted[strings.ToLower(name)] = filled
	}
	for _, line := range headers.Wrong(wanted, e.Answered, s.front) {
		all = append(all, Divergence{"header", line})
	}
	return all, nil
}

// wrongStatus describes an answer with the wrong status. It includes the body, unless the difference of the
// bodies shows it.
func wrongStatus(expected scenario.Expectation, e Exchange) string {
	line := fmt.Sprintf("expected status %d, got %d %s", expected.Status, e.Status, http.StatusText(e.Status))
	if (expected.Has != nil || expected.AnyBody) && e.Answer != "" {
		line += ": " + jsonbody.Shorten(e.Answer)
	}
	return line
}

// asked returns the expectation for an answer as text for people.
func (s *Scope) asked(expected scenario.Expectation) (string, error) {
	if expected.Counts != nil {
		return fmt.Sprintf("number of answers of each status: %v", expected.Counts), nil
	}
	body, kind := "", ""
	switch {
	case expected.AnyBody:
		kind = "any body"
	case expected.Has != nil:
		body, kind = *expected.Has, "a body that has"
	case expected.Answer != nil:
		body = *expected.Answer
	default:
		kind = "no body"
	}
	filled, err := s.fillJSON(body)
	if err != nil {
		return "", err
	}
	lines := []string{fmt.Sprint(expected.Status), kind, jsonbody.Pretty(jsonbody.Compact(filled))}
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return line == "" }), "\n"), nil
}

// bodyDifference describes how a body differs from the expected one, "" if it does not.
func (s *Scope) bodyDifference(expected scenario.Expectation, e Exchange) (string, error) {
	switch {
	case expected.AnyBody:
		return "", nil
	case expected.Has != nil:
		part, err := s.fillJSON(*expected.Has)
		if err != nil {
			return "", err
		}
		value, err := orjson.Parse([]byte(part))
		if err != nil {
			return "", err
		}
		return s.lacks(value, parsed(e), "the body"), nil
	}
	text := ""
	if expected.Answer != nil {
		filled, err := s.fillJSON(*expected.Answer)
		if err != nil {
			return "", err
		}
		text = filled
	}
	want, got := jsonbody.Compact(text), jsonbody.Compact(e.Answer)
	if s.matches(want, got) {
		return "", nil
	}
	return s.diff(want, got), nil
}

// diff returns two bodies as a line diff. Lines that differ only by a wildcard count as equal.
func (s *Scope) diff(want, got string) string {
	wanted, gotten := jsonbody.Pretty(want), strings.Split(jsonbody.Pretty(withWildcards(want, got)), "\n")
	trial := &Scope{bound: map[string]string{}}
	for i, line := range gotten {
		for expected := range strings.SplitSeq(wanted, "\n") {
			if trial.matches(expected, line) {
				gotten[i] = expected
			}
		}
	}
	lines := jsonbody.DiffLines(wanted, strings.Join(gotten, "\n"))
	if lines == "" { // only ids that are not the same twice
		return "an id is not the one that the same name stood for before, or two names stand for one id:\n" + jsonbody.Pretty(got)
	}
	return "the body differs, - is expected and + is the answer:\n" + lines
}

// withWildcards returns an answer with the word <any> where the expected body has it. A text that is not JSON
// is returned unchanged.
func withWildcards(want, got string) string {
	wanted, err := orjson.Parse([]byte(want))
	if err != nil {
		return got
	}
	gotten, err := orjson.Parse([]byte(got))
	if err != nil {
		return got
	}
	return string(orjson.Append(nil, open(wanted, gotten)))
}

func open(want, got any) any {
	switch wanted := want.(type) {
	case string:
		if wanted == "<any>" {
			return want
		}
	case *python.Dict:
		if gotten, ok := got.(*python.Dict); ok {
			return openMembers(wanted, gotten)
		}
	case []any:
		gotten, _ := got.([]any)
		for i := range min(len(wanted), len(gotten)) {
			gotten[i] = open(wanted[i], gotten[i])
		}
	}
	return got
}

func openMembers(wanted, gotten *python.Dict) *python.Dict {
	opened := python.NewDict()
	for name, value := range gotten.All() {
		if expected, ok := wanted.Get(name); ok {
			value = open(expected, value)
		}
		opened.Set(name, value)
	}
	return opened
}

// fits validates an answer's body against the schema that a step names. deviations lists the rules that real
// servers break too.
func fits(p profile.Profile, schema string, e Exchange) (deviations []string, faults []Divergence, err error) {
	if schema == "" {
		return nil, nil, nil
	}
	found, err := schemas.Check(p.Name, schema, []byte(e.Answer))
	if err != nil {
		return nil, nil, err
	}
	for _, fault := range found {
		if fault.Deviation {
			deviations = append(deviations, fmt.Sprintf("%s: expected %s, found %s", fault.Member, fault.Expected, fault.Got))
		} else {
			faults = append(faults, Divergence{OfSchema, schema + ": " + fault.String()})
		}
	}
	return deviations, faults, nil
}

// hide returns an exchange as a report may show it: without secret headers and members, and without any of
// the given secrets.
func (e Exchange) hide(secrets []string) Exchange {
	hide := func(text string) string { return secret.HideKnown(secret.HideMembers(text), secrets) }
	e.Path, e.Sent, e.Answer, e.Expected = hide(e.Path), hide(e.Sent), hide(e.Answer), hide(e.Expected)
	e.Answered = secret.HideAnswered(e.Answered)
	e.Differences = slices.Clone(e.Differences)
	for i := range e.Differences {
		e.Differences[i].Text = hide(e.Differences[i].Text)
	}
	return e
}
