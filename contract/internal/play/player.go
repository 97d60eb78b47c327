package play

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// errInterrupted reports that a run was cancelled and its objects were deleted.
var errInterrupted = errors.New("interrupted, and cleaned up")

// Player plays one scenario against one target. It must be used once, by one goroutine.
type Player struct {
	Target  wire.Target
	Profile profile.Profile
	Wire    *wire.Conn
	Scope   *Scope
	// Tokens holds the keys of the given users' tokens, by the user's name in the scenario.
	Tokens map[string]string
	// made lists what has to be deleted, in the order in which it was created.
	made []madeObject
	// touched lists the collections that the scenario may have added objects to.
	touched []string
	// actions lists requests that may create objects which their answers do not show, acted those of them
	// that succeeded, and before holds the target's objects from before the first one.
	actions []string
	acted   []Exchange
	before  *inventory
	watch   Audience
	result  Result
}

// NewPlayer returns a player without an audience, on a connection to its target. unique is the prefix of what
// it creates.
func NewPlayer(target wire.Target, p profile.Profile, conn *wire.Conn, unique string) *Player {
	return &Player{Target: target, Profile: p, Wire: conn, Scope: NewScope(unique), Tokens: map[string]string{}, watch: NoAudience{}}
}

// Play plays a scenario and always cleans up. unique is the prefix of what it creates, front holds the
// headers that the target's front adds.
func Play(ctx context.Context, target wire.Target, front map[string]bool, p profile.Profile, s scenario.Scenario, unique string, watch Audience) Result {
	started := time.Now()
	conn, err := wire.Dial(target)
	player := NewPlayer(target, p, conn, unique)
	player.Scope.front, player.watch = front, watch
	player.result = Result{Scenario: s, Profile: p.Name}
	if err == nil {
		if err = player.run(ctx, s); errors.Is(err, errDiffered) {
			err = nil
		}
		cleaning := player.CleanUp(ctx, err)
		if ctx.Err() != nil && cleaning == nil {
			err = errInterrupted
		}
		err = errors.Join(err, cleaning)
		conn.Close()
	}
	player.result.judge(s.Known, err)
	player.result.Duration = time.Since(started)
	return player.result
}

func (p *Player) run(ctx context.Context, s scenario.Scenario) error {
	p.watch.Begin(s, p.Profile)
	for _, object := range s.Given {
		if err := p.Give(ctx, object); err != nil {
			return fmt.Errorf("%s:%d: cannot create %s: %w", s.File, object.Line, object.Name, err)
		}
		p.watch.Given(object, p.Scope.Kept[object.Name].(Created).Key)
	}
	for _, step := range s.Steps {
		if err := p.perform(ctx, step); err != nil {
			return fmt.Errorf("%s: %w", scenario.Where(s, step), err)
		}
	}
	return nil
}

// perform plays a step and notifies the audience.
func (p *Player) perform(ctx context.Context, step scenario.Step) error {
	if err := p.watch.Next(ctx, step); err != nil {
		return err
	}
	before := len(p.result.Exchanges)
	err := p.step(ctx, step)
	p.watch.Done(p.result.Exchanges[before:])
	return err
}

// Send sends a step's request and records what it created.
func (p *Player) Send(ctx context.Context, step scenario.Step) (Exchange, error) {
	if err := p.prepare(ctx, step); err != nil {
		return Exchange{}, err
	}
	e, err := p.exchange(ctx, p.Wire, step, p.Scope)
	if err == nil {
		p.follow(e)
	}
	return e, err
}

// exchange sends a step's request over a connection.
func (p *Player) exchange(ctx context.Context, w *wire.Conn, step scenario.Step, s *Scope) (Exchange, error) {
	request, err := p.request(step, s)
	if err != nil {
		return Exchange{}, err
	}
	started := time.Now()
	answer, err := w.Send(ctx, request)
	if err != nil {
		return Exchange{}, err
	}
	return newExchange(step, request, answer, time.Since(started)), nil
}

// request returns a step's request with its words replaced by values.
func (p *Player) request(step scenario.Step, s *Scope) (wire.Request, error) {
	path, err := s.fillText(step.Path)
	if err != nil {
		return wire.Request{}, err
	}
	r := wire.Request{Method: step.Method, Path: path}
	authorization, err := p.authorization(step.As, s)
	if err != nil {
		return r, err
	}
	if authorization != "" {
		r.Headers = append(r.Headers, [2]string{"Authorization", authorization})
	}
	for _, h := range step.Headers {
		value, err := s.fillText(h[1])
		if err != nil {
			return r, err
		}
		r.Headers = append(r.Headers, [2]string{h[0], value})
	}
	if step.Body == nil {
		return r, nil
	}
	if step.Type != "" {
		r.Headers = append(r.Headers, [2]string{"Content-Type", step.Type})
	}
	body, err := s.fillJSON(*step.Body)
	r.Body = []byte(body)
	return r, err
}

// authorization returns the Authorization header for the sender of a step, "" for none.
func (p *Player) authorization(as string, s *Scope) (string, error) {
	switch key, isUser := p.Tokens[as]; {
	case as == "admin":
		return "Bearer " + p.Target.Token, nil
	case as == "nobody":
		return "", nil
	case isUser:
		return "Bearer " + key, nil
	}
	return s.fillText(as)
}

// step sends a step, once or several times concurrently, and compares the answers with the expectation.
func (p *Player) step(ctx context.Context, step scenario.Step) error {
	expected := scenario.Expected(step, p.Profile)
	if step.AtOnce > 1 {
		return p.atOnce(ctx, step, expected)
	}
	exchange, err := p.Send(ctx, step)
	if err != nil {
		return err
	}
	if err := p.hold(ctx, step, expected, exchange, p.Scope); err != nil {
		return err
	}
	return p.Keep(step, exchange)
}

// Keep records the values that later steps use.
func (p *Player) Keep(step scenario.Step, e Exchange) error {
	for name, path := range step.Keep {
		value, ok := jsonbody.Dig(parsed(e), path)
		if !ok {
			return fmt.Errorf("cannot keep %s: the answer %d %s has no %s", name, e.Status, jsonbody.Shorten(e.Answer), path)
		}
		p.Scope.Kept[name] = value
	}
	return nil
}

// hold compares an answer with the expectation and adds both to the result.
func (p *Player) hold(ctx context.Context, step scenario.Step, expected scenario.Expectation, e Exchange, s *Scope) error {
	differences, err := s.Differences(step, expected, e, p.Profile)
	if err != nil {
		return err
	}
	deviations, faults, err := fits(p.Profile, expected.Schema, e)
	if err != nil {
		return err
	}
	misshapen, err := shape(p.Profile, e)
	if err != nil {
		return err
	}
	e.Differences = slices.Concat(differences, faults, misshapen)
	if len(e.Differences) > 0 {
		e.Reasons = p.why(ctx, e)
	}
	p.result.Deviations = append(p.result.Deviations, deviations...)
	p.result.NotCompared += scenario.NotCompared(expected)
	return p.note(expected, e, s)
}

// note adds an exchange to the result, without its secrets.
func (p *Player) note(expected scenario.Expectation, e Exchange, s *Scope) error {
	asked, err := s.asked(expected)
	if err != nil {
		return err
	}
	e.Expected = asked
	p.result.Exchanges = append(p.result.Exchanges, e.hide(append(slices.Collect(maps.Values(p.Tokens)), p.Target.Token)))
	return nil
}
