package main

import (
	"bytes"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// gosWords matches what only programmers of Go understand.
var gosWords = regexp.MustCompile(`(?i)\d+.bit|strconv|invalid syntax|\bint\d*\b|\bbool\b|\bfloat|\bparsing |regexp|dial tcp|listen tcp|lookup |Get "|net/http|unmarshal|context deadline|\bEOL\b|\bEOF\b|envar|invalid duration|missing unit|<nil>|%!|panic|unsupported protocol|first path segment|enum|\(string\)`)

// endsAtOnce maps commands to arguments with which they end without an effect, whatever the other flags are: servers and files that
// are not there.
var endsAtOnce = map[string][]string{
	"serve": {"--fault", "no-such-file.yaml"}, "wait": {nowhere, "--timeout", "1ms"}, "fault": {"slow"}, "verify": {"--target", nowhere},
	"replay": {"--target", nowhere, "no-such-file.yaml"}, "drift": {nowhere, nowhere}, "check": {"no-such-file.yaml"},
	"record": {"--target", nowhere, "--scenario", "no-such-file.yaml"}, "import": {"no-such-file.har"}, "export": {"--url", nowhere},
	"schema": {"no.such.schema"}, "can-i-upgrade": {"--from", "x", "--to", "x", "no-such-file.yaml"},
}

const nowhere = "http://127.0.0.1:1"

func TestNoErrorSpeaksGo(t *testing.T) {
	t.Chdir(t.TempDir()) // for the files that wrong values name
	tried := 0
	for _, command := range newRoot(streams{}).Commands() {
		arguments := endsAtOnce[command.Name()]
		if command.Flags().Lookup("url") != nil {
			arguments = append(arguments, "--url", "http://127.0.0.1:1")
		}
		command.Flags().VisitAll(func(flag *pflag.Flag) {
			v := flag.Value.(*value)
			isText := v.at.Kind() == reflect.String || v.at.Kind() == reflect.Slice
			wrong := []string{"--" + flag.Name + "=://", "--" + flag.Name + "=("}
			switch {
			case command.Name() == "describe" && isText:
				t.Fatalf("describe --%s: say how it ends at once", flag.Name)
			case !isText:
				wrong = append(wrong, "--"+flag.Name+"=", "--"+flag.Name+"=99999999999999999999")
			}
			if !v.isBool() {
				wrong = append(wrong, "--"+flag.Name)
			}
			for _, value := range wrong {
				tried++
				var out, errs bytes.Buffer
				code := run(append(append([]string{command.Name()}, arguments...), value), &out, &errs)
				if said := gosWords.FindString(errs.String()); said != "" || errs.Len() == 0 && !isText {
					t.Errorf("%s %s: exit %d, %q in %s", command.Name(), value, code, said, errs.String())
				}
				if code == exitOK && !isText {
					t.Errorf("%s %s: exit 0", command.Name(), value)
				}
			}
		})
	}
	if tried < 200 {
		t.Errorf("only %d wrong values were tried", tried)
	}
}

// TestNoFlagTakesAnEmptyText: in a script it is a variable that is not set, and would do something else than it says.
func TestNoFlagTakesAnEmptyText(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{
		{"serve", "--token", ""}, {"serve", "--host", " "}, {"serve", "--state", ""}, {"serve", "--ready-file", ""}, {"serve", "--seed", ""}, {"serve", "--blueprint-files", ""},
		{"clock", "--freeze", ""}, {"clock", "--advance", ""}, {"state", "--put", ""}, {"snapshot", ""}, {"fault", "x", "--status", "500", "--user", ""}, {"requests", "--workspace", ""},
		{"verify", "--target", ""}, {"verify", ""},
	} {
		var out, errs bytes.Buffer
		if code := run(arguments, &out, &errs); code != exitUsage || !regexp.MustCompile(`(--[a-z-]+|<[a-z]+>.*): it takes .*, not "`).MatchString(errs.String()) || out.Len() > 0 {
			t.Errorf("%q: exit %d\n%s%s", arguments, code, out.String(), errs.String())
		}
	}
}

func TestWrongWordsAreCorrected(t *testing.T) {
	t.Parallel()
	for arguments, says := range map[string]string{
		"verfy":                          "there is no command verfy: did you mean verify?",
		"serve --prot 1":                 "unknown flag --prot: did you mean --port?",
		"serve --profile 2025.1":         "did you mean 2025.10?",
		"schema user_write.path.request": "did you mean user_write.patch.request",
		"serve --port many":              `--port: it takes a whole number such as 20, not "many" (see authentik-mock serve --help)`,
		"serve --port":                   "--port: it takes a whole number such as 20, and has none",
		"serve --workspace-ttl 0s":       `--workspace-ttl: it takes a length of time such as 30s or 1h30m above 0, not "0s"`,
		"serve --workspace-ttl -1s":      `--workspace-ttl: it takes a length of time such as 30s or 1h30m above 0, not "-1s"`,
		"serve --max-workspaces 0":       `--max-workspaces: it takes a whole number such as 20 above 0, not "0"`,
		"serve --idle-timeout 0s":        "--idle-timeout: it takes a length of time",
		"serve --on-reload reset":        "--on-reload says what --watch does: give that, too",
		"serve --watch":                  "--watch (Watch): there is nothing to watch",
		"wait --timeout -1s":             `--timeout: it takes a length of time such as 30s or 1h30m above 0, not "-1s"`,
		"healthcheck --timeout 0s":       "--timeout: it takes a length of time",
		"serve --port 65536":             "there is no port 65536: choose one from 1 to 65535",
		"serve --host ://":               "cannot listen on ://, port 9000: no such host",
		"wait --timeout soon":            `--timeout: it takes a length of time such as 30s or 1h30m, not "soon"`,
		"drift":                          "it needs <a> <b> (see authentik-mock drift --help)",
		"drift 2025.10 2025.12 2026.2":   "unexpected argument 2026.2 (see authentik-mock drift --help)",
		"can-i-upgrade --to 2026.2":      "it needs --from (see authentik-mock can-i-upgrade --help)",
		"clock --advance 1h --unfreeze":  "--unfreeze and --advance cannot be combined: give one of them",
		"completion ksh":                 `<shell>: it takes bash, zsh, fish, powershell, not "ksh"`,
		"requests -x":                    "unknown flag -x (see authentik-mock requests --help)",
	} {
		var out, errs bytes.Buffer
		if code := run(strings.Fields(arguments), &out, &errs); code != exitUsage || !strings.Contains(errs.String(), says) || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%s: exit %d\n%s", arguments, code, errs.String())
		}
	}
}
