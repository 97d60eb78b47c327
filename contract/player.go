package contract

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// errInterrupted is the end of a scenario that was not played to its end, and was cleaned up.
var errInterrupted = errors.New("interrupted, and cleaned up")

// player plays one scenario against one target. It is used once, and by one goroutine.
type player struct {
	target  Target
	profile profile.Profile
	wire    *wire
	scope   *scope
	// tokens are the keys of the given users' tokens, by the user's name in the scenario.
	tokens map[string]string
	// made is what has to be cleaned away, in the order in which it was created.
	made []madeObject
	// touched are the collections to which requests were sent that add to them.
	touched []string
	// actions are requests that may create what their answers do not show, acted are those that succeeded, and before is
	// what was there until then.
	actions  []string
	acted    []Exchange
	before   inventory
	audience audience
	result   Result
}

// play plays a scenario, and cleans up whatever comes of it. unique is the prefix of what it creates, front the headers
// that the target's front adds.
func play(ctx context.Context, target Target, front map[string]bool, p profile.Profile, s Scenario, unique string, watch audience) Result {
	started := time.Now()
	player := &player{target: target, profile: p, scope: newScope(unique), tokens: map[string]string{}, audience: watch}
	player.scope.front = front
	player.result = Result{Scenario: s, Profile: p.Name}
	wire, err := target.dial()
	if err == nil {
		player.wire = wire
		err = player.run(ctx, s)
		cleaning := player.cleanUp(ctx, err)
		if ctx.Err() != nil && cleaning == nil {
			err = errInterrupted
		}
		err = errors.Join(err, cleaning)
		wire.close()
	}
	player.result.judge(s.Known, err)
	player.result.Duration = time.Since(started)
	return player.result
}

func (p *player) run(ctx context.Context, s Scenario) error {
	p.audience.begin(s, p.profile)
	for _, object := range s.Given {
		if err := p.give(ctx, object); err != nil {
			return fmt.Errorf("%s:%d: cannot create %s: %w", s.File, object.Line, object.Name, err)
		}
		p.audience.given(object, p.scope.kept[object.Name].(created).key)
	}
	for _, step := range s.Steps {
		if err := p.perform(ctx, step); err != nil {
			return fmt.Errorf("%s: %w", s.where(step), err)
		}
	}
	return nil
}

// perform plays a step before the audience.
func (p *player) perform(ctx context.Context, step Step) error {
	if err := p.audience.next(ctx, step); err != nil {
		return err
	}
	before := len(p.result.Exchanges)
	err := p.step(ctx, step)
	p.audience.done(p.result.Exchanges[before:])
	return err
}

// send sends a step's request and remembers what it created.
func (p *player) send(ctx context.Context, step Step) (Exchange, error) {
	if err := p.prepare(ctx, step); err != nil {
		return Exchange{}, err
	}
	e, err := p.exchange(ctx, p.wire, step, p.scope)
	if err == nil {
		p.follow(e)
	}
	return e, err
}

// exchange sends a step's request over a connection.
func (p *player) exchange(ctx context.Context, w *wire, step Step, s *scope) (Exchange, error) {
	request, err := p.request(step, s)
	if err != nil {
		return Exchange{}, err
	}
	started := time.Now()
	answer, err := w.send(ctx, request)
	if err != nil {
		return Exchange{}, err
	}
	return newExchange(step, request, answer, time.Since(started)), nil
}

// request is a step's request with its words replaced by values.
func (p *player) request(step Step, s *scope) (rawRequest, error) {
	path, err := s.fillText(step.Path)
	if err != nil {
		return rawRequest{}, err
	}
	r := rawRequest{method: step.Method, path: path}
	authorization, err := p.authorization(step.As, s)
	if err != nil {
		return r, err
	}
	if authorization != "" {
		r.headers = append(r.headers, [2]string{"Authorization", authorization})
	}
	for _, h := range step.Headers {
		value, err := s.fillText(h[1])
		if err != nil {
			return r, err
		}
		r.headers = append(r.headers, [2]string{h[0], value})
	}
	if step.Body == nil {
		return r, nil
	}
	if step.Type != "" {
		r.headers = append(r.headers, [2]string{"Content-Type", step.Type})
	}
	body, err := s.fillJSON(*step.Body)
	r.body = []byte(body)
	return r, err
}

// authorization is the header of who sends a step, "" for none.
func (p *player) authorization(as string, s *scope) (string, error) {
	switch key, isUser := p.tokens[as]; {
	case as == "admin":
		return "Bearer " + p.target.Token, nil
	case as == "nobody":
		return "", nil
	case isUser:
		return "Bearer " + key, nil
	}
	return s.fillText(as)
}

// step sends a step, once or several times at once, and holds the answers against what is expected.
func (p *player) step(ctx context.Context, step Step) error {
	expected := step.expectation(p.profile)
	if step.AtOnce > 1 {
		return p.atOnce(ctx, step, expected)
	}
	exchange, err := p.send(ctx, step)
	if err != nil {
		return err
	}
	if err := p.hold(step, expected, exchange, p.scope); err != nil {
		return err
	}
	return p.keep(step, exchange)
}

// keep remembers the values that later steps use.
func (p *player) keep(step Step, e Exchange) error {
	for name, path := range step.Keep {
		value, ok := dig(e.parsed(), path)
		if !ok {
			return fmt.Errorf("cannot keep %s: the answer %d %s has no %s", name, e.Status, shorten(e.Answer), path)
		}
		p.scope.kept[name] = value
	}
	return nil
}

// hold compares an answer with what is expected and puts both into the result.
func (p *player) hold(step Step, expected Expectation, e Exchange, s *scope) error {
	differences, err := s.differences(step, expected, e, p.profile)
	if err != nil {
		return err
	}
	lies, faults, err := fits(p.profile, expected.Schema, e)
	if err != nil {
		return err
	}
	misshapen, err := shape(p.profile, e)
	if err != nil {
		return err
	}
	e.Differences = slices.Concat(differences, faults, misshapen)
	p.result.Lies = append(p.result.Lies, lies...)
	p.result.Loose += expected.looseness()
	return p.note(expected, e, s)
}

// note puts an exchange into the result, without its secrets.
func (p *player) note(expected Expectation, e Exchange, s *scope) error {
	asked, err := s.asked(expected)
	if err != nil {
		return err
	}
	e.Expected = asked
	p.result.Exchanges = append(p.result.Exchanges, e.hide(append(slices.Collect(maps.Values(p.tokens)), p.target.Token)))
	return nil
}
