package mocktest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// exampleT stands in for a *testing.T, which an example does not have.
type exampleT struct {
	testing.TB
	cleanups []func()
}

func (t *exampleT) Helper()                  {}
func (t *exampleT) Cleanup(f func())         { t.cleanups = append(t.cleanups, f) }
func (t *exampleT) Context() context.Context { return context.Background() }
func (t *exampleT) end()                     { t.cleanups[0]() }

// send sends a request with a token and returns the answer's status and one member of its JSON.
func send(s *mocktest.Server, method, path, body, member string) (status int, value any) {
	request, _ := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+s.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Println(err)
		return 0, nil
	}
	defer response.Body.Close()
	var answer map[string]any
	json.NewDecoder(response.Body).Decode(&answer)
	return response.StatusCode, answer[member]
}

// A test starts its own authentik, which stops when the test ends.
func ExampleStart() {
	t := new(exampleT) // in a test: func TestLogin(t *testing.T)
	defer t.end()

	authentik := mocktest.Start(t, mock.Options{Profile: "2025.12"})
	fmt.Println(send(authentik, "GET", "/api/v3/admin/version/", "", "version_current"))
	// Output: 200 2025.12.4
}

// The requests of a client, and why they were refused.
func ExampleServer_Requests() {
	t := new(exampleT)
	defer t.end()

	authentik := mocktest.Start(t, mock.Options{})
	send(authentik, "POST", "/api/v3/core/groups/", `{"name": ""}`, "")
	for _, r := range authentik.Requests() {
		fmt.Println(r.Method, r.Path, r.Status, r.Kind(), r.User)
		for _, reason := range r.Reasons() {
			fmt.Printf("%s. What would pass: %s\n", reason, reason.Passes)
		}
	}
	// Output:
	// POST /api/v3/core/groups/ 400 refused akadmin
	// name: blank. What would pass: a text, not empty
}

// Wait waits for requests that a client sends in the background.
func ExampleServer_Wait() {
	t := new(exampleT)
	defer t.end()

	authentik := mocktest.Start(t, mock.Options{})
	go send(authentik, "PATCH", "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/", `{"user_type": "external"}`, "")
	fmt.Println(authentik.Wait(1)[0].Body)
	// Output: {"user_type": "external"}
}

// Objects for a test are written as a seed.
func ExampleServer_Seed() {
	t := new(exampleT)
	defer t.end()

	authentik := mocktest.Start(t, mock.Options{Seeds: []string{mock.SeedFresh}})
	authentik.Seed(`
users:
  - {username: mia, name: Mia, tokens: [{identifier: mia, key: mia-token, expiring: false}]}
`)
	authentik.Token = "mia-token"
	status, user := send(authentik, "GET", "/api/v3/core/users/me/", "", "user")
	fmt.Println(status, user.(map[string]any)["username"])
	// Output: 200 mia
}

// A token that expires.
func ExampleServer_Advance() {
	t := new(exampleT)
	defer t.end()

	authentik := mocktest.Start(t, mock.Options{})
	send(authentik, "POST", "/api/v3/core/tokens/", `{"identifier": "robot", "intent": "api", "expires": "2099-01-01T00:00:00Z"}`, "")
	_, key := send(authentik, "GET", "/api/v3/core/tokens/robot/view_key/", "", "key")
	authentik.Token = key.(string)
	before, _ := send(authentik, "GET", "/api/v3/core/users/me/", "", "")
	authentik.Advance(100 * 365 * 24 * time.Hour)
	after, _ := send(authentik, "GET", "/api/v3/core/users/me/", "", "")
	fmt.Println(before, after)
	// Output: 200 403
}

// Tests that share a fake do not see each other's objects.
func ExampleServer_Workspace() {
	t := new(exampleT)
	defer t.end()

	authentik := mocktest.Start(t, mock.Options{})
	for _, name := range []string{"first", "second"} {
		mine := authentik.Workspace(name)
		status, _ := send(mine, "POST", "/api/v3/core/groups/", `{"name": "Staff of this test"}`, "")
		fmt.Println(status, len(mine.Requests()))
	}
	fmt.Println(len(authentik.Requests()))
	// Output:
	// 201 1
	// 201 1
	// 0
}
