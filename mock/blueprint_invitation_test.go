package mock_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
)

// TestABlueprintInvites loads an invitation, for which there is no user who sends a request.
func TestABlueprintInvites(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "invite.yaml", entries("{model: authentik_stages_invitation.invitation, identifiers: {name: welcome}, attrs: {single_use: true}}"))
	for _, release := range releases {
		handler, err := mock.New(mock.Options{Profile: release, Seeds: []string{"fresh", file}, Token: "t"})
		if taken := since(release, "2026.5-rc1"); taken != (err == nil) {
			t.Errorf("%s: %v", release, err)
		}
		if err != nil {
			if !strings.Contains(err.Error(), "authentik itself fails") {
				t.Errorf("%s: %v", release, err)
			}
			continue
		}
		list := straight{handler}.send(t, "GET", "stages/invitation/invitations/", "").text
		if !strings.Contains(list, `"username":"AnonymousUser"`) {
			t.Errorf("%s: %s", release, list)
		}
	}
}
