package browser

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// verified writes the page of a run of the built-in scenarios, each copies times, and one that fails.
func verified(t *testing.T, copies int) string {
	t.Helper()
	folder := t.TempDir()
	for n := range copies {
		must(t, os.CopyFS(filepath.Join(folder, "copy "+strconv.Itoa(n)), os.DirFS("../../../../fixtures/scenarios")))
	}
	must(t, os.WriteFile(filepath.Join(folder, "wrong.yaml"), []byte("title: A teapot\nsteps:\n  - {do: GET /api/v3/root/config/, expect: 418, answer: <any>}\n"), 0o600))
	report := filepath.Join(folder, "report.html")
	command := exec.Command(os.Getenv("AUTHENTIK_MOCK_BINARY"), "verify", folder, "--profile", "2025.10", "--report", "html="+report)
	if out, err := command.CombinedOutput(); err == nil {
		t.Fatalf("the run passed: %s", out)
	}
	return report
}

// TestTheReportOpensAtOnceAndIsSearched: with more than 800 scenarios, what failed first.
func TestTheReportOpensAtOnceAndIsSearched(t *testing.T) {
	t.Parallel()
	report := verified(t, 2)
	info, err := os.Stat(report)
	must(t, err)
	b := newTab(t)
	foreign := b.foreignTo("file://")
	b.open("file://" + report)
	b.wait("document.getElementById('shown').innerText.includes('shown')")
	const all = "document.querySelectorAll('[data-profiles]').length"
	took := eval[float64](b, "performance.getEntriesByType('navigation')[0].loadEventEnd")
	elements := eval[int](b, "document.querySelectorAll('*').length") // what opening takes
	if n := eval[int](b, all); n < 800 || elements > 20*n || info.Size() > 3_000_000*int64(n)/800 {
		t.Errorf("%d scenarios took %d elements and %d bytes", n, elements, info.Size())
	}
	if first := eval[string](b, "document.querySelector('main details details summary').innerText"); !strings.HasPrefix(first, "failed: ") {
		t.Errorf("the first is %q", first)
	}
	b.fill("input[type=search]", "teapot")
	b.wait("[...document.querySelectorAll('main .failed:not([hidden])')].some((one) => one.checkVisibility())")
	b.sees("expected status 418")
	b.fill("input[type=search]", "put of all members 1/07")
	b.wait("document.querySelectorAll('main .folder:not([hidden])').length === 1 && document.querySelector('main .passed:not([hidden])').checkVisibility()")
	b.press(".passed:not([hidden]) > summary", "passed:")
	b.sees("PUT /api/v3/stages/user_write/")
	b.fill("input[type=search]", "")
	eval[*string](b, "document.querySelector('input[value=passed]').click(); null")
	b.wait("document.querySelectorAll('main .passed:not([hidden])').length === 0")
	b.fill("select", "2025.10")
	b.sees("wrong.yaml")
	for _, theme := range []string{"light", "dark"} {
		b.size(360, 800, theme)
		eval[*string](b, axe(t)+"; null")
		if found := eval[[]string](b, "axe.run().then(({violations}) => violations.map((v) => v.id + ': ' + v.nodes[0].html))"); len(found) > 0 {
			t.Errorf("%s: %v", theme, found)
		}
	}
	if found := foreign.String(); found != "" {
		t.Errorf("it loads %s", found)
	}
	t.Logf("opened in %.0f ms, %d elements, %d bytes", took, elements, info.Size())
	b.quiet()
	if folder := os.Getenv("SCREENS"); folder != "" {
		b.size(1600, 950, "light")
		b.open("file://" + report)
		b.picture(filepath.Join(folder, "report-1600-light.png"))
	}
}
