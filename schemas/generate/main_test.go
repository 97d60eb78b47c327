package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
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
