package mock_test

import (
	"slices"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// TestWhatOnlyTheDocumentOfAReleaseAdds asks each release for values that came with 2026.8.
func TestWhatOnlyTheDocumentOfAReleaseAdds(t *testing.T) {
	for _, p := range profile.Releases() {
		released := p.Contract >= profile.V2026_8
		s := mocktest.Start(t, mock.Options{Profile: p.Name, Seeds: []string{"fresh"}})
		status := map[bool]int{true: 200, false: 400}[released]
		want(t, call(t, s, "GET", "/api/v3/rbac/permissions/assigned_by_roles/?model=authentik_agents.agent&object_pk=", ""), status)
		for credentials, may := range map[string]bool{"Bearer " + s.Token: released, "": false} {
			capabilities, _ := want(t, call(t, s, "GET", "/api/v3/root/config/", "", "Authorization", credentials), 200).json(t)["capabilities"].([]any)
			if has := slices.Contains(capabilities, any("can_agent_self_service")); has != may || !slices.Contains(capabilities, any("is_enterprise")) {
				t.Errorf("%s, credentials %q: the capabilities are %v", p.Name, credentials, capabilities)
			}
		}
		provider := want(t, call(t, s, "OPTIONS", "/api/v3/core/applications/", ""), 200).json(t)["actions"].(map[string]any)["POST"].(map[string]any)["provider_obj"]
		for _, name := range []string{"authorization_flow", "invalidation_flow"} {
			if required := provider.(map[string]any)["children"].(map[string]any)[name].(map[string]any)["required"]; required == released {
				t.Errorf("%s: %s is required: %v", p.Name, name, required)
			}
		}
	}
}
