package main

import (
	"regexp"
	"strings"
	"testing"
)

func TestVerifyAsksAFakeWhichProfileItSpeaks(t *testing.T) {
	t.Parallel()
	s := serve(t, nil) // as make run starts it
	r := runCommand(t, "verify", "--target", s.url, "--token", "mock-token")
	const note = "\nthe target is authentik-mock with the profile documented\n"
	if r.code != 0 || !strings.HasPrefix(r.out, "documented against ") || !strings.Contains(r.out, note) {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	if status, body := get(t, s.url+"/__mock/version", ""); status != 200 || !strings.Contains(body, `"profile":"documented"`) {
		t.Errorf("%d %s", status, body)
	}
}

// TestTheRecordingsComeBackEqualFromOneFake: that is told where browser pages may call it, as they may unless --cors is off. The
// tests of package contract replay every recording on a fake without pages.
func TestTheRecordingsComeBackEqualFromOneFake(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--profile", "2026.5-rc1", "--seed", "fresh", "--token", "recording-token"})
	r := runCommand(t, "verify", "--corpus", "--target", s.url, "--token", "recording-token")
	counts := allEqual.FindStringSubmatch(r.out)
	if r.code != 0 || counts == nil || counts[1] != counts[2] || !strings.HasPrefix(r.out, "the target lets browser pages of other origins call it") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

// allEqual matches the line of a comparison with thousands of recorded exchanges; the two numbers say how many are equal.
var allEqual = regexp.MustCompile(`: (\d{4,}) of (\d{4,}) recorded exchanges equal`)
