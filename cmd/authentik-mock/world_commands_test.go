package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCommandsSteerAFake: its state, its snapshots and its time, in the common world and in a workspace.
func TestCommandsSteerAFake(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--now", "2026-01-31T12:00:00Z", "--ids", "42"})
	run := func(code int, says string, arguments ...string) string {
		t.Helper()
		r := runCommand(t, append(arguments, "--url", s.url)...)
		if r.code != code || !regexp.MustCompile(says).MatchString(r.out+r.err) {
			t.Errorf("%s: exit %d: %s%s", strings.Join(arguments, " "), r.code, r.out, r.err)
		}
		return r.out
	}
	seeded := run(0, `(?s)^format: 1\nprofile: "documented"\n.*"customer-enrollment-write"`, "state")
	run(0, `^\{"format": 1,`, "state", "--format", "json")
	run(0, "^$", "snapshot", "before")
	if !rename(s.url, "changed") {
		t.Fatal("the stage was not renamed")
	}
	run(0, `^before  2026-01-31T12:00:00Z  documented  \d+ bytes\n$`, "snapshot")
	run(0, "^$", "snapshot", "--workspace", "other")
	if text := run(0, "", "snapshot", "before", "--print"); text != seeded {
		t.Error("the snapshot is not the state")
	}
	run(0, `"name": "changed"`, "state")
	run(0, "^$", "snapshot", "before", "--restore")
	if got := run(0, "", "state"); got != seeded {
		t.Error("a snapshot that is restored is another state")
	}
	run(0, "^$", "snapshot", "before", "--delete")
	run(2, `There is no snapshot "before"`, "snapshot", "before", "--restore")
	run(2, "name a snapshot", "snapshot", "--restore")

	run(0, "^it is 2026-01-31T12:00:00Z, and stands still\n$", "clock")
	run(0, "^it is 2026-03-10T00:00:00Z, and stands still\n$", "clock", "--advance", "900h")
	run(0, "^it is 2030-01-01T00:00:00Z, and stands still\n$", "clock", "--freeze", "2030-01-01T00:00:00Z")
	run(0, "^it is 2026-01-31T12:00:00Z, and stands still\n$", "clock", "--workspace", "other")
	run(0, `^it is \S+Z\n$`, "clock", "--unfreeze")
	run(2, `--advance: it takes a length of time such as 30s or 1h30m, not "soon"`, "clock", "--advance", "soon")
	run(2, `--advance: 99999999h is too large or too small`, "clock", "--advance", "99999999h")
	run(2, `--freeze: it takes a time such as 2026-01-31T12:00:00Z, not "noon"`, "clock", "--freeze", "noon")
	run(2, `the time cannot stand still in the year 1960`, "clock", "--freeze", "1960-01-01T00:00:00Z")
	run(2, `--freeze: 0001-01-01T00:00:00Z is too large or too small`, "clock", "--freeze", "0001-01-01T00:00:00Z")

	file := filepath.Join(t.TempDir(), "state.yaml")
	if err := os.WriteFile(file, []byte(seeded), 0o600); err != nil {
		t.Fatal(err)
	}
	rename(s.url, "changed again")
	run(0, "^$", "state", "--put", file)
	if got := run(0, "", "state"); got != seeded {
		t.Error("the state that was put is another one")
	}
	run(2, "cannot read the state", "state", "--put", file+".none")
	wrong := filepath.Join(t.TempDir(), "wrong.yaml")
	if err := os.WriteFile(wrong, []byte("groups:\n- {name: A, bogus: 1}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(2, regexp.QuoteMeta(wrong+`:2:13: groups have no "bogus"`), "state", "--put", wrong)
	if err := os.WriteFile(wrong, []byte("# nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(2, regexp.QuoteMeta(wrong+`: there is nothing in it`), "state", "--put", wrong)
	run(2, "--all and --workspace cannot be combined", "reset", "--all", "--workspace", "other")

	// a name stays a name, whatever is in it
	for _, name := range []string{"../requests", "..", ".", "../faults", "../workspaces/other", "a/b", "../state"} {
		run(2, "cannot be called|There is no snapshot", "snapshot", name, "--delete")
		run(2, "cannot be called|There is no snapshot", "snapshot", name)
		run(2, "There is no fault|is no name of a fault", "fault", name, "--clear")
		run(2, "is no name of a fault", "fault", name, "--status", "500")
	}
	run(0, "^GET .*|.* PATCH .*", "requests")
	if len(run(0, "", "requests")) == 0 || len(run(0, "", "requests", "--workspace", "other")) > 0 {
		t.Error("a journal is another one")
	}
	rename(s.url, "changed again")
	run(0, "^$", "reset", "--workspace", "other")
	run(0, `"name": "changed again"`, "state")
	run(0, "^$", "reset", "--all", "--reload")
	if got := run(0, "", "state"); got != seeded {
		t.Error("a reset does not go back to the seeds")
	}
}
