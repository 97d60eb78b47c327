// Package corpus replays recorded exchanges of real servers and compares every answer with the
// recorded one. It is separate from playing scenarios: recordings have a format, words for ids and
// a tolerance of their own.
package corpus

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/headers"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// Replayed is the result of replaying a recorded set against a target.
type Replayed struct {
	// Profile and Set name the recorded set, such as 2025.10 and fields.
	Profile, Set string
	// Exchanges counts the compared answers, Equal those that were equal.
	Exchanges, Equal int
	Differences      []Difference
	// Contradictory lists answers that other recordings of the same version contradict, with the
	// reason. No server can give both. They are not counted in Exchanges.
	Contradictory []string
}

// contradictory maps version, set, scenario and step of a recorded exchange to the reason why other
// recordings of the same version contradict it, or why no rule can give it.
var contradictory = map[string]string{
	"2025.12 siblings sibling/read/flows/bindings/?page_size=2 0": "recorded on an installation that lists bindings of equal " +
		"order otherwise than the one on which neighbours1 and case-neighbours were recorded, four exchanges of which say so",
	"2026.5-rc1 stages1 stages1/life/stages-invitation-invitations 12": otherBuild,
	"2026.5-rc1 stages1 stages1/life/stages-invitation-invitations 13": otherBuild,
	"2026.8-rc1 neighbours1 neighbours/1/6 10":                         twoParents,
	"2026.8-rc1 neighbours1 neighbours/1/6 11":                         twoParents,
	"2026.8-rc1 neighbours1 neighbours/1/17 21":                        "a binding stands among those of equal order where its random id puts it",
}

// otherBuild is why a choice is missing.
const otherBuild = "recorded on another build of the candidate, which lacks the choice require_token that the document and the serializers of the " +
	"one behind the other recordings have"

// twoParents is why the order of a group's two parents is that of no rule: the query has none, and PostgreSQL lists
// the rows as it finds them.
const twoParents = "no other recording shows a group with two parents, and the one that was written last stands first, as in the request or " +
	"because PostgreSQL wrote it into space that another row had left"

// Difference is an answer that differs from the recorded one.
type Difference struct {
	Scenario     string
	Step         int
	Method, Path string
	// Sent is the request's body, shortened.
	Sent string
	// In lists what differs: status, body, member order, or header names in lower case.
	In               []string
	Expected, Actual string
}

// String returns the difference in a few lines, with secrets hidden.
func (d Difference) String() string {
	return secret.HideMembers(fmt.Sprintf("%s step %d: %s %s differs in %s\n  sent     %s\n  expected %s\n  actual   %s",
		d.Scenario, d.Step, d.Method, d.Path, strings.Join(d.In, ", "), d.Sent, d.Expected, d.Actual))
}

// Scenario is a scenario of a recorded set: the requests to send.
type Scenario struct {
	Name  string            `json:"name"`
	Vars  map[string]string `json:"vars"`
	Steps []Step            `json:"steps"`
}

// Step is one request of a recorded scenario.
type Step struct {
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Body    *string           `json:"body"`
	Hex     *string           `json:"hex"`
	Type    string            `json:"type"`
	Auth    json.RawMessage   `json:"auth"`
	Headers [][2]string       `json:"headers"`
	Capture map[string]string `json:"capture"`
	// Quiet marks steps that set up and clean up; their answers were not recorded.
	Quiet bool `json:"quiet"`
}

// Answer is a line of a recording.
type Answer struct {
	Scenario string            `json:"scenario"`
	Step     int               `json:"step"`
	Method   string            `json:"method"`
	Path     string            `json:"path"`
	Status   int               `json:"status"`
	Headers  map[string]string `json:"headers"`
	Body     json.RawMessage   `json:"body,omitempty"`
	Text     *string           `json:"text,omitempty"`
}

// Replay replays a recorded set against a target and compares the answers, except for what shared
// excludes.
func Replay(ctx context.Context, target wire.Target, version, set string, shared Sharing) (Replayed, error) {
	scenarios, expected, err := Read(version, set)
	if err != nil {
		return Replayed{}, err
	}
	connection, err := wire.Dial(target)
	if err != nil {
		return Replayed{}, err
	}
	defer connection.Close()
	result := Replayed{Profile: version, Set: set}
	err = Play(ctx, connection, target, scenarios, func(scenario string, i int, step Step, path string, answer wire.Answer, names *Names) {
		recorded, compared := expected[Key{scenario, i}]
		if !compared {
			return
		}
		if reason := contradictory[fmt.Sprintf("%s %s %s %d", version, set, scenario, i)]; reason != "" {
			result.Contradictory = append(result.Contradictory, fmt.Sprintf("%s step %d: %s", scenario, i, reason))
			return
		}
		if shared.Origins && wire.HeaderOf(step.Headers, "Origin") != "" {
			return
		}
		result.Exchanges++
		difference := compare(recorded, answer, names, shared)
		if difference.In == nil {
			result.Equal++
			return
		}
		difference.Scenario, difference.Step, difference.Method, difference.Path = scenario, i, step.Method, path
		difference.Sent = jsonbody.Shorten(step.sent())
		result.Differences = append(result.Differences, difference)
	})
	return result, err
}

// Play sends recorded scenarios to a target and passes on every answer, with the requested path and
// the names that the scenario has given to ids so far.
func Play(
	ctx context.Context, w *wire.Conn, target wire.Target, scenarios []Scenario,
	take func(scenario string, i int, step Step, path string, answer wire.Answer, names *Names),
) error {
	for _, scenario := range scenarios {
		play := &playing{wire: w, target: target, names: NewNames(w.Base.Host)}
		for name, value := range scenario.Vars {
			play.names.values[name] = value
		}
		for i, step := range scenario.Steps {
			answer, path, err := play.step(ctx, step)
			if err != nil {
				return fmt.Errorf("%s step %d: %w", scenario.Name, i, err)
			}
			take(scenario.Name, i, step, path, answer, play.names)
		}
	}
	return nil
}

// Key names a step of a recorded set, by its scenario and its place there.
type Key struct {
	Scenario string
	Step     int
}

// Read reads a recorded set: the scenarios to send, and the answers of the version.
func Read(version, set string) ([]Scenario, map[Key]Answer, error) {
	scenarios, err := readRequests(set)
	if err != nil {
		return nil, nil, err
	}
	answers, err := fixtures.Answers(version, set)
	if err != nil {
		return nil, nil, err
	}
	expected := map[Key]Answer{}
	for line := range bytes.Lines(answers) {
		var answer Answer
		if err := json.Unmarshal(line, &answer); err != nil {
			return nil, nil, fmt.Errorf("the answers of %s to %s: %w", version, set, err)
		}
		expected[Key{answer.Scenario, answer.Step}] = answer
	}
	return scenarios, expected, nil
}

func readRequests(set string) ([]Scenario, error) {
	requests, err := fixtures.Requests(set)
	if err != nil {
		return nil, err
	}
	var scenarios []Scenario
	if err := json.Unmarshal(requests, &scenarios); err != nil {
		return nil, fmt.Errorf("the requests of %s: %w", set, err)
	}
	return scenarios, nil
}

// administrator is the administrator's token in the recordings. Some requests spell the header around it in their own way.
const administrator = "recording-token"

// playing is the state of a scenario that is being played.
type playing struct {
	wire   *wire.Conn
	target wire.Target
	names  *Names
}

// step sends one step. It returns the path with its ids replaced by names that were known before
// the answer.
func (p *playing) step(ctx context.Context, s Step) (wire.Answer, string, error) {
	request := wire.Request{Method: s.Method, Path: p.names.fill(s.Path)}
	switch auth, given := s.Authorization(); {
	case !given:
		request.Headers = append(request.Headers, [2]string{"Authorization", "Bearer " + p.target.Token})
	case auth != nil:
		request.Headers = append(request.Headers, [2]string{"Authorization", strings.ReplaceAll(p.names.fill(*auth), administrator, p.target.Token)})
	}
	body, err := s.body(p.names)
	if err != nil {
		return wire.Answer{}, "", err
	}
	request.Body = body
	if s.Type != "" {
		request.Headers = append(request.Headers, [2]string{"Content-Type", s.Type})
	}
	for _, header := range s.Headers {
		request.Headers = append(request.Headers, [2]string{header[0], p.names.fill(header[1])})
	}
	answer, err := p.wire.Send(ctx, request)
	if err != nil {
		return wire.Answer{}, "", err
	}
	parsed, _ := orjson.Parse(answer.Body)
	for name, path := range s.Capture {
		value, ok := jsonbody.Dig(parsed, path)
		if !ok {
			value = "capture-of-" + name + "-failed"
		}
		p.names.Learn(name, value)
	}
	if s.Quiet {
		return answer, "", nil
	}
	return answer, p.names.Hide(request.Path), nil
}

// Authorization returns the Authorization header of a step, nil for none. given is false if the
// step uses the administrator's token.
func (s Step) Authorization() (header *string, given bool) {
	if len(s.Auth) == 0 || string(s.Auth) == `"token"` {
		return nil, false
	}
	json.Unmarshal(s.Auth, &header)
	return header, true
}

func (s Step) body(n *Names) ([]byte, error) {
	switch {
	case s.Body != nil:
		return []byte(n.fill(*s.Body)), nil
	case s.Hex != nil:
		return hex.DecodeString(*s.Hex)
	}
	return nil, nil
}

func (s Step) sent() string {
	switch {
	case s.Body != nil:
		return *s.Body
	case s.Hex != nil:
		return "hex " + *s.Hex
	}
	return "no body"
}

// compare compares an answer with the recorded one.
func compare(recorded Answer, answer wire.Answer, n *Names, shared Sharing) Difference {
	var in []string
	if recorded.Status != answer.Status {
		in = append(in, "status")
	}
	answered := ComparedHeaders(answer, n)
	expected, actual, ordered := bodies(recorded, answer, n, shared)
	if expected != actual {
		in = append(in, "body")
	} else if recorded.Status == answer.Status && !ordered {
		in = append(in, "member order")
	}
	var lines [2]string
	for _, name := range headers.Compared {
		e, a := recorded.Headers[name], answered[name]
		if !headers.Equal(name, e, a) {
			in = append(in, name)
			lines[0] += fmt.Sprintf(" %s: %q", name, e)
			lines[1] += fmt.Sprintf(" %s: %q", name, a)
		}
	}
	return Difference{
		In:       in,
		Expected: fmt.Sprintf("%d %s%s", recorded.Status, jsonbody.Shorten(expected), lines[0]),
		Actual:   fmt.Sprintf("%d %s%s", answer.Status, jsonbody.Shorten(actual), lines[1]),
	}
}

// ComparedHeaders returns the headers of an answer that recordings have.
func ComparedHeaders(answer wire.Answer, n *Names) map[string]string {
	all := map[string]string{}
	for _, name := range headers.Compared {
		if values := answer.Header.Values(name); len(values) > 0 {
			all[name] = n.Hide(strings.Join(values, ", "))
		}
	}
	return all
}

// bodies returns both bodies as text for comparison. For HTML pages the text is only the kind of
// the page.
func bodies(recorded Answer, answer wire.Answer, n *Names, shared Sharing) (expected, actual string, ordered bool) {
	ordered = true
	if recorded.Body != nil {
		parsed, err := orjson.Parse(recorded.Body)
		if err != nil {
			return "the recording holds no JSON: " + err.Error(), "", false
		}
		expected = shared.level(Canonical(parsed, recorded.Path, true))
		ordered = false
		if got, err := orjson.Parse([]byte(n.Hide(string(answer.Body)))); err == nil {
			got = Masked(parsed, got)
			ordered = shared.level(Canonical(parsed, recorded.Path, false)) == shared.level(Canonical(got, recorded.Path, false))
			return expected, shared.level(Canonical(got, recorded.Path, true)), ordered
		}
		return expected, string(answer.Body), false
	}
	if !strings.Contains(recorded.Headers["content-type"], "text/html") && recorded.Text != nil {
		expected = *recorded.Text
	}
	if !strings.Contains(answer.Header.Get("Content-Type"), "text/html") {
		actual = n.Hide(string(answer.Body))
		if runes := []rune(actual); len(runes) > longestText {
			actual = string(runes[:longestText])
		}
	}
	return expected, actual, ordered
}

// longestText is the number of characters that the recordings keep of an answer that is not JSON.
const longestText = 400
