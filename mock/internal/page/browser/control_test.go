package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// before runs a script before those of every document.
func before(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}

// watchClipboard keeps what is copied in window.copied, watchDownloads the name of a saved file in window.saved.
func watchClipboard() chromedp.Action[chromedp.Void] {
	return before("Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { window.copied = text; }}})")
}

func watchDownloads() chromedp.Action[chromedp.Void] {
	return before("HTMLAnchorElement.prototype.click = function () { if (this.download) window.saved = this.download; else this.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})); }")
}

func TestFaultsAreSwitches(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := newTab(t)
	b.open(f.url + "/__mock/#/faults")
	b.sees("None: every request is answered")
	b.press("button", "Turn on")
	b.sees("the next 2 requests: status 503")
	var statuses []int
	for range 3 {
		status, _ := f.ask("GET", stage, "")
		statuses = append(statuses, status)
	}
	if statuses[0] != 503 || statuses[1] != 503 || statuses[2] != 200 {
		t.Errorf("the next requests were answered with %v", statuses)
	}
	b.sees("spent: it struck 2")
	b.press("button", "Remove")
	b.sees("None: every request is answered")
	const toggle = "document.querySelector('[role=switch][aria-label=crash]')"
	b.press("[role=switch]", "crash")
	b.wait(toggle + ".ariaChecked === 'true'")
	if status, _ := f.ask("GET", stage, ""); status != 500 {
		t.Errorf("a crash is answered with %d", status)
	}
	b.sees("struck 1")
	at := eval[string](b, "document.querySelector('.countdown').innerText")
	b.wait("document.querySelector('.countdown').innerText !== " + quoted(at))
	b.press("[role=switch]", "crash")
	b.wait(toggle + ".ariaChecked === 'false'")
	if status, _ := f.ask("GET", stage, ""); status != 200 {
		t.Errorf("without a fault the answer is %d", status)
	}
	b.quiet()
}

func TestTimeStandsStillAndAdvances(t *testing.T) {
	t.Parallel()
	f := start(t, "--now", "2026-01-31T12:00:00Z")
	b := newTab(t)
	b.open(f.url + "/__mock/#/faults")
	b.sees("2026-01-31 12:00:00 UTC stands still")
	b.press("button", "+ 1 day")
	b.sees("2026-02-01 12:00:00 UTC")
	b.fill("input[placeholder='36h30m']", "1h")
	b.press("button", "Advance")
	b.sees("2026-02-01 13:00:00 UTC")
	b.press("button", "Let it run")
	b.wait("document.querySelector('.now').innerText.endsWith('UTC runs')")
	if _, clock := f.ask("GET", "/__mock/clock", ""); !strings.Contains(clock, `"frozen":false`) {
		t.Errorf("the time is %s", clock)
	}
	b.quiet()
}

// TestTheStateIsShown: generically, with what refers to what.
func TestTheStateIsShown(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.ask("PATCH", stage, `{"name": "welcome"}`)
	b := newTab(t)
	b.open(f.url + "/__mock/")
	b.press("nav a", "State")
	for _, text := range []string{"default-authentication-identification", "erika-token", "everything"} {
		b.sees(text)
	}
	b.press(".resources a", "user write")
	b.press("tbody a", "welcome")
	for _, text := range []string{"Customer enrollment", "erika", "view_userwritestage, over all objects", "3 users may not", "PATCH 200"} {
		b.sees(text)
	}
	b.press("pre a", `"3fa85f64`) // the group that it refers to
	b.wait("location.hash.startsWith('#/object/core/groups/')")
	b.sees("is_superuser")
	b.press(".resources a", "instances")
	b.press("tbody a", "Customer")
	b.sees("End of the flow")
	b.press(".resources a", "instances")
	b.press("tbody a", "default-oobe-setup")
	b.sees("Policy denied → End of the flow")
	if steps := eval[string](b, "[...document.querySelectorAll('.node')].map((node) => node.innerText.split('\\n').at(-1)).join(', ')"); !strings.HasPrefix(steps, "Pre-flow policies, default-oobe-password-usable, default-oobe-setup, stage-default-oobe-password, ") || !strings.HasSuffix(steps, ", End of the flow") {
		t.Errorf("the diagram is %s", steps)
	}
	b.press(".resources a", "roles")
	b.press("tbody a", "Stage editors")
	b.sees("authentik_stages_user_write.change_userwritestage")
	b.press(".resources a", "users")
	b.fill(".heading input", "nobody")
	b.wait("document.querySelectorAll('tbody tr').length === 1")
	b.quiet()
}

func TestAPatchIsSentAndTheStateTakenBack(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := newTab(t)
	b.open(f.url + "/__mock/#/state")
	b.fill("input[placeholder='a name']", "before")
	b.press("button", "Take")
	const kept = "document.querySelector('[aria-labelledby=snapshots] li')"
	b.wait(kept + ".innerText.startsWith('before')")
	b.open("about:blank")
	b.open(f.url + "/__mock/#/object/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6")
	b.wait("document.querySelector('.send textarea')?.value.includes('user_path_template')")
	b.fill(".send textarea", `{"name": "changed", "user_type": "robot"}`)
	b.press(".send button:enabled", "Send")
	b.sees("is not a valid choice")
	b.press("a", "Why")
	b.sees("user_type is refused as invalid_choice")
	b.open("about:blank")
	b.open(f.url + "/__mock/#/object/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6")
	b.fill(".send textarea", `{"name": "changed"}`)
	b.press(".send button:enabled", "Send")
	b.wait("document.querySelector('.object h2').innerText === 'changed'")
	b.press("nav a", "State")
	b.press("button", "Restore")
	b.sees("that of before takes its place")
	b.press("dialog[open] button", "Restore")
	f.until(stage, "the stage of the snapshot", func(_ int, body string) bool { return !strings.Contains(body, "changed") })
	f.ask("DELETE", stage, "")
	b.press("header button", "Reset")
	b.sees("go back to the seeds")
	b.keys(kb.Escape)
	b.wait("!document.querySelector('dialog[open]')")
	if status, _ := f.ask("GET", stage, ""); status != 404 {
		t.Errorf("a reset that was not wanted after all leaves a stage that is answered with %d", status)
	}
	b.press("header button", "Reset")
	b.press("dialog[open] button", "Reset")
	f.until(stage, "the stage of the seed", func(status int, _ string) bool { return status == 200 })
	b.quiet()
}

// execute tries the operation of the reference that is open, once Swagger UI has its parameters: it fails on what it has not
// resolved. Then it waits for the status, since leaving the page before is an error on the console.
func (b *tab) execute() {
	b.t.Helper()
	b.wait("document.querySelector('.opblock.is-open tr[data-param-name]')")
	b.press(".opblock.is-open button", "Execute")
	b.wait("document.querySelector('.live-responses-table tbody .response-col_status')?.innerText.match(/[0-9]{3}/)")
}

// TestTheReferenceTriesWithTheToken: offline, each operation marked.
func TestTheReferenceTriesWithTheToken(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := newTab(t)
	b.open(f.url + "/__mock/reference?workspace=#/core/core_groups_list")
	b.sees("operations proved")
	b.wait("[...new Set([...document.querySelectorAll('.opblock-summary-description')].map((e) => e.innerText))].sort().join() === 'modelled,proved'")
	b.wait("document.querySelector('.auth-wrapper .authorize.locked')") // the token is filled in
	b.execute()
	b.wait("document.querySelector('.live-responses-table tbody .response-col_status').innerText.startsWith('200')")
	f.until("/__mock/requests", "a request with the token", func(_ int, list string) bool { return strings.Contains(list, `"user":"akadmin"`) })
}

// TestTheFirstPageLeadsToWhatPeopleWant: each in two or three clicks, to somebody who knows the address alone.
func TestTheFirstPageLeadsToWhatPeopleWant(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.ask("PATCH", stage, `{"user_type": "robot"}`)
	b := newTab(t)
	b.do(watchClipboard(), watchDownloads())
	first := func() {
		b.open("about:blank")
		b.open(f.url + "/")
	}
	first() // why was a PATCH refused?
	b.sees("user_type: invalid_choice, sent was “robot”")
	b.sees("Would pass: one of internal, external")
	first() // who may see a stage?
	b.press("a", "State")
	b.press(".chain a", "customer-enrollment-write")
	b.wait("document.querySelector('[aria-labelledby=readers]').innerText.includes('erika')")
	first() // what a colleague opens, and a scenario of what happened
	b.press("a", "Why")
	b.press("button", "Copy link")
	b.wait("window.copied === " + quoted(f.url+"/__mock/#/x/1"))
	b.press("button", "Save as scenario")
	b.sees("authentik-mock verify request-1.yaml plays it")
	first() // the next two requests are to fail
	b.press("a", "Faults and time")
	b.press("button", "Turn on")
	b.sees("the next 2 requests: status 503")
	for range 2 {
		if status, _ := f.ask("GET", stage, ""); status != 503 {
			t.Errorf("the next request is answered with %d", status)
		}
	}
	b.quiet()
}

func TestWithoutJavaScriptThereIsASentence(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := newTab(t)
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	for path, words := range map[string]string{"/__mock/": "This page needs JavaScript", "/__mock/reference": "needs JavaScript", "/": "mock-token"} {
		b.open(f.url + path)
		if text := eval[string](b, "document.body.innerText"); !strings.Contains(text, words) {
			t.Errorf("%s says %q", path, text)
		}
	}
}
