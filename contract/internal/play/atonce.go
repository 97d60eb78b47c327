package play

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
)

// atOnce sends a step several times concurrently, each over its own connection, with {{i}} counting from 0.
func (p *Player) atOnce(ctx context.Context, step scenario.Step, expected scenario.Expectation) error {
	exchanges, scopes, err := p.SendAtOnce(ctx, step)
	if err != nil {
		return err
	}
	if expected.Counts == nil {
		for i, e := range exchanges {
			if err := p.hold(ctx, step, expected, e, scopes[i]); err != nil {
				return err
			}
		}
		return nil
	}
	counts := map[int]int{}
	for _, e := range exchanges {
		counts[e.Status]++
	}
	if fmt.Sprint(counts) != fmt.Sprint(expected.Counts) {
		exchanges[len(exchanges)-1].Differences = []Divergence{{Kind: "status",
			Text: fmt.Sprintf("expected how many answers have which status: %v, got %v", expected.Counts, counts)}}
	}
	for i, e := range exchanges {
		if err := p.note(expected, e, scopes[i]); err != nil {
			return err
		}
	}
	return nil
}

// SendAtOnce sends a step several times concurrently and records what it created, even if some answers are
// lost.
func (p *Player) SendAtOnce(ctx context.Context, step scenario.Step) ([]Exchange, []*Scope, error) {
	if err := p.prepare(ctx, step); err != nil {
		return nil, nil, err
	}
	exchanges, scopes, errs := make([]Exchange, step.AtOnce), make([]*Scope, step.AtOnce), make([]error, step.AtOnce)
	var group sync.WaitGroup
	for i := range step.AtOnce {
		scopes[i] = p.Scope.with("i", int64(i))
		group.Go(func() { exchanges[i], errs[i] = p.sendAlone(ctx, step, scopes[i]) })
	}
	group.Wait()
	for i, e := range exchanges {
		if errs[i] == nil {
			p.follow(e)
		}
	}
	return exchanges, scopes, errors.Join(errs...)
}

// sendAlone sends a step over a connection that nothing else uses.
func (p *Player) sendAlone(ctx context.Context, step scenario.Step, s *Scope) (Exchange, error) {
	w, err := wire.Dial(p.Target)
	if err != nil {
		return Exchange{}, err
	}
	defer w.Close()
	return p.exchange(ctx, w, step, s)
}
