package contract_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/contract"
)

// told collects what a replay writes.
type told struct {
	lock sync.Mutex
	text strings.Builder
}

func (o *told) Write(text []byte) (int, error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.text.Write(text)
}

func (o *told) String() string {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.text.String()
}

// await waits until the replay has asked for Enter prompts times.
func (o *told) await(t *testing.T, prompts int) {
	t.Helper()
	for range 500 {
		if strings.Count(o.String(), "Enter sends it") == prompts {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("waited in vain for prompt %d:\n%s", prompts, o)
}

func replaying(t *testing.T, target contract.Target, out io.Writer) contract.Options {
	t.Helper()
	return contract.Options{Target: target, Profile: "2025.10", Scenarios: []contract.Scenario{read(t, lifeOfAStage)}, Out: out}
}

func TestAReplayTellsRequestAnswerAndWhatWasExpected(t *testing.T) {
	t.Parallel()
	var out told
	report, err := contract.Replay(t.Context(), replaying(t, serve(t, newFake(t, "2025.10")), &out), nil)
	if code := contract.ExitCode(report, err); code != 0 {
		t.Errorf("exit code %d: %v", code, err)
	}
	for _, part := range []string{
		`A stage lives \(profile 2025\.10\)\nlife\.yaml\n\ngiven stage, a stage: [0-9a-f-]{36}\ngiven flow, a flow: contract-`,
		`step 1 of 3, line 8: PATCH /api/v3/stages/user_write/{{stage}}/ as admin\n> PATCH /api/v3/stages/user_write/[0-9a-f-]{36}/\n> Authorization: Bearer <hidden>\n`,
		`\n>\n> {\n>   "user_path_template": "there"\n> }\n< 200 OK\n`,
		`\n<\n< {\n<   "pk": "`,
		`\n\? expected 200\n\? a body that has\n\? {\n\?   "user_path_template": "there"\n\? }\n✓ as expected\n`,
		`\nA stage lives: passed\n`,
	} {
		if !regexp.MustCompile(part).MatchString(out.String()) {
			t.Errorf("the replay does not tell %s:\n%s", part, &out)
		}
	}
	if count := strings.Count(out.String(), "✓ as expected"); count != 3 || strings.Contains(out.String(), recordingToken) {
		t.Errorf("%d steps are as expected, or the token is told:\n%s", count, &out)
	}
}

func TestAReplayTellsWhatDiffers(t *testing.T) {
	t.Parallel()
	var out told
	target := broken(t, on("PATCH /api/v3/stages/user_write/.", func(a *httptest.ResponseRecorder) { a.Code = http.StatusAccepted }))
	report, err := contract.Replay(t.Context(), replaying(t, target, &out), nil)
	if code := contract.ExitCode(report, err); code != 1 {
		t.Errorf("exit code %d: %v", code, err)
	}
	if !strings.Contains(out.String(), "\n✗ "+whatDiffers) || !strings.Contains(out.String(), "\nA stage lives: failed\n") ||
		strings.Count(out.String(), "✓ as expected") != 2 {
		t.Errorf("the replay tells\n%s", &out)
	}
}

func TestAReplayStepByStepSendsNothingBeforeEnter(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.10")
	patched := make(chan bool, 1)
	target := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "PATCH" {
			patched <- true
		}
		fake.ServeHTTP(w, r)
	}))
	enter, keyboard := io.Pipe()
	var out told
	options, ended := replaying(t, target, &out), make(chan int)
	go func() {
		report, err := contract.Replay(t.Context(), options, enter)
		ended <- contract.ExitCode(report, err)
	}()
	out.await(t, 1)
	if len(patched) != 0 {
		t.Error("the first step was sent before Enter")
	}
	io.WriteString(keyboard, "\n")
	out.await(t, 2)
	if len(patched) != 1 {
		t.Error("the first step was not sent after Enter")
	}
	keyboard.Close() // nothing is waited for any more
	if code := <-ended; code != 0 {
		t.Errorf("exit code %d:\n%s", code, &out)
	}
}

func TestAReplayThatIsInterruptedWhileItWaitsCleansUp(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.10")
	before := everything(t, fake)
	ctx, interrupt := context.WithCancel(t.Context())
	enter, keyboard := io.Pipe()
	defer keyboard.Close()
	var out told
	options, ended := replaying(t, serve(t, fake), &out), make(chan int)
	go func() {
		report, err := contract.Replay(ctx, options, enter)
		ended <- contract.ExitCode(report, err)
	}()
	out.await(t, 1)
	interrupt()
	if code := <-ended; code != 130 {
		t.Errorf("exit code %d:\n%s", code, &out)
	}
	if after := everything(t, fake); after != before {
		t.Errorf("something is left:\n%s", after)
	}
}

func TestAReplayTakesTheFirstProfileThatAScenarioIsAbout(t *testing.T) {
	t.Parallel()
	var out told
	options := contract.Options{Out: &out, Scenarios: []contract.Scenario{
		read(t, lifeOfAStage), read(t, "profiles: [2025.12, 2026.5]"+lifeOfAStage),
	}}
	report, err := contract.Replay(t.Context(), options, nil)
	if err != nil || len(report.Results) != 2 || report.Results[0].Profile != "documented" || report.Results[1].Profile != "2025.12" {
		t.Errorf("%v: %+v", err, report.Results)
	}
}
