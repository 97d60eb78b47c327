package play

import (
	"context"

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
