package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// rows is the number of rows of the list.
const rows = "document.querySelectorAll('a.row').length"

// TestTheFirstLineSaysWhichServerThisIs: and the list why the last request was refused, without a click.
func TestTheFirstLineSaysWhichServerThisIs(t *testing.T) {
	t.Parallel()
	f := start(t, "--profile", "2025.12")
	f.ask("PATCH", stage, `{"name": ""}`)
	b := newTab(t)
	b.do(watchClipboard())
	b.open(f.url + "/")
	for _, text := range []string{"2025.12", "demo", f.url, "mock-token", "name: blank", "Would pass: a text, not empty"} {
		b.sees(text)
	}
	b.press("button", "Copy the token")
	b.wait("window.copied === 'mock-token'")
	b.press("a", "Why")
	b.sees("name is refused as blank")
	b.press("h1 a", "authentik")
	b.wait("location.pathname === '/__mock/' && location.hash === '#/'")
	for _, text := range []string{"2025.12", "proved", "demo", f.url, "mock-token", "name: blank"} {
		b.sees(text)
	}
	b.quiet()
}

func TestExchangesAppearAndAreFiltered(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := newTab(t)
	b.open(f.url + "/__mock/")
	b.sees("Nothing has been asked yet")
	f.ask("GET", "/api/v3/core/groups/", "")
	f.ask("PATCH", stage, `{"name": ""}`)
	f.ask("GET", stage, "", "Authorization", "Bearer nobody-token")
	f.ask("GET", "/api/v3/nowhere/", "")
	b.wait(rows + " === 4")
	if first := eval[string](b, "document.querySelector('a.row').innerText"); !strings.Contains(first, "nowhere") {
		t.Errorf("the first row is %q", first)
	}
	for _, filter := range []struct{ selector, value, row string }{
		{"input[type=search]", "blank patch", "name: blank"}, {"select[aria-label=Method]", "PATCH", "name: blank"},
		{"select[aria-label=Status]", "403", "nobody"}, {"select[aria-label=User]", "nobody", "403"}, {"select[aria-label=Outcome]", "not-found", "nowhere"},
	} {
		b.fill(filter.selector, filter.value)
		b.wait(rows + " === 1")
		if row := eval[string](b, "document.querySelector('a.row').innerText"); !strings.Contains(row, filter.row) {
			t.Errorf("%s %s shows %q", filter.selector, filter.value, row)
		}
		b.press("button", "Show all")
		b.wait(rows + " === 4")
	}
	b.fill("input[type=search]", "nothing like it")
	b.sees("No request matches")
	b.quiet()
}

func TestKeysMoveFilterAndPause(t *testing.T) {
	t.Parallel()
	f := start(t)
	for i := range 3 {
		f.ask("GET", fmt.Sprintf("/api/v3/core/groups/?page=%d", i+1), "")
	}
	b := newTab(t)
	b.open(f.url + "/__mock/")
	b.wait(rows + " === 3")
	b.keys("j")
	b.keys("j")
	b.wait("document.activeElement.dataset.id === '2'")
	b.keys("k")
	b.wait("document.activeElement.dataset.id === '3'")
	b.keys(kb.Enter)
	b.wait("location.hash === '#/x/3'")
	b.keys("j")
	b.keys("j") // none of two keys in a row is lost
	b.wait("location.hash === '#/x/1'")
	b.keys(kb.Escape)
	b.wait("location.hash === '#/' && document.activeElement.dataset.id === '1'") // the row that was open
	b.keys("k")
	b.keys(kb.Enter)
	b.wait("location.hash === '#/x/2'")
	b.keys(kb.Escape) // the list is hidden at this width, and a key at once after this one is not lost
	b.keys("/")
	b.wait("location.hash === '#/' && document.activeElement.type === 'search'")
	b.fill("input[type=search]", "") // the driver types the key that a real browser would not
	b.keys("p")                      // is text there
	b.wait("document.activeElement.value === 'p'")
	b.fill("input[type=search]", "")
	b.keys(kb.Escape)
	b.keys("p")
	b.sees("paused, new: 0")
	f.ask("GET", "/api/v3/core/users/", "")
	b.sees("paused, new: 1")
	b.wait(rows + " === 3")
	b.keys("p")
	b.wait(rows + " === 4")
	b.keys("?")
	b.wait("document.querySelector('dialog[open][aria-label=Keys]')")
	b.keys(kb.Escape)
	b.wait("!document.querySelector('dialog[open]')")
	b.press("button", "Clear")
	b.sees("The journal forgets all requests")
	b.press("dialog[open] button", "Cancel")
	b.wait("!document.querySelector('dialog[open]') && " + rows + " === 4")
	b.press("button", "Clear")
	b.press("dialog[open] button", "Clear")
	b.sees("Nothing has been asked yet")
	b.quiet()
}

// TestOneExchangeSaysWhy: in sentences, with what can be copied and saved, at an address of its own.
func TestOneExchangeSaysWhy(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.ask("PATCH", stage, `{"name": "", "user_type": "robot"}`)
	b := newTab(t)
	b.do(watchClipboard(), watchDownloads())
	b.open(f.url + "/__mock/#/x/1")
	for _, text := range []string{"name is refused as blank", "a text, not empty", "user_type is refused as invalid_choice: sent was “robot”", "one of internal, external", "CharField", "stages/user_write.name", "A real server followed this rule, with another value: recordings/2025.10/", "400 Bad Request", "This field may not be blank."} {
		b.sees(text)
	}
	if told := eval[string](b, "document.querySelector('.steps').ariaLabel"); told != "It came as far as step 7 of 9: field." {
		t.Errorf("the steps say %q", told)
	}
	b.wait("document.querySelector('.why a')?.hash === '#/stages/stages_user_write_partial_update'")
	for button, part := range map[string]string{"Copy link": f.url + "/__mock/#/x/1", "Copy as curl": "curl -i -X 'PATCH'", "Copy as fetch": "await fetch("} {
		b.press("button", button)
		b.wait(fmt.Sprintf("window.copied?.startsWith(%s)", quoted(part)))
	}
	for button, file := range map[string]string{"Save as scenario": "request-1.yaml", "Save as HAR": "request-1.har"} {
		b.press("button", button)
		b.wait(fmt.Sprintf("window.saved === %s", quoted(file)))
	}
	b.press("button", "bytes")
	b.sees("7b 22 6e 61 6d 65")
	b.press("button", "as sent")
	b.sees(`{"name": "", "user_type": "robot"}`)
	b.press("summary", "6 headers")
	b.sees("Bearer <hidden>")
	b.open("about:blank")
	b.open(f.url + "/__mock/#/x/99")
	b.sees(`The journal holds no request "99"`)
	b.quiet()
}

// TestAWorkspaceHasItsOwnPage: with its own requests and its own token.
func TestAWorkspaceHasItsOwnPage(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.ask("GET", "/api/v3/core/groups/", "", "X-Mock-Workspace", "cart-7")
	b := newTab(t)
	b.open(f.url + "/__mock/")
	b.wait("document.querySelectorAll('select[aria-label=Workspace] option').length === 2")
	f.followed(1)
	f.ask("GET", "/api/v3/core/groups/", "", "X-Mock-Workspace", "cart-7")
	b.sees("1 elsewhere")
	b.fill("select[aria-label=Workspace]", "cart-7")
	b.wait("location.search === '?workspace=cart-7'")
	b.sees("mock-token~cart-7")
	b.wait(rows + " === 2")
	f.ask("GET", "/api/v3/core/users/", "")
	f.ask("GET", "/api/v3/core/users/", "", "X-Mock-Workspace", "cart-7")
	b.wait(rows + " === 3")
	b.quiet()
}

// TestABodyThatIsNoJSONIsShownAsItIs: with the spaces between its words.
func TestABodyThatIsNoJSONIsShownAsItIs(t *testing.T) {
	f := start(t)
	f.ask("PUT", "/__mock/faults/starting", `{"preset": "starting", "times": 1}`)
	f.ask("GET", "/api/v3/core/groups/", "", "Accept", "text/plain")
	b := newTab(t)
	b.open(f.url + "/__mock/#/x/1")
	b.sees("authentik starting")
	b.quiet()
}
