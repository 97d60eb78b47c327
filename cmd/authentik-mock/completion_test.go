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
		"serve --profile 2025":             {"2025.10", "2025.12"},
		"serve --profile=2025":             {"2025.10", "2025.12"},
		"serve --log ":                     {"text", "json", "off"},
		"serve --strict --log t":           {"text"},
		"schema user_write.patch.req":      {"user_write.patch.request"},
		"check --schema user_write.pu":     {"user_write.put.request", "user_write.put.response"},
		"drift 2025.10 recording:2025":     {"recording:2025.10", "recording:2025.12"},
		"drift --token x 2025":             {"2025.10", "2025.12"},
		"fault --user erika slo":           {"slow"},
		"completion ":                      {"bash", "zsh", "fish", "powershell"},
		"can-i-upgrade --from documented ": nil, // files, which shells know
		"schema seed ":                     nil,
		"compl":                            {"completion\t"},
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"__complete"}, strings.Split(words, " ")...), &out, &errs)
		offered, _, _ := strings.Cut("\n"+out.String(), "\n:")
		lines := strings.Split(offered, "\n")[1:]
		same := code == 0 && len(lines) == len(want)
		for i, line := range want {
			same = same && strings.HasPrefix(lines[i], line)
		}
		if !same {
			t.Errorf("%q: exit %d\n%s%s", words, code, &out, &errs)
		}
	}
}

// Each shell that is installed is asked as it asks itself; bash is needed, and what its package bash-completion has for all
// commands is told here.
func TestShellsComplete(t *testing.T) {
	t.Parallel()
	for shellName, script := range map[string]string{
		"bash": `_get_comp_words_by_ref() { cur=2025; prev=--profile; words=(authentik-mock serve --profile 2025); cword=3; }; compopt() { :; }
			source <(authentik-mock completion bash); __start_authentik-mock; printf '%s\n' "${COMPREPLY[@]}"`,
		"zsh -f": `compdef() { :; }; _describe() { print -rl -- "${(@P)2}"; }; source <(authentik-mock completion zsh)
			words=(authentik-mock serve --profile 2025); CURRENT=4; _authentik-mock`,
		"fish": `authentik-mock completion fish | source; complete -C 'authentik-mock serve --profile 2025'`,
	} {
		t.Run(shellName, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(strings.Fields(shellName)[0]); err != nil && shellName != "bash" {
				return
			}
			code, out := shell(t, t.TempDir(), shellName+" -c '"+strings.ReplaceAll(script, "'", `'\''`)+"'")
			if got := strings.Join(strings.Fields(out), " "); code != 0 || got != "2025.10 2025.12" {
				t.Errorf("exit %d: %q", code, out)
			}
		})
	}
}
