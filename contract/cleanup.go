package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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

// follow remembers what an exchange created, and that a change moved an object to another address.
func (p *player) follow(e Exchange) {
	body, isObject := e.parsed().(*python.Dict)
	if !isObject {
		return
	}
	if collection := collectionOf(e.Path); collection != "" && e.Method == "POST" && e.Status == http.StatusCreated {
		p.made = append(p.made, madeObject{collection, memberOf(body, "pk"), keyOf(collection, body)})
		return
	}
	for i, m := range p.made {
		if pk := memberOf(body, "pk"); pk != nil && pk == m.pk && strings.HasPrefix(e.Path, collectionPath(m.collection)) {
			p.made[i].key = keyOf(m.collection, body)
		}
	}
}

// cleanUp deletes what the scenario created, last first. It goes on after ctx has ended. If an answer was lost, what it
// may have created is looked for by its prefix.
func (p *player) cleanUp(ctx context.Context, failed error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleaningTime)
	defer cancel()
	var errs []error
	for i := len(p.made) - 1; i >= 0; i-- {
		m := p.made[i]
		errs = append(errs, remove(ctx, p.wire, p.target.Token, objectPath(m.collection, m.key)))
	}
	if failed != nil && !errors.Is(failed, ErrUnreachable) {
		_, err := sweep(ctx, p.wire, p.target.Token, p.scope.unique)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("cleaning up: %w", err)
	}
	return nil
}

// remove deletes an object; one that is gone already is no error.
func remove(ctx context.Context, w *wire, token, path string) error {
	answer, err := w.send(ctx, rawRequest{method: "DELETE", path: path, headers: bearer(token)})
	if err != nil {
		return err
	}
	if answer.status != http.StatusNoContent && answer.status != http.StatusNotFound {
		return fmt.Errorf("DELETE %s answered %d %s", path, answer.status, shorten(string(answer.body)))
	}
	return nil
}
