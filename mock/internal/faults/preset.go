package faults

import (
	"slices"
	"time"
)

// Preset is a fault with a name of its own.
type Preset struct {
	Name string
	// About describes the preset in one line.
	About string
	// When is the default side of a change of the state.
	When When
	// Known is the evidence that authentik answers so: recorded, read or modelled; made for a fault of a
	// connection, which is not an answer.
	Known string
	// From is the place of the evidence.
	From string

	Effect     Effect
	Connection Connection
	Delay      Span
	// AfterToo reports whether it may also strike after the state changes.
	AfterToo bool
}

// Presets lists all presets.
var Presets = []Preset{
	{Name: "starting", Effect: Starting, When: Before, Known: "read",
		About: "the front answers before the core does: Retry-After 5, and by Accept 200 (JSON; 503 since 2026.8), or 503 (HTML, text)",
		From:  "authentik, internal/web/proxy.go: for JSON it writes no status, which is a 200; /-/health/live/ is 200. Since 2026.8 src/server/core"},
	{Name: "no-default-flows", Effect: NoDefaultFlows, When: Before, Known: "modelled",
		About: "healthy, but the default blueprints are not applied yet: GET, HEAD and OPTIONS see none of what they make of flows, stages and policies",
		From:  "the rows of a new installation that the migrations do not make"},
	{Name: "database-gone", Effect: DatabaseGone, When: Before, AfterToo: true, Known: "modelled",
		About: "500 with authentik's page for GET and HEAD, 405 without a body for what writes; /-/health/ready/ answers 503",
		From:  "the page as recorded for crashes; health: authentik, authentik/root/monitoring.py"},
	{Name: "crash", Effect: Crash, When: Before, AfterToo: true, Known: "recorded",
		About: "authentik's code fails: 500 with its page for GET and HEAD, 405 without a body for what writes",
		From:  "recordings of all versions"},
	{Name: "token-expired", Effect: TokenExpired, When: Before, Known: "recorded",
		About: "the token of a user, or of everybody, is none any more: 403",
		From:  "recordings of all versions"},
	{Name: "permission-lost", Effect: PermissionLost, When: Before, Known: "recorded",
		About: "a user, or everybody, has no permission any more: 403, 404 or an empty list, as the address has it",
		From:  "recordings of users without permissions"},
	{Name: "throttled", Effect: Throttled, When: Before, Known: "read",
		About: "429 with Retry-After 1",
		From:  "Django REST framework, rest_framework/exceptions.py and views.py"},
	{Name: "slow", Delay: Span{20 * time.Millisecond, 30 * time.Millisecond}, When: Before, AfterToo: true, Known: "recorded",
		About: "20 to 30 ms more, as a real server takes",
		From:  "measured while the recordings were made"},
	{Name: "reset", Connection: Reset, When: Before, AfterToo: true, Known: "made", About: "the connection is reset, without an answer"},
	{Name: "empty", Connection: Empty, When: Before, AfterToo: true, Known: "made", About: "the connection is closed, without an answer"},
	{Name: "truncated", Connection: Truncated, When: After, Known: "made", About: "the connection is closed in the middle of the answer"},
	{Name: "drip", Connection: Drip, Delay: Span{2 * time.Second, 2 * time.Second}, When: After, Known: "made", About: "the body comes little by little, over 2 seconds"},
}

// presetOf returns the preset with a name, the zero value if there is none.
func presetOf(name string) Preset {
	if i := slices.IndexFunc(Presets, func(p Preset) bool { return p.Name == name }); i >= 0 {
		return Presets[i]
	}
	return Preset{}
}

// names returns the names of the presets.
func names() []string {
	all := make([]string, len(Presets))
	for i, p := range Presets {
		all[i] = p.Name
	}
	return all
}
