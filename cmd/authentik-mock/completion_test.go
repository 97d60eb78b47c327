package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

func TestCompletionKnowsCommandsFlagsAndValues(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][]string{
		"veri":                             {"verify\tRun scenarios"},
		"--v":                              {"--version\t"},
		"serve --prof":                     {"--profile\t"},
		"serve --profile 2025":             {"2025.10\t", "2025.12\t"},
		"serve --profile=2025":             {"--profile=2025.10\t", "--profile=2025.12\t"},
		"serve --profile = 2025":           {"2025.10\t", "2025.12\t"}, // as bash splits it
		"serve --log =":                    {"text\t", "json\t", "off\t"},
		"serve --strict --log t":           {"text\t"},
		"schema user_write.patch.req":      {"user_write.patch.request\t"},
		"check --schema user_write.pu":     {"user_write.put.request\t", "user_write.put.response\t"},
		"drift 2025.10 recording:2025":     {"recording:2025.10\t", "recording:2025.12\t"},
		"drift --token x 2025":             {"2025.10\t", "2025.12\t"},
		"fault --user erika slo":           {"slow\t"},
		"completion ":                      {"bash\t", "zsh\t", "fish\t"},
		"can-i-upgrade --from documented ": nil, // files, which shells know
		"schema seed ":                     nil,
		"compl":                            {"completion\t"},
		"no-such-command ":                 nil,
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"complete", "--"}, strings.Split(words, " ")...), &out, &errs)
		lines := strings.SplitAfter(out.String(), "\n")
		same := code == 0 && len(lines)-1 == len(want)
		for i, line := range want {
			same = same && strings.HasPrefix(lines[i], line)
		}
		if !same {
			t.Errorf("%q: exit %d\n%s%s", words, code, &out, &errs)
		}
	}
}

// Each shell that is installed is asked as it asks itself; bash is needed.
func TestShellsComplete(t *testing.T) {
	t.Parallel()
	for shellName, script := range map[string]string{
		"bash": `source <(authentik-mock completion bash); COMP_WORDS=(authentik-mock serve --profile = 2025); COMP_CWORD=4; _authentik_mock; printf '%s\n' "${COMPREPLY[@]}"`,
		"zsh": `compdef() { :; }; _describe() { eval 'print -rl -- "${(@)'$2'}"'; }; source <(authentik-mock completion zsh)
			words=(authentik-mock serve --profile 2025); CURRENT=4; _authentik_mock`,
		"fish": `authentik-mock completion fish | source; complete -C 'authentik-mock serve --profile 2025'`,
	} {
		t.Run(shellName, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(shellName); err != nil && shellName != "bash" {
				return
			}
			code, out := shell(t, t.TempDir(), shellName+" -c '"+strings.ReplaceAll(script, "'", `'\''`)+"'")
			if got := strings.Fields(strings.NewReplacer(":", " ", `\`, "").Replace(out)); code != 0 || strings.Join(got, " ") != "2025.10 2025.12" {
				t.Errorf("exit %d: %q", code, out)
			}
		})
	}
}
