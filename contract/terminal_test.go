package contract_test

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

// text returns the terminal's text about a scenario against the fake.
func text(t *testing.T, scenario string) string {
	t.Helper()
	report, err := contract.Verify(t.Context(), contract.Options{Profile: "2025.10", Scenarios: []contract.Scenario{read(t, scenario)}})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	contract.WriteText(&out, report)
	return out.String()
}

func TestTheTerminalShowsNothingOfWhatIsEqual(t *testing.T) {
	t.Parallel()
	out := text(t, strings.Replace(lifeOfAStage, `"user_type": "external"`, `"user_type": "internal"`, 1))
	want := regexp.MustCompile(`^✗ A stage lives \(profile 2025\.10\)
  life\.yaml:12: GET /api/v3/stages/user_write/[0-9a-f-]{36}/
    the body differs, - is expected and \+ is the answer:
    @@ .* @@
       "user_creation_mode": "create_when_required",
       "create_users_as_inactive": false,
       "create_users_group": null,
    -  "user_type": "internal",
    \+  "user_type": "external",
       "user_path_template": "there"
     }
    again: authentik-mock replay life.yaml --profile 2025\.10
2025\.10 against the fake: 1 failed, 3 values not compared in .*
$`)
	if !want.MatchString(out) {
		t.Errorf("the terminal shows\n%s", out)
	}
}

func TestTheCurlLineIsWhatAShellSendsAgain(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("needs a shell")
	}
	target := serve(t, newFake(t, "2025.10"))
	report, err := contract.Verify(t.Context(), contract.Options{Target: target, Profile: "2025.10", Scenarios: []contract.Scenario{read(t, `
title: Nothing of this is for a shell
steps:
  - do: GET /api/v3/stages/user_write/?search=$(exit)&name='"{}
    body: "it's \"$HOME\" `+"`id`"+`"
    expect: 418
`)}})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	contract.WriteText(&text, report)
	out := text.String()
	_, line, found := strings.Cut(out, "again: ")
	line, _, _ = strings.Cut(line, "\n")
	shell := exec.Command("sh", "-c", `curl() { printf '%s\n' "$@"; }; `+line)
	shell.Env = []string{"AUTHENTIK_TOKEN=the token"}
	words, err := shell.CombinedOutput()
	if !found || err != nil {
		t.Fatalf("%v: %s\n%s", err, words, out)
	}
	want := []string{"-i", "--path-as-is", "--globoff", "-H", "Authorization: Bearer the token", "-H", "Content-Type: application/json",
		"--data-binary", `"it's \"$HOME\" ` + "`id`" + `"`, target.URL + `/api/v3/stages/user_write/?search=$(exit)&name='"{}`}
	if got := strings.Split(strings.TrimSpace(string(words)), "\n"); !slices.Equal(got, want) {
		t.Errorf("a shell sends\n%q\nfor %s", got, line)
	}
}
