package mock_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
)

// exampleT stands in for the *testing.T that a test has and an example has not.
type exampleT struct {
	testing.TB
	cleanups []func()
}

func (t *exampleT) Helper()          {}
func (t *exampleT) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }
func (t *exampleT) end()             { t.cleanups[0]() }

// A test that needs an authentik starts one of its own; it is gone when the test ends.
func ExampleStart() {
	t := new(exampleT) // in a test: func TestLogin(t *testing.T)
	defer t.end()

	authentik := mock.Start(t, mock.Options{Profile: "2025.12"})
	request, _ := http.NewRequest("GET", authentik.URL+"/api/v3/admin/version/", nil)
	request.Header.Set("Authorization", "Bearer "+authentik.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	var version struct {
		Current string `json:"version_current"`
	}
	json.NewDecoder(response.Body).Decode(&version)
	fmt.Println(version.Current)
	// Output: 2025.12.4
}

// The fake is an http.Handler, to be mounted wherever one likes.
func ExampleNew() {
	authentik, err := mock.New(mock.Options{Token: "secret"})
	if err != nil {
		fmt.Println(err)
		return
	}
	request := httptest.NewRequest("PATCH", "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/", strings.NewReader(`{"name": ""}`))
	request.Header.Set("Authorization", "Bearer secret")
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	authentik.ServeHTTP(answer, request)
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.Code, string(body))
	// Output: 400 {"name":["This field may not be blank."]}
}
