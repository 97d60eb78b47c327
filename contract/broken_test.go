package contract_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock"
)

// lifeOfAStage is a scenario that must fail for every way of breaking the fake.
const lifeOfAStage = `
title: A stage lives
given:
  stage: {}
  flow: {}
  binding: {}
steps:
  - do: PATCH /api/v3/stages/user_write/{{stage}}/
    body: {user_path_template: there}
    expect: 200
    has: {user_path_template: there}
  - do: GET /api/v3/stages/user_write/{{stage}}/
    expect: 200
    answer: |
      {"pk": "{{stage}}", "name": "{{stage.name}}", "component": "ak-stage-user-write-form",
       "verbose_name": "User Write Stage", "verbose_name_plural": "User Write Stages",
       "meta_model_name": "authentik_stages_user_write.userwritestage", "flow_set": "<any>",
       "user_creation_mode": "create_when_required", "create_users_as_inactive": false, "create_users_group": null,
       "user_type": "external", "user_path_template": "there"}
  - do: GET /api/v3/flows/instances/?slug={{flow}}
    expect: 200
    has: {results: [{pk: <uuid1>, policybindingmodel_ptr_id: <uuid2>, slug: "{{flow}}"}]}
`

// breaking changes what the fake answers.
type breaking func(r *http.Request, answer *httptest.ResponseRecorder)

func TestEveryWayOfBreakingTheFakeIsCaughtAndNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, says string
		verdict    contract.Verdict
		breaking   breaking
	}{
		{"nothing", "", contract.Passed, func(*http.Request, *httptest.ResponseRecorder) {}},
		{"the status", "expected status 200, got 202", contract.Failed, on("GET /api/v3/stages/user_write/.", func(a *httptest.ResponseRecorder) {
			a.Code = http.StatusAccepted
		})},
		{"a member", `-  "user_type": "external",`, contract.Failed, on("GET /api/v3/stages/user_write/.", replaced(`"user_type":"external",`, ``))},
		{"the order", `+  "verbose_name_plural": "User Write Stages",`, contract.Failed, on("GET /api/v3/stages/user_write/.", replaced(
			`"verbose_name":"User Write Stage","verbose_name_plural":"User Write Stages"`,
			`"verbose_name_plural":"User Write Stages","verbose_name":"User Write Stage"`))},
		{"an id that is used again", `expected "<uuid2>"`, contract.Failed, on("GET /api/v3/flows/instances/", func(a *httptest.ResponseRecorder) {
			sameID := regexp.MustCompile(`"pk":"([^"]+)","policybindingmodel_ptr_id":"[^"]+"`)
			a.Body = bytes.NewBuffer(sameID.ReplaceAll(a.Body.Bytes(), []byte(`"pk":"$1","policybindingmodel_ptr_id":"$1"`)))
		})},
		{"a value that is not stored", `-  "user_path_template": "there"`, contract.Failed, on("GET /api/v3/stages/user_write/.", replaced(
			`"user_path_template":"there"`, `"user_path_template":""`))},
		{"a header", `header X-Powered-By: expected "authentik", got none`, contract.Failed, on("GET /api/v3/stages/user_write/.",
			func(a *httptest.ResponseRecorder) { a.Header().Del("X-Powered-By") })},
		{"a foreign header", `header Access-Control-Allow-Origin: expected none, got "*"`, contract.Failed, on("GET /api/v3/stages/user_write/.",
			func(a *httptest.ResponseRecorder) { a.Header().Set("Access-Control-Allow-Origin", "*") })},
		{"a member that no step names", `/results/0/title: expected a member, found none`, contract.Failed, on("GET /api/v3/flows/instances/",
			replaced(`"title":`, `"headline":`))},
		{"cleaning up", "cleaning up: DELETE /api/v3/stages/user_write/", contract.Broken, on("DELETE /api/v3/stages/user_write/",
			func(a *httptest.ResponseRecorder) { a.Code = http.StatusForbidden })},
		{"a given object", "cannot create flow", contract.Broken, on("POST /api/v3/flows/instances/",
			func(a *httptest.ResponseRecorder) { a.Code = http.StatusInternalServerError })},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			report := verify(t, broken(t, c.breaking), lifeOfAStage)
			var text strings.Builder
			contract.WriteText(&text, report)
			if got := report.Results[0].Verdict; got != c.verdict {
				t.Errorf("the verdict is %q, expected %q:\n%s", got, c.verdict, &text)
			}
			if !strings.Contains(text.String(), c.says) {
				t.Errorf("the report does not say %q:\n%s", c.says, &text)
			}
		})
	}
}

// A proxy in front of a server adds headers to all answers, including its health check: they are not
// authentik's.
func TestHeadersOfTheFrontAreNotCompared(t *testing.T) {
	t.Parallel()
	front := on("GET /", func(a *httptest.ResponseRecorder) { a.Header().Set("Strict-Transport-Security", "max-age=1") })
	if report := verify(t, broken(t, front), lifeOfAStage); !report.OK() {
		var text strings.Builder
		contract.WriteText(&text, report)
		t.Errorf("the run did not pass:\n%s", &text)
	}
}

func TestAHandlerIsVerifiedWithoutANetwork(t *testing.T) {
	t.Parallel()
	target := contract.Target{Handler: newFake(t, "2025.10"), Token: recordingToken}
	if report := verify(t, target, lifeOfAStage); !report.OK() || report.Target != "the handler" {
		t.Errorf("the target %q did not pass", report.Target)
	}
	dead := contract.Target{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })}
	if report := verify(t, dead, lifeOfAStage); report.Results[0].Verdict != contract.Broken {
		t.Errorf("a handler that panics is %q", report.Results[0].Verdict)
	}
}

func TestARunThatProvedNothingIsRed(t *testing.T) {
	t.Parallel()
	scenario := read(t, strings.Replace(lifeOfAStage, "title:", "profiles: [2026.5]\ntitle:", 1))
	report, err := contract.Verify(t.Context(), contract.Options{Profile: "2025.10", Scenarios: []contract.Scenario{scenario}})
	if code := contract.ExitCode(report, err); code != 1 {
		t.Errorf("exit code %d (%v), expected 1", code, err)
	}
}

func TestAKnownDifferenceIsAllowedUntilItPasses(t *testing.T) {
	t.Parallel()
	known := lifeOfAStage + "known: {reason: The fake is broken, link: https://example.com/1}\n"
	powerless := on("GET /api/v3/stages/user_write/.", func(a *httptest.ResponseRecorder) { a.Code = http.StatusAccepted })
	if got := verify(t, broken(t, powerless), known).Results[0].Verdict; got != contract.Known {
		t.Errorf("a known difference is %q", got)
	}
	report := verify(t, broken(t, func(*http.Request, *httptest.ResponseRecorder) {}), known)
	if result := report.Results[0]; result.Verdict != contract.Failed || !strings.Contains(result.Reason, "take the mark out") {
		t.Errorf("a known difference that passes is %q: %s", result.Verdict, result.Reason)
	}
}

func TestARunMayEndAtTheFirstDifference(t *testing.T) {
	t.Parallel()
	known := read(t, strings.Replace(lifeOfAStage, "lives", "lives otherwise", 1)+"known: {reason: The fake is broken, link: https://example.com/1}\n")
	elsewhere := read(t, lifeOfAStage+"known: {reason: The fake is broken, link: https://example.com/1, profile: 2025.12}\n")
	played := func(failFast bool, last contract.Scenario) (exchanges []int) {
		report, err := contract.Verify(t.Context(), contract.Options{
			Target:  broken(t, on("GET /api/v3/stages/user_write/.", func(a *httptest.ResponseRecorder) { a.Code = http.StatusAccepted })),
			Profile: "2025.10", Scenarios: []contract.Scenario{known, last, read(t, lifeOfAStage)}, FailFast: failFast,
		})
		if code := contract.ExitCode(report, err); code != 1 {
			t.Errorf("exit code %d (%v), expected 1", code, err)
		}
		for _, result := range report.Results {
			exchanges = append(exchanges, len(result.Exchanges))
		}
		return exchanges
	}
	if got := played(false, read(t, lifeOfAStage)); !slices.Equal(got, []int{3, 3, 3}) {
		t.Errorf("without it, %v exchanges are played", got)
	}
	for _, last := range []contract.Scenario{read(t, lifeOfAStage), elsewhere} {
		if got := played(true, last); !slices.Equal(got, []int{3, 2}) {
			t.Errorf("with it, %v exchanges are played: a known difference ends nothing, the next one its scenario and the run", got)
		}
	}
}

func TestATargetThatIsNotThereIsUnreachable(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	report, err := contract.Verify(t.Context(), contract.Options{Target: contract.Target{URL: closed.URL}})
	if code := contract.ExitCode(report, err); code != 3 {
		t.Errorf("exit code %d (%v), expected 3", code, err)
	}
}

func TestATargetThatGoesAwayEndsTheRun(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.10")
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "PATCH" {
			server.Listener.Close()
			panic(http.ErrAbortHandler)
		}
		fake.ServeHTTP(w, r)
	}))
	scenario := read(t, lifeOfAStage)
	report, err := contract.Verify(t.Context(), contract.Options{
		Target:  contract.Target{URL: server.URL, Token: recordingToken},
		Profile: "2025.10", Scenarios: []contract.Scenario{scenario, scenario},
	})
	if code := contract.ExitCode(report, err); code != 3 || len(report.Results) != 1 {
		t.Errorf("exit code %d (%v) after %d scenarios, expected 3 after the first", code, err, len(report.Results))
	}
}

func TestAStrangersServerIsNotWrittenToUnasked(t *testing.T) {
	t.Parallel()
	stranger := contract.Options{Target: contract.Target{URL: "https://authentik.example"}, Profile: "2025.10"}
	scenarios, corpus := stranger, stranger
	scenarios.Scenarios = []contract.Scenario{read(t, lifeOfAStage)}
	corpus.Corpus = true
	for _, options := range []contract.Options{scenarios, corpus} {
		_, err := contract.Verify(t.Context(), options)
		if contract.ExitCode(contract.Report{}, err) != 2 || !strings.Contains(err.Error(), "--yes") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestARunLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.12")
	before := everything(t, fake)
	report, err := contract.Verify(t.Context(), contract.Options{Target: serve(t, fake), Profile: "2025.12"})
	if err != nil || !report.OK() {
		t.Fatalf("the run did not pass: %v", err)
	}
	if after := everything(t, fake); after != before {
		t.Errorf("the run left something behind:\n%s\nbefore:\n%s", after, before)
	}
}

func TestAnInterruptedRunCleansUp(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.10")
	before := everything(t, fake)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	target := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "PATCH" {
			cancel()
		}
		fake.ServeHTTP(w, r)
	}))
	report, err := contract.Verify(ctx, contract.Options{Target: target, Profile: "2025.10", Scenarios: []contract.Scenario{read(t, lifeOfAStage)}})
	if code := contract.ExitCode(report, err); code != 130 || report.Results[0].Reason != "interrupted, and cleaned up" {
		t.Errorf("exit code %d (%v), expected 130: %s", code, err, report.Results[0].Reason)
	}
	if after := everything(t, fake); after != before {
		t.Errorf("the run left something behind:\n%s", after)
	}
}

func TestWhatAKilledRunLeftIsSwept(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.10")
	before := everything(t, fake)
	dead := false
	target := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		dead = dead || r.Method == "PATCH"
		if dead {
			panic(http.ErrAbortHandler)
		}
		fake.ServeHTTP(w, r)
	}))
	options := contract.Options{Target: target, Profile: "2025.10", Scenarios: []contract.Scenario{read(t, lifeOfAStage)}}
	if report, _ := contract.Verify(t.Context(), options); report.OK() || everything(t, fake) == before {
		t.Fatal("the run should have died and left its stage behind")
	}
	var out strings.Builder
	if _, err := contract.Verify(t.Context(), contract.Options{Target: serve(t, fake), Sweep: true, Out: &out}); err != nil {
		t.Fatal(err)
	}
	if after := everything(t, fake); after != before {
		t.Errorf("the sweep left something behind:\n%s\n%s", &out, after)
	}
}

func newFake(t *testing.T, profile string) http.Handler {
	t.Helper()
	handler, err := mock.New(mock.Options{Profile: profile, Seeds: []string{mock.SeedFresh}, Token: recordingToken})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func serve(t *testing.T, handler http.Handler) contract.Target {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return contract.Target{URL: server.URL, Token: recordingToken}
}

// broken returns a fake whose answers are changed on their way out.
func broken(t *testing.T, change breaking) contract.Target {
	t.Helper()
	fake := newFake(t, "2025.10")
	return serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		fake.ServeHTTP(answer, r)
		change(r, answer)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		w.Write(answer.Body.Bytes())
	}))
}

// on changes only the answers to some requests: METHOD and a pattern of the address.
func on(requests string, change func(*httptest.ResponseRecorder)) breaking {
	pattern := regexp.MustCompile("^" + requests)
	return func(r *http.Request, answer *httptest.ResponseRecorder) {
		if pattern.MatchString(r.Method + " " + r.URL.Path) {
			change(answer)
		}
	}
}

func replaced(old, new string) func(*httptest.ResponseRecorder) {
	return func(a *httptest.ResponseRecorder) {
		a.Body = bytes.NewBufferString(strings.ReplaceAll(a.Body.String(), old, new))
	}
}

func read(t *testing.T, text string) contract.Scenario {
	t.Helper()
	scenario, err := contract.ReadScenario("life.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return scenario
}

func verify(t *testing.T, target contract.Target, text string) contract.Report {
	t.Helper()
	report, err := contract.Verify(t.Context(), contract.Options{Target: target, Profile: "2025.10", Scenarios: []contract.Scenario{read(t, text)}})
	if err != nil {
		t.Fatal(err)
	}
	return report
}
