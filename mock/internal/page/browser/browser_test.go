// Package browser tests the page of a fake in a browser. It is a module of its own, so that the program does
// not depend on what drives the browser. make page-test runs it.
package browser

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is the time limit of a tab, and of what a test waits for: only a test that fails takes so long.
const (
	patience     = 5 * time.Minute
	stepPatience = time.Minute
)

// Stage is the stage of the demo seed, whose address the documentation has.
const stage = "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/"

// fake is a running fake.
type fake struct {
	t   *testing.T
	url string
}

// start runs the program with flags until the test ends.
func start(t *testing.T, flags ...string) *fake {
	t.Helper()
	binary := os.Getenv("AUTHENTIK_MOCK_BINARY")
	if binary == "" {
		t.Fatal("run make page-test, which builds the program and names it in AUTHENTIK_MOCK_BINARY")
	}
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, binary, append([]string{"serve", "--port", "0", "--ready", "json", "--log", "off"}, flags...)...)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); command.Wait() })
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var ready struct{ Address string }
	if err == nil {
		err = json.Unmarshal(line, &ready)
	}
	if err != nil || ready.Address == "" {
		t.Fatalf("the program said %q (%v)", line, err)
	}
	go io.Copy(io.Discard, out)
	return &fake{t, ready.Address}
}

// ask sends a request with the administrator's token and returns status and body. Headers alternate name and value.
func (f *fake) ask(method, path, body string, headers ...string) (int, string) {
	f.t.Helper()
	r, err := http.NewRequest(method, f.url+path, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	if !strings.HasPrefix(path, "/__mock/") {
		r.Header.Set("Authorization", "Bearer mock-token")
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text)
}

// until asks the fake until a GET is answered with what is wanted.
func (f *fake) until(path, what string, wanted func(status int, body string) bool) {
	f.t.Helper()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	status, body := 0, ""
	for end := time.Now().Add(stepPatience); time.Now().Before(end); <-tick.C {
		if status, body = f.ask("GET", path, ""); wanted(status, body) {
			return
		}
	}
	f.t.Fatalf("GET %s is not answered with %s, but with %d %s", path, what, status, body)
}

// followed waits until so many browsers read the stream of events: what happens from then on is told.
func (f *fake) followed(streams int) {
	f.t.Helper()
	line := fmt.Sprintf("authentik_mock_event_streams %d\n", streams)
	f.until("/__mock/metrics", line, func(_ int, body string) bool { return strings.Contains(body, line) })
}

// chromium is the one browser of all tests.
var chromium context.Context

func TestMain(m *testing.M) {
	path := os.Getenv("CHROMIUM")
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true))
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	browser, end := chromedp.NewContext(allocated)
	defer end()
	if err := chromedp.Do(browser); err != nil {
		fmt.Fprintf(os.Stderr, "no browser starts from CHROMIUM=%q: %v\n", path, err)
		os.Exit(1)
	}
	chromium = browser
	code := m.Run()
	chromedp.Cancel(browser)
	os.Exit(code)
}

// tab is a tab of the browser.
type tab struct {
	t   *testing.T
	ctx context.Context
	// said collects what the console reports as errors.
	said *notes
}

// notes collects what the browser tells while a test goes on.
type notes struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (n *notes) add(values ...any) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	fmt.Fprintln(&n.text, values...)
}

func (n *notes) String() string {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return n.text.String()
}

// newTab opens a tab. Tabs of one test share cookies and workers with those that are opened from them.
func newTab(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	return opened(t, ctx)
}

// beside opens another tab of the same window.
func (b *tab) beside() *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	return opened(b.t, ctx)
}

// underscores is what Swagger UI says of every address of an operation, since authentik's names have underscores.
const underscores = "escaping deep link whitespace"

func opened(t *testing.T, ctx context.Context) *tab {
	t.Helper()
	b := &tab{t, ctx, &notes{}}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	b.ctx = limited
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		if err == nil && slower() > 1 {
			_, err = cdp.Call(ctx, target, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slower()})
		}
		return err
	}))
	must(t, chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			b.said.add(e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError {
				for _, arg := range e.Args {
					if strings.Contains(string(arg.Value), underscores) {
						continue
					}
					b.said.add(arg.Description, string(arg.Value))
				}
			}
		}
	}))
	return b
}

// slower is how many times slower than the machine the pages of the browser are to run: the number in SLOWER.
var slower = sync.OnceValue(func() float64 {
	times, err := strconv.ParseFloat(cmp.Or(os.Getenv("SLOWER"), "1"), 64)
	if err != nil || times < 1 {
		panic("SLOWER takes a number of at least 1, such as 6, and has " + os.Getenv("SLOWER"))
	}
	return times
})

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// do runs actions.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	must(b.t, chromedp.Do(b.ctx, actions...))
}

// open opens an address.
func (b *tab) open(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate(address))
}

// eval returns the value of an expression.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// wait waits until an expression is true.
func (b *tab) wait(expression string) {
	b.t.Helper()
	tick := time.NewTicker(30 * time.Millisecond) // the browser's own polling ends when the document changes
	defer tick.Stop()
	for end := time.Now().Add(stepPatience); time.Now().Before(end); <-tick.C {
		if reached, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")")); err == nil && reached {
			return
		}
	}
	text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerText"))
	b.t.Fatalf("it is not so that %s\nthe page says:\n%s\nthe console says:\n%s", expression, text, b.said)
}

// sees waits until the page shows a text.
func (b *tab) sees(text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf("document.body.innerText.includes(%s)", quoted(text)))
}

// press clicks the first element of a selector whose text begins with text, as soon as it is there.
func (b *tab) press(selector, text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`((e) => e && (e.click(), true))([...document.querySelectorAll(%s)].find((e) => (e.ariaLabel ?? e.innerText).trim().startsWith(%s)))`, quoted(selector), quoted(text)))
}

// fill puts a text into the first element of a selector, as if it had been typed, as soon as that takes it: a list has the
// option then.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.wait(fmt.Sprintf(`((e, text) => {
		if (!e) return false;
		e.value = text;
		if (e.value !== text) return false;
		for (const kind of ["input", "change"]) e.dispatchEvent(new Event(kind, {bubbles: true}));
		return true;
	})(document.querySelector(%s), %s)`, quoted(selector), quoted(text)))
}

// keys presses keys.
func (b *tab) keys(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// quoted returns a text as JavaScript.
func quoted(text string) string {
	encoded, _ := json.Marshal(text)
	return string(encoded)
}

// size sets the size of the window, and theme light or dark.
func (b *tab) size(width, height int64, theme string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
		})
		return err
	}))
}

// quiet fails the test if the console has reported an error.
func (b *tab) quiet() {
	b.t.Helper()
	if said := b.said.String(); said != "" {
		b.t.Errorf("the console says: %s", said)
	}
}
