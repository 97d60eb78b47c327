package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const demoStage = "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/"

// rename gives the stage of the demo seed a name, and reports whether that was answered.
func rename(url, name string) bool {
	request, _ := http.NewRequest("PATCH", url+demoStage, strings.NewReader(fmt.Sprintf(`{"name": %q}`, name)))
	request.Header.Set("Authorization", "Bearer mock-token")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// stageName returns the name of that stage.
func stageName(t *testing.T, url string) string {
	t.Helper()
	var stage struct{ Name string }
	status, text := get(t, url+demoStage, "mock-token")
	if err := json.Unmarshal([]byte(text), &stage); err != nil || status != 200 {
		t.Fatalf("%d %s %v", status, text, err)
	}
	return stage.Name
}

func TestTheStateLastsOverARestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.yaml")
	for i, before := range []string{"customer-enrollment-write", "name 0", "name 1"} {
		s := serve(t, []string{"--state", file})
		if got := stageName(t, s.url); got != before {
			t.Errorf("start %d: the stage is called %q, want %q", i, got, before)
		}
		if _, err := os.Stat(file); i == 0 && err == nil {
			t.Error("the file is written before anything changes")
		}
		if !rename(s.url, fmt.Sprint("name ", i)) {
			t.Fatal("the stage was not renamed")
		}
		s.Process.Signal(syscall.SIGTERM)
		if err := s.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{file: "name 2", file + ".bak": "name 1"} {
		if text, err := os.ReadFile(name); err != nil || !strings.Contains(string(text), `"name": "`+want+`"`) {
			t.Errorf("%s has no stage %q (%v)", name, want, err)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("others may read %s: %v", name, info)
		}
	}
	if r := serveBriefly(t, "--state", file, "--profile", "2026.5"); r.code != 2 || !strings.Contains(r.err, "state.yaml:2:10: this is a state of the profile documented, and the fake speaks 2026.5") {
		t.Errorf("another profile: exit %d: %s", r.code, r.err)
	}
	s := serve(t, []string{"--state", file})
	http.Post(s.url+"/__mock/reset", "", nil)
	if got := stageName(t, s.url); got != "customer-enrollment-write" {
		t.Errorf("after a reset the stage is called %q", got)
	}
}

// TestTwoFakesDoNotShareAStateFile: one would overwrite what the other wrote. Once the first is gone, however it went, the next may
// have the file.
func TestTwoFakesDoNotShareAStateFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.yaml")
	link := filepath.Join(filepath.Dir(file), "link.yaml")
	for _, kill := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM} {
		first := serve(t, []string{"--state", file})
		if !rename(first.url, "the first one's") {
			t.Fatal("the stage was not renamed")
		}
		for text := ""; !strings.Contains(text, "the first one's"); time.Sleep(writeTime) {
			kept, _ := os.ReadFile(file)
			text = string(kept)
		}
		os.Symlink(file, link)
		for _, name := range []string{file, link} {
			if r := serveBriefly(t, "--state", name); r.code != 2 || !strings.Contains(r.err, "another fake keeps its state in "+file+" (--state)") {
				t.Errorf("exit %d: %s", r.code, r.err)
			}
		}
		first.Process.Signal(kill)
		first.Wait()
		next := serve(t, []string{"--state", file})
		if name := stageName(t, next.url); name != "the first one's" {
			t.Errorf("after a kill with %v the stage is called %q", kill, name)
		}
		next.Process.Signal(syscall.SIGTERM)
		next.Wait()
	}
}

func TestAStateThatCannotBeReadStopsTheStart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, c := range map[string]struct{ text, says string }{
		"broken.yaml": {"format: 1\nprofile: documented\nusers:\n- {\"id\": \n", "broken.yaml:4:"},
		"wrong.yaml":  {"format: 1\nprofile: documented\nusers:\n- {\"id\": 1, \"username\": 5}\n", "wrong.yaml:4:25: username is text"},
		"empty.yaml":  {"", "empty"},
		"other.txt":   {"hello", "other.txt:1:1"},
	} {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		r := serveBriefly(t, "--state", file)
		if r.code != 2 || !strings.Contains(r.err, c.says) || !strings.Contains(r.err, "--state") {
			t.Errorf("%s: exit %d: %s", name, r.code, r.err)
		}
		if text, err := os.ReadFile(file); err != nil || string(text) != c.text {
			t.Errorf("%s became %q (%v)", name, text, err)
		}
	}
	if r := serveBriefly(t, "--state", filepath.Join(folder, "nowhere", "state.yaml")); r.code != 2 || !strings.Contains(r.err, "there is no folder") {
		t.Errorf("no folder: exit %d: %s", r.code, r.err)
	}
}

// TestAKillLeavesAWholeState: whenever it comes, in a storm of writes. AUTHENTIK_MOCK_KILLS says how often.
func TestAKillLeavesAWholeState(t *testing.T) {
	t.Parallel()
	kills := 15
	if given, err := strconv.Atoi(os.Getenv("AUTHENTIK_MOCK_KILLS")); err == nil {
		kills = given
	}
	file := filepath.Join(t.TempDir(), "state.yaml")
	last, kept := 0, 0
	for range kills {
		var errs bytes.Buffer
		s := serveTo(t, &errs, []string{"--state", file})
		name := stageName(t, s.url)
		found := 0
		if name != "customer-enrollment-write" {
			if _, err := fmt.Sscanf(name, "storm %d", &found); err != nil {
				t.Fatalf("the stage is called %q", name)
			}
		}
		if found < kept || found > last {
			t.Fatalf("the state is that of write %d, want one from %d to %d", found, kept, last)
		}
		kept = found
		var storm sync.WaitGroup
		ended := make(chan struct{})
		storm.Go(func() {
			for {
				select {
				case <-ended:
					return
				default:
				}
				last++
				rename(s.url, fmt.Sprint("storm ", last))
				time.Sleep(time.Millisecond) // more changes are not written more often, and take the time of other tests
			}
		})
		time.Sleep(writeTime + rand.N(2*writeTime))
		s.Process.Kill()
		close(ended)
		storm.Wait()
		s.Wait()
		if errs.Len() > 0 {
			t.Fatalf("the server says %s", errs.String())
		}
	}
	if kept == 0 {
		t.Error("nothing was ever kept")
	}
}

// writeTime is about how long a change waits for being written.
const writeTime = 60 * time.Millisecond
