package propose

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/authentik-mock/authentik-mock/mock/secret"
)

// Text returns a proposal as a file that git apply and patch -p1 read: the declarations and what is left in front, for people,
// and the changes as a unified diff. token is hidden wherever it stands.
func (p Proposal) Text(token string) []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "What authentik %s answers otherwise than the profile %s of authentik-mock.\n\n", p.Version, p.Profile)
	fmt.Fprint(&text, "Apply it in the project's folder with git apply FILE. The scenarios then expect what the server answered, with the secrets left out\n"+
		"that authentik-mock knows of. Read it before you give it to others.\n")
	if len(p.Declarations) > 0 {
		fmt.Fprint(&text, "\nDeclarations to look at, with what the profile says or → what the server answers:\n")
	}
	for _, d := range p.Declarations {
		fmt.Fprintf(&text, "• %s: %s\n  e.g. %s\n", d.Name, d.Says, d.Where)
	}
	if len(p.Left) > 0 {
		fmt.Fprint(&text, "\nNo change of a scenario settles:\n")
	}
	for _, line := range p.Left {
		fmt.Fprintf(&text, "• %s\n", strings.ReplaceAll(strings.TrimSpace(line), "\n", "\n    "))
	}
	fmt.Fprintln(&text)
	head := secret.HideKnown(text.String(), []string{token})
	var patch strings.Builder
	for _, c := range p.Changes {
		// A name with a space ends at a tab.
		patch.WriteString(numbered(udiff.Unified("a/"+c.File+"\t", "b/"+c.File+"\t", string(c.Before), string(c.After))))
	}
	return []byte(head + patch.String())
}

// hunkHead matches the head of a hunk: its first line and number of lines before and after.
var hunkHead = regexp.MustCompile(`(?m)^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@$`)

// numbered returns the diff of a file with the first line of each hunk counted from those before it: udiff does not count the lines
// between hunks, and a patch that is off by some lines may change another step that looks the same.
func numbered(diff string) string {
	moved := 0
	return hunkHead.ReplaceAllStringFunc(diff, func(head string) string {
		found := hunkHead.FindStringSubmatch(head)
		first, before, after := number(found[1]), number(found[2]), number(found[3])
		head = fmt.Sprintf("@@ -%d,%d +%d,%d @@", first, before, first+moved, after)
		moved += after - before
		return head
	})
}

// number returns a number of a hunk's head, 1 if it is left out.
func number(text string) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return 1
}
