package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/api"
	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/headers"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// ErrNothing is wrapped by the error for traffic without a request to the API.
var ErrNothing = errors.New("there was no request to /api/v3/")

// passage is a recorded request and its answer.
type passage struct {
	request wire.Request
	answer  wire.Answer
	// notKept reports whether the answer had a body that is missing from the traffic.
	notKept bool
	// lostBody reports whether the request had a body that is missing from the traffic. Such a request cannot
	// be replayed.
	lostBody bool
	// user is the name of the user who asked, "" for nobody; nil if the traffic does not tell.
	user *string
}

// transcriber converts the traffic between a client and a server into a scenario.
type transcriber struct {
	*describer
	passages []passage
	// keeps maps, for each passage, the names of values that later requests use to their paths in the answer.
	keeps []map[string]string
	// made holds the addresses and keys of what the client created.
	made map[string]bool
	// credential is the secret of the administrator: the first one that was sent.
	credential string
	// foreign reports whether the client wrote to objects that it did not create.
	foreign, stripped bool
	// notKept lists the requests whose answers were not kept.
	notKept []string
	// names holds the names of given objects, users those of the given users in the place of others.
	names map[string]bool
	users map[string]string
	// others holds the users other than the administrator whose requests are written as the administrator's.
	others map[string]bool
}

// traffic is the recorded communication between a client and a server.
type traffic struct {
	title, host string
	at          time.Time
	// stripped reports whether credentials are missing from the traffic.
	stripped bool
	passages []passage
	// unanswered is the number of requests to the API without an answer.
	unanswered int
}

// transcript is traffic as a scenario file.
type transcript struct {
	text []byte
	// places holds the index of the passage of each step, left why further requests to the API are not among them.
	places []int
	left   []string
}

// transcribe converts traffic into a scenario that can be replayed elsewhere: ids become names, names of
// created objects get the run's prefix, secrets become placeholders. A request that would write a secret is
// left out, with a note in the file. The error reports that there is nothing to write, or that nothing is
// left.
func transcribe(all traffic) (transcript, error) {
	var refused error
	var left []string
	out := map[int]bool{}
	for {
		written, at, err := transcribeWithout(all, out, left)
		switch {
		case errors.Is(err, ErrNothing) && refused != nil:
			return written, refused
		case !errors.Is(err, ErrSecret) && !errors.Is(err, errStranger) || at < 0:
			return written, err
		}
		if refused == nil {
			refused = err
		}
		out[at] = true
		request := fmt.Sprintf("request %d of the traffic (%s)", at+1, all.passages[at].request.Method) // its address may hold a secret
		if errors.Is(err, errStranger) {
			left = append(left, "What the traffic did not create would be changed by "+request+", which was left out.")
		} else {
			left = append(left, "A secret would have been written with "+request+", which was left out.")
		}
	}
}

// errStranger is wrapped by the error for a request that changes an object which the traffic did not create
// and a scenario cannot be given.
var errStranger = errors.New("this changes what the traffic did not create: record it with an object that it creates")

// transcribeWithout is like transcribe and leaves out some passages. For an [ErrSecret] or errStranger, blame
// is the index of the passage that caused it, -1 if none did.
func transcribeWithout(all traffic, out map[int]bool, left []string) (written transcript, blame int, err error) {
	t := &transcriber{describer: newDescriber(all.host, profile.Newest()), made: map[string]bool{}, names: map[string]bool{}, users: map[string]string{}, others: map[string]bool{},
		stripped: all.stripped}
	var places []int
	lost := 0
	for i, p := range all.passages {
		if p.belongs() && !out[i] && p.lostBody {
			lost++
			continue
		}
		if p.belongs() && !out[i] {
			t.passages, places = append(t.passages, p), append(places, i)
		}
	}
	if len(t.passages) == 0 {
		return written, -1, ErrNothing
	}
	t.keeps = make([]map[string]string, len(t.passages))
	for _, p := range all.passages {
		t.secrets.learn(p) // also those of a login, which is not written
	}
	s := scenario.Scenario{Title: all.title}
	t.findVersion(&s, all.at)
	t.findOwn()
	if err := t.findGiven(&s); err != nil {
		return written, -1, err
	}
	t.findOwn() // what is given may be renamed
	for i := range t.passages {
		step, err := t.step(i)
		if err != nil {
			return written, places[i], err
		}
		s.Steps = append(s.Steps, step)
	}
	for i := range s.Steps {
		s.Steps[i].Keep = t.keeps[i]
	}
	for _, name := range slices.Sorted(maps.Values(t.users)) {
		s.Given = append(s.Given, scenario.Object{Name: name, Kind: "user", Body: "{}"})
	}
	left = slices.Clone(left)
	for range lost {
		left = append(left, "The browser has not kept the body of a request, which was left out.")
	}
	if all.unanswered > 0 {
		left = append(left, fmt.Sprintf("Requests to the API without an answer, which were left out: %d.", all.unanswered))
	}
	comments := t.comments(len(all.passages)-len(t.passages)-len(out)-lost, left)
	text := scenario.Text(s, comments)
	where := scenario.StepAt(s, text)
	if err := t.secrets.scan(text, func(line int) string {
		step, words := where(line)
		blame = -1
		if step >= 0 {
			blame = places[step]
		}
		return words
	}); err != nil {
		return written, blame, err
	}
	if i := scenario.StrangeStep(s); i >= 0 {
		return written, places[i], fmt.Errorf("%s %s: %w", s.Steps[i].Method, s.Steps[i].Path, errStranger)
	}
	if _, err := scenario.Read(all.title, []byte(text)); err != nil {
		return written, -1, fmt.Errorf("what was written cannot be read again: %w", err)
	}
	return transcript{[]byte(text), places, left}, -1, nil
}

// belongs reports whether a passage is written. Requests to the API are, except for the preflights of a
// browser and the steps of a login, which depend on a browser's cookies.
func (p passage) belongs() bool {
	preflight := p.request.Method == "OPTIONS" && wire.HeaderOf(p.request.Headers, "Access-Control-Request-Method") != ""
	return strings.HasPrefix(p.request.Path, "/api/v3/") && !p.logsIn() && !preflight
}

// logsIn reports whether a passage is a step of a login.
func (p passage) logsIn() bool {
	return strings.HasPrefix(p.request.Path, "/api/v3/flows/executor/") || strings.HasPrefix(p.request.Path, "/api/v3/flows/inspector/")
}

func (t *transcriber) comments(others int, left []string) []string {
	comments := slices.Clone(left)
	if others > 0 {
		comments = append(comments, fmt.Sprintf("Requests that are none of the API, or belong to a login, and were left out: %d.", others))
	}
	for _, request := range t.notKept {
		comments = append(comments, "The browser has not kept the body of the answer to "+request+": it is compared by status and headers only.")
	}
	if len(t.others) > 0 {
		comments = append(comments, "The administrator sends what these users sent, since nothing here tells which permissions that takes: "+
			strings.Join(slices.Sorted(maps.Keys(t.others)), ", ")+".")
	}
	if t.foreign {
		comments = append(comments, "It writes to objects that it did not create: give it objects of its own (given:) before it runs against a server that matters.")
	}
	return comments
}

// findVersion determines the version that answered: from a header of the server, or from its Content-Type for
// JSON.
func (t *transcriber) findVersion(s *scenario.Scenario, at time.Time) {
	for _, p := range t.passages {
		body, _ := orjson.Parse(p.answer.Body)
		if version, ok := jsonbody.Member(body, "version_current").(string); ok {
			t.profile, _ = play.ProfileOf(version)
			s.Profiles = []string{t.profile.Name}
			s.Recorded = map[string]string{version: at.Format(time.DateOnly)}
			return
		}
		if said := p.answer.Header.Get("Content-Type"); strings.HasPrefix(said, "application/json") && said != headers.JSONTypes.In(profile.Newest().Contract) {
			t.profile = firstThatSays(said, t.profile)
		}
	}
}

// firstThatSays returns the oldest release with this Content-Type for JSON, otherwise if there is none.
func firstThatSays(jsonType string, otherwise profile.Profile) profile.Profile {
	for _, p := range profile.Releases() {
		if headers.JSONTypes.In(p.Contract) == jsonType {
			return p
		}
	}
	return otherwise
}

// findOwn finds the objects that the client created, and their names, which get the run's prefix.
func (t *transcriber) findOwn() {
	for _, p := range t.passages {
		request, _ := orjson.Parse(p.request.Body)
		answer, _ := orjson.Parse(p.answer.Body)
		collection := api.CollectionOf(p.request.Path)
		created := collection != "" && p.request.Method == "POST" && p.answer.Status == http.StatusCreated
		changed := p.answer.Status == http.StatusOK && (p.request.Method == "PUT" || p.request.Method == "PATCH") && t.made[api.WithoutQuery(p.request.Path)]
		if created {
			t.made[api.ObjectPath(collection, api.KeyOf(collection, answer))] = true
			t.made[jsonbody.Plain(jsonbody.Member(answer, "pk"))] = true
		}
		for _, member := range scenario.Naming {
			if name, _ := jsonbody.Member(request, member).(string); (created || changed) && strings.TrimSpace(name) != "" {
				t.rename(strings.TrimSpace(name), ownPrefix+strings.TrimSpace(name))
			}
		}
		if changed { // a flow may have moved
			if of := path.Dir(api.Below(p.request.Path)); of != "." {
				t.made[api.ObjectPath(of, api.KeyOf(of, answer))] = true
			}
		}
	}
}

// rename registers a word for a name; the first one counts.
func (t *transcriber) rename(name, word string) {
	if t.own[name] == "" {
		t.own[name] = word
	}
}

// escaped returns the word for a name in an address, where it is written in an escaped form.
func (t *transcriber) escaped(name, form string) string {
	if t.own[name] == ownPrefix+name {
		return ownPrefix + form
	}
	return t.own[name]
}

// step converts a passage into a step.
func (t *transcriber) step(i int) (scenario.Step, error) {
	p := t.passages[i]
	t.nameValues(i)
	step := scenario.Step{Method: p.request.Method, Path: t.path(p.request.Path), As: t.as(i), Type: wire.HeaderOf(p.request.Headers, "Content-Type")}
	for _, name := range keptHeaders {
		if value := wire.HeaderOf(p.request.Headers, name); value != "" && t.matters(name, value, p) {
			step.Headers = append(step.Headers, [2]string{name, t.text("", value)})
		}
	}
	if len(p.request.Body) > 0 || step.Type != "" && p.request.Body != nil {
		body, err := t.body(p.request.Body)
		if err != nil {
			return step, fmt.Errorf("%w (step %d, %s %s)", err, i+1, p.request.Method, api.WithoutQuery(p.request.Path))
		}
		step.Body = &body
	}
	if t.foreignWrite(p) {
		t.foreign = true
	}
	step.Expect = t.expectation(p.request.Method, p.request.Path, p.answer)
	if p.notKept {
		step.Expect = t.expectation(p.request.Method, p.request.Path, wire.Answer{Status: p.answer.Status, Header: p.answer.Header, Body: []byte(" ")})
		t.notKept = append(t.notKept, p.request.Method+" "+step.Path)
	}
	if list, ok := t.foreignList(p); ok {
		step.Expect.Answer = &list
	}
	if secret.Member().Match(p.request.Body) && !json.Valid(p.request.Body) {
		step.Expect.Answer, step.Expect.AnyBody = nil, len(p.answer.Body) > 0 // it counts the characters of the secret
	}
	return step, nil
}

func (t *transcriber) foreignWrite(p passage) bool {
	writes := slices.Contains([]string{"PUT", "PATCH", "DELETE"}, p.request.Method) && p.answer.Status < http.StatusMultipleChoices
	return writes && !t.made[api.WithoutQuery(p.request.Path)]
}

// foreignList returns the expectation for a page of a list with objects of the installation, which other
// installations do not have.
func (t *transcriber) foreignList(p passage) (string, bool) {
	parsed, _ := orjson.Parse(p.answer.Body)
	items, isList := jsonbody.Member(parsed, "results").([]any)
	if !isList || !slices.ContainsFunc(items, func(item any) bool { return !t.made[jsonbody.Plain(jsonbody.Member(item, "pk"))] }) {
		return "", false
	}
	described := python.NewDict()
	for name, value := range parsed.(*python.Dict).All() {
		if name == "pagination" || name == "results" {
			value = "<any>"
		}
		described.Set(name, t.value(name, value))
	}
	return string(orjson.Append(nil, described)), true
}
