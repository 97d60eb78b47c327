package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// terminal collects the standard error of a server.
type terminal struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

// Write is part of io.Writer.
func (w *terminal) Write(text []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.text.Write(text)
}

// String returns all that was said.
func (w *terminal) String() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.text.String()
}

// await waits until something is so.
func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	const patience = 30 * time.Second
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("it does not come to that: %s", what)
}

// watched is a server with seeds in a folder.
type watched struct {
	*server
	terminal
	folder string
}

func (w *watched) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// has reports whether a workspace has a stage of this name.
func (w *watched) has(t *testing.T, workspace, name string) bool {
	t.Helper()
	token := "mock-token"
	if workspace != "" {
		token += "~" + workspace
	}
	_, text := get(t, w.url+"/api/v3/stages/user_write/?name="+name, token)
	return strings.Contains(text, `"name":"`+name+`"`)
}

// make makes a stage.
func (w *watched) make(t *testing.T, workspace, name string) {
	t.Helper()
	request, _ := http.NewRequest("POST", w.url+"/api/v3/stages/user_write/", strings.NewReader(`{"name": "`+name+`"}`))
	request.Header.Set("Authorization", "Bearer mock-token~"+workspace)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != 201 {
		t.Fatalf("%v %v", response, err)
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
}

func watchSeeds(t *testing.T, flags ...string) *watched {
	t.Helper()
	w := &watched{folder: t.TempDir()}
	w.write(t, "mine.yaml", "stages: [{name: first}]\npolicies: [{name: p, expression: return True}]\nflows: [{slug: f, name: F, title: F, designation: enrollment, policies: [p]}]")
	w.write(t, "blueprint.yaml", "version: 1\nentries:\n- model: authentik_stages_user_write.userwritestage\n  identifiers: {name: from-blueprint}\n  attrs: {user_path_template: !File [path.txt, none]}\n")
	w.write(t, "path.txt", "one")
	w.server = serveTo(t, &w.terminal, append([]string{"--watch", "--seed", filepath.Join(w.folder, "mine.yaml"), "--seed", filepath.Join(w.folder, "blueprint.yaml")}, flags...))
	return w
}

func TestSeedsAreReadAgainWhenTheyChange(t *testing.T) {
	t.Parallel()
	w := watchSeeds(t)
	w.make(t, "a", "by-hand")
	w.write(t, "mine.yaml", "stages:\n- name: second\n  user_type: robot\n")
	await(t, "the fault is told", func() bool { return strings.Contains(w.String(), "mine.yaml:3:14: ") })
	if !w.has(t, "", "first") || w.has(t, "", "second") {
		t.Error("a seed that is wrong changed something")
	}
	aside := filepath.Join(w.folder, "aside")
	if err := os.WriteFile(aside, []byte("stages: [{name: second}]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(aside, filepath.Join(w.folder, "mine.yaml")); err != nil {
		t.Fatal(err)
	}
	await(t, "the seed is read again", func() bool { return w.has(t, "", "second") })
	await(t, "a workspace follows", func() bool { return w.has(t, "a", "second") })
	if !w.has(t, "a", "by-hand") || !w.has(t, "", "first") {
		t.Error("what was there is gone")
	}
	if n := strings.Count(w.String(), "mine.yaml:3:14"); n != 1 {
		t.Errorf("the fault was told %d times", n)
	}
	w.write(t, "path.txt", "two")
	await(t, "an included file is read again", func() bool {
		_, text := get(t, w.url+"/api/v3/stages/user_write/?name=from-blueprint", "mock-token")
		return strings.Contains(text, `"user_path_template":"two"`)
	})
	os.Remove(filepath.Join(w.folder, "mine.yaml"))
	await(t, "a seed that is gone is told", func() bool { return strings.Contains(w.String(), "cannot read the seed") })
	w.write(t, "mine.yaml", "stages: [{name: third}]")
	await(t, "a seed that is there again is read", func() bool { return w.has(t, "b", "third") })
}

func TestAReloadMayTakeEverythingBack(t *testing.T) {
	t.Parallel()
	w := watchSeeds(t, "--on-reload", "reset")
	w.make(t, "a", "by-hand")
	w.write(t, "mine.yaml", "stages: [{name: second}]")
	await(t, "the seed is read again", func() bool { return w.has(t, "a", "second") })
	if w.has(t, "a", "by-hand") || w.has(t, "a", "first") {
		t.Error("what was there is still there")
	}
}

// TestFaultsAreReadAgainWhenTheyChange: those that were set over HTTP stay.
func TestFaultsAreReadAgainWhenTheyChange(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "faults.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("one: {times: 1000000, then: {status: 503}}")
	var said terminal
	s := serveTo(t, &said, []string{"--watch", "--fault", file})
	if r := runCommand(t, "fault", "by-hand", "--status", "418", "--path", "/nowhere", "--url", s.url); r.code != 0 {
		t.Fatal(r.err)
	}
	list := func() string { return runCommand(t, "fault", "--list", "--url", s.url).out }
	write("one:\n  then: {status: many}\n")
	await(t, "the mistake is told", func() bool { return strings.Contains(said.String(), "faults.yaml:2:") })
	if !strings.Contains(list(), "one") {
		t.Error("a file that is wrong changed something")
	}
	write("two: {then: {status: 502}}")
	await(t, "the file is read again", func() bool { return strings.Contains(list(), "two") })
	if got := list(); strings.Contains(got, "one") || !strings.Contains(got, "by-hand") {
		t.Errorf("there are now:\n%s", got)
	}
	if status, _ := get(t, s.url+"/api/v3/core/groups/", "mock-token~new"); status != 502 {
		t.Errorf("a new workspace answers %d", status)
	}
}
