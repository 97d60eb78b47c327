package schemas_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas"
)

func TestRecordedAnswersHaveTheShapeOfTheirDocument(t *testing.T) {
	t.Parallel()
	for _, profile := range answered() {
		held := 0
		for _, e := range recorded(t, profile) {
			if e.Status >= 300 || len(e.Body) == 0 {
				continue
			}
			faults, err := schemas.Shape(profile, e.Method, e.Path, e.Status, e.Body)
			if err != nil {
				t.Errorf("%s %s: %v", e.Method, e.Path, err)
			}
			held++
			for _, fault := range faults {
				t.Errorf("%s, %s %s: %s: %s", profile, e.Method, e.Path, e.Scenario, fault)
			}
		}
		if held < 1000 {
			t.Errorf("%s: only %d answers were held against the document", profile, held)
		}
	}
}

func TestShapeSeesWhatIsNotTheSerializers(t *testing.T) {
	t.Parallel()
	const role = `{"pk": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "name": "r"}`
	const event = `{"pk": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "user": {}, "action": "login", "app": "a", "context": {"x": [1]},
		"client_ip": null, "created": "2026-04-01T12:30:45.123456Z", "expires": "2026-04-01T12:30:45Z", "brand": {}}`
	for _, c := range []struct{ path, body, says string }{
		{"rbac/roles/1/", role, ""},
		{"rbac/roles/1/", strings.Replace(role, `"name": "r"`, `"name": "r", "more": 1`, 1), "/more: expected no such member, found one"},
		{"rbac/roles/1/", `{"name": "r", "pk": "x"}`, "(document): expected members in the order pk, name, found name, pk"},
		{"rbac/roles/1/", `{"pk": "x"}`, "/name: expected a member, found none"},
		{"rbac/roles/1/", `{"pk": "x", "name": "r", "name": "r"}`, "(document): expected every member once, found name twice"},
		{"rbac/roles/1/", `{"pk": "x", "name": 1}`, "/name: expected a string, found an integer"},
		{"rbac/roles/1/", `{"pk": "x", "name": null}`, "/name: expected no null, found null"},
		{"rbac/roles/1/", `[]`, "(document): expected an object, found an array"},
		{"rbac/roles/1/used_by/", `[]`, ""},
		{"rbac/roles/1/used_by/", `[{"app": "a"}]`, "/0/model_name: expected a member, found none"},
		{"events/events/1/", event, ""},
		{"events/events/1/", strings.Replace(event, "45.123456Z", "45.123456+00:00", 1), "/created: expected a time such as"},
		{"events/events/1/", strings.Replace(event, "45.123456Z", "45.123Z", 1), "/created: expected a time such as"},
		{"nothing/of/this/", `{"any": 1}`, ""},
	} {
		faults, err := schemas.Shape("2026.5", "GET", "/api/v3/"+c.path, 200, []byte(c.body))
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, fault := range faults {
			lines = append(lines, fault.String())
		}
		if got := strings.Join(lines, "\n"); c.says == "" && got != "" || !strings.Contains(got, c.says) {
			t.Errorf("%s %s: got %q, expected %q", c.path, c.body, got, c.says)
		}
	}
	if _, err := schemas.Shape("2026.5", "GET", "/api/v3/rbac/roles/1/", 200, []byte("no JSON")); err == nil {
		t.Error("a body that is no JSON has a shape")
	}
}

func TestMethodsAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	for path, expected := range map[string]string{
		"stages/user_write/":      "GET POST HEAD OPTIONS",
		"stages/user_write/1/":    "GET PUT PATCH DELETE HEAD OPTIONS",
		"core/users/me/":          "GET HEAD OPTIONS",
		"core/groups/1/add_user/": "POST OPTIONS",
		"nothing/of/this/":        "",
	} {
		if got := strings.Join(schemas.Methods("2026.5", "/api/v3/"+path), " "); got != expected {
			t.Errorf("%s allows %q, expected %q", path, got, expected)
		}
	}
}
