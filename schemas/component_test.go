package schemas_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas"
)

func TestComponentReadsEveryFact(t *testing.T) {
	fifty, one := 50, 1
	tests := []struct {
		component string
		want      schemas.Member
	}{
		{"UserWriteStage", schemas.Member{
			Name: "pk", Type: "string", Format: "uuid", Required: true, ReadOnly: true, Title: "Stage uuid",
		}},
		{"UserWriteStageRequest", schemas.Member{
			Name: "create_users_group", Type: "string", Format: "uuid", Nullable: true,
			Description: "Optionally add newly created users to this group.",
		}},
		{"UserWriteStageRequest", schemas.Member{
			Name: "user_creation_mode", Type: "string", Component: "UserCreationModeEnum",
			Enum: []string{"never_create", "create_when_required", "always_create"},
		}},
		{"UserWriteStageRequest", schemas.Member{
			Name: "flow_set", Type: "array", Items: &schemas.Member{Type: "object", Component: "FlowSetRequest"},
		}},
		{"FlowSetRequest", schemas.Member{
			Name: "slug", Type: "string", Required: true, MinLength: &one, MaxLength: &fifty, Pattern: "^[-a-zA-Z0-9_]+$",
			Description: "Visible in the URL.",
		}},
		{"FlowStageBindingRequest", schemas.Member{
			Name: "order", Type: "integer", Required: true, Minimum: "-2147483648", Maximum: "2147483647",
		}},
		{"CurrentBrand", schemas.Member{
			Name: "flags", Type: "object", Required: true, ReadOnly: true,
			Members: []schemas.Member{
				{Name: "policies_buffered_access_view", Type: "boolean", Required: true},
				{Name: "flows_refresh_others", Type: "boolean", Required: true},
			},
		}},
		{"UserServiceAccountRequest", schemas.Member{
			Name: "create_group", Type: "boolean", Default: []byte("false"),
		}},
	}
	for _, test := range tests {
		object, err := schemas.Component("2025.10", test.component)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, member := range object.Members {
			if member.Name != test.want.Name {
				continue
			}
			found = true
			if !reflect.DeepEqual(member, test.want) {
				t.Errorf("%s: got %+v, want %+v", test.component, member, test.want)
			}
		}
		if !found {
			t.Errorf("%s has no %s", test.component, test.want.Name)
		}
	}
}

func TestComponentKeepsTheOrderOfTheSerializer(t *testing.T) {
	object, err := schemas.Component("2025.12", "UserWriteStageRequest")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, member := range object.Members {
		names = append(names, member.Name)
	}
	want := "name user_creation_mode create_users_as_inactive create_users_group user_type user_path_template"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestComponentRefusesWhatIsNoObject(t *testing.T) {
	tests := []struct{ profile, name, want string }{
		{"2024.2", "User", "2025.10"},
		{"2025.12", "FlowSetRequest", "FlowSetRequest"},
		{"2025.12", "UserTypeEnum", "string"},
	}
	for _, test := range tests {
		_, err := schemas.Component(test.profile, test.name)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Component(%q, %q): got error %v, want %q in it", test.profile, test.name, err, test.want)
		}
	}
}

func TestComponentAtNamesWhatAResourceAnswers(t *testing.T) {
	for path, want := range map[string]string{"stages/user_write": "UserWriteStage", "core/users": "User", "admin/settings": "Settings",
		"rbac/permissions/assigned_by_roles": "RoleAssignedObjectPermission", "stages/none": ""} {
		if got, err := schemas.ComponentAt("2026.5", path); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q (%v), want %q", path, got, err, want)
		}
	}
}
