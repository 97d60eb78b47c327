// Package contract holds the fake, or a real authentik, against what real servers answered. It is plain Go; one file of
// its tests wraps it into a Ginkgo suite.
package contract

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// Target is a server to hold against something.
type Target struct {
	// URL is its address, http://127.0.0.1:9000.
	URL string
	// Token is the administrator's bearer token.
	Token string
	// Handler, if given, is asked in place of a server, without a network.
	Handler http.Handler
}

// Corpus is how a target answered a recorded set.
type Corpus struct {
	// Profile and Set name it, such as 2025.10 and fields.
	Profile, Set string
	// Exchanges is how many answers were compared, Equal how many of them were equal.
	Exchanges, Equal int
	Differences      []Difference
	// Contradictory are answers that other recordings of the same version contradict, with the reason; no server can give
	// both. They are not among the Exchanges.
	Contradictory []string
}

// contradictory are the recorded exchanges that others of the same version contradict, by version, set, scenario and step.
var contradictory = map[string]string{
	"2025.12 siblings sibling/read/flows/bindings/?page_size=2 0": "recorded on an installation that lists bindings of equal " +
		"order otherwise than the one on which neighbours1 and case-neighbours were recorded, four exchanges of which say so",
}

// Difference is an answer that is not the recorded one.
type Difference struct {
	Scenario     string
	Step         int
	Method, Path string
	// Sent is the request's body, shortened.
	Sent string
	// In names what differs: status, body, member order, or headers in lower case.
	In               []string
	Expected, Actual string
}

// String shows the difference in a few lines, with secrets hidden.
func (d Difference) String() string {
	return hideMembers(fmt.Sprintf("%s step %d: %s %s differs in %s\n  sent     %s\n  expected %s\n  actual   %s",
		d.Scenario, d.Step, d.Method, d.Path, strings.Join(d.In, ", "), d.Sent, d.Expected, d.Actual))
}

// recordedScenario is a scenario of a recorded set: what to send.
type recordedScenario struct {
	Name  string            `json:"name"`
	Vars  map[string]string `json:"vars"`
	Steps []recordedStep    `json:"steps"`
}

type recordedStep struct {
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Body    *string           `json:"body"`
	Hex     *string           `json:"hex"`
	Type    string            `json:"type"`
	Auth    json.RawMessage   `json:"auth"`
	Headers [][2]string       `json:"headers"`
	Capture map[string]string `json:"capture"`
	// Quiet steps set up and clean away; their answers were not recorded.
	Quiet bool `json:"quiet"`
}

// recordedAnswer is a line of a recording.
type recordedAnswer struct {
	Scenario string            `json:"scenario"`
	Step     int               `json:"step"`
	Path     string            `json:"path"`
	Status   int               `json:"status"`
	Headers  map[string]string `json:"headers"`
	Body     json.RawMessage   `json:"body"`
	Text     *string           `json:"text"`
}

// ReplayCorpus sends a recorded set to a target and compares every answer with what the version answered. The target must
// be fresh: a new installation, or the fake with the seed "fresh". The error says that the set could not be played at
// all; ctx ends it early.
func ReplayCorpus(ctx context.Context, target Target, version, set string) (Corpus, error) {
	return replayCorpus(ctx, target, version, set, sharing{})
}

// replayCorpus is ReplayCorpus, without what sharing says cannot be compared.
func replayCorpus(ctx context.Context, target Target, version, set string, shared sharing) (Corpus, error) {
	scenarios, expected, err := readSet(version, set)
	if err != nil {
		return Corpus{}, err
	}
	connection, err := target.dial()
	if err != nil {
		return Corpus{}, err
	}
	defer connection.close()
	result := Corpus{Profile: version, Set: set}
	err = playRecorded(ctx, connection, target, scenarios, func(scenario string, i int, step recordedStep, path string, answer rawAnswer, names *names) {
		recorded, compared := expected[key{scenario, i}]
		if !compared {
			return
		}
		if reason := contradictory[fmt.Sprintf("%s %s %s %d", version, set, scenario, i)]; reason != "" {
			result.Contradictory = append(result.Contradictory, fmt.Sprintf("%s step %d: %s", scenario, i, reason))
			return
		}
		if shared.origins && headerOf(step.Headers, "Origin") != "" {
			return
		}
		result.Exchanges++
		difference := compare(recorded, answer, names, shared)
		if difference.In == nil {
			result.Equal++
			return
		}
		difference.Scenario, difference.Step, difference.Method, difference.Path = scenario, i, step.Method, path
		difference.Sent = shorten(step.sent())
		result.Differences = append(result.Differences, difference)
	})
	return result, err
}

// playRecorded sends recorded scenarios to a target and hands over every answer, with the path that was asked and the
// names that the scenario has given to ids so far.
func playRecorded(
	ctx context.Context, w *wire, target Target, scenarios []recordedScenario,
	take func(scenario string, i int, step recordedStep, path string, answer rawAnswer, names *names),
) error {
	for _, scenario := range scenarios {
		play := &playing{wire: w, target: target, names: newNames(w.base.Host)}
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

type key struct {
	scenario string
	step     int
}

func readSet(version, set string) ([]recordedScenario, map[key]recordedAnswer, error) {
	requests, err := fixtures.Requests(set)
	if err != nil {
		return nil, nil, err
	}
	var scenarios []recordedScenario
	if err := json.Unmarshal(requests, &scenarios); err != nil {
		return nil, nil, fmt.Errorf("the requests of %s: %w", set, err)
	}
	answers, err := fixtures.Answers(version, set)
	if err != nil {
		return nil, nil, err
	}
	expected := map[key]recordedAnswer{}
	for line := range bytes.Lines(answers) {
		var answer recordedAnswer
		if err := json.Unmarshal(line, &answer); err != nil {
			return nil, nil, fmt.Errorf("the answers of %s to %s: %w", version, set, err)
		}
		expected[key{answer.Scenario, answer.Step}] = answer
	}
	return scenarios, expected, nil
}

// playing is a scenario on its way.
type playing struct {
	wire   *wire
	target Target
	names  *names
}

// step sends one step. The path is returned with its ids named, before the answer can name more of them.
func (p *playing) step(ctx context.Context, s recordedStep) (rawAnswer, string, error) {
	request := rawRequest{method: s.Method, path: p.names.fill(s.Path)}
	switch auth, given := s.auth(); {
	case !given:
		request.headers = append(request.headers, [2]string{"Authorization", "Bearer " + p.target.Token})
	case auth != nil:
		request.headers = append(request.headers, [2]string{"Authorization", p.names.fill(*auth)})
	}
	body, err := s.body(p.names)
	if err != nil {
		return rawAnswer{}, "", err
	}
	request.body = body
	if s.Type != "" {
		request.headers = append(request.headers, [2]string{"Content-Type", s.Type})
	}
	for _, header := range s.Headers {
		request.headers = append(request.headers, [2]string{header[0], p.names.fill(header[1])})
	}
	answer, err := p.wire.send(ctx, request)
	if err != nil {
		return rawAnswer{}, "", err
	}
	parsed, _ := orjson.Parse(answer.body)
	for name, path := range s.Capture {
		value, ok := dig(parsed, path)
		if !ok {
			value = "capture-of-" + name + "-failed"
		}
		p.names.learn(name, value)
	}
	if s.Quiet {
		return answer, "", nil
	}
	return answer, p.names.hide(request.path), nil
}

// auth is the Authorization header that a step asks for; nil for none, given is false for the administrator's.
func (s recordedStep) auth() (header *string, given bool) {
	if len(s.Auth) == 0 || string(s.Auth) == `"token"` {
		return nil, false
	}
	json.Unmarshal(s.Auth, &header)
	return header, true
}

func (s recordedStep) body(n *names) ([]byte, error) {
	switch {
	case s.Body != nil:
		return []byte(n.fill(*s.Body)), nil
	case s.Hex != nil:
		return hex.DecodeString(*s.Hex)
	}
	return nil, nil
}

func (s recordedStep) sent() string {
	switch {
	case s.Body != nil:
		return *s.Body
	case s.Hex != nil:
		return "hex " + *s.Hex
	}
	return "no body"
}

// dig follows a path of members and places: results.0.pk.
func dig(value any, path string) (any, bool) {
	for _, part := range strings.Split(path, ".") {
		switch v := value.(type) {
		case *python.Dict:
			item, ok := v.Get(part)
			if !ok {
				return nil, false
			}
			value = item
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(v) {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, true
}

// compare holds an answer against the recorded one.
func compare(recorded recordedAnswer, answer rawAnswer, n *names, shared sharing) Difference {
	var in []string
	if recorded.Status != answer.status {
		in = append(in, "status")
	}
	headers := map[string]string{}
	for _, name := range comparedHeaders {
		if values := answer.header.Values(name); len(values) > 0 {
			headers[name] = n.hide(strings.Join(values, ", "))
		}
	}
	expected, actual, ordered := bodies(recorded, answer, n, shared)
	if expected != actual {
		in = append(in, "body")
	} else if recorded.Status == answer.status && !ordered {
		in = append(in, "member order")
	}
	var lines [2]string
	for _, name := range comparedHeaders {
		e, a := recorded.Headers[name], headers[name]
		if name == "vary" {
			e, a = applicationVary(e), applicationVary(a)
		}
		if e != a {
			in = append(in, name)
			lines[0] += fmt.Sprintf(" %s: %q", name, e)
			lines[1] += fmt.Sprintf(" %s: %q", name, a)
		}
	}
	return Difference{
		In:       in,
		Expected: fmt.Sprintf("%d %s%s", recorded.Status, shorten(expected), lines[0]),
		Actual:   fmt.Sprintf("%d %s%s", answer.status, shorten(actual), lines[1]),
	}
}

// bodies are both bodies as text to compare. Pages for people are not: only their kind is.
func bodies(recorded recordedAnswer, answer rawAnswer, n *names, shared sharing) (expected, actual string, ordered bool) {
	ordered = true
	if recorded.Body != nil {
		parsed, err := orjson.Parse(recorded.Body)
		if err != nil {
			return "the recording holds no JSON: " + err.Error(), "", false
		}
		expected = shared.level(canonical(parsed, recorded.Path, true))
		ordered = false
		if got, err := orjson.Parse([]byte(n.hide(string(answer.body)))); err == nil {
			ordered = shared.level(canonical(parsed, recorded.Path, false)) == shared.level(canonical(got, recorded.Path, false))
			return expected, shared.level(canonical(got, recorded.Path, true)), ordered
		}
		return expected, string(answer.body), false
	}
	if !strings.Contains(recorded.Headers["content-type"], "text/html") && recorded.Text != nil {
		expected = *recorded.Text
	}
	if !strings.Contains(answer.header.Get("Content-Type"), "text/html") {
		actual = n.hide(string(answer.body))
		if runes := []rune(actual); len(runes) > longestText {
			actual = string(runes[:longestText])
		}
	}
	return expected, actual, ordered
}

// longestText is how much the recordings keep of an answer that is not JSON, in characters.
const longestText = 400

// applicationVary is what the application says in a Vary header, as a set: without Accept-Encoding, which a compressing
// proxy adds, and Origin, which a server adds that lets pages of other origins read its answers.
func applicationVary(vary string) string {
	var names []string
	for _, name := range strings.Split(vary, ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && name != "accept-encoding" && name != "origin" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// longestShown is how much of a body a difference shows, in bytes.
const longestShown = 400

func shorten(text string) string { return cut(text, longestShown) }
