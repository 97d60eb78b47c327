package play

import (
	"context"

	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// Audience is told what a player does, while it does it.
type Audience interface {
	// Begin is told before the first object is created, given after each.
	Begin(scenario.Scenario, profile.Profile)
	Given(scenario.Object, any)
	// Next is asked before each step; its error ends the scenario.
	Next(context.Context, scenario.Step) error
	// Done is told the exchanges of a step, several if it was sent several times at once.
	Done([]Exchange)
}

// NoAudience is for runs that nobody watches.
type NoAudience struct{}

func (NoAudience) Begin(scenario.Scenario, profile.Profile) {}

func (NoAudience) Given(scenario.Object, any) {}

func (NoAudience) Next(context.Context, scenario.Step) error { return nil }

func (NoAudience) Done([]Exchange) {}
