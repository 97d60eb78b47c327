package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// flagsPage is the page that documents the flags of serve.
const flagsPage = "../README.md"

// TestREADMENamesEveryFlagOfServe checks that the section about flags names every flag of serve, and no
// other.
func TestREADMENamesEveryFlagOfServe(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(flagsPage)
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Flags of `authentik-mock serve`\n")
	section, _, _ = strings.Cut(section, "\n## ")
	flags := map[string]bool{}
	for _, found := range regexp.MustCompile(`(?m)^ +(--[a-z-]+)`).FindAllStringSubmatch(runCommand(t, "serve", "--help").out, -1) {
		flags[found[1]] = true
		if !strings.Contains(section, "`"+found[1]) {
			t.Errorf("README does not name %s", found[1])
		}
	}
	if len(flags) < 10 {
		t.Errorf("serve --help was not understood: %v", flags)
	}
	for _, flag := range regexp.MustCompile("`(--[a-z-]+)").FindAllStringSubmatch(section, -1) {
		if !flags[flag[1]] {
			t.Errorf("README names %s, which serve does not have", flag[1])
		}
	}
}
