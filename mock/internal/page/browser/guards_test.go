package browser

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// nasty is a text that runs something where it is not taken for text: markup, a character that turns the direction, a control character.
const nasty = "\u202e" + `<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>` + "\u202e\u0007" + `"'` + "`" + `{{7*7}}</textarea>`

// TestTextIsText: in every field of objects and requests, in every view.
func TestTextIsText(t *testing.T) {
	t.Parallel()
	f := start(t)
	text := quoted(nasty)
	long := quoted(nasty + strings.Repeat("long ", 200_000))
	var keys []string
	add := func(path, body string) string {
		status, answer := f.ask("POST", "/api/v3/"+path, body)
		var made struct{ PK any }
		if json.Unmarshal([]byte(answer), &made) != nil || status != 201 {
			t.Fatalf("POST %s: %d %.300s", path, status, answer)
		}
		key := strings.Trim(fmt.Sprint(made.PK), `"`)
		if number, ok := made.PK.(float64); ok {
			key = strconv.Itoa(int(number))
		}
		keys = append(keys, "#/object/"+path+key)
		return key
	}
	group := add("core/groups/", `{"name": `+text+`, "attributes": {`+text+`: [`+text+`]}}`)
	add("core/users/", `{"username": `+text+`, "name": `+text+`, "email": "a@b.example", "path": "users", "groups": ["`+group+`"], "attributes": {"a": `+text+`}}`)
	add("rbac/roles/", `{"name": `+text+`}`)
	add("stages/user_write/", `{"name": `+text+`, "user_path_template": `+text+`}`)
	add("stages/user_write/", `{"name": `+long+`}`)
	f.ask("POST", "/api/v3/flows/instances/", `{"name": `+text+`, "slug": "nasty", "title": `+text+`, "designation": "enrollment"}`)
	f.ask("POST", "/api/v3/core/tokens/", `{"identifier": "nasty", "description": `+text+`}`)
	f.ask("PATCH", stage, `{"user_type": `+text+`, `+text+`: `+text+`}`)
	f.ask("PATCH", stage, nasty, "Content-Type", "application/json", "X-Nasty", "<img src=x onerror=window.hurt=1>")
	f.ask("GET", "/api/v3/core/users/?search="+url.QueryEscape(nasty), "")
	f.ask("GET", "/api/v3/"+url.PathEscape(nasty), "")
	f.ask("PUT", "/__mock/faults/nasty", `{"match": {"path": `+text+`, "user": `+text+`}, "then": {"status": 500}}`)
	b := newTab(t)
	b.do(watchClipboard())
	addresses := append(keys, "#/", "#/state", "#/state/core/users", "#/state/stages/user_write", "#/state/rbac/roles", "#/state/events/events", "#/object/flows/instances/nasty", "#/object/core/tokens/nasty", "#/faults", "#/state/"+url.PathEscape(nasty), "#/object/core/users/"+url.PathEscape(nasty))
	for id := 1; id < 12; id++ {
		addresses = append(addresses, fmt.Sprintf("#/x/%d", id))
	}
	for _, address := range addresses {
		b.open("about:blank")
		b.open(f.url + "/__mock/" + address)
		b.wait("document.querySelector('.fact') && !document.querySelector('[aria-busy=true]')")
		b.wait("document.querySelector('main').innerText.length > 20")
		if hurt := eval[bool](b, "'hurt' in window || document.querySelectorAll('img, main script, iframe').length > 0 || document.body.innerText.includes('\\u202e')"); hurt {
			t.Errorf("%s took text for something else", address)
		}
	}
	b.open(f.url + "/__mock/#/state/core/users")
	b.sees("<img src=x onerror=")
	b.sees("U+202E")
	b.quiet()
}

// axe returns the source of axe-core.
func axe(t *testing.T) string {
	t.Helper()
	packed, err := os.Open("testdata/axe.min.js.gz")
	must(t, err)
	defer packed.Close()
	reader, err := gzip.NewReader(packed)
	must(t, err)
	source, err := io.ReadAll(reader)
	must(t, err)
	return string(source)
}

// TestEveryViewIsAccessibleAndFits: for axe, by its width, and with requests to its own origin alone.
func TestEveryViewIsAccessibleAndFits(t *testing.T) {
	t.Parallel()
	f, source := used(t), axe(t)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1600} {
			b := newTab(t)
			foreign := b.foreignTo(f.url)
			b.size(width, 900, theme)
			for _, view := range views {
				b.open("about:blank")
				b.open(f.url + view.address)
				b.sees(view.shows)
				if view.name == "operation" {
					b.wait("document.querySelector('.auth-wrapper .authorize.locked')")
					b.execute()
				}
				name := fmt.Sprintf("%s at %d, %s", view.name, width, theme)
				if over := eval[int](b, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
					t.Errorf("%s is %d pixels too wide", name, over)
				}
				if (width == 360) != (theme == "light") {
					continue // each theme and each width is looked at once
				}
				eval[*string](b, source+"; null")
				found := eval[[]string](b, `axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations.map((v) => v.id + ': ' + v.help + ': ' + v.nodes.map((n) => n.html).join(' | ').slice(0, 500)))`)
				for _, violation := range found {
					t.Errorf("%s: %s", name, violation)
				}
			}
			if found := foreign.String(); found != "" {
				t.Errorf("requests to elsewhere: %s", found)
			}
			b.quiet()
		}
	}
}

// foreignTo collects the requests of a tab that do not go to an origin.
func (b *tab) foreignTo(origin string) *notes {
	b.t.Helper()
	var found notes
	must(b.t, chromedp.Listen(b.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			if address := e.Request.URL; !strings.HasPrefix(address, origin+"/") && !strings.HasPrefix(address, "data:") && !strings.HasPrefix(address, "blob:") && address != "about:blank" {
				found.add(address)
			}
		}
	}))
	return &found
}

// TestSevenTabsLeaveTheAPIItsConnections: a browser opens six to a server, and a stream holds one as long as it lives.
func TestSevenTabsLeaveTheAPIItsConnections(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := newTab(t)
	b.open(f.url + "/__mock/")
	b.wait("document.querySelector('.fact')")
	tabs := []*tab{b}
	for range 6 {
		other := b.beside()
		other.open(f.url + "/__mock/")
		other.wait("document.querySelector('.fact')")
		tabs = append(tabs, other)
	}
	f.ask("GET", "/api/v3/core/groups/", "")
	for _, one := range tabs {
		one.wait(rows + " === 1")
	}
	status := eval[int](tabs[6], `fetch("/api/v3/core/users/", {headers: {Authorization: "Bearer mock-token"}, signal: AbortSignal.timeout(60000)}).then((answer) => answer.status)`)
	if status != 200 {
		t.Errorf("the seventh tab's call is answered with %d", status)
	}
	f.followed(1)
}

// TestAStormLosesNothingSilently: 200 requests a second, for a minute with AUTHENTIK_MOCK_LONG.
func TestAStormLosesNothingSilently(t *testing.T) {
	t.Parallel()
	seconds := 5
	if os.Getenv("AUTHENTIK_MOCK_LONG") != "" {
		seconds = 60
	}
	f := start(t)
	b := newTab(t)
	b.open(f.url + "/__mock/")
	b.sees("Nothing has been asked yet")
	var all sync.WaitGroup
	var answered atomic.Int64
	all.Go(func() {
		tick := time.NewTicker(time.Second / 200)
		defer tick.Stop()
		for range seconds * 200 {
			<-tick.C
			all.Go(func() {
				if status, _ := f.ask("GET", "/api/v3/root/config/", ""); status == 200 {
					answered.Add(1)
				}
			})
		}
	})
	b.wait(rows + " > 100")
	slowest := eval[float64](b, `new Promise((done) => { let worst = 0, last = performance.now(), n = 0; const next = () => { const now = performance.now(); worst = Math.max(worst, now - last); last = now; ++n < 120 ? requestAnimationFrame(next) : done(worst); }; next(); })`)
	b.press("nav a", "Faults")
	b.sees("Make the next requests fail")
	b.press("nav a", "Requests")
	all.Wait()
	sent := int(answered.Load())
	if sent < seconds*200 {
		t.Logf("only %d requests were answered: the machine is too slow for more", sent)
	}
	if sent > 5000 {
		b.sees("the page keeps 5,000")
	} else {
		b.wait(fmt.Sprintf("document.querySelector('.counts').innerText.startsWith(%s)", quoted(fmt.Sprintf("%s requests", thousands(sent)))))
	}
	if lost := eval[bool](b, "document.body.innerText.includes('gap:')"); lost {
		t.Errorf("the page lost some: %s", eval[string](b, "document.querySelector('.counts').innerText"))
	}
	if drawn := eval[int](b, rows); drawn > 500 {
		t.Errorf("%d rows are drawn", drawn)
	}
	t.Logf("the slowest of 120 frames took %.0f ms", slowest)
	b.quiet()
}

func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// TestAGapIsTold: what left the journal while nobody looked.
func TestAGapIsTold(t *testing.T) {
	t.Parallel()
	f := start(t, "--journal-entries", "20")
	b := newTab(t)
	b.do(before("delete window.SharedWorker; let seen = 'visible'; Object.defineProperty(document, 'visibilityState', {get: () => seen}); window.look = (state) => { seen = state; document.dispatchEvent(new Event('visibilitychange')); }"))
	b.open(f.url + "/__mock/")
	b.sees("Nothing has been asked yet")
	f.ask("GET", "/api/v3/core/groups/", "")
	b.wait(rows + " === 1")
	f.followed(1)
	eval[*string](b, "look('hidden'); null")
	f.followed(0)
	for range 50 {
		f.ask("GET", "/api/v3/core/groups/", "")
	}
	eval[*string](b, "look('visible'); null")
	b.sees("gap: 30 requests left the journal before this page read them")
	b.wait(rows + " === 21")
	b.quiet()
}
