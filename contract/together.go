package contract

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// atOnce sends a step several times at once, each over a connection of its own, with {{i}} counting from 0.
func (p *player) atOnce(ctx context.Context, step Step, expected Expectation) error {
	exchanges, scopes, err := p.sendAtOnce(ctx, step)
	if err != nil {
		return err
	}
	if expected.Counts == nil {
		for i, e := range exchanges {
			if err := p.hold(step, expected, e, scopes[i]); err != nil {
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

// sendAtOnce sends a step several times at once and remembers what it created, also if some answers are lost.
func (p *player) sendAtOnce(ctx context.Context, step Step) ([]Exchange, []*scope, error) {
	if err := p.prepare(ctx, step); err != nil {
		return nil, nil, err
	}
	exchanges, scopes, errs := make([]Exchange, step.AtOnce), make([]*scope, step.AtOnce), make([]error, step.AtOnce)
	var group sync.WaitGroup
	for i := range step.AtOnce {
		scopes[i] = p.scope.with("i", int64(i))
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
func (p *player) sendAlone(ctx context.Context, step Step, s *scope) (Exchange, error) {
	w, err := p.target.dial()
	if err != nil {
		return Exchange{}, err
	}
	defer w.close()
	return p.exchange(ctx, w, step, s)
}
