package play

import (
	"context"
	"errors"

	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Audience is notified of what a player does.
type Audience interface {
	// Begin is called before the first object is created, given after each.
	Begin(scenario.Scenario, profile.Profile)
	Given(scenario.Object, any)
	// Next is called before each step; its error ends the scenario.
	Next(context.Context, scenario.Step) error
	// Done is called with the exchanges of a step, several if it was sent concurrently.
	Done([]Exchange)
}

// NoAudience is an Audience that ignores everything.
type NoAudience struct{}

func (NoAudience) Begin(scenario.Scenario, profile.Profile) {}

func (NoAudience) Given(scenario.Object, any) {}

func (NoAudience) Next(context.Context, scenario.Step) error { return nil }

func (NoAudience) Done([]Exchange) {}

// errDiffered ends a scenario at its first difference, which is what its result tells.
var errDiffered = errors.New("an answer differed")

// impatient is an audience that leaves at the first difference that is not a known one.
type impatient struct {
	Audience
	excused, differed bool
}

func (i *impatient) Begin(s scenario.Scenario, p profile.Profile) {
	i.excused, i.differed = s.Known.In(p.Name), false
	i.Audience.Begin(s, p)
}

func (i *impatient) Next(ctx context.Context, step scenario.Step) error {
	if i.differed && !i.excused {
		return errDiffered
	}
	return i.Audience.Next(ctx, step)
}

func (i *impatient) Done(exchanges []Exchange) {
	i.differed = i.differed || differ(exchanges)
	i.Audience.Done(exchanges)
}
