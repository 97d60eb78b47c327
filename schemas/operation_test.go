package schemas_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas"
)

func TestContractsOfOperations(t *testing.T) {
	const stage = "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/"
	tests := []struct {
		method, path string
		status       int
		request      string
		response     string
	}{
		{"PATCH", stage, 200, "user_write.patch.request", "user_write.patch.response"},
		{"PATCH", stage, 400, "user_write.patch.request", "error.validation"},
		{"PATCH", stage, 403, "user_write.patch.request", "error.detail"},
		{"PATCH", stage, 404, "user_write.patch.request", ""},
		{"DELETE", stage, 204, "", ""},
		{"GET", stage + "used_by/", 200, "", "user_write.used_by.response"},
		{"POST", "/api/v3/stages/user_write/", 201, "user_write.create.request", "user_write.create.response"},
		{"GET", "/api/v3/stages/user_write/", 200, "", "user_write.list.response"},
		{"GET", "/api/v3/core/users/me/", 200, "", "user.me.response"},
		{"GET", "/api/v3/core/users/7/", 200, "", "user.read.response"},
		{"GET", "/api/v3/root/config/", 200, "", "config.read.response"},
		{"GET", "/api/v3/flows/instances/some/export/", 200, "", ""},
		{"POST", "/api/v3/flows/instances/import/", 200, "", ""},
		{"GET", "/api/v3/events/notifications/", 200, "", ""},
		{"GET", "/api/v3/stages/user_write//", 200, "", ""},
		{"LINK", stage, 405, "", ""},
	}
	for _, test := range tests {
		if got := schemas.Request("2025.12", test.method, test.path); got != test.request {
			t.Errorf("%s %s: got request %q, want %q", test.method, test.path, got, test.request)
		}
		if got := schemas.Response("2025.12", test.method, test.path, test.status); got != test.response {
			t.Errorf("%s %s %d: got response %q, want %q", test.method, test.path, test.status, got, test.response)
		}
	}
	if got := schemas.Request("2024.2", "PATCH", stage); got != "" {
		t.Errorf("an unknown profile has request %q", got)
	}
}

// Every contract that an operation names exists.
func TestContractsOfOperationsHaveFiles(t *testing.T) {
	for _, profile := range schemas.Profiles() {
		found := map[string]bool{"": true}
		for _, e := range recorded(t, profile) {
			for _, name := range []string{
				schemas.Request(profile, e.Method, e.Path), schemas.Response(profile, e.Method, e.Path, e.Status),
			} {
				if found[name] {
					continue
				}
				found[name] = true
				if _, err := schemas.Text(profile, name); err != nil {
					t.Errorf("%s %s: %v", e.Method, e.Path, err)
				}
			}
		}
	}
}
