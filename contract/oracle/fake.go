package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
)

// token is that of the administrator in the fake.
const token = "oracle-token"

// now is the time in both.
var now = time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)

// fake is the fake, in this process.
type fake struct {
	handler http.Handler
	world   world
}

// world is what there is before the first request, as the oracle makes it.
type world struct {
	Now       string            `json:"now"`
	Library   string            `json:"library"` // for JSON
	User      string            `json:"user"`
	Users     map[string]string `json:"users"`  // names by key
	Stages    map[string]string `json:"stages"` // names by key, without those that follow
	UserWrite []map[string]any  `json:"user_write"`
	Roles     []any             `json:"roles"`
	Groups    []map[string]any  `json:"groups"`
	Tokens    []map[string]any  `json:"tokens"`
	// Objects are those of the resources that need nothing else, by resource, as their lists show them.
	Objects map[string][]map[string]any `json:"objects"`
}

// newFake starts a fake with the demo seed and the objects of the folder, and reads what it holds. The oracle reads and writes JSON with a library.
func newFake(folder, profile, library string) (*fake, error) {
	handler, err := mock.New(mock.Options{Profile: profile, Seeds: []string{mock.SeedDemo, filepath.Join(folder, "objects.yaml")}, Token: token, Now: now, JournalEntries: -1, JournalSize: -1})
	if err != nil {
		return nil, err
	}
	f := &fake{handler: handler}
	err = f.read()
	f.world.Library = library
	return f, err
}

// read reads what the fake holds. No list has the user of those who are not known, whose key is 1.
func (f *fake) read() error {
	f.world = world{Now: now.Format(time.RFC3339), User: "akadmin", Users: map[string]string{"1": "AnonymousUser"},
		Stages: map[string]string{}, Objects: map[string][]map[string]any{}}
	lists := map[string][]map[string]any{}
	resources := []string{"core/users", "rbac/roles", "core/groups", "stages/all", "stages/user_write", "core/tokens"}
	for _, t := range targets {
		if !slices.Contains(resources, t.resource) {
			resources = append(resources, t.resource)
		}
	}
	for _, resource := range resources {
		a := f.send("GET", "/api/v3/"+resource+"/?page_size=100", nil)
		var list struct {
			Pagination struct{ Next int }
			Results    []map[string]any
		}
		if err := json.Unmarshal(a.Body, &list); err != nil || a.Status != http.StatusOK || list.Pagination.Next != 0 {
			return fmt.Errorf("%s answers %d, or more than a page: %w", resource, a.Status, err)
		}
		lists[resource] = list.Results
	}
	for _, user := range lists["core/users"] {
		f.world.Users[fmt.Sprint(user["pk"])] = user["username"].(string)
	}
	for _, stage := range lists["stages/all"] {
		f.world.Stages[stage["pk"].(string)] = stage["name"].(string)
	}
	for _, role := range lists["rbac/roles"] {
		f.world.Roles = append(f.world.Roles, role["pk"])
	}
	for _, stage := range lists["stages/user_write"] {
		delete(f.world.Stages, stage["pk"].(string))
		f.world.UserWrite = append(f.world.UserWrite, members(stage, "stage_uuid=pk", "name", "user_creation_mode", "create_users_as_inactive",
			"create_users_group_id=create_users_group", "user_type", "user_path_template"))
	}
	for _, t := range targets {
		switch t.resource {
		case "stages/user_write", "core/groups", "core/tokens":
			continue
		}
		f.world.Objects[t.resource] = lists[t.resource]
		for _, object := range lists[t.resource] {
			delete(f.world.Stages, fmt.Sprint(object["pk"]))
		}
	}
	for _, group := range lists["core/groups"] {
		f.world.Groups = append(f.world.Groups, members(group, "group_uuid=pk", "name", "is_superuser", "attributes", "users", "roles", "parents"))
	}
	for _, t := range lists["core/tokens"] {
		f.world.Tokens = append(f.world.Tokens, members(t, "token_uuid=pk", "managed", "identifier", "intent", "user_id=user", "description", "expires", "expiring"))
	}
	return nil
}

// members returns some members of an object; new=old renames one.
func members(object map[string]any, names ...string) map[string]any {
	some := map[string]any{}
	for _, name := range names {
		column, member, renamed := strings.Cut(name, "=")
		if !renamed {
			member = column
		}
		some[column] = object[member]
	}
	return some
}

// reset takes the fake back to what it held at first.
func (f *fake) reset() error {
	if a := f.send("POST", "/__mock/reset", nil); a.Status >= 300 {
		return fmt.Errorf("a reset answers %d: %s", a.Status, a.Body)
	}
	return nil
}

// ask sends a request to a resource.
func (f *fake) ask(q question) answer {
	address := "/api/v3/" + q.Resource + "/"
	if q.Key != "" {
		address += q.Key + "/"
	}
	return f.send(q.Method, address+"?"+q.Query, q.Body)
}

// send sends a request to an address.
func (f *fake) send(method, address string, body []byte) answer {
	request, err := http.NewRequest(method, "http://localhost"+address, bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	request.RequestURI, request.RemoteAddr = address, "127.0.0.1:1"
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	w := &recorder{header: http.Header{}, answer: answer{Status: http.StatusOK}}
	f.handler.ServeHTTP(w, request)
	return w.answer
}

// recorder keeps an answer.
type recorder struct {
	header http.Header
	answer answer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) { w.answer.Status = status }

func (w *recorder) Write(text []byte) (int, error) {
	w.answer.Body = append(w.answer.Body, text...)
	return len(text), nil
}
