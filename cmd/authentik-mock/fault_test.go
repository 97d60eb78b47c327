package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestFaultsAreSetListedAndRemoved(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--seed", "demo"})
	at := []string{"--url", s.url}
	ok := func(arguments ...string) string {
		t.Helper()
		r := runCommand(t, append(append([]string{"fault"}, arguments...), at...)...)
		if r.code != 0 || r.err != "" {
			t.Fatalf("%q: exit %d: %s%s", arguments, r.code, r.out, r.err)
		}
		return r.out
	}
	me := func() int {
		status, _ := get(t, s.url+"/api/v3/core/users/me/", "mock-token")
		return status
	}
	if out := ok("flaky", "--status", "404", "--times", "2", "--path", "/api/v3/core/*", "--method", "get", "--after", "1"); !strings.HasPrefix(out, "flaky is set until 2") {
		t.Errorf("said %q", out)
	}
	for i, status := range []int{200, 404, 404, 200} {
		if got := me(); got != status {
			t.Errorf("request %d: %d, want %d", i+1, got, status)
		}
	}
	ok("token-expired", "--user", "akadmin")
	if got := me(); got != 403 {
		t.Errorf("with an expired token: %d", got)
	}
	if out := ok("--list"); !regexp.MustCompile(`^flaky +struck 2 of 5 +until \S+\ntoken-expired +struck 1 of 1 +until \S+\n$`).MatchString(out) {
		t.Errorf("listed %q", out)
	}
	ok("token-expired", "--clear")
	if got := me(); got != 200 {
		t.Errorf("after --clear: %d", got)
	}
	ok("--clear")
	if out := ok("--list"); out != "" {
		t.Errorf("listed %q", out)
	}
}

func TestAWrongFaultIsWrongUse(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--seed", "fresh"})
	for _, c := range []struct {
		says      string
		arguments []string
	}{
		{"name a fault", nil},
		{`authentik-mock: "crsh" is no preset: did you mean crash?`, []string{"crsh"}},
		{"--connection", []string{"nothing", "--times", "2"}},
		{"did you mean slow?", []string{"a", "--preset", "slwo"}},
		{"authentik-mock: the status of a fault is a number from 400 to 599, not 200", []string{"a", "--status", "200"}},
		{"There is no fault", []string{"a", "--clear"}},
		{`--times: it takes a whole number such as 20 above 0, not "0"`, []string{"slow", "--times", "0"}},
		{`--nth: it takes a whole number such as 20 above 0, not "0"`, []string{"slow", "--nth", "0"}},
		{`--after: it takes a whole number such as 20 above 0, not "-1"`, []string{"slow", "--after", "-1"}},
		{`--status: it takes a whole number such as 20 above 0, not "0"`, []string{"slow", "--status", "0"}},
		{`--user: it takes a value, not ""`, []string{"slow", "--user", ""}},
		{"--clear and --status cannot be combined: give one of them", []string{"--clear", "--status", "503"}},
		{"--list and --times cannot be combined", []string{"slow", "--list", "--times", "3"}},
		{"--list and --clear cannot be combined", []string{"--list", "--clear"}},
		{"no fake answers at http://127.0.0.1:1", []string{"slow", "--url", "http://127.0.0.1:1"}},
	} {
		r := runCommand(t, append([]string{"fault", "--url", s.url}, c.arguments...)...)
		if r.code != 2 || !strings.Contains(r.err, c.says) {
			t.Errorf("%q: exit %d: %s", c.arguments, r.code, r.err)
		}
	}
	if _, set := get(t, s.url+"/__mock/faults", ""); set != "{\"faults\":[]}\n" {
		t.Errorf("wrong faults were set: %s", set)
	}
	if r := runCommand(t, "fault", "--list", "--url", s.url+"/api/v3/root/config"); r.code != 2 || !strings.Contains(r.err, "is no authentik-mock") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("a:\n  then: {status: 200}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := runCommand(t, "serve", "--port", "0", "--fault", bad); r.code != 2 || !strings.Contains(r.err, bad+":2:18: the status of a fault") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
}

// TestDescribeListsThePresets: with how each is known, and the page of the command names where.
func TestDescribeListsThePresets(t *testing.T) {
	t.Parallel()
	plain, table := runCommand(t, "describe", "--faults"), runCommand(t, "describe", "--faults", "--markdown")
	for _, name := range []string{"starting", "no-default-flows", "database-gone", "crash", "token-expired", "permission-lost", "throttled", "slow", "reset", "empty", "truncated", "drip"} {
		if !regexp.MustCompile(`(?m)^`+name+` +(before|after|before or after) .*\n +(recorded|read|modelled|made)`).MatchString(plain.out) ||
			!regexp.MustCompile("(?m)^\\| `"+name+"` \\| .+ \\| (recorded|read|modelled|made)(: .+)? \\|$").MatchString(table.out) {
			t.Errorf("%s is not told:\n%s%s", name, plain.out, table.out)
		}
	}
}
