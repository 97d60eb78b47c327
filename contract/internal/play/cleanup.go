package play

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/sets"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// cleaningTime is the time limit for cleaning up after a scenario, also after an interrupted one.
const cleaningTime = 30 * time.Second

// madeObject is an object that a scenario created and that has to be deleted.
type madeObject struct {
	collection string
	pk, key    any
}

// path returns the address of the object, or the address that it was posted to if the answer did not identify
// it.
func (m madeObject) path() string {
	if m.key == nil {
		return api.CollectionPath(m.collection)
	}
	return api.ObjectPath(m.collection, m.key)
}

// follow records what an exchange created, and the new address of an object that a change moved.
func (p *Player) follow(e Exchange) {
	if e.Status >= http.StatusMultipleChoices {
		return
	}
	body, isObject := parsed(e).(*python.Dict)
	if collection := api.CollectionOf(e.Path); collection != "" && strings.EqualFold(e.Method, http.MethodPost) {
		p.made = append(p.made, madeObject{collection, jsonbody.Member(body, "pk"), api.KeyOf(collection, body)})
		p.followFlows(body)
		return
	}
	if api.ActsOnNoObject(e.Method, e.Path) {
		p.acted = append(p.acted, e)
		return
	}
	if !isObject {
		return
	}
	p.followFlows(body)
	for i, m := range p.made {
		if pk := jsonbody.Member(body, "pk"); pk != nil && pk == m.pk && strings.HasPrefix(e.Path, api.CollectionPath(m.collection)) {
			p.made[i].key = api.KeyOf(m.collection, body)
		}
	}
}

// followFlows records the flows of a stage that its request created, which the documented operation does.
func (p *Player) followFlows(stage any) {
	flows, _ := jsonbody.Member(stage, "flow_set").([]any)
	for _, flow := range flows {
		pk := jsonbody.Member(flow, "pk")
		slug, _ := jsonbody.Member(flow, "slug").(string)
		known := slices.ContainsFunc(p.made, func(m madeObject) bool { return m.pk == pk })
		if strings.HasPrefix(slug, p.Scope.Unique) && !known {
			p.made = append(p.made, madeObject{"flows/instances", pk, slug})
		}
	}
}

// prepare records, before a request is sent, where it may create something, since its answer may get lost.
func (p *Player) prepare(ctx context.Context, step scenario.Step) error {
	path, err := p.Scope.fillText(step.Path)
	if err != nil {
		return err
	}
	if collection := api.CollectionOf(path); collection != "" && strings.EqualFold(step.Method, http.MethodPost) {
		p.touched = sets.AddNew(p.touched, []string{collection})
	}
	if !api.ActsOnNoObject(step.Method, path) {
		return nil
	}
	p.actions = sets.AddNew(p.actions, []string{step.Method + " " + path})
	if p.before != nil {
		return nil
	}
	p.before, err = takeInventory(ctx, p.Wire, p.Target.Token, api.Collections())
	return err
}

// CleanUp deletes what the scenario created, last first, and reports what it cannot delete. It continues
// after ctx has ended. If an answer was lost, CleanUp searches by the prefix for what it may have created. It
// finds what actions created by comparing the target's objects with those from before the first action.
func (p *Player) CleanUp(ctx context.Context, failed error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleaningTime)
	defer cancel()
	var paths []string
	for _, m := range slices.Backward(p.made) {
		paths = append(paths, m.path())
	}
	_, err := removeAll(ctx, p.Wire, p.Target.Token, paths)
	errs := []error{err}
	lost := failed != nil && !errors.Is(failed, wire.ErrUnreachable)
	if lost {
		_, err := sweep(ctx, p.Wire, p.Target.Token, p.Scope.Unique, p.touched)
		errs = append(errs, err)
	}
	if p.before != nil && (lost || len(p.acted) > 0) {
		errs = append(errs, p.removeActed(ctx))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("cleaning up: %w", err)
	}
	return nil
}

// removeAll deletes objects by their addresses and returns those that it deleted. It retries objects that
// others depend on after those are gone. The error names each one that stays.
func removeAll(ctx context.Context, w *wire.Conn, token string, paths []string) (deleted []string, err error) {
	for {
		var errs []error
		var left []string
		for _, path := range paths {
			if err := remove(ctx, w, token, path); err != nil {
				errs, left = append(errs, err), append(left, path)
			} else {
				deleted = append(deleted, path)
			}
		}
		if len(left) == 0 || len(left) == len(paths) || ctx.Err() != nil {
			return deleted, errors.Join(errs...)
		}
		paths = left
	}
}

// remove deletes an object and checks that it is gone. An object that is gone already is no error.
func remove(ctx context.Context, w *wire.Conn, token, path string) error {
	if api.CollectionOf(path) != "" {
		return fmt.Errorf("the answer of POST %s does not say what it created, which stays", path)
	}
	answer, err := w.Send(ctx, wire.Request{Method: "DELETE", Path: path, Headers: wire.Bearer(token)})
	if err != nil {
		return err
	}
	if answer.Status == http.StatusNotFound {
		return nil
	}
	if answer.Status >= http.StatusMultipleChoices {
		return fmt.Errorf("DELETE %s answered %d %s: it stays", path, answer.Status, jsonbody.Shorten(string(answer.Body)))
	}
	still, err := w.Send(ctx, wire.Request{Method: "GET", Path: path, Headers: wire.Bearer(token)})
	if err != nil {
		return err
	}
	if !absent(still) {
		return fmt.Errorf("DELETE %s answered %d, and GET still answers %d %s: it stays", path, answer.Status, still.Status,
			jsonbody.Shorten(string(still.Body)))
	}
	return nil
}

// absent reports whether an answer shows that there is no object, or that authentik-mock does not serve the
// address.
func absent(a wire.Answer) bool {
	return slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}, a.Status)
}
