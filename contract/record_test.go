package contract_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/contract"
)

// draft is a scenario as a person writes it, before it is recorded.
const draft = `# What somebody wrote stays.
title: A stage in a flow   # this too
given:
  flow: {}
  stage: {}
  binding: {}
  erika: {kind: user}
steps:
  # The stage knows its flow.
  - do: GET /api/v3/stages/user_write/{{stage}}/
    keep: {again: pk}
  - do: PATCH /api/v3/stages/user_write/{{stage}}/   # nothing is expected yet
    body: {flow_set: []}

  # Somebody was wrong about this one.
  - do: GET /api/v3/stages/user_write/{{stage}}/
    as: erika
    expect: 200
    has: {name: "{{stage.name}}"}
    # the end of a step
  - {do: "PATCH /api/v3/stages/user_write/{{stage}}/", as: Token x, body: {}}
  - do: POST /api/v3/core/tokens/
    body: {identifier: "{{unique}}-t", intent: api}
  - do: GET /api/v3/core/tokens/{{unique}}-t/view_key/
  - do: PATCH /api/v3/stages/user_write/{{stage}}/
    at_once: 2
    body: {user_type: internal}
  - do: GET /api/v3/stages/user_write/{{stage}}/?name=nobody
    expect: 404
    answer: '{"detail":   "No UserWriteStage matches the given query."}'
`

func recordFile(t *testing.T, o contract.RecordOptions, text string) (string, []contract.Recording, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "draft.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Paths = []string{file}
	done, err := contract.Record(t.Context(), o)
	written, readErr := os.ReadFile(file)
	if readErr != nil {
		t.Fatal(readErr)
	}
	return string(written), done, err
}

func TestWhatIsRecordedPasses(t *testing.T) {
	t.Parallel()
	first, done, err := recordFile(t, contract.RecordOptions{Target: serve(t, newFake(t, "2025.10"))}, draft)
	if err != nil {
		t.Fatal(err)
	}
	if done[0].Filled != 6 || done[0].Changed != 1 {
		t.Errorf("%+v:\n%s", done, first)
	}
	today := time.Now().Format(time.DateOnly)
	for _, kept := range []string{"# What somebody wrote stays.\n", "title: A stage in a flow   # this too\n", "   # nothing is expected yet\n",
		"\n\n  # Somebody was wrong about this one.\n", "    # the end of a step\n", `answer: '{"detail":   "No UserWriteStage`,
		`recorded: {"2025.10.4": "` + today + `"}`, "expect: {200: 2}", `"slug": "{{flow}}"`} {
		if !strings.Contains(first, kept) {
			t.Errorf("%q is lost:\n%s", kept, first)
		}
	}
	passes(t, "2025.10", first)

	// The answers of another version are added beside the first; both pass from then on.
	second, _, err := recordFile(t, contract.RecordOptions{Profile: "2025.12"}, first)
	if err != nil {
		t.Fatal(err)
	}
	for _, added := range []string{"differs:\n      - since: 2025.12\n", `"2025.12.4": "` + today + `"`} {
		if !strings.Contains(second, added) {
			t.Errorf("%q was not added:\n%s", added, second)
		}
	}
	passes(t, "2025.10", second)
	passes(t, "2025.12", second)

	// Correct steps are not changed.
	third, done, err := recordFile(t, contract.RecordOptions{Profile: "2025.12"}, second)
	if err != nil || third != second || done[0].Filled+done[0].Changed != 0 {
		t.Errorf("%+v %v:\n%s", done, err, third)
	}
}

func passes(t *testing.T, profile, text string) {
	t.Helper()
	report, err := contract.Verify(t.Context(), contract.Options{Profile: profile, Scenarios: []contract.Scenario{read(t, text)}})
	if err != nil || !report.OK() {
		var out strings.Builder
		contract.WriteText(&out, report)
		t.Fatalf("%v\n%s\n%s", err, &out, text)
	}
}

func TestRecordingWritesNoSecretOfAnAnswer(t *testing.T) {
	t.Parallel()
	const secret = "a-client-secret-0123456789"
	target := serve(t, answeringWith(newFake(t, "2025.10"), `{"client_secret":"`+secret+`","nested":{"credentials":{"pin":12345678}},"bind_password":"zq7"}`))
	text, _, err := recordFile(t, contract.RecordOptions{Target: target}, "title: T\nsteps:\n  - do: GET /api/v3/stages/user_write/\n")
	if err != nil || strings.Contains(text, secret) || strings.Contains(text, "12345678") || strings.Contains(text, "zq7") || !strings.Contains(text, `"client_secret": "<any>"`) {
		t.Errorf("%v\n%s", err, text)
	}
	// A secret that is also the name of a member cannot be removed.
	before := "title: T\nsteps:\n  - do: GET /api/v3/stages/user_write/\n"
	target = serve(t, answeringWith(newFake(t, "2025.10"), `{"client_secret":"open_sesame","open_sesame":1}`))
	text, _, err = recordFile(t, contract.RecordOptions{Target: target}, before)
	if !errors.Is(err, contract.ErrSecret) || !strings.Contains(err.Error(), "step 1 (GET /api/v3/stages/user_write/)") || text != before {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestNoFormOfASecretIsWritten: a recording stops where one stands in another form, as in an address.
func TestNoFormOfASecretIsWritten(t *testing.T) {
	t.Parallel()
	for _, form := range []string{`open sesame & <\"go\">`, "open+sesame+%26+%3C%22go%22%3E", "open%20sesame%20&%20%3C%22go%22%3E", "open sesame &amp; &lt;&#34;go&#34;&gt;",
		"b3BlbiBzZXNhbWUgJiA8ImdvIj4="} {
		target := serve(t, answeringWith(newFake(t, "2025.10"), `{"client_secret":"open sesame & <\"go\">","`+form+`":1}`))
		const before = "title: T\nsteps:\n  - do: GET /api/v3/stages/user_write/\n"
		text, _, err := recordFile(t, contract.RecordOptions{Target: target}, before)
		if !errors.Is(err, contract.ErrSecret) || text != before {
			t.Errorf("%s: %v\n%s", form, err, text)
		}
	}
}

// TestARecordingNamesWhatASweepFinds: the objects that a killed recording leaves.
func TestARecordingNamesWhatASweepFinds(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.10")
	var names []string
	target := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			text, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			names = append(names, string(text))
			r.Body = io.NopCloser(bytes.NewReader(text))
		}
		fake.ServeHTTP(w, r)
	}))
	if _, _, err := recordFile(t, contract.RecordOptions{Target: target}, "title: T\ngiven:\n  group: {}\nsteps:\n  - do: GET /api/v3/core/groups/{{group}}/\n"); err != nil {
		t.Fatal(err)
	}
	if len(names) != 1 || !regexp.MustCompile(`"contract-[a-z0-9]{8}-`).MatchString(names[0]) {
		t.Errorf("created are %q", names)
	}
}

// answeringWith makes a server answer the list of stages with a text.
func answeringWith(handler http.Handler, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		if r.URL.Path == "/api/v3/stages/user_write/" {
			answer.Body.Reset()
			answer.Body.WriteString(text)
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		w.Write(answer.Body.Bytes())
	})
}

func TestRecordRefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]contract.RecordOptions{
		"no files":         {Profile: "2025.10"},
		"no such file":     {Profile: "2025.10", Paths: []string{"no such file"}},
		"no server":        {Paths: []string{"record_test.go"}},
		"no such profile":  {Profile: "2025.11", Paths: []string{"record_test.go"}},
		"no scenario":      {Profile: "2025.10", Paths: []string{"record_test.go"}},
		"a stranger's one": {Target: contract.Target{URL: "https://authentik.example"}, Paths: []string{"record_test.go"}},
	} {
		if _, err := contract.Record(t.Context(), o); !errors.Is(err, contract.ErrUsage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
