package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReplayPlaysAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "mine.yaml")
	scenario := "title: A stage has a name\ngiven:\n  stage: {}\nsteps:\n" +
		"  - {do: 'GET /api/v3/stages/user_write/{{stage}}/', expect: 200, has: {name: '{{unique}} stage'}}\n"
	if err := os.WriteFile(file, []byte(scenario), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, arguments := range [][]string{{}, {"--step"}} { // the standard input of tests is empty
		r := runCommand(t, append([]string{"replay", file}, arguments...)...)
		if r.code != 0 || !strings.Contains(r.out, "step 1 of 1, line 5: GET") || !strings.Contains(r.out, "\nA stage has a name: passed\n") {
			t.Errorf("%v: exit %d: %s%s", arguments, r.code, r.out, r.err)
		}
	}
	other := serve(t, []string{"--profile", "2026.5"})
	r := runCommand(t, "replay", file, "--target", other.url, "--token", "mock-token", "--profile", "2025.10")
	if r.code != 1 || !strings.Contains(r.out, "\n✗ header Content-Type: expected") || !strings.Contains(r.out, "\nA stage has a name: failed\n") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

func TestReplayNeedsToKnowWhat(t *testing.T) {
	t.Parallel()
	if r := runCommand(t, "replay"); r.code != 2 || !strings.Contains(r.err, "--only") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	if r := runCommand(t, "replay", "--only", "03 refusals/one wrong"); r.code != 0 || !strings.Contains(r.out, "(profile documented)") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}
