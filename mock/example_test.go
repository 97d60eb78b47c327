package mock_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
)

// A test that needs an authentik starts one of its own, and it is gone when the test ends.
func ExampleStart() {
	test := func(t *testing.T) {
		authentik := mock.Start(t, mock.Options{Profile: "2025.12", Seeds: []string{"fresh"}})
		request, _ := http.NewRequest("GET", authentik.URL+"/api/v3/admin/version/", nil)
		request.Header.Set("Authorization", "Bearer "+authentik.Token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		// … what your code does with authentik …
	}
	fmt.Println(testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "login", F: test}}))
	// Output: true
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
