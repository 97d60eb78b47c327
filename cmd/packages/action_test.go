//go:build packages

package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// action is the part of action.yml that the tests read.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{}
	Runs    struct{ Main, Post string }
}

func readAction(t *testing.T) action {
	t.Helper()
	text, err := os.ReadFile("action.yml")
	var a action
	if err == nil {
		err = yaml.Unmarshal(text, &a)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// job is what GitHub gives an action: a folder, and files to write to.
type job struct {
	folder    string
	variables []string
}

func newJob(t *testing.T, variables ...string) job {
	t.Helper()
	folder := t.TempDir()
	return job{folder, append(variables, "RUNNER_TEMP="+folder, "GITHUB_OUTPUT="+filepath.Join(folder, "output"),
		"GITHUB_STATE="+filepath.Join(folder, "state"), "GITHUB_STEP_SUMMARY="+filepath.Join(folder, "summary"), "npm_config_cache="+filepath.Join(folder, "cache"))}
}

// run runs a script of the action, and returns what it prints and its exit code.
func (j job) run(script string, variables ...string) (string, int) {
	command := exec.Command("node", script)
	command.Env = append(append(os.Environ(), j.variables...), variables...)
	output, err := command.CombinedOutput()
	if err == nil {
		return string(output), 0
	}
	return string(output), code(err)
}

// read returns what was written to a file, as variables.
func (j job) read(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(j.folder, file))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values[name] = value
	}
	return values
}

// TestAction runs the action's scripts as GitHub does, with the packages that make packages has built in a registry.
func TestAction(t *testing.T) {
	a := readAction(t)
	j := newJob(t, "npm_config_registry="+registry(t, tarballs(t, "bin/packages", platformsFor(true)[0])), "GITHUB_ACTION_REF=main")
	for name, input := range a.Inputs {
		j.variables = append(j.variables, "INPUT_"+strings.ToUpper(name)+"="+input.Default)
	}
	if output, code := j.run(a.Runs.Main, "INPUT_PROFILE=2025.12"); code != 0 || !strings.Contains(output, "answers as 2025.12 on http://127.0.0.1:") {
		t.Fatalf("exit %d: %s", code, output)
	}
	outputs := j.read(t, "output")
	for name := range a.Outputs {
		if outputs[name] == "" {
			t.Errorf("no output %s in %v", name, outputs)
		}
	}
	for _, token := range []string{"", "~one", "~two", "~two"} {
		request, _ := http.NewRequest("GET", outputs["url"]+"/api/v3/providers/oauth2/", nil)
		request.Header.Set("Authorization", "Bearer "+outputs["token"]+token)
		if answer, err := http.DefaultClient.Do(request); err != nil || answer.StatusCode != http.StatusNotImplemented {
			t.Fatalf("%v %v", answer, err)
		}
	}
	var state []string
	for name, value := range j.read(t, "state") {
		state = append(state, "STATE_"+name+"="+value)
	}
	output, code := j.run(a.Runs.Post, state...)
	summary, _ := os.ReadFile(filepath.Join(j.folder, "summary"))
	if code != 0 || !strings.Contains(output, "::warning title=authentik-mock::Asked, but not served:%0A4 × GET /api/v3/providers/oauth2/") ||
		!strings.Contains(string(summary), "| 4 | `GET /api/v3/providers/oauth2/` |") {
		t.Errorf("exit %d: %s%s", code, output, summary)
	}
	if output, code := j.run(a.Runs.Post, state...); code != 0 || !strings.Contains(output, "has ended before the job") {
		t.Errorf("once the fake has ended, exit %d: %s", code, output)
	}
}

func TestActionFails(t *testing.T) {
	a := readAction(t)
	j := newJob(t, "INPUT_SEED=fresh\nnope.yaml", "INPUT_COMMAND="+builtHere(t))
	for says, variables := range map[string][]string{
		`exit code 2%0Aauthentik-mock: --profile (Profile): unknown profile "1.0": choose one of`: {"INPUT_PROFILE=1.0", "INPUT_SEED=fresh"},
		`nope.yaml`: {},
		`authentik-mock did not start: spawn /nowhere ENOENT`: {"INPUT_COMMAND=/nowhere"},
		`version 1;x is none: write one of the npm package`:   {"INPUT_COMMAND=", "INPUT_VERSION=1;x"},
	} {
		if output, code := j.run(a.Runs.Main, variables...); code != 1 || !strings.Contains(output, "::error title=authentik-mock::") || !strings.Contains(output, says) {
			t.Errorf("%v: exit %d: %s", variables, code, output)
		}
	}
	if output, code := j.run(a.Runs.Post); code != 0 || output != "" {
		t.Errorf("the end of a job without a fake: exit %d: %s", code, output)
	}
}

// builtHere returns the path of the command that make build has built.
func builtHere(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("bin/authentik-mock")
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		t.Fatalf("run make build: %v", err)
	}
	return path
}
