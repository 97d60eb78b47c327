package mock_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestTheFrontIsThatOfTheRelease: that of 2026.8 answers methods that Django does not know, and lets the application's Server
// header through.
func TestTheFrontIsThatOfTheRelease(t *testing.T) {
	t.Parallel()
	for release, unknown := range map[string]struct {
		status         int
		server, health string
	}{
		"2026.5":     {405, "", ""},
		"2026.8-rc1": {405, "", ""}, // recorded behind another front
		"2026.8":     {501, "uvicorn", "authentik"},
	} {
		s := mocktest.Start(t, mock.Options{Profile: release})
		if a := call(t, s, "GET", usersMe, ""); a.status != 200 || a.header.Get("Server") != unknown.server {
			t.Errorf("%s: %d, Server %q", release, a.status, a.header.Get("Server"))
		}
		if a := call(t, s, "GET", "/-/health/live/", ""); a.status != 200 || a.header.Get("Server") != "" || a.header.Get("X-Powered-By") != unknown.health {
			t.Errorf("%s: health %d %v", release, a.status, a.header)
		}
		for _, method := range []string{"PROPFIND", "OTHER"} {
			a := call(t, s, method, exampleAddress, "")
			if a.status != unknown.status {
				t.Errorf("%s: %s %d %s", release, method, a.status, a.text)
			}
			if a.status == 501 && (a.text != "Unsupported HTTP method.\n" || a.header.Get("Content-Type") != "text/plain; charset=utf-8" || a.header.Get("Allow") != "" || a.header.Get("Server") != "") {
				t.Errorf("%s: %s %q %v", release, method, a.text, a.header)
			}
			if listed, _, _ := requests(t, s, "method="+method); len(listed) != 1 || listed[0].Kind != "refused" {
				t.Errorf("%s: the journal has %+v", release, listed)
			}
		}
	}
}
