package mock_test

import (
	"fmt"
	"io"
	"net/http/httptest"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock"
)

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
