package contract_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

// proposed runs a verification, and proposes what differs.
func proposed(t *testing.T, o contract.Options) contract.Proposal {
	t.Helper()
	report, err := contract.Verify(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	proposal, err := contract.Propose(t.Context(), o, report)
	if err != nil {
		t.Fatal(err)
	}
	return proposal
}

func TestAnAppliedProposalPassesOnItsTarget(t *testing.T) {
	t.Parallel()
	target := serve(t, newFake(t, "2025.10"))
	o := contract.Options{Target: target, Profile: "2026.8", Only: "09 flow_set/(a stage shows|errors of items)"}
	proposal := proposed(t, o)
	text := string(proposal.Text(target.Token))
	if proposal.Version != "2025.10.4" || proposal.Profile != "2026.8" || len(proposal.Changes) != 2 {
		t.Fatalf("%d changes for %s:\n%s", len(proposal.Changes), proposal.Version, text)
	}
	for _, part := range []string{"\n• stages/user_write.name: ", "\n• stages/user_write: item of flow_set: background_url → background\n", "\n+++ b/fixtures/scenarios/09 flow_set/", "\n  e.g. fixtures/scenarios/"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing:\n%s", part, text)
		}
	}
	standsWhereItSays(t, text, proposal.Changes)
	folder := t.TempDir()
	for i, change := range proposal.Changes {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.yaml", i)), change.After, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o.Only, o.Paths = "", []string{folder}
	if again := proposed(t, o); len(again.Changes) > 0 {
		t.Errorf("the proposal does not settle\n%s", again.Text(target.Token))
	}
}

var hunk = regexp.MustCompile(`(?m)^@@ -(\d+),(\d+) \+(\d+),(\d+) @@\n((?:[-+ ].*\n)*)`)

// standsWhereItSays compares the hunks of a patch with the lines of the files that they name.
func standsWhereItSays(t *testing.T, patch string, changes []contract.Change) {
	t.Helper()
	files := strings.Split(patch, "\n--- a/")[1:]
	for i, change := range changes {
		hunks := hunk.FindAllStringSubmatch(files[i]+"\n", -1)
		if !strings.HasPrefix(files[i], change.File+"\t\n") || len(hunks) == 0 {
			t.Errorf("%s has %d hunks:\n%s", change.File, len(hunks), files[i])
		}
		for _, h := range hunks {
			if a, b := linesAt(change.Before, h[1], h[2]), linesOf(h[5], "-"); a != b {
				t.Errorf("%s: line %s on was\n%s, the patch says\n%s", change.File, h[1], a, b)
			}
			if a, b := linesAt(change.After, h[3], h[4]), linesOf(h[5], "+"); a != b {
				t.Errorf("%s: line %s on becomes\n%s, the patch says\n%s", change.File, h[3], a, b)
			}
		}
	}
}

// linesAt returns lines of a text, by the number of the first and their count.
func linesAt(text []byte, first, count string) string {
	from, _ := strconv.Atoi(first)
	n, _ := strconv.Atoi(count)
	lines := strings.SplitAfter(string(text), "\n")
	return strings.Join(lines[from-1:min(from-1+n, len(lines))], "")
}

// linesOf returns the lines of a hunk that one side has.
func linesOf(lines, sign string) (text string) {
	for line := range strings.Lines(lines) {
		if line[:1] == " " || line[:1] == sign {
			text += line[1:]
		}
	}
	return text
}

func TestAProposalNeedsAServer(t *testing.T) {
	t.Parallel()
	server := contract.Target{URL: "http://127.0.0.1:1"}
	for name, o := range map[string]contract.Options{
		"no server": {}, "recorded sets": {Target: server, Corpus: true}, "no run": {Target: server, DryRun: true},
	} {
		if err := contract.CheckProposal(o); !errors.Is(err, contract.ErrUsage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
