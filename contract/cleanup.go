package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/python"
)

// cleaningTime is how long a scenario may take to clean up, also after it was interrupted.
const cleaningTime = 30 * time.Second

// madeObject is an object that a scenario created and that has to be deleted.
type madeObject struct {
	collection string
	pk, key    any
}

// path is the address of the object, which says where it was created if its answer did not say what it is.
func (m madeObject) path() string {
	if m.key == nil {
		return collectionPath(m.collection)
	}
	return objectPath(m.collection, m.key)
}

// follow remembers what an exchange created, and that a change moved an object to another address.
func (p *player) follow(e Exchange) {
	if e.Status >= http.StatusMultipleChoices {
		return
	}
	body, isObject := e.parsed().(*python.Dict)
	if collection := collectionOf(e.Path); collection != "" && strings.EqualFold(e.Method, http.MethodPost) {
		p.made = append(p.made, madeObject{collection, memberOf(body, "pk"), keyOf(collection, body)})
		return
	}
	if actsOnNoObject(e.Method, e.Path) {
		p.acted = append(p.acted, e)
		return
	}
	if !isObject {
		return
	}
	for i, m := range p.made {
		if pk := memberOf(body, "pk"); pk != nil && pk == m.pk && strings.HasPrefix(e.Path, collectionPath(m.collection)) {
			p.made[i].key = keyOf(m.collection, body)
		}
	}
}

// prepare remembers where a request may create something, before it is sent: its answer may get lost.
func (p *player) prepare(ctx context.Context, step Step) error {
	path, err := p.scope.fillText(step.Path)
	if err != nil {
		return err
	}
	if collection := collectionOf(path); collection != "" && strings.EqualFold(step.Method, http.MethodPost) {
		p.touched = addNew(p.touched, []string{collection})
	}
	if !actsOnNoObject(step.Method, path) {
		return nil
	}
	p.actions = addNew(p.actions, []string{step.Method + " " + path})
	if p.before != nil {
		return nil
	}
	p.before, err = takeInventory(ctx, p.wire, p.target.Token)
	return err
}

// cleanUp deletes what the scenario created, last first, and says what it cannot delete. It goes on after ctx has ended.
// If an answer was lost, what it may have created is looked for by its prefix; what actions created is found by comparing
// what is there with what was there before the first of them.
func (p *player) cleanUp(ctx context.Context, failed error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleaningTime)
	defer cancel()
	var paths []string
	for _, m := range slices.Backward(p.made) {
		paths = append(paths, m.path())
	}
	_, err := removeAll(ctx, p.wire, p.target.Token, paths)
	errs := []error{err}
	lost := failed != nil && !errors.Is(failed, ErrUnreachable)
	if lost {
		_, err := sweep(ctx, p.wire, p.target.Token, p.scope.unique, p.touched)
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

// removeAll deletes objects by their addresses and returns those that it deleted. What depends on others is tried again
// after them. The error names each one that stays.
func removeAll(ctx context.Context, w *wire, token string, paths []string) (deleted []string, err error) {
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

// remove deletes an object and looks whether it is gone; one that was gone already is no error.
func remove(ctx context.Context, w *wire, token, path string) error {
	if collectionOf(path) != "" {
		return fmt.Errorf("the answer of POST %s does not say what it created, which stays", path)
	}
	answer, err := w.send(ctx, rawRequest{method: "DELETE", path: path, headers: bearer(token)})
	if err != nil {
		return err
	}
	if answer.status == http.StatusNotFound {
		return nil
	}
	if answer.status >= http.StatusMultipleChoices {
		return fmt.Errorf("DELETE %s answered %d %s: it stays", path, answer.status, shorten(string(answer.body)))
	}
	still, err := w.send(ctx, rawRequest{method: "GET", path: path, headers: bearer(token)})
	if err != nil {
		return err
	}
	if !absent(still) {
		return fmt.Errorf("DELETE %s answered %d, and GET still answers %d %s: it stays", path, answer.status, still.status,
			shorten(string(still.body)))
	}
	return nil
}

// absent says whether an answer shows that nothing is there, or that authentik-mock does not serve the address.
func absent(a rawAnswer) bool {
	return slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}, a.status)
}
