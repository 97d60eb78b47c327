package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var update = flag.Bool("update", false, "write the tables of pages again")

// The marks around a table of a page.
const (
	tableBegin    = "<!-- made by make operations -->\n"
	commandsBegin = "<!-- the commands, made by make operations -->\n"
	tableEnd      = "<!-- end -->\n"
)

// holds fails if a page has another table than this one after a mark, or rewrites the page.
func holds(t *testing.T, page, begin, table string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(text), begin)
	was, after, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		t.Fatalf("%s has no place for the table", page)
	}
	want := "\n" + table + "\n"
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+want+tableEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if was != want {
		t.Errorf("the table of %s is stale: run make operations", page)
	}
}

func TestThePageOfOperationsShowsWhatIsServed(t *testing.T) {
	rows, err := describe.Coverages()
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "../../schemas/OPERATIONS.md", tableBegin, markdown(rows))
}

func TestREADMEShowsTheProfiles(t *testing.T) {
	table := "| profile | content |\n| --- | --- |\n"
	for _, p := range profile.All {
		name := "`" + p.Name + "`"
		if p.Name == profile.Default {
			name += " (default)"
		}
		table += "| " + name + " | " + p.About + " |\n"
	}
	holds(t, "../../README.md", tableBegin, table)
}

func TestREADMEShowsTheCommands(t *testing.T) {
	table := "| command | purpose |\n| --- | --- |\n"
	for _, group := range groups {
		table += "| **" + group.Title + "** | |\n"
		for _, command := range commands() {
			if command.group == group.ID {
				table += "| `authentik-mock " + command.name + "` | " + command.about + " |\n"
			}
		}
	}
	holds(t, "../../README.md", commandsBegin, table)
}

func TestDescribeCountsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	short, long := runCommand(t, "describe"), runCommand(t, "describe", "--all")
	if short.code != 0 || long.code != 0 || len(long.out) < 2*len(short.out) {
		t.Errorf("exit %d and %d, %d and %d bytes", short.code, long.code, len(short.out), len(long.out))
	}
	if !strings.Contains(long.out, "not served") {
		t.Error("nothing is said to be not served")
	}
	text, err := os.ReadFile("../../mock/internal/messages/unasked.json")
	if err != nil {
		t.Fatal(err)
	}
	var unasked []string
	if err := json.Unmarshal(text, &unasked); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("no server has been asked for in other languages, which are English in all of them: %d.\n", len(unasked)); !strings.HasSuffix(short.out, want) {
		t.Errorf("describe does not end with %q", want)
	}
}

func TestSchemaListsAndPrints(t *testing.T) {
	t.Parallel()
	if r := runCommand(t, "schema"); r.code != 0 || !strings.Contains(r.out, "user_write.patch.request\n") {
		t.Errorf("exit %d: %s", r.code, r.out)
	}
	if r := runCommand(t, "schema", "user_write.patch.request", "--profile", "2025.12"); r.code != 0 || !strings.Contains(r.out, `"$schema"`) {
		t.Errorf("exit %d: %s", r.code, r.out)
	}
	for _, name := range []string{"seed", "scenario"} {
		if r := runCommand(t, "schema", name); r.code != 0 || !strings.Contains(r.out, `"$schema"`) {
			t.Errorf("%s: exit %d: %s", name, r.code, r.err)
		}
	}
	if r := runCommand(t, "schema", "user_write.patch.requests"); r.code != 2 || !strings.Contains(r.err, "user_write.patch.request") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
	if r := runCommand(t, "schema", "--profile", "1.0"); r.code != 2 || !strings.Contains(r.err, "2026.5") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
}

func TestCheckNamesWhatIsWrongWithADocument(t *testing.T) {
	t.Parallel()
	c := command(t, []string{"check", "--schema", "user_write.patch.request", "-"})
	c.Stdin = strings.NewReader(`{"name": 5, "user_type": "robot"}`)
	out, _ := c.Output()
	if c.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "/name: ") || !strings.Contains(string(out), "/user_type: ") {
		t.Errorf("exit %d: %s", c.ProcessState.ExitCode(), out)
	}
	c = command(t, []string{"check", "--schema", "user_write.patch.request", "-"})
	c.Stdin = strings.NewReader(`{"name": "x"}`)
	if out, err := c.Output(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestCheckTellsSeedsFromScenarios(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := []string{
		write("seed.yaml", "groups:\n  - name: Staff\n"),
		write("scenario.yaml", "title: T\nsteps:\n  - {do: GET /api/v3/root/config/, expect: 200, answer: <any>}\n"),
		write("blueprint.yaml", "version: 1\nmetadata: {name: b}\nentries:\n  - {model: authentik_core.group, identifiers: {name: Staff}}\n"),
	}
	if r := runCommand(t, append([]string{"check"}, good...)...); r.code != 0 {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	for name, text := range map[string]string{
		"seed":     "groups:\n  - nam: Staff\n",
		"scenario": "title: T\nsteps:\n  - {do: GET /, expect: 200, colour: red}\n",
	} {
		path := write("bad.yaml", text)
		if r := runCommand(t, "check", path); r.code != 1 || !strings.HasPrefix(r.out, path+":") {
			t.Errorf("%s: exit %d: %s%s", name, r.code, r.out, r.err)
		}
	}
}

func TestExportIsABlueprintThatLoadsAgainToTheSame(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	first := runCommand(t, "export", "--url", s.url)
	if first.code != 0 || !strings.Contains(first.out, "customer-enrollment") {
		t.Fatalf("exit %d: %s%s", first.code, first.out, first.err)
	}
	path := filepath.Join(t.TempDir(), "export.yaml")
	if err := os.WriteFile(path, []byte(first.out), 0o600); err != nil {
		t.Fatal(err)
	}
	again := serve(t, []string{"--seed", path})
	if second := runCommand(t, "export", "--url", again.url); second.out != first.out {
		diff := exec.Command("diff", path, "-")
		diff.Stdin = bytes.NewBufferString(second.out)
		lines, _ := diff.CombinedOutput()
		t.Errorf("the second export differs:\n%s", lines)
	}
	if r := runCommand(t, "export", "--url", "http://127.0.0.1:1"); r.code != 2 || !strings.Contains(r.err, "authentik-mock serve") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
}
