package drift

import (
	"context"
	"fmt"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/fake"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Call is a request of a scenario, and what two profiles answered.
type Call struct {
	// Scenario is the index of the scenario, Line the line of the step in its file.
	Scenario, Line int
	// Method and Path are the request line; words such as <uuid1> replace ids in it.
	Method, Path string
	// StatusA and StatusB are the answers' statuses.
	StatusA, StatusB int
	// OwnA and OwnB report whether the fake answered for itself, not for authentik: what it does not serve, a limit, a mistake.
	OwnA, OwnB bool
	// Apart reports whether an earlier call succeeded on one side only, so that the sides hold different objects.
	Apart bool
	// Rules holds the indexes of the rules by which the answers differ.
	Rules []int
}

// Calls is the result of [CompareCalls].
type Calls struct {
	Rules []Rule
	Calls []Call
	// Stopped maps indexes of scenarios that could not be played to their end to the reason.
	Stopped map[int]string
}

// CallsOptions selects what [CompareCalls] compares.
type CallsOptions struct {
	A, B      profile.Profile
	Scenarios []scenario.Scenario
	// Seeds are the initial state of both.
	Seeds []string
	// Untold reports whether the answers to a call say nothing and are not compared.
	Untold func(Call) bool
	// Advance, if not nil, is called after every scenario of each side.
	Advance play.Advance
}

// CompareCalls plays scenarios on new fakes of two profiles, without a network, and compares the answers to every call, regardless
// of their expectations.
func CompareCalls(ctx context.Context, o CallsOptions) (Calls, error) {
	unique := scenario.NewRun()
	asked := oneByOne(o.Scenarios)
	parts := play.NewParts(o.Advance)
	parts.Expect(2 * len(asked))
	inA, inB, err := bothSides(side{name: o.A.Name, profile: o.A, parts: parts}, side{name: o.B.Name, profile: o.B, parts: parts}, func(s side) (played, error) {
		target, err := fake.Handler(s.profile.Name, "drift", o.Seeds...)
		if err != nil {
			return played{}, fmt.Errorf("%w: %w", play.ErrUsage, err)
		}
		s.target = target
		return s.playScenarios(ctx, asked, unique)
	})
	if err != nil {
		return Calls{}, err
	}
	found := comparison{untold: func(p pair) bool { return o.Untold(callOf(p)) }}
	found.compare(inA.answers, inB.answers)
	calls := Calls{Stopped: inA.stopped}
	for i, reason := range inB.stopped {
		calls.Stopped[i] = reason
	}
	rules := found.finished()
	for _, rule := range rules {
		calls.Rules = append(calls.Rules, rule.Rule)
	}
	for _, p := range found.asked {
		call := callOf(p.pair)
		call.Apart = p.apart
		for i, rule := range rules {
			if rule.in[p.a.place] {
				call.Rules = append(call.Rules, i)
			}
		}
		calls.Calls = append(calls.Calls, call)
	}
	return calls, nil
}

func callOf(p pair) Call {
	return Call{Scenario: p.a.number, Line: p.a.line, Method: p.a.method, Path: p.a.path, StatusA: p.a.status, StatusB: p.b.status, OwnA: p.a.own, OwnB: p.b.own}
}

// oneByOne returns scenarios that accept every answer, and send what is sent at once one after the other, so that the answers do
// not depend on which request came first.
func oneByOne(scenarios []scenario.Scenario) []scenario.Scenario {
	var all []scenario.Scenario
	for _, s := range scenarios {
		var steps []scenario.Step
		for _, step := range s.Steps {
			step.Expect, step.Differs = scenario.Expectation{AnyBody: true}, nil
			if step.AtOnce < 2 {
				steps = append(steps, step)
				continue
			}
			for i := range step.AtOnce {
				steps = append(steps, numbered(step, i))
			}
		}
		s.Steps = steps
		all = append(all, s)
	}
	return all
}

// numbered returns one of the requests of a step that is sent at once, in which {{i}} is its number.
func numbered(step scenario.Step, i int) scenario.Step {
	number := strings.NewReplacer(`"{{i}}"`, fmt.Sprint(i), "{{i}}", fmt.Sprint(i))
	step.AtOnce = 0
	step.Path, step.As = strings.ReplaceAll(step.Path, "{{i}}", fmt.Sprint(i)), strings.ReplaceAll(step.As, "{{i}}", fmt.Sprint(i))
	if step.Body != nil {
		body := number.Replace(*step.Body)
		step.Body = &body
	}
	return step
}
