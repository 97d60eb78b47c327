package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/profile"
)

func TestWhoMayDoSomethingMayAfterAnExport(t *testing.T) {
	t.Parallel()
	const stage = "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/"
	for _, p := range profile.Names() {
		t.Run(p, func(t *testing.T) {
			t.Parallel()
			s := serve(t, []string{"--profile", p})
			r := runCommand(t, "export", "--target", s.url)
			if r.code != 0 || !strings.Contains(r.err, "left out are events, notifications, settings") {
				t.Fatalf("exit %d: %s", r.code, r.err)
			}
			file := filepath.Join(t.TempDir(), "export.yaml")
			if err := os.WriteFile(file, []byte(r.out), 0o600); err != nil {
				t.Fatal(err)
			}
			again := serve(t, []string{"--profile", p, "--seed", file})
			for token, want := range map[string]int{"erika-token": 200, "nobody-token": 403, "mock-token": 200} {
				if status, body := get(t, again.url+stage, token); status != want {
					t.Errorf("%s: %d %s", token, status, body)
				}
			}
			for _, list := range []string{"core/users", "core/groups", "rbac/roles", "core/applications", "core/brands"} {
				_, was := get(t, s.url+"/api/v3/"+list+"/?page_size=100", "mock-token")
				_, is := get(t, again.url+"/api/v3/"+list+"/?page_size=100", "mock-token")
				if strings.Count(was, `"pk":`) != strings.Count(is, `"pk":`) {
					t.Errorf("%s was %s\nand is %s", list, was, is)
				}
			}
		})
	}
}
