package mock_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// unlisted are addresses whose answers depend on the machine, hold a new key, or are a file of the project.
var unlisted = map[string]bool{"admin/system/": true, "crypto/certificatekeypairs/": true, "schema/": true}

// TestWhatEveryNewInstallationHolds asks for every list that no recording holds, and compares the answers with a file that
// was reviewed.
func TestWhatEveryNewInstallationHolds(t *testing.T) {
	onReleasesTold(t, func(w *told, release string) {
		p, err := profile.Parse(release)
		if err != nil {
			t.Fatal(err)
		}
		operations, err := describe.Operations(p.Contract)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range operations {
			covered, _, err := describe.CoverageOf(p, o.Method, "/api/v3/"+o.Path)
			if err != nil {
				t.Fatal(err)
			}
			if covered == describe.Modelled && o.Method == "GET" && !strings.Contains(o.Path, "{") && !unlisted[o.Path] {
				w.call("GET", o.Path+"?page_size=100", "")
			}
		}
		golden(w.t, "installed-"+release+".txt", strings.ReplaceAll(w.text.String(), w.s.URL, "http://HOST"))
	})
}
