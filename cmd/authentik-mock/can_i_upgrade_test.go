package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shell runs a command line in a folder, where authentik-mock is the command of the tests.
func shell(t *testing.T, folder, line string) (code int, output string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "authentik-mock")); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("sh", "-c", line)
	c.Dir = folder
	c.Env = append(os.Environ(), asCommand+"=1", "PATH="+bin+":"+os.Getenv("PATH"))
	out, _ := c.CombinedOutput()
	return c.ProcessState.ExitCode(), string(out)
}

// repeats returns the command lines that an output gives to see something again.
func repeats(output string) []string {
	var lines []string
	for _, found := range regexp.MustCompile(`(?m)^\s*again: (.+)$`).FindAllStringSubmatch(output, -1) {
		lines = append(lines, found[1])
	}
	return lines
}

func TestCanIUpgradeGivesCommandsThatWork(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--profile", "2025.10"})
	for _, path := range []string{"/api/v3/core/groups/", "/api/v3/root/config/"} {
		get(t, s.url+path, "mock-token")
	}
	_, traffic := get(t, s.url+"/__mock/requests.har", "")
	folder := t.TempDir()
	for name, text := range map[string]string{
		"calls.har": traffic,
		"my calls.yaml": "title: Calls\nsteps:\n  - {do: POST /api/v3/core/groups/, body: {name: '{{unique}} x'}, expect: 201, answer: <any>, keep: {new: pk}}\n" +
			"  - {do: 'DELETE /api/v3/core/groups/{{new}}/', expect: 204}\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, calls := range []string{"calls.har", "'my calls.yaml'"} {
		code, out := shell(t, folder, "authentik-mock can-i-upgrade --from 2025.10 --to 2025.12 "+calls)
		again := repeats(out)
		if code != 1 || !strings.Contains(out, "• gone: core/groups: parent") || len(again) != 1 {
			t.Fatalf("%s: exit %d\n%s", calls, code, out)
		}
		if code, out := shell(t, folder, again[0]); code > 1 || !strings.Contains(out, `"parents_obj"`) {
			t.Errorf("%s: exit %d\n%s", again[0], code, out)
		}
	}
}
