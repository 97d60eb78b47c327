package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// views are the views of the page, with a text that shows that each is there.
var views = []struct{ name, address, shows string }{
	{"requests", "/__mock/#/", "akadmin"},
	{"exchange", "/__mock/#/x/2", "Would pass"},
	{"answered", "/__mock/#/x/1", "No step refused it"},
	{"state", "/__mock/#/state", "erika-token"},
	{"list", "/__mock/#/state/core/users", "erika"},
	{"object", "/__mock/#/object/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6", "Who may see it"},
	{"flow", "/__mock/#/object/flows/instances/default-authentication-flow", "End of the flow"},
	{"faults", "/__mock/#/faults", "database-gone"},
	{"reference", "/__mock/reference", "/admin/version/"},
	{"operation", "/__mock/reference?workspace=#/core/core_groups_list", "Execute"},
	{"welcome", "/", "The last error"},
}

// used starts a fake and sends requests of every kind.
func used(t *testing.T, flags ...string) *fake {
	t.Helper()
	f := start(t, flags...)
	f.ask("GET", "/api/v3/core/groups/", "")
	f.ask("PATCH", stage, `{"name": "", "user_type": "robot"}`)
	f.ask("PATCH", stage, `{"name": "welcome"}`)
	f.ask("GET", "/api/v3/core/users/?search=erika&ordering=username", "")
	f.ask("POST", "/api/v3/core/groups/", `{"name": "Staff", "attributes": {"color": "green", "level": 3}}`)
	f.ask("POST", "/api/v3/core/groups/", `{"name": "Staff"}`)
	f.ask("GET", stage, "", "Authorization", "Bearer nobody-token")
	f.ask("GET", stage, "", "Authorization", "Bearer unknown")
	f.ask("GET", "/api/v3/nowhere/", "")
	f.ask("GET", "/api/v3/providers/oauth2/", "")
	f.ask("PUT", "/__mock/faults/crash", `{"preset": "crash", "times": 1}`)
	f.ask("GET", "/api/v3/core/brands/", "")
	f.ask("DELETE", stage, "", "Authorization", "Bearer erika-token")
	f.ask("PUT", "/__mock/faults/slow", `{"preset": "slow", "times": 200}`)
	return f
}

// TestScreens takes pictures of every view into the folder that SCREENS names, for people to look at.
func TestScreens(t *testing.T) {
	folder := os.Getenv("SCREENS")
	if folder == "" {
		return
	}
	f := used(t)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1600} {
			b := newTab(t)
			b.size(width, map[int64]int64{360: 780, 1600: 950}[width], theme)
			for _, view := range views {
				b.open("about:blank")
				b.open(f.url + view.address)
				b.sees(view.shows)
				b.picture(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", view.name, width, theme)))
			}
			b.quiet()
		}
	}
}

// picture writes a picture of what the window shows.
func (b *tab) picture(file string) {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	must(b.t, err)
	must(b.t, os.WriteFile(file, picture, 0o600))
}
