package mocktest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
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

	authentik := mocktest.Start(t, mock.Options{Profile: "2025.12"})
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
