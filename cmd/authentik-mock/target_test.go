package main

import (
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

func TestTheRecordingsComeBackEqualFromOneFake(t *testing.T) {
	t.Parallel()
	for cors, says := range map[string]string{"off": "3972 of 3972 recorded exchanges equal", "on": "the target lets browser pages of other origins call it"} {
		s := serve(t, []string{"--profile", "2026.5-rc1", "--seed", "fresh", "--token", "recording-token", "--cors", cors})
		r := runCommand(t, "verify", "--corpus", "--target", s.url, "--token", "recording-token")
		if r.code != 0 || !strings.Contains(r.out, says) || cors == "on" && !strings.HasPrefix(r.out, says) {
			t.Errorf("--cors %s: exit %d: %s%s", cors, r.code, r.out, r.err)
		}
	}
}
