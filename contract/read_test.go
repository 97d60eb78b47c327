package contract_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

func TestMistakesInScenariosAreShownWhereTheyAre(t *testing.T) {
	t.Parallel()
	const head = "title: A title\nsteps:\n"
	for _, c := range []struct{ text, says string }{
		{"steps: []\n", "x.yaml:1:1: a scenario needs a title"},
		{"title: A title\n", "x.yaml:1:1: a scenario needs steps"},
		{"title: A title\nstep: []\n", `x.yaml:2:1: a scenario has no "step"`},
		{"title: A title\ntitle: Another\n", `x.yaml:2:1: mapping key "title" already defined`},
		{"title: [A]\n", "x.yaml:1:8: this must be a text"},
		{"title: A title\nprofiles: [2024.1]\n", `x.yaml:2:12: unknown profile "2024.1"`},
		{"title: A title\ngiven: {thing: {}}\n", "x.yaml:2:9: a given object is a role, initial_permissions, group, user"},
		{"title: A title\nknown: {reason: It is so}\n", "a known difference needs a reason and a link"},
		{head + "  - do: GET\n    expect: 200\n", "x.yaml:3:9: a step needs do: METHOD /path"},
		{head + "  - expect: 200\n", "a step needs do: METHOD /path"},
		{head + "  - do: GET /api/v3/\n", "x.yaml:3:9: a step needs expect"},
		{head + "  - do: GET /api/v3/\n    expect: fine\n", "x.yaml:4:13: expect is a status"},
		{head + "  - do: GET /api/v3/\n    expects: 200\n", `x.yaml:4:5: a step has no "expects"`},
		{head + "  - do: GET /api/v3/\n    expect: 200\n    hex: 4g\n", "x.yaml:5:10: hex is an even number"},
		{head + "  - do: GET /api/v3/\n    expect: 200\n    differs:\n      - {since: 2025.12, expects: 200}\n", `an entry of differs has no "expects"`},
		{head + "  - do: PATCH /api/v3/core/groups/1/\n    expect: 200\n", "x.yaml:3:9: this would change what the scenario did not create"},
		{head + "  - do: DELETE /api/v3/core/users/1/\n    expect: {204: 1, 404: 9}\n", "x.yaml:3:9: this would change what the scenario did not create"},
		{head + "  - do: PATCH /api/v3/admin/settings/\n    body: {avatars: none}\n    expect: 200\n", "x.yaml:3:9: this would change what the scenario did not create"},
		{head + "  - do: PUT /api/v3/admin/settings/\n    body: {avatars: \"{{unique}}\"}\n    expect: 200\n", "x.yaml:3:9: this would change what the scenario did not create"},
		{head + "  - do: GET /api/v3/\n   expect: 200\n", "x.yaml:4:"},
	} {
		_, err := contract.ReadScenario("x.yaml", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s\nthe error is %v, expected %s", c.text, err, c.says)
		}
	}
}

func TestWhatWasReadMayBeGivenBack(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{flags: "{{flags}}", avatars: "{{avatars}}"}`} {
		text := "title: A title\nsteps:\n  - do: GET /api/v3/admin/settings/\n    expect: 200\n    has: {}\n" +
			"    keep: {flags: flags, avatars: avatars}\n  - do: PATCH /api/v3/admin/settings/\n    body: " + body + "\n    expect: 200\n"
		if _, err := contract.ReadScenario("x.yaml", []byte(text)); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestOnlyTheScenariosThatAreSelectedAreRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{"right": "title: A title\nsteps:\n  - do: GET /api/v3/\n    expect: 200\n", "wrong": "title: A title\n"} {
		if err := os.WriteFile(filepath.Join(folder, name+".yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for only, says := range map[string]string{"right": "", "": "wrong.yaml:1:1: a scenario needs steps", "neither": "there is no scenario to run"} {
		options := contract.Options{Paths: []string{folder}, Only: only, Profile: "2025.10", DryRun: true, Out: io.Discard}
		if _, err := contract.Verify(t.Context(), options); (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("--only %q: the error is %v, expected %q", only, err, says)
		}
	}
}

func TestAMistakeIsShownWithItsLine(t *testing.T) {
	t.Parallel()
	_, err := contract.ReadScenario("x.yaml", []byte("title: A title\nsteps:\n  - do: GET /\n    expects: 200\n"))
	if err == nil || !strings.Contains(err.Error(), "    4 |     expects: 200\n      |     ^") {
		t.Errorf("the error is %v", err)
	}
}
