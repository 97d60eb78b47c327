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
func (w steeredWorld) Freeze(at time.Time) error { return w.timed("frozen", w.clock.freeze(at)) }

// Release implements control.World.
func (w steeredWorld) Release() {
	w.clock.release()
	w.timed("frozen", nil)
}

// Advance implements control.World.
func (w steeredWorld) Advance(d time.Duration) error { return w.timed("advance", w.clock.advance(d)) }

// timed publishes that the clock has changed, or refuses the member of the request that caused an error.
func (w steeredWorld) timed(member string, err error) error {
	if err == nil {
		w.fake.changed(w.name, "clock")
		return nil
	}
	return control.Refuse(http.StatusBadRequest, clockProblem, "invalid", "%s: %v.", member, err)
}
