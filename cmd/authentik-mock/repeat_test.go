package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerifyGivesCommandsThatShowTheDifferenceAgain(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	wrong := "title: Wrong\ngiven: {stage: {}}\nsteps:\n  - {do: 'PATCH /api/v3/stages/user_write/{{stage}}/', body: {user_type: robot}, expect: 418, answer: <any>}\n" +
		"  - {do: PATCH /api/v3/root/config/, expect: 418, answer: <any>}\n"
	if err := os.WriteFile(filepath.Join(folder, "what's wrong.yaml"), []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, []string{"--profile", "2025.12", "--explain"})
	for target, commands := range map[string][]string{
		"": {"authentik-mock replay ", "authentik-mock replay "},
		"--target " + s.url + " --token mock-token": {"authentik-mock replay ", "curl "},
	} {
		code, out := shell(t, folder, `authentik-mock verify --profile 2025.12 `+target+` "what's wrong.yaml"`)
		again := repeats(out)
		const why = "    why: user_type: invalid_choice (stages/user_write.user_type, rest_framework/fields.py ChoiceField, "
		if code != 1 || len(again) != len(commands) || !strings.Contains(out, why) {
			t.Errorf("exit %d, no %q, or not %d commands:\n%s", code, why, len(commands), out)
			continue
		}
		for i, begins := range commands {
			if i > 0 && again[i] == again[i-1] {
				continue
			}
			_, out := shell(t, folder, "AUTHENTIK_TOKEN=mock-token; export AUTHENTIK_TOKEN; "+again[i])
			if !strings.HasPrefix(again[i], begins) || !strings.Contains(out, []string{`"robot\" is not a valid choice."`, "405 Method Not Allowed"}[i]) {
				t.Errorf("%s:\n%s", again[i], out)
			}
		}
	}
}
