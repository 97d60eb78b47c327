package play

import (
	"io/fs"
	"regexp"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/fixtures"
)

// ReplayCommand returns a command line that plays a scenario of a file, or a built-in one, against a fake of a profile.
func ReplayCommand(s scenario.Scenario, profile string) string {
	which := ShellWord(s.File)
	if _, err := fs.Stat(fixtures.Scenarios, s.File); err == nil { // a built-in one
		which = "--only " + ShellWord("^"+regexp.QuoteMeta(s.Name())+"$")
	}
	return "authentik-mock replay " + which + " --profile " + profile
}

var shellSafe = regexp.MustCompile(`^[\w./:-]+$`)

// ShellWord quotes a text as one word for a shell.
func ShellWord(text string) string {
	if shellSafe.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
