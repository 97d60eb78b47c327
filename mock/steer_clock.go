package mock

import (
	"net/http"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
)

// clockProblem is a time that is out of range.
const clockProblem = "clock"

// Clock implements control.World.
func (w steeredWorld) Clock() control.Clock {
	return control.Clock{Now: w.now(), Frozen: w.clock.frozen()}
}

// Freeze implements control.World.
func (w steeredWorld) Freeze(at time.Time) error { return refusedTime("frozen", w.clock.freeze(at)) }

// Release implements control.World.
func (w steeredWorld) Release() { w.clock.release() }

// Advance implements control.World.
func (w steeredWorld) Advance(d time.Duration) error {
	return refusedTime("advance", w.clock.advance(d))
}

func refusedTime(member string, err error) error {
	if err == nil {
		return nil
	}
	return control.Refuse(http.StatusBadRequest, clockProblem, "invalid", "%s: %v.", member, err)
}
