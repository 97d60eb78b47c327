package mock_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// secret must not be readable for a blueprint unless it is allowed.
const secret = "very-secret-indeed"

// lookUp returns a blueprint that shows in the name of a group what a tag finds, if it finds anything.
func lookUp(tag string) string {
	return "version: 1\nentries:\n- model: authentik_core.group\n  identifiers: {name: looked-up}\n  attrs:\n    attributes:\n      found: " + tag + "\n"
}

// found returns what it found.
func found(t *testing.T, s *mocktest.Server) any {
	t.Helper()
	list := want(t, call(t, s, "GET", "/api/v3/core/groups/?name=looked-up", ""), 200).json(t)["results"].([]any)
	return list[0].(map[string]any)["attributes"].(map[string]any)["found"]
}

// folders returns a folder with files and links of every kind, and one beside it that is closed.
func folders(t *testing.T) (open, closed string) {
	t.Helper()
	open, closed = filepath.Join(t.TempDir(), "open"), t.TempDir()
	outside := filepath.Join(closed, "secret")
	inside := filepath.Join(open, "inside")
	for _, step := range []error{
		os.MkdirAll(filepath.Join(open, "sub"), 0o700),
		os.WriteFile(outside, []byte(secret), 0o600),
		os.WriteFile(inside, []byte("  what is inside \r\n second\n"), 0o600),
		os.WriteFile(filepath.Join(open, "sub", "deep"), []byte("what is deep"), 0o600),
		os.WriteFile(filepath.Join(open, "large"), bytes.Repeat([]byte("x"), 1<<20+1), 0o600),
		os.WriteFile(filepath.Join(open, "full"), bytes.Repeat([]byte("x"), 1<<20), 0o600),
		os.WriteFile(filepath.Join(filepath.Dir(open), "neighbour"), []byte(secret), 0o600),
		os.Symlink(outside, filepath.Join(open, "out")),
		os.Symlink("../neighbour", filepath.Join(open, "out-relative")),
		os.Symlink(closed, filepath.Join(open, "out-folder")),
		os.Symlink("out", filepath.Join(open, "out-twice")),
		os.Symlink("inside", filepath.Join(open, "in")),
		os.Symlink(inside, filepath.Join(open, "in-absolute")),
		os.Symlink("../inside", filepath.Join(open, "sub", "in-above")),
		os.Symlink("/dev/zero", filepath.Join(open, "zero")),
		os.Symlink("itself", filepath.Join(open, "itself")),
		syscall.Mkfifo(filepath.Join(open, "pipe"), 0o600),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	return open, closed
}

// paths returns what blueprints name, with what they find in the open folder; empty is their default.
func paths(open, closed string) map[string]string {
	return map[string]string{
		"inside":                          "what is inside \n second",
		"sub/deep":                        "what is deep",
		"./sub/../inside":                 "what is inside \n second",
		"in":                              "what is inside \n second",
		"in-absolute":                     "what is inside \n second",
		"sub/in-above":                    "what is inside \n second",
		filepath.Join(open, "inside"):     "what is inside \n second",
		filepath.Join(open, "sub/deep"):   "what is deep",
		"full":                            strings.Repeat("x", 1<<20),
		"large":                           "",
		"nowhere":                         "",
		"sub":                             "",
		".":                               "",
		open:                              "",
		"..":                              "",
		"../neighbour":                    "",
		"sub/../../neighbour":             "",
		"out":                             "",
		"out-relative":                    "",
		"out-folder/secret":               "",
		"out-twice":                       "",
		"itself":                          "",
		"zero":                            "",
		"pipe":                            "",
		"inside/":                         "",
		"/dev/zero":                       "",
		"/etc/passwd":                     "",
		"/proc/self/environ":              "",
		filepath.Join(closed, "secret"):   "",
		open + "/../neighbour":            "",
		"../../../../../../../etc/passwd": "",
	}
}

// onReleasesWith runs a test on every release, one after the other: they share the environment.
func onReleasesWith(t *testing.T, options mock.Options, test func(t *testing.T, s *mocktest.Server, release string)) {
	t.Helper()
	for _, release := range releases {
		options.Profile, options.Seeds = release, []string{"fresh"}
		t.Run(release, func(t *testing.T) { test(t, mocktest.Start(t, options), release) })
	}
}

func TestImportsSeeNothingOfTheMachine(t *testing.T) {
	t.Setenv("BLUEPRINT_SECRET", secret)
	open, closed := folders(t)
	var log bytes.Buffer
	onReleasesWith(t, mock.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))}, func(t *testing.T, s *mocktest.Server, release string) {
		tags := []string{"!Env BLUEPRINT_SECRET"}
		for path := range paths(open, closed) {
			tags = append(tags, "!File "+path)
		}
		for _, tag := range tags {
			name, argument, _ := strings.Cut(tag, " ")
			log.Reset()
			a := want(t, upload(t, s, importAddress(release), lookUp(fmt.Sprintf("%s [%s, shut]", name, argument))), 200)
			if a.text != `{"logs":[],"success":true}` {
				t.Errorf("%s: %s", tag, a.text)
			}
			if got := found(t, s); got != "shut" {
				t.Errorf("%s finds %q", tag, got)
			}
			if line := log.String(); !strings.Contains(line, "level=WARN") || !strings.Contains(line, "b.yaml:7:14: "+tag+" is not ") || !strings.Contains(line, "--blueprint-") {
				t.Errorf("%s: the log says %s", tag, line)
			}
			want(t, upload(t, s, importAddress(release), lookUp(tag)), 200)
			if got := found(t, s); got != nil {
				t.Errorf("%s without a default finds %q", tag, got)
			}
		}
	})
}

func TestImportsSeeWhatIsOpen(t *testing.T) {
	t.Setenv("BLUEPRINT_SECRET", secret)
	t.Setenv("BLUEPRINT_OTHER", secret)
	t.Setenv("BLUEPRINT_EMPTY", "")
	open, closed := folders(t)
	var mutex sync.Mutex
	var warnings []string
	warn := func(warning string) { mutex.Lock(); warnings = append(warnings, warning); mutex.Unlock() }
	options := mock.Options{BlueprintEnv: []string{"BLUEPRINT_SECRET", "BLUEPRINT_EMPTY"}, BlueprintFiles: open, Warn: warn}
	onReleasesWith(t, options, func(t *testing.T, s *mocktest.Server, release string) {
		for name, finds := range map[string]string{"BLUEPRINT_SECRET": secret, "BLUEPRINT_EMPTY": "shut", "BLUEPRINT_OTHER": "shut", "blueprint_secret": "shut"} {
			want(t, upload(t, s, importAddress(release), lookUp("!Env ["+name+", shut]")), 200)
			if got := found(t, s); got != finds {
				t.Errorf("!Env %s finds %q, want %q", name, got, finds)
			}
		}
		for path, finds := range paths(open, closed) {
			warnings = nil
			want(t, upload(t, s, importAddress(release), lookUp("!File ["+path+", shut]")), 200)
			got := found(t, s)
			if finds == "" && (got != "shut" || len(warnings) != 1 || !strings.HasPrefix(warnings[0], "b.yaml:7:14: !File ")) {
				t.Errorf("!File %s finds %.100q, and the warnings are %q", path, got, warnings)
			}
			if finds != "" && (got != finds || len(warnings) > 0) {
				t.Errorf("!File %s finds %.100q, want %.100q, and the warnings are %q", path, got, finds, warnings)
			}
		}
	})
}

// A name that is not written out, and a file that is not text, make authentik fail.
func TestLookUpsOnWhichAuthentikFails(t *testing.T) {
	t.Parallel()
	open := t.TempDir()
	if err := os.WriteFile(filepath.Join(open, "binary"), []byte("\xff\xfe"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := mocktest.Start(t, mock.Options{BlueprintFiles: open})
	for _, tag := range []string{"!File binary", "!Env [!Format [x], y]", "!File [!Env x, y]", "!File [a, b, c]", `!File ["inside\0", x]`} {
		want(t, upload(t, s, importAddress(""), lookUp(tag)), 405)
	}
}

// A look-up in a branch that is not taken is none, and one that is taken again and again is told once.
func TestEveryLookUpIsToldOnce(t *testing.T) {
	t.Parallel()
	var warnings []string
	s := mocktest.Start(t, mock.Options{Warn: func(warning string) { warnings = append(warnings, warning) }})
	want(t, upload(t, s, importAddress(""), lookUp("!If [false, !Env A, x]")), 200)
	if len(warnings) > 0 {
		t.Errorf("warnings %q", warnings)
	}
	want(t, upload(t, s, importAddress(""), lookUp("!Enumerate [[1, 2, 3], SEQ, !Env A]")), 200)
	if len(warnings) != 1 {
		t.Errorf("warnings %q", warnings)
	}
	warnings = nil
	want(t, upload(t, s, importAddress(""), lookUp(`!File ["a\nwarning: b\e[31m", x]`)), 200)
	if len(warnings) != 1 || !strings.Contains(warnings[0], `!File "a\nwarning: b\x1b[31m" is not read`) {
		t.Errorf("warnings %q", warnings)
	}
}

// A look-up that was skipped is told also where the blueprint is refused for it, or before it is applied.
func TestLookUpsOfWhatIsRefusedAreTold(t *testing.T) {
	t.Parallel()
	var warnings []string
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Warn: func(warning string) { warnings = append(warnings, warning) }})
	entry := func(model string) string {
		return "version: 1\nentries:\n- model: " + model + "\n  identifiers: {name: looked-up}\n"
	}
	ann := newPerson(t, s, "ann")
	role := made(t, s, "/api/v3/rbac/roles/", `{"name": "importers"}`, "pk")
	want(t, call(t, s, "POST", "/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/", `{"permissions": ["authentik_blueprints.add_blueprintinstance"]}`), 200)
	want(t, call(t, s, "POST", "/api/v3/rbac/roles/"+role+"/add_user/", `{"pk": `+ann.pk+`}`), 204)
	for _, c := range []struct {
		blueprint string
		as        []string
		status    int
	}{
		{entry("!Env A"), nil, 405},
		{entry("!File a"), nil, 405},
		{entry("!Env [A, authentik_core.group]"), ann.as(), 403},
	} {
		warnings = nil
		want(t, upload(t, s, importAddress("2026.5"), c.blueprint, c.as...), c.status)
		if len(warnings) == 0 || !strings.Contains(warnings[0], ":3:10: !") || !strings.Contains(warnings[0], " is not ") {
			t.Errorf("%q: warnings %q", c.blueprint, warnings)
		}
	}
}

// While blueprints are imported that name what never ends, others write.
func TestAnImportKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	open, _ := folders(t)
	s := mocktest.Start(t, mock.Options{BlueprintFiles: open})
	var group sync.WaitGroup
	for _, path := range []string{"pipe", "zero", "/dev/zero", "large"} {
		for range 5 {
			group.Go(func() {
				if a := upload(t, s, importAddress(""), lookUp("!File ["+path+", shut]")); a.status != 200 {
					t.Errorf("%s: %d %s", path, a.status, a.text)
				}
			})
			group.Go(func() {
				if a := call(t, s, "PATCH", exampleAddress, `{"name":"string"}`); a.status != 200 {
					t.Errorf("PATCH: %d %s", a.status, a.text)
				}
			})
		}
	}
	group.Wait()
}

func TestAFolderThatIsNoneMakesNoFake(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{filepath.Join(t.TempDir(), "nowhere"), writeFile(t, "file", "")} {
		if _, err := mock.New(mock.Options{BlueprintFiles: folder}); err == nil || !strings.Contains(err.Error(), folder) {
			t.Errorf("%s: %v", folder, err)
		}
	}
}
