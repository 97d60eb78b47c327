package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
	"github.com/authentik-mock/authentik-mock/schemas/internal/readme"
)

// The last document is invalid: nothing of the first is written, and a new document is not kept.
func TestADocumentThatCannotBeReadChangesNoFile(t *testing.T) {
	folder := t.TempDir()
	last := profile.Newest()
	was := map[string]string{"broken.json": `{"paths": `}
	for _, p := range profile.All {
		was[filepath.Join("schemas", p.Name, "group.read.response.json")] = "as it was"
		for _, file := range []string{openapi.File(p), openapi.WholeFile(p)} {
			text, err := os.ReadFile(filepath.Join("..", file))
			if err != nil {
				t.Fatal(err)
			}
			was[filepath.Join("schemas", file)] = string(text)
		}
	}
	was[filepath.Join("schemas", openapi.WholeFile(last))] = "broken"
	for name, text := range was {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(folder)
	for _, arguments := range [][2]string{{"", ""}, {last.Name, "broken.json"}} {
		if err := run(arguments[0], arguments[1]); err == nil {
			t.Errorf("%q: there is no error", arguments)
		}
		for name, text := range was {
			if is, err := os.ReadFile(name); err != nil || string(is) != text {
				t.Errorf("%q: %s was %d bytes and is %d (%v)", arguments, name, len(text), len(is), err)
			}
		}
	}
}

// TestTheFilesOfAReleaseFollowFromItsDocument: one with the recordings of its candidate needs no other data.
func TestTheFilesOfAReleaseFollowFromItsDocument(t *testing.T) {
	releases := slices.DeleteFunc(profile.Releases(), profile.Profile.IsRecorded)
	last := releases[len(releases)-1]
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "schemas"), os.DirFS("..")); err != nil {
		t.Fatal(err)
	}
	for _, page := range readme.Pages {
		text := read(t, filepath.Join("../..", page))
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, page)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, page), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	document, err := openapi.Unpack([]byte(read(t, filepath.Join("..", openapi.WholeFile(last)))))
	if err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(t.TempDir(), "schema.json")
	if err := os.WriteFile(source, document, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(folder, "schemas", last.Name)); err != nil {
		t.Fatal(err)
	}
	tables := filepath.Join("mock/internal/resources/static", last.Name)
	want := map[string]string{
		filepath.Join("schemas", last.Name, "deviations.json"):          read(t, filepath.Join("..", last.Data, "deviations.json")),
		filepath.Join(tables, "operations.txt"):                         read(t, filepath.Join("../..", tables, "operations.txt")),
		filepath.Join(tables, "event_matcher.json"):                     read(t, filepath.Join("../..", tables, "event_matcher.json")),
		filepath.Join("schemas", last.Name, "dummy.read.response.json"): read(t, filepath.Join("..", last.Name, "dummy.read.response.json")),
	}
	t.Chdir(folder)
	if err := run(last.Name, source); err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		if got := read(t, name); compact(got) != compact(text) {
			t.Errorf("%s was made otherwise:\n%s", name, got)
		}
	}
}

// compact returns a text without white space, of which JSON may have more or less.
func compact(text string) string { return strings.Join(strings.Fields(text), "") }

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
