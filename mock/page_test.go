package mock_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// browsing is what a browser that opens a document accepts.
var browsing = []string{"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}

// TestBrowsersGetThePageAndProgramsWhatTheyGotBefore: at the fake's own address, and at those of authentik's own pages.
func TestBrowsersGetThePageAndProgramsWhatTheyGotBefore(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Logger: slog.New(mock.NewTextHandler(&log)), RequireWorkspace: true})
	for path, title := range map[string]string{"/__mock/": "<title>authentik-mock</title>", "/__mock": "<title>authentik-mock</title>", "/__mock/?workspace=a": "<title>", "/__mock/reference": "API reference</title>",
		"/": "A fake authentik", "/if/admin/": "A fake authentik", "/if/admin": "A fake authentik"} {
		a := want(t, call(t, s, "GET", path, "", browsing...), 200)
		policy := a.header.Get("Content-Security-Policy")
		if !strings.Contains(a.text, title) || a.header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s is %s: %.100s", path, a.header.Get("Content-Type"), a.text)
		}
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s has the policy %q", path, policy)
		}
		if a := want(t, call(t, s, "HEAD", path, "", browsing...), 200); a.text != "" {
			t.Errorf("HEAD %s has a body", path)
		}
	}
	log.take()
	for _, accept := range []string{"*/*", "application/json", "application/xhtml+xml"} {
		if a := want(t, call(t, s, "GET", "/__mock/", "", "Accept", accept), 200); !strings.HasPrefix(a.text, `{"profile"`) {
			t.Errorf("a program that accepts %s gets %.100s", accept, a.text)
		}
		for _, path := range []string{"/", "/if/admin/"} {
			a := want(t, call(t, s, "GET", path, "", append(in("a"), "Accept", accept)...), 404)
			if a.header.Get("X-Powered-By") != "authentik" {
				t.Errorf("a program that accepts %s gets at %s what is not authentik's: %.100s", accept, path, a.text)
			}
		}
	}
	want(t, call(t, s, "POST", "/", "{}", append(in("a"), browsing...)...), 405)
	want(t, call(t, s, "GET", "/if/user/", "", append(in("a"), browsing...)...), 404)
	listed := want(t, call(t, s, "GET", "/__mock/requests", "", in("a")...), 200).text
	if strings.Count(listed, `"id"`) != 8 || strings.Contains(listed, `"status":200`) {
		t.Errorf("the journal has what the page was asked for: %s", listed)
	}
	log.take()
	call(t, s, "GET", "/__mock/page/app.js", "", "Sec-Fetch-Site", "same-origin")
	if logged := log.take(); logged != "" {
		t.Errorf("what the page reads is logged: %q", logged)
	}
	if greeting := want(t, call(t, s, "GET", "/__mock/version", ""), 200).json(t); greeting["token"] != s.Token || greeting["seeds"].([]any)[0] != "demo" || greeting["about"] == "" {
		t.Errorf("the first line knows %v", greeting)
	}
}

// TestTheWelcomePageSaysWhichFakeThisIsAndWhatTheLastErrorWanted: to somebody who has read nothing else, without JavaScript.
func TestTheWelcomePageSaysWhichFakeThisIsAndWhatTheLastErrorWanted(t *testing.T) {
	t.Parallel()
	const nasty = `<img src=x onerror=alert(1)>\u202e\u0007` // escapes of JSON
	s := mocktest.Start(t, mock.Options{Profile: "2025.12", Token: "<b>-token"})
	says := func(words ...string) string {
		t.Helper()
		a := want(t, call(t, s, "GET", "/", "", browsing...), 200)
		text := html.UnescapeString(markup.ReplaceAllString(a.text, ""))
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("it does not say %q: %s", word, text)
			}
		}
		if strings.Contains(a.text, "<img") || strings.Contains(a.text, "<b>-") || strings.ContainsAny(a.text, "\u202e\u0007") {
			t.Errorf("it takes text for something else: %s", a.text)
		}
		if a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("it may be kept: %v", a.header)
		}
		return a.text
	}
	says("2025.12: as authentik 2025.12.4 answered", "proved by recordings", "demo", s.URL, "<b>-token", "nothing has been refused yet", "saved as a scenario", "make the next requests fail")
	want(t, call(t, s, "PATCH", documentedStage, `{"user_type": "`+nasty+`"}`, "Authorization", "Bearer "+s.Token), 400)
	want(t, call(t, s, "GET", documentedStage, "", "Authorization", "Bearer "+s.Token), 200)
	text := says("400 for PATCH "+documentedStage+" of akadmin", "user_type: invalid_choice", "<img src=x onerror=alert(1)>U+202E", "Would pass: one of internal, external")
	moment := regexp.MustCompile(`datetime="([^"]*)"`).FindStringSubmatch(text)
	if at, err := time.Parse(time.RFC3339, append(moment, "", "")[1]); err != nil || time.Since(at) > time.Hour {
		t.Errorf("the last error is of %q", moment)
	}
	if link := regexp.MustCompile(`href="/__mock/#/x/1"`); !link.MatchString(text) {
		t.Errorf("it does not lead to the exchange: %s", text)
	}
	want(t, call(t, s, "PUT", "/__mock/faults/wanted", `{"times": 1, "then": {"status": 503}}`), 200)
	want(t, call(t, s, "GET", documentedStage, "", "Authorization", "Bearer "+s.Token), 503)
	says("400 for PATCH " + documentedStage)
	want(t, call(t, s, "GET", "/api/v3/nowhere/?a=1", "", append(in("cart"), "Authorization", "Bearer "+s.Token)...), 404)
	if text = says("404 for GET /api/v3/nowhere/?a=1", "in workspace cart"); !strings.Contains(text, `href="/__mock/?workspace=cart#/x/4"`) {
		t.Errorf("it does not lead to the exchange in its workspace: %s", text)
	}
	want(t, call(t, s, "PATCH", documentedStage, `{"name": "", "user_type": 1, "user_creation_mode": 1, "create_users_as_inactive": 7, "user_path_template": []}`, "Authorization", "Bearer "+s.Token), 400)
	if text = says("400 for PATCH", "(2 more reasons)"); strings.Count(text, "<li>") != 3 {
		t.Errorf("it tells all reasons: %s", text)
	}
}

// TestTheWelcomePageCountsTheReasonsThatItDoesNotTell: those that the journal has left out too.
func TestTheWelcomePageCountsTheReasonsThatItDoesNotTell(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	want(t, call(t, s, "PATCH", documentedStage, `{"flow_set": [`+strings.Repeat(`{},`, 29)+`{}]}`), 400)
	if text := call(t, s, "GET", "/", "", browsing...).text; !strings.Contains(text, "(117 more reasons)") { // four members of each are required
		t.Error(text)
	}
}

// markup matches the tags of a document.
var markup = regexp.MustCompile(`<[^>]*>`)

// TestALinkFromAnywhereOpensThePage: but no website reads what the fake holds, or frames the page.
func TestALinkFromAnywhereOpensThePage(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	link := append([]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, browsing...)
	for _, path := range []string{"/__mock/", "/__mock", "/__mock/reference", "/", "/if/admin/"} {
		want(t, call(t, s, "GET", path, "", link...), 200)
	}
	for _, path := range []string{"/__mock/state", "/__mock/tokens", "/__mock/page/app.js"} {
		wantOwn(t, call(t, s, "GET", path, "", link...), 403, "origin", "another origin")
	}
	for _, other := range [][2]string{{"Sec-Fetch-Dest", "iframe"}, {"Sec-Fetch-Mode", "no-cors"}, {"Accept", "*/*"}} {
		wantOwn(t, call(t, s, "GET", "/__mock/", "", append(link, other[:]...)...), 403, "origin", "another origin")
	}
	wantOwn(t, call(t, s, "GET", "/", "", append([]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors", "Origin", "http://evil.example"}, browsing...)...), 403, "origin", "another origin")
	wantOwn(t, call(t, s, "GET", "/", "", append(browsing, "Host", "evil.example")...), 421, "host", "--allow-host")
}

// TestThePagesFilesAreWhole: with and without gzip, and each file that a document or a module names is there.
func TestThePagesFilesAreWhole(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	names := regexp.MustCompile(`(?:src|href)="/__mock/page/([^"]+)"|(?:from |import )"\./([^"]+)"`)
	seen := map[string]string{}
	var read func(name string)
	read = func(name string) {
		if _, known := seen[name]; known {
			return
		}
		a := want(t, call(t, s, "GET", "/__mock/page/"+name, "", "Accept-Encoding", "identity"), 200)
		seen[name] = a.text
		if a.header.Get("Content-Encoding") != "" || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s has the headers %v", name, a.header)
		}
		if unchanged := call(t, s, "GET", "/__mock/page/"+name, "", "Accept-Encoding", "identity", "If-None-Match", a.header.Get("ETag")); unchanged.status != 304 {
			t.Errorf("%s is sent again: %d", name, unchanged.status)
		}
		if packed := call(t, s, "GET", "/__mock/page/"+name, "", "Accept-Encoding", "br, gzip"); strings.HasPrefix(name, "vendor/") != (packed.header.Get("Content-Encoding") == "gzip") {
			t.Errorf("%s is packed: %q", name, packed.header.Get("Content-Encoding"))
		}
		if strings.HasPrefix(name, "vendor/") {
			return
		}
		for _, found := range names.FindAllStringSubmatch(a.text, -1) {
			read(found[1] + found[2])
		}
	}
	for _, document := range []string{"index.html", "reference.html", "worker.js"} {
		read(document)
	}
	seen["/"] = want(t, call(t, s, "GET", "/", "", browsing...), 200).text
	for _, found := range names.FindAllStringSubmatch(seen["/"], -1) {
		read(found[1])
	}
	for name, text := range seen {
		for _, forbidden := range []string{"http://", "https://", " style=", " onclick=", "eval(", "innerHTML", "dangerouslySet"} {
			if !strings.HasPrefix(name, "vendor/") && strings.Contains(strings.NewReplacer("http://www.w3.org/2000/svg", "", s.URL, "").Replace(text), forbidden) {
				t.Errorf("%s has %q", name, forbidden)
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d files were found", len(seen))
	}
	wantOwn(t, call(t, s, "GET", "/__mock/page/none.js", ""), 404, "address", `"none.js"`)
}

// TestVendoredFilesAreTheirPublishers: unchanged, with a licence, and small.
func TestVendoredFilesAreTheirPublishers(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	const folder = "internal/page/vendor/"
	readme, err := os.ReadFile(folder + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile("(?m)^\\| `([\\w.-]+)\\.gz` \\| .*? \\| .*? \\| (.*?) \\| `([0-9a-f]{64})` \\|$")
	sums := map[string]string{}
	for _, found := range line.FindAllStringSubmatch(string(readme), -1) {
		sums[found[1]] = found[3]
		for _, licence := range regexp.MustCompile("`([A-Z]+\\.[\\w-]+)`").FindAllStringSubmatch(found[2], -1) {
			if text, err := os.ReadFile(folder + licence[1]); err != nil || len(text) == 0 {
				t.Errorf("the licence %s of %s is missing", licence[1], found[1])
			}
		}
	}
	size := int64(0)
	for _, entry := range entries {
		name, packed := strings.CutSuffix(entry.Name(), ".gz")
		if !packed {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
		sum := sha256.Sum256([]byte(want(t, call(t, s, "GET", "/__mock/page/vendor/"+name, "", "Accept-Encoding", "identity"), 200).text))
		if sums[name] != hex.EncodeToString(sum[:]) {
			t.Errorf("%s has the checksum %x, and README.md has %q", name, sum, sums[name])
		}
		delete(sums, name)
	}
	if len(sums) > 0 || size == 0 || size > 700_000 {
		t.Errorf("vendored files of %d bytes; README.md also lists %v", size, sums)
	}
}

// TestTheReferenceHasWhatIsServed: each operation once, marked, with the members in authentik's order.
func TestTheReferenceHasWhatIsServed(t *testing.T) {
	t.Parallel()
	for name, kinds := range map[string][]string{"documented": {"proved", "modelled"}, "2026.5": {"proved", "document", "modelled"}, "2026.8": {"proved", "document", "modelled"}} {
		s := mocktest.Start(t, mock.Options{Profile: name})
		a := want(t, call(t, s, "GET", "/__mock/reference/openapi.json", ""), 200)
		version := want(t, call(t, s, "GET", "/__mock/version", ""), 200).json(t)
		counts := map[string]float64{}
		for path, methods := range a.json(t)["paths"].(map[string]any) {
			for method, operation := range methods.(map[string]any) {
				summary, _ := operation.(map[string]any)["summary"].(string)
				if !slices.Contains(kinds, summary) {
					t.Errorf("%s: %s %s is %q", name, method, path, summary)
				}
				counts[summary]++
			}
		}
		all := version["not_served"].(float64)
		for _, kind := range kinds {
			if all += counts[kind]; counts[kind] == 0 || counts[kind] != version[kind] {
				t.Errorf("%s: the reference has %v, and the version %v", name, counts, version)
			}
		}
		p, err := profile.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		if operations, err := describe.Operations(p.Contract); err != nil || float64(len(operations)) != all {
			t.Errorf("%s: %v operations are counted, and there are %d (%v)", name, all, len(operations), err)
		}
		if !bytes.Contains([]byte(a.text), []byte(`"UserWriteStage":{"type":"object"`)) {
			t.Error("the members of a schema have another order")
		}
	}
}
