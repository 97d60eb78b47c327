package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lookUps returns a blueprint of a group for each tag, whose attributes show what the tag finds.
func lookUps(tags ...string) string {
	text := "version: 1\nentries:\n"
	for _, tag := range tags {
		text += "- {model: authentik_core.group, identifiers: {name: '" + tag + "'}, attrs: {attributes: {found: " + tag + "}}}\n"
	}
	return text
}

// A blueprint on the command line may read the environment and the files below its own folder, wherever the
// command runs; check reports what serve does.
func TestBlueprintsOnTheCommandLine(t *testing.T) {
	t.Parallel()
	above := t.TempDir()
	folder := filepath.Join(above, "folder")
	blueprint := filepath.Join(folder, "b.yaml")
	tags := []string{"!File [beside, shut]", "!File [sub/below, shut]", "!File [../above, shut]", "!File [out, shut]", "!File [/etc/passwd, shut]", "!Env [COLOUR, shut]", "!Env [NO_COLOUR_AT_ALL, shut]"}
	for _, err := range []error{
		os.MkdirAll(filepath.Join(folder, "sub"), 0o700),
		os.WriteFile(filepath.Join(above, "above"), []byte("secret"), 0o600),
		os.WriteFile(filepath.Join(folder, "beside"), []byte("beside it"), 0o600),
		os.WriteFile(filepath.Join(folder, "sub", "below"), []byte("below it"), 0o600),
		os.Symlink("../above", filepath.Join(folder, "out")),
		os.WriteFile(blueprint, []byte(lookUps(tags...)), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	const skipped = 3 // of the tags lead out
	s := serve(t, []string{"--seed", blueprint}, "COLOUR=orange")
	_, body := get(t, s.url+"/api/v3/core/groups/?page_size=100", "mock-token")
	for _, found := range []string{"beside it", "below it", "orange"} {
		if !strings.Contains(body, `"found":"`+found+`"`) {
			t.Errorf("%q is not found: %s", found, body)
		}
	}
	if shut := strings.Count(body, `"found":"shut"`); shut != skipped+1 {
		t.Errorf("%d look-ups find their default: %s", shut, body)
	}
	r := runCommand(t, "check", blueprint)
	if r.code != 0 || strings.Count(r.err, "warning: "+blueprint+":") != skipped {
		t.Errorf("check: exit %d\n%s%s", r.code, r.out, r.err)
	}
	for _, line := range []string{":5:", ":6:", ":7:"} {
		if !strings.Contains(r.err, "warning: "+blueprint+line) {
			t.Errorf("no warning at %s:\n%s", line, r.err)
		}
	}
	if r := runCommand(t, "check", "--strict", blueprint); r.code != 1 || !strings.HasPrefix(r.out, blueprint+":5:") {
		t.Errorf("check --strict: exit %d\n%s%s", r.code, r.out, r.err)
	}
	c := command(t, []string{"check", "-"})
	c.Dir = folder
	c.Stdin = strings.NewReader(lookUps("!File [beside, shut]"))
	var errs bytes.Buffer
	c.Stderr = &errs
	if err := c.Run(); err != nil || !strings.Contains(errs.String(), "warning: -:3:") {
		t.Errorf("check -: %v\n%s", err, errs.String())
	}
}

// A fault in a blueprint may be caused by a look-up that was skipped: check and serve report both.
func TestSkippedLookUpsOfAWrongBlueprintAreTold(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "b.yaml")
	text := "version: 1\nentries:\n- model: authentik_core.group\n  identifiers: {name: !File ../above}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, arguments := range [][]string{{"check", path}, {"serve", "--port", "0", "--seed", path}} {
		r := runCommand(t, arguments...)
		if r.code == 0 || !strings.Contains(r.err, "warning: "+path+":4:23: !File ../above is not read") {
			t.Errorf("%s: exit %d\n%s%s", arguments[0], r.code, r.out, r.err)
		}
	}
}

// An imported blueprint reads no environment and no files, and the terminal says so; --blueprint-env and
// --blueprint-files allow what they name.
func TestImportsSeeWhatFlagsOpen(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "beside"), []byte("beside it"), 0o600); err != nil {
		t.Fatal(err)
	}
	tags := []string{"!Env [COLOUR, shut]", "!Env [SHAPE, shut]", "!Env [SIZE, shut]", "!File [beside, shut]", "!File [/etc/passwd, shut]"}
	for _, c := range []struct {
		flags, variables []string
		shut             int
	}{
		{nil, nil, 5},
		{[]string{"--blueprint-env", "COLOUR", "--blueprint-env", "SHAPE", "--blueprint-files", folder}, nil, 2},
		{nil, []string{"AUTHENTIK_MOCK_BLUEPRINT_ENV=COLOUR,SHAPE", "AUTHENTIK_MOCK_BLUEPRINT_FILES=" + folder}, 2},
	} {
		for _, log := range []string{"text", "off"} {
			s, said := serveAloud(t, append(c.flags, "--log", log), append(c.variables, "COLOUR=orange", "SHAPE=orange", "SIZE=orange")...)
			if status := importBlueprint(t, s.url, lookUps(tags...)); status != 200 {
				t.Fatalf("the import is answered with %d", status)
			}
			_, body := get(t, s.url+"/api/v3/core/groups/?page_size=100", "mock-token")
			if shut := strings.Count(body, `"found":"shut"`); shut != c.shut {
				t.Errorf("%v %v: %d look-ups find their default: %s", c.flags, c.variables, shut, body)
			}
			s.Process.Kill()
			s.Wait()
			if told := strings.Count(said.String(), "b.yaml:"); told != c.shut {
				t.Errorf("%v %v --log %s: the terminal says\n%s", c.flags, c.variables, log, said)
			}
		}
	}
	if r := runCommand(t, "serve", "--blueprint-files", filepath.Join(folder, "nowhere")); r.code != 2 || !strings.Contains(r.err, "nowhere") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
}

// serveAloud is like serve and returns the server's standard error.
func serveAloud(t *testing.T, arguments []string, variables ...string) (*server, *bytes.Buffer) {
	t.Helper()
	var said bytes.Buffer
	return serveTo(t, &said, arguments, variables...), &said
}

func importBlueprint(t *testing.T, url, text string) int {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", "b.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file.Write([]byte(text))
	form.Close()
	request, _ := http.NewRequest("POST", url+"/api/v3/flows/instances/import/", &body)
	request.Header.Set("Authorization", "Bearer mock-token")
	request.Header.Set("Content-Type", form.FormDataContentType())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// Documents that are small until their aliases are expanded are refused by serve and by check. The error
// names the flag that raises the limit.
func TestLimitsOfYAML(t *testing.T) {
	t.Parallel()
	text := "version: 1\ncontext:\n  a0: &a0 x\n"
	for _, level := range "123456789" {
		text += "  a" + string(level) + ": &a" + string(level) + " [" + strings.TrimSuffix(strings.Repeat("*a"+string(level-1)+", ", 9), ", ") + "]\n"
	}
	path := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	const says = ":9:22: with this the document has more than 250000 nodes"
	if r := runCommand(t, "check", path); r.code != 1 || !strings.HasPrefix(r.out, path+says) || !strings.Contains(r.out, "--max-yaml-nodes") {
		t.Errorf("check: exit %d\n%s%s", r.code, r.out, r.err)
	}
	if r := runCommand(t, "serve", "--port", "0", "--seed", path); r.code != 2 || !strings.Contains(r.err, path+says) {
		t.Errorf("serve: exit %d\n%s%s", r.code, r.out, r.err)
	}
	small := filepath.Join(t.TempDir(), "small.yaml")
	if err := os.WriteFile(small, []byte("groups:\n- name: one\n- name: two\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		flags []string
		says  string
	}{
		{[]string{"--max-yaml-nodes", "5"}, small + ":2:7: with this the document has more than 5 nodes"},
		{[]string{"--max-yaml-bytes", "20"}, small + ":3:1: the document has 32 bytes, and may have 20"},
		{[]string{"--max-yaml-nodes", "100", "--max-yaml-bytes", "100"}, ""},
	} {
		r := runCommand(t, append(append([]string{"check"}, c.flags...), small)...)
		if (r.code == 1) != (c.says != "") || !strings.HasPrefix(r.out, c.says) {
			t.Errorf("%v: exit %d\n%s%s", c.flags, r.code, r.out, r.err)
		}
	}
	for _, flag := range []string{"--max-yaml-nodes", "--max-yaml-bytes"} {
		if r := runCommand(t, "serve", "--seed", "fresh", flag+"=-1"); r.code != 2 || !strings.Contains(r.err, flag+": it takes a whole number such as 20 above 0, not \"-1\"") {
			t.Errorf("%s=-1: exit %d: %s", flag, r.code, r.err)
		}
	}
	help := runCommand(t, "serve", "--help").out
	for _, part := range []string{"--max-yaml-nodes N", "--max-yaml-bytes BYTES", "--blueprint-env NAME", "--blueprint-files DIR", "250000", "16777216"} {
		if !strings.Contains(help, part) {
			t.Errorf("--help does not say %q", part)
		}
	}
}
