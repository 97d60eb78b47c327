package drift

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/fake"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// observation is an answer of one side to a request. Ids, times and hosts are replaced, so that
// those of two sides are equal.
type observation struct {
	place
	// line is the line of the step in the scenario's file, 0 in a recorded set.
	line int

	method, path string
	headers      [][2]string
	sent         string

	status   int
	answered map[string]string
	// own reports whether a fake answered for itself, not for authentik.
	own bool
	// raced reports whether the answer depends on which of several concurrent requests came first.
	raced bool
	// body is the answer's body as a value, nil if it is not JSON; then text holds it.
	body any
	text string
}

// place is where a request stands.
type place struct {
	// number is the index of the scenario among those that are played, story its name or that of the recorded scenario, and
	// step the index of the request there.
	number int
	story  string
	step   int
}

// side is one of the two sides that are compared.
type side struct {
	name    string
	profile profile.Profile
	// recording reports whether answers are read from a recording; target is a server, if it has a
	// URL.
	recording bool
	target    wire.Target
	// parts counts the scenarios and the recorded sets that have been played.
	parts *play.Parts
}

// parseSide parses the name of a side: a profile, "recording:" and a version, or the address of a
// server.
func parseSide(ctx context.Context, name, token string) (side, error) {
	if version, ok := strings.CutPrefix(name, "recording:"); ok {
		p, err := profile.Parse(version)
		if err != nil || !p.IsRecorded() {
			return side{}, fmt.Errorf("%w: nothing was recorded of %q: there are recordings of %s", play.ErrUsage, version, strings.Join(profile.RecordedNames(), ", "))
		}
		return side{name: name, profile: p, recording: true}, nil
	}
	if !strings.Contains(name, "://") {
		p, err := profile.Parse(name)
		if err != nil {
			return side{}, fmt.Errorf("%w: %w; or recording:VERSION, or the address of a server", play.ErrUsage, err)
		}
		return side{name: name, profile: p}, nil
	}
	target := wire.Target{URL: name, Token: token}
	p, _, _, err := play.AskProfile(ctx, target)
	if err != nil {
		return side{}, err
	}
	return side{name: name, profile: p, target: target}, nil
}

// dial returns the target of a side, its own or a newly installed fake, and a connection to it. Two fakes create the same
// ids, so that lists ordered by id are in the same order.
func (s side) dial() (target wire.Target, w *wire.Conn, err error) {
	if target = s.target; !wire.Given(target) {
		if target, err = fake.New(s.profile.Name, "drift"); err != nil {
			return target, nil, err
		}
	}
	if w, err = wire.Dial(target); err != nil {
		return target, nil, fmt.Errorf("%w: %w", play.ErrUsage, err)
	}
	return target, w, nil
}

// bothSides asks two sides concurrently, or in turn if both are the same server.
func bothSides[T any](a, b side, ask func(side) (T, error)) (ofA, ofB T, err error) {
	var group sync.WaitGroup
	var errA, errB error
	group.Go(func() { ofA, errA = ask(a) })
	if a.target.URL != "" && a.target.URL == b.target.URL {
		group.Wait()
	}
	group.Go(func() { ofB, errB = ask(b) })
	group.Wait()
	return ofA, ofB, errors.Join(errA, errB)
}

// played holds a side's answers to scenarios, and why it could not play some of them to their end, by their index.
type played struct {
	answers []observation
	stopped map[int]string
}

// playScenarios returns a side's answers to scenarios, regardless of their expectations. unique is
// the prefix of created objects, the same on both sides.
func (s side) playScenarios(ctx context.Context, scenarios []scenario.Scenario, unique string) (played, error) {
	target, w, err := s.dial()
	if err != nil {
		return played{}, err
	}
	defer w.Close()
	all := played{stopped: map[int]string{}}
	for i, one := range scenarios {
		own := fmt.Sprintf("%s-%03d", unique, i)
		result := play.Play(ctx, target, nil, s.profile, one, own, play.NoAudience{})
		if ctx.Err() != nil {
			return played{}, ctx.Err()
		}
		if result.Verdict == play.Broken {
			all.stopped[i] = result.Reason
		}
		s.parts.Done(s.name + " " + one.Title)
		n := corpus.NewNames(w.Base.Host)
		n.Learn("unique", own)
		for step, e := range result.Exchanges {
			o := observation{place: place{i, one.Name(), step}, line: e.Line, method: e.Method, path: n.Hide(e.Path), headers: e.Headers, sent: n.Hide(e.Sent),
				raced: scenario.Races(one, e.Line)}
			o.take(wire.Answer{Status: e.Status, Header: e.Answered, Body: []byte(e.Answer)}, n)
			all.answers = append(all.answers, o)
		}
	}
	return all, nil
}

// playSet returns a side's answers to a recorded set, read from a recording or asked for.
func (s side) playSet(ctx context.Context, set, of string) ([]observation, error) {
	defer s.parts.Done(s.name + " " + set)
	if s.recording {
		return recordedSet(s.profile.Name, set)
	}
	scenarios, _, err := corpus.Read(of, set)
	if err != nil {
		return nil, err
	}
	target, w, err := s.dial()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	var all []observation
	err = corpus.Play(ctx, w, target, scenarios, func(scenario string, i int, step corpus.Step, path string, answer wire.Answer, names *corpus.Names) {
		if step.Quiet {
			return
		}
		o := observed(step, set+"/"+scenario, i)
		o.path = path
		o.take(answer, names)
		all = append(all, o)
	})
	return all, err
}

// recordedSet returns a recorded server's answers to a set.
func recordedSet(version, set string) ([]observation, error) {
	scenarios, answers, err := corpus.Read(version, set)
	if err != nil {
		return nil, err
	}
	var all []observation
	for _, scenario := range scenarios {
		for i, step := range scenario.Steps {
			recorded, ok := answers[corpus.Key{Scenario: scenario.Name, Step: i}]
			if !ok {
				continue
			}
			o := observed(step, set+"/"+scenario.Name, i)
			o.path, o.status, o.answered = recorded.Path, recorded.Status, recorded.Headers
			if recorded.Body != nil {
				o.level(recorded.Body)
			} else if recorded.Text != nil {
				o.read(*recorded.Text, recorded.Headers["content-type"])
			}
			all = append(all, o)
		}
	}
	return all, nil
}

// observed returns the observation of a recorded step, with its request only.
func observed(s corpus.Step, story string, step int) observation {
	o := observation{place: place{story: story, step: step}, method: s.Method, path: s.Path, headers: s.Headers}
	switch auth, given := s.Authorization(); {
	case !given:
		o.headers = append([][2]string{{"Authorization", "Bearer " + secret.Hidden}}, o.headers...)
	case auth != nil:
		o.headers = append([][2]string{{"Authorization", *auth}}, o.headers...)
	}
	if s.Type != "" {
		o.headers = append(o.headers, [2]string{"Content-Type", s.Type})
	}
	if s.Body != nil {
		o.sent = *s.Body
	} else if s.Hex != nil {
		raw, _ := hex.DecodeString(*s.Hex)
		o.sent = string(raw)
	}
	return o
}

// take adds an answer to the observation.
func (o *observation) take(a wire.Answer, n *corpus.Names) {
	o.status, o.answered, o.own = a.Status, corpus.ComparedHeaders(a, n), a.Header.Get("X-Authentik-Mock") != ""
	switch text := n.Hide(string(a.Body)); {
	case json.Valid(a.Body):
		o.level([]byte(text))
	default:
		o.read(text, a.Header.Get("Content-Type"))
	}
}

// read adds a text that is no JSON. For HTML pages only the kind counts.
func (o *observation) read(text, contentType string) {
	if text != "" && strings.Contains(contentType, "text/html") {
		text = "an HTML page"
	}
	o.text = text
}

// countedID matches the number of an object in a refusal, which comes from a database sequence.
var countedID = regexp.MustCompile(`Invalid pk \\"\d+\\"`)

// madeID matches an identifier that a server makes without the dashes of a UUID, and the hash of one: request_id, user_uid.
var madeID = regexp.MustCompile(`"(?:[0-9a-f]{32}){1,2}"`)

// madeKey matches what depends on a key that a server makes: the fingerprint of a certificate, and its text in PEM.
var madeKey = regexp.MustCompile(`\b[0-9a-f]{2}(?::[0-9a-f]{2}){19,31}\b|-----BEGIN [A-Z ]+-----[^"]*`)

func (o *observation) level(body []byte) {
	body = madeID.ReplaceAll(madeKey.ReplaceAll(body, []byte("<key>")), []byte(`"<id>"`))
	parsed, err := orjson.Parse(countedID.ReplaceAll(body, []byte(`Invalid pk \"<int>\"`)))
	if err != nil {
		o.text = string(body)
		return
	}
	o.body, _ = orjson.Parse([]byte(corpus.Canonical(parsed, o.path, false)))
}

// where returns the place of the request for people: the line of its scenario, or its number in a recorded set.
func (o observation) where() string {
	if o.line > 0 {
		return fmt.Sprintf("%s:%d", o.story, o.line)
	}
	return fmt.Sprintf("%s, request %d", o.story, o.step+1)
}

// succeeded reports whether the request was accepted.
func (o observation) succeeded() bool { return o.status < http.StatusBadRequest }

// writes reports whether the request may change something.
func (o observation) writes() bool {
	return o.method != http.MethodGet && o.method != http.MethodHead && o.method != http.MethodOptions
}

// shown returns the answer as text for people, shortened.
func (o observation) shown() string {
	text := o.text
	if o.body != nil {
		text = string(orjson.Append(nil, o.body))
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", o.status, printable(text)))
}
