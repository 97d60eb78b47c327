package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

const recordDraft = "title: T\ngiven:\n  stage: {}\nsteps:\n  - do: GET /api/v3/stages/user_write/{{stage}}/\n"

func TestRecordFillsInAScenarioThatVerifyPasses(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--profile", "2025.12", "--seed", "fresh", "--token", "a-token-that-is-secret"})
	file := filepath.Join(t.TempDir(), "draft.yaml")
	if err := os.WriteFile(file, []byte(recordDraft), 0o600); err != nil {
		t.Fatal(err)
	}
	r := runCommand(t, "record", "--target", s.url, "--token", "a-token-that-is-secret", "--scenario", file)
	if r.code != 0 || !strings.Contains(r.out, "answers filled in: 1, changed: 0") {
		t.Fatalf("exit %d: %s%s", r.code, r.out, r.err)
	}
	if r := runCommand(t, "verify", file, "--profile", "2025.12"); r.code != 0 {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

func TestRecordIsUsedWrongly(t *testing.T) {
	t.Parallel()
	for name, arguments := range map[string][]string{
		"no scenario":                {"record", "--profile", "2025.10"},
		"a proxy before nothing":     {"record", "--proxy", ":0"},
		"a file that is there":       {"record", "--proxy", ":0", "--target", "http://127.0.0.1:1", "--output", "record_test.go"},
		"a release without a folder": {"record", "--release", "http://127.0.0.1:1"},
		"a folder without a release": {"record", "new"},
		"no HAR":                     {"import", "record_test.go"},
	} {
		if r := runCommand(t, arguments...); r.code != 2 || r.err == "" {
			t.Errorf("%s: exit %d: %s%s", name, r.code, r.out, r.err)
		}
	}
}

var proxyListens = regexp.MustCompile(`listens on (http://\S+)`)

// startProxy starts a proxy that writes to a file, and waits until it prints its address.
func startProxy(t *testing.T, target, file string) (proxy *exec.Cmd, url string) {
	t.Helper()
	proxy = command(t, []string{"record", "--proxy", ":0", "--target", target, "--output", file})
	errs, err := proxy.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Process.Kill() })
	line, err := bufio.NewReader(errs).ReadString('\n')
	if err != nil || !strings.Contains(line, "http://127.0.0.1:") {
		t.Fatalf("%v: %s", err, line)
	}
	return proxy, proxyListens.FindStringSubmatch(line)[1]
}

func TestTheProxyWritesWhatPassedWhenItIsInterrupted(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--profile", "2025.10", "--seed", "fresh", "--token", "a-token-that-is-secret"})
	file := filepath.Join(t.TempDir(), "passed.yaml")
	proxy, url := startProxy(t, s.url, file)
	if status, body := send(t, "POST", url+"/api/v3/core/groups/", `{"name": "Staff", "attributes": {"api_key": "a-key-that-is-secret"}}`); status != 201 {
		t.Fatalf("%d %s", status, body)
	}
	if err := proxy.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := proxy.Wait(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(text), "that-is-secret") || !strings.Contains(string(text), `{name: "{{unique}}-Staff"`) {
		t.Fatalf("%v:\n%s", err, text)
	}
	if r := runCommand(t, "verify", file, "--profile", "2025.10"); r.code != 0 {
		t.Errorf("exit %d: %s%s\n%s", r.code, r.out, r.err, text)
	}
}

func send(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer a-token-that-is-secret")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer json.RawMessage
	json.NewDecoder(response.Body).Decode(&answer)
	return response.StatusCode, string(answer)
}

func TestImportWritesAScenario(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a visit.har")
	har := `{"log": {"entries": [{"startedDateTime": "2026-01-31T12:00:00.000Z",
	  "request": {"method": "GET", "url": "https://authentik.example/api/v3/stages/user_write/7d0a5b6e-3a2f-4c1d-9e8b-112233445566/", "headers": []},
	  "response": {"status": 404, "headers": [{"name": "content-type", "value": "application/json"}],
	    "content": {"text": "{\"detail\":\"No UserWriteStage matches the given query.\"}"}}}]}}`
	if err := os.WriteFile(file, []byte(har), 0o600); err != nil {
		t.Fatal(err)
	}
	r := runCommand(t, "import", file)
	for _, part := range []string{"title: a visit\n", "  - do: GET /api/v3/stages/user_write/7d0a5b6e-3a2f-4c1d-9e8b-112233445566/\n    expect: 404\n"} {
		if r.code != 0 || !strings.Contains(r.out, part) {
			t.Errorf("exit %d, and no %q: %s%s", r.code, part, r.out, r.err)
		}
	}
	har = strings.Replace(har, `"headers": []`, `"headers": [{"name": "Cookie", "value": "authentik_session=stages"}]`, 1)
	if err := os.WriteFile(file, []byte(har), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := runCommand(t, "import", file); r.code != 1 || r.out != "" || !strings.Contains(r.err, "a secret would be written in step 1 ") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}
