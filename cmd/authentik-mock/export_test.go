package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
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
			r := runCommand(t, "export", "--url", s.url)
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

// Groups below others, tokens that expire later than a new one may, and permissions over one object.
func TestAnExportHoldsWhatNewObjectsCouldNotBe(t *testing.T) {
	t.Parallel()
	for _, p := range profile.Names() {
		t.Run(p, func(t *testing.T) {
			t.Parallel()
			s := serve(t, []string{"--profile", p, "--seed", "fresh"})
			top := made(t, s.url+"/api/v3/core/groups/", `{"name": "Top"}`)["pk"].(string)
			made(t, s.url+"/api/v3/core/groups/", `{"name": "A low one", "parent": "`+top+`", "parents": ["`+top+`"]}`)
			role := made(t, s.url+"/api/v3/rbac/roles/", `{"name": "A role"}`)["pk"].(string)
			service := made(t, s.url+"/api/v3/core/users/service_account/", `{"name": "service", "expiring": false}`)
			stage := made(t, s.url+"/api/v3/stages/user_write/", `{"name": "A stage"}`)["pk"].(string)
			made(t, s.url+"/api/v3/core/tokens/", `{"identifier": "one", "expiring": false}`)
			for model, object := range map[string]string{"authentik_core.group": top, "authentik_rbac.role": role, "authentik_stages_user_write.userwritestage": stage} {
				app, name, _ := strings.Cut(model, ".")
				made(t, s.url+"/api/v3/rbac/permissions/assigned_by_roles/"+role+"/assign/",
					`{"permissions": ["`+app+".view_"+name+`"], "model": "`+model+`", "object_pk": "`+object+`"}`)
			}
			if _, there := service["user_pk"]; !there {
				t.Fatalf("the service account is %v", service)
			}
			r := runCommand(t, "export", "--url", s.url)
			file := filepath.Join(t.TempDir(), "export.yaml")
			if err := os.WriteFile(file, []byte(r.out), 0o600); err != nil {
				t.Fatal(err)
			}
			again := serve(t, []string{"--profile", p, "--seed", file})
			for _, list := range []string{"core/groups/?name=A+low+one&include_parents=true", "core/tokens/?ordering=identifier", "rbac/permissions/roles/?uuid=" + role + "&ordering=id"} {
				_, was := get(t, s.url+"/api/v3/"+list, "mock-token")
				_, is := get(t, again.url+"/api/v3/"+list, "mock-token")
				for _, member := range []string{"parent", "parents", "expires", "expiring", "codename", "object_pk"} {
					if all(was, member) != all(is, member) {
						t.Errorf("%s: %s was %s and is %s", list, member, all(was, member), all(is, member))
					}
				}
			}
		})
	}
}

// all returns the values of a member of the objects in a list, sorted as text.
func all(list, member string) string {
	var page struct{ Results []map[string]any }
	if json.Unmarshal([]byte(list), &page) != nil {
		return list
	}
	var values []string
	for _, object := range page.Results {
		text, _ := json.Marshal(object[member])
		values = append(values, string(text))
	}
	slices.Sort(values)
	return strings.Join(values, " ")
}

// made creates an object as the administrator and returns the answer.
func made(t *testing.T, address, body string) map[string]any {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Authorization": {"Bearer mock-token"}, "Content-Type": {"application/json"}}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	if response.StatusCode >= http.StatusMultipleChoices {
		t.Fatalf("POST %s: %d %s", address, response.StatusCode, text)
	}
	var object map[string]any
	json.Unmarshal(text, &object)
	return object
}
