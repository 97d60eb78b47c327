package control

import (
	"encoding/json"
	"net/http"
	"time"
)

// Clock is the time of a world.
type Clock struct {
	Now time.Time `json:"now"`
	// Frozen reports whether the time is frozen.
	Frozen bool `json:"frozen"`
}

// ClockChange is a change of the time, with one of its two members.
type ClockChange struct {
	// Frozen is the time to freeze at; null lets the time run with the machine's.
	Frozen *time.Time `json:"frozen,omitempty"`
	// Advance is the duration to move the time forward by, in Go's syntax: 900h. It works for a frozen time,
	// too.
	Advance string `json:"advance,omitempty"`
}

// clockOperations are the operations on the time.
var clockOperations = []Operation{
	{Method: "GET", Path: "clock", About: "The time of the world, and whether it stands still.", Answer: Clock{}, Run: func(e *Exchange) error {
		world, err := e.World()
		if err != nil {
			return err
		}
		return e.JSON(http.StatusOK, world.Clock())
	}},
	{Method: "PUT", Path: "clock", About: "Freezes the time, lets it go on, or advances it.", Body: ClockChange{}, Answer: Clock{}, Run: setClock},
}

func setClock(e *Exchange) error {
	var body map[string]json.RawMessage
	if err := e.Decode(&body); err != nil {
		return err
	}
	world, err := e.World()
	if err != nil {
		return err
	}
	for name, value := range body {
		if len(body) == 1 && name == "frozen" {
			err = freeze(world, value)
		} else if len(body) == 1 && name == "advance" {
			err = advance(world, value)
		} else {
			err = refuseClock(`The body is {"frozen": TIME}, {"frozen": null} or {"advance": DURATION}: send one of them, and no %q with it.`, name)
		}
	}
	switch {
	case err != nil:
		return err
	case len(body) == 0:
		return refuseClock(`The body is empty: send {"frozen": TIME}, {"frozen": null} or {"advance": DURATION}.`)
	}
	return e.JSON(http.StatusOK, world.Clock())
}

func freeze(world World, value json.RawMessage) error {
	if string(value) == "null" {
		world.Release()
		return nil
	}
	var at time.Time
	if json.Unmarshal(value, &at) != nil {
		return refuseClock(`frozen: %s is no time: write one as "2026-01-31T12:00:00Z", or null.`, short(value))
	}
	return world.Freeze(at)
}

func advance(world World, value json.RawMessage) error {
	var text string
	err := json.Unmarshal(value, &text)
	if err == nil {
		var by time.Duration
		if by, err = time.ParseDuration(text); err == nil {
			return world.Advance(by)
		}
	}
	return refuseClock(`advance: %s is no duration of at most 2562047h: write one as "900h" or "1m30s".`, short(value))
}

// short returns a value in a form for a sentence.
func short(value json.RawMessage) string {
	const most = 60
	if text := []rune(string(value)); len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(value)
}

func refuseClock(format string, values ...any) error {
	return Refuse(http.StatusBadRequest, "clock", "invalid", format, values...)
}
