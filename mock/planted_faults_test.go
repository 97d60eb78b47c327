package mock_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// recordingToken stands in the recordings for the token of the administrator.
const recordingToken = "recording-token"

// leastCaught is the share of the planted faults, in percent, that the scenarios have to catch in each profile.
const leastCaught = 95

// TestTheScenariosCatchFaultsInEveryResource plants faults into every operation that a profile serves, one at a time, and
// verifies the fake through each. FAULTS=profile, kind or operation prints how
// many were caught, FAULTS=escaped which were not.
func TestTheScenariosCatchFaultsInEveryResource(t *testing.T) {
	t.Parallel()
	var all []*outcome
	tried := map[string]bool{}
	for _, p := range slices.Backward(profile.All) {
		of := plantInto(t, p, tried)
		for _, o := range of {
			tried[o.everywhere()] = true
		}
		all = append(all, of...)
	}
	tally(t, all)
	planted, unplayed := map[string]bool{}, unplayed(all)
	for resource := range unplayed {
		t.Errorf("no scenario plays %s: write one, such as fixtures/scenarios/20 every resource/a deny stage lives like others.yaml", resource)
	}
	for _, o := range all {
		key := o.key()
		if escapes[key] == "" {
			key = o.everywhere()
		}
		planted[key] = true
		switch listed := escapes[key] != ""; {
		case o.caught && listed:
			t.Errorf("%s is caught now: take it off the list of escapes", o.key())
		case !o.caught && !listed && !unplayed[o.resource()]:
			t.Errorf("%s escapes: %s", o.key(), o.why())
		}
	}
	for key := range escapes {
		if !planted[key] {
			t.Errorf("%s is on the list of escapes, but no such fault is planted", key)
		}
	}
}

// outcome is a planted fault and what became of it.
type outcome struct {
	fault
	profile string
	// runs are how many scenarios the fault touches, caught says that one of them did not pass.
	runs   int
	caught bool
}

func (o *outcome) key() string { return o.profile + " · " + o.everywhere() }

// everywhere returns the fault without its profile.
func (o *outcome) everywhere() string { return o.op.String() + " · " + o.kind }

// resource returns the line of the inventory that the operation belongs to, by its path.
func (o *outcome) resource() string {
	for _, line := range slices.Backward(inventory.Resources) { // what lies below a resource stands after it
		if line.Covers("/" + o.op.pattern) {
			return line.Path
		}
	}
	return ""
}

// unplayed returns the resources of which no scenario plays an operation.
func unplayed(all []*outcome) map[string]bool {
	resources := map[string]bool{}
	for _, o := range all {
		resources[o.resource()] = true
	}
	for _, o := range all {
		if o.runs > 0 {
			delete(resources, o.resource())
		}
	}
	return resources
}

func (o *outcome) why() string {
	if o.runs == 0 {
		return "no scenario does what would show it"
	}
	return fmt.Sprintf("%d scenarios pass through it", o.runs)
}

// plantedWhole reports whether every fault is planted into a profile: the newest and the oldest release. The others get those
// that were not tried yet, but with FAULTS they are planted whole too.
func plantedWhole(name string) bool {
	return os.Getenv("FAULTS") != "" || name == profile.Newest().Name || name == profile.Releases()[0].Name
}

// plantInto plants the faults into one profile.
func plantInto(t *testing.T, p profile.Profile, tried map[string]bool) []*outcome {
	t.Helper()
	scenarios, err := contract.Scenarios(nil)
	if err != nil {
		t.Fatal(err)
	}
	scenarios = slices.DeleteFunc(scenarios, func(s contract.Scenario) bool { return !s.About(p) })
	operations := servedOperations(t, p)
	plays := make([]*playthrough, len(scenarios))
	parallel(len(scenarios), func() func(int) {
		fake := newFake(t, p.Name)
		return func(i int) { plays[i] = playUnbroken(t, fake, p, operations, scenarios[i]) }
	})
	slices.SortFunc(plays, func(a, b *playthrough) int {
		return cmp.Or(cmp.Compare(a.requests, b.requests), strings.Compare(a.scenario.File, b.scenario.File))
	})
	var all []*outcome
	for _, f := range faultsOf(operations, plays) {
		if o := (&outcome{fault: f, profile: p.Name}); plantedWhole(p.Name) || !tried[o.everywhere()] {
			all = append(all, o)
		}
	}
	parallel(len(all), func() func(int) {
		fake := newFake(t, p.Name)
		return func(i int) { all[i].plant(t, fake, p, operations, plays) }
	})
	return all
}

func newFake(t *testing.T, profile string) http.Handler {
	t.Helper()
	handler, err := mock.New(mock.Options{Profile: profile, Seeds: []string{mock.SeedFresh}, Token: recordingToken})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// parallel does n pieces of work, as many at once as there are processors; each worker is made by worker.
func parallel(n int, worker func() func(int)) {
	next := make(chan int)
	var done sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		work := worker()
		done.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	done.Wait()
}

// playthrough holds the requests that a scenario sends to a correct fake.
type playthrough struct {
	scenario contract.Scenario
	requests int
	seen     []sighting
}

// sighting is a request of a scenario and the answer to it.
type sighting struct {
	number    int
	operation operation
	request   *http.Request
	status    int
	header    http.Header
	body      []byte
}

// playUnbroken plays a scenario and remembers every exchange.
func playUnbroken(t *testing.T, fake http.Handler, p profile.Profile, operations operations, s contract.Scenario) *playthrough {
	play := &playthrough{scenario: s}
	var mutex sync.Mutex
	report, err := contract.Verify(t.Context(), contract.Options{Profile: p.Name, Scenarios: []contract.Scenario{s}, Target: contract.Target{
		Token: recordingToken,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			fake.ServeHTTP(answer, r)
			mutex.Lock()
			play.requests++
			play.seen = append(play.seen, sighting{len(play.seen), operations.of(r), r, answer.Code, answer.Header(), answer.Body.Bytes()})
			mutex.Unlock()
			passOn(w, answer)
		}),
	}})
	if err != nil || !report.OK() {
		var text strings.Builder
		contract.WriteText(&text, report)
		t.Errorf("the fake does not pass by itself: %v\n%s", err, &text)
	}
	exchanges := report.Results[0].Exchanges
	if play.requests == 1 {
		return play // what cannot be read as a request, no handler sees: only the front was asked what it is
	}
	if play.seen = stepsAmong(play.seen, exchanges); len(play.seen) != len(exchanges) {
		t.Errorf("%s: the requests of its steps are not to be told from the others", s.File)
	}
	return play
}

// stepsAmong returns the requests of a scenario's steps, without those that make the given objects, look around and clean up.
// They are told by what was answered, but where it has no body on the wire, or a report hides a part of it.
func stepsAmong(seen []sighting, exchanges []contract.Exchange) []sighting {
	var steps []sighting
	used := make([]bool, len(seen))
	for _, e := range exchanges {
		at := slices.IndexFunc(seen, func(s sighting) bool {
			return !used[s.number] && s.request.Method == e.Method && s.request.RequestURI == wirePath(e.Path) && s.status == e.Status &&
				(string(s.body) == e.Answer || e.Answer == "" || strings.Contains(e.Answer, "<hidden>"))
		})
		if at >= 0 {
			used[at] = true
			steps = append(steps, seen[at])
		}
	}
	return steps
}

// wirePath returns a path as it goes over a wire.
func wirePath(path string) string {
	var b strings.Builder
	for _, c := range []byte(path) {
		if c > ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func passOn(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes())
}

// plant verifies the fake through the fault, with one scenario that it touches after the other, until one is not passed.
func (o *outcome) plant(t *testing.T, fake http.Handler, p profile.Profile, operations operations, plays []*playthrough) {
	for _, play := range plays {
		if !slices.ContainsFunc(play.seen, func(s sighting) bool { return s.operation == o.op && o.touches(s) }) {
			continue
		}
		o.runs++
		broken := &faulty{fake: fake, operations: operations, op: o.op, behaviour: o.behave()}
		report, err := contract.Verify(t.Context(), contract.Options{Profile: p.Name, FailFast: true, Scenarios: []contract.Scenario{play.scenario},
			Target: contract.Target{Token: recordingToken, Handler: broken}})
		fake.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/__mock/reset/", nil))
		if err != nil || !report.OK() {
			o.caught = true
			return
		}
	}
}

// faulty is a fake that behaves wrongly in one operation.
type faulty struct {
	fake       http.Handler
	operations operations
	op         operation
	behaviour  behaviour
	mutex      sync.Mutex // behaviours keep what they saw
}

// behaviour is the effect of a fault: on requests for its operation, and, if it is not nil, on all others.
type behaviour struct {
	here, elsewhere func(f *faulty, r *http.Request) *httptest.ResponseRecorder
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	act := f.behaviour.elsewhere
	if f.operations.of(r) == f.op {
		act = f.behaviour.here
	}
	if act == nil {
		f.fake.ServeHTTP(w, r)
		return
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	passOn(w, act(f, r))
}

// pass returns what the fake answers.
func (f *faulty) pass(r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	f.fake.ServeHTTP(answer, r)
	return answer
}

// ask returns what the fake answers an administrator.
func (f *faulty) ask(method, address string, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+recordingToken)
	r.Header.Set("Content-Type", "application/json")
	return f.pass(r)
}

// bodyOf reads a request's body and leaves it to be read again.
func bodyOf(r *http.Request) []byte {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body
}

// tally prints how many faults were caught, as the variable FAULTS asks for it, and demands a share of each profile.
func tally(t *testing.T, all []*outcome) {
	t.Helper()
	by := func(name func(*outcome) string) (names []string, planted, caught map[string]int) {
		planted, caught = map[string]int{}, map[string]int{}
		for _, o := range all {
			planted[name(o)]++
			if o.caught {
				caught[name(o)]++
			}
		}
		return slices.Sorted(maps.Keys(planted)), planted, caught
	}
	names, planted, caught := by(func(o *outcome) string { return o.profile })
	for _, name := range names {
		if plantedWhole(name) && caught[name]*100 < planted[name]*leastCaught {
			t.Errorf("%s: %d of %d faults are caught, expected %d %%", name, caught[name], planted[name], leastCaught)
		}
	}
	asked := os.Getenv("FAULTS")
	switch asked {
	case "":
		return
	case "kind":
		names, planted, caught = by(func(o *outcome) string { return o.group() })
	case "operation":
		names, planted, caught = by(func(o *outcome) string { return o.op.String() })
	case "escaped":
		for _, o := range all {
			if !o.caught {
				fmt.Println(o.key(), "·", o.why())
			}
		}
	}
	for _, name := range names {
		fmt.Printf("%4d of %4d %s\n", caught[name], planted[name], name)
	}
}
