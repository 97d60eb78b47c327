package mock_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

const usersMe = "/api/v3/core/users/me/"

// putFault sets a fault, and returns what the fake says of it.
func putFault(t testing.TB, s *mocktest.Server, name, fault string) map[string]any {
	t.Helper()
	return want(t, call(t, s, "PUT", "/__mock/faults/"+name, fault), 200).json(t)
}

// struck returns how often a fault fitted and struck.
func struck(t testing.TB, s *mocktest.Server, name string) (seen, struck any) {
	t.Helper()
	status := want(t, call(t, s, "GET", "/__mock/faults/"+name, ""), 200).json(t)
	return status["seen"], status["struck"]
}

// TestAFaultBitesAsOftenAsItSays: under many clients too, and neither more nor less.
func TestAFaultBitesAsOftenAsItSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault string
		bites int
	}{
		{`{"times": 2, "then": {"status": 500}}`, 2},
		{`{"after": 3, "then": {"status": 500}}`, 61},
		{`{"after": 60, "times": 3, "then": {"status": 500}}`, 3},
		{`{"match": {"nth": 5}, "then": {"status": 500}}`, 1},
		{`{"probability": 0, "then": {"status": 500}}`, 0},
		{`{"probability": 1, "then": {"status": 500}}`, 64},
		{`{"match": {"method": "PATCH"}, "then": {"status": 500}}`, 0},
		{`{"match": {"path": "/api/v3/core/*"}, "then": {"status": 500}}`, 64},
		{`{"match": {"path": "/api/v3/*/users/*e/"}, "then": {"status": 500}}`, 64},
		{`{"match": {"path": "/api/v3/core/users/"}, "then": {"status": 500}}`, 0},
		{`{"match": {"user": "akadmin"}, "then": {"status": 500}}`, 64},
		{`{"match": {"user": "erika"}, "then": {"status": 500}}`, 0},
	} {
		s := mocktest.Start(t, mock.Options{})
		putFault(t, s, "bites", c.fault)
		var bitten atomic.Int32
		var clients sync.WaitGroup
		for range 64 {
			clients.Go(func() {
				if call(t, s, "GET", usersMe, "").status == 500 {
					bitten.Add(1)
				}
			})
		}
		clients.Wait()
		if _, said := struck(t, s, "bites"); int(bitten.Load()) != c.bites || said != float64(c.bites) {
			t.Errorf("%s: bit %d times and says %v, want %d", c.fault, bitten.Load(), said, c.bites)
		}
	}
}

// TestAStatusIsWordedAsRESTFrameworkDoes, in the client's language where authentik's texts have it.
func TestAStatusIsWordedAsRESTFrameworkDoes(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	for _, c := range []struct {
		status  int
		headers []string
		detail  string
	}{
		{400, nil, "Malformed request."},
		{401, nil, "Authentication credentials were not provided."},
		{403, nil, "You do not have permission to perform this action."},
		{403, []string{"Accept-Language", "de"}, "Sie sind nicht berechtigt, diese Aktion durchzuführen."},
		{404, nil, "Not found."},
		{405, nil, `Method "PATCH" not allowed.`},
		{405, []string{"Accept-Language", "de"}, `Methode "PATCH" nicht erlaubt.`},
		{406, nil, "Could not satisfy the request Accept header."},
		{409, nil, "Conflict."},
		{499, nil, "A server error occurred."},
		{415, []string{"Content-Type", "text/xml"}, `Unsupported media type "text/xml" in request.`},
		{429, nil, "Request was throttled. Expected available in 1 second."},
	} {
		putFault(t, s, "a", fmt.Sprintf(`{"then": {"status": %d}}`, c.status))
		if detail := want(t, call(t, s, "PATCH", exampleAddress, "{}", c.headers...), c.status).json(t)["detail"]; detail != c.detail {
			t.Errorf("%d %v: %v, want %s", c.status, c.headers, detail, c.detail)
		}
	}
}

// TestAfterThreeTheFourthIsStruck: the requests before it are answered.
func TestAfterThreeTheFourthIsStruck(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	putFault(t, s, "later", `{"after": 3, "times": 1, "then": {"status": 404}}`)
	for i, status := range []int{200, 200, 200, 404, 200} {
		if got := call(t, s, "GET", usersMe, "").status; got != status {
			t.Errorf("request %d: %d, want %d", i+1, got, status)
		}
	}
	if seen, _ := struck(t, s, "later"); seen != 5.0 {
		t.Errorf("%v requests fitted", seen)
	}
}

// TestAFaultGoes: when it is removed, with the others, at a reset, and when its time is over. One of a file comes again.
func TestAFaultGoes(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "faults.yaml", "always:\n  match: {path: /api/v3/root/config/}\n  times: 1\n  then: {status: 429}\n")
	s := mocktest.Start(t, mock.Options{Faults: []string{file}})
	for _, end := range []string{"DELETE /__mock/faults/a", "DELETE /__mock/faults", "POST /__mock/reset"} {
		putFault(t, s, "a", `{"then": {"status": 404}}`)
		want(t, call(t, s, "GET", usersMe, ""), 404)
		method, path, _ := strings.Cut(end, " ")
		want(t, call(t, s, method, path, ""), 204)
		want(t, call(t, s, "GET", usersMe, ""), 200)
		wantOwn(t, call(t, s, "GET", "/__mock/faults/a", ""), 404, "fault", "GET /__mock/faults")
	}
	want(t, call(t, s, "GET", "/api/v3/root/config/", ""), 429)
	want(t, call(t, s, "GET", "/api/v3/root/config/", ""), 200)
	s.Reset()
	want(t, call(t, s, "GET", "/api/v3/root/config/", ""), 429)

	putFault(t, s, "short", `{"for": "1ns", "then": {"status": 404}}`)
	want(t, call(t, s, "GET", usersMe, ""), 200)
	put := time.Now()
	expires, err := time.Parse(time.RFC3339, putFault(t, s, "usual", `{"preset": "slow"}`)["expires"].(string))
	if left := expires.Sub(put.Truncate(time.Second)); err != nil || left < 10*time.Minute || left > 11*time.Minute {
		t.Errorf("it stays until %v (%v)", expires, err)
	}
}

// TestAFaultBelongsToItsWorkspace: and one of a file to each.
func TestAFaultBelongsToItsWorkspace(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "faults.yaml", "first:\n  match: {path: /api/v3/root/config/}\n  times: 1\n  then: {status: 429}\n")
	s := mocktest.Start(t, mock.Options{Faults: []string{file}})
	one := []string{"X-Mock-Workspace", "one"}
	for _, in := range [][]string{nil, one} {
		want(t, call(t, s, "GET", "/api/v3/root/config/", "", in...), 429)
		want(t, call(t, s, "GET", "/api/v3/root/config/", "", in...), 200)
	}
	want(t, call(t, s, "PUT", "/__mock/faults/a", `{"then": {"status": 404}}`, one...), 200)
	want(t, call(t, s, "GET", usersMe, ""), 200)
	want(t, call(t, s, "GET", usersMe, "", one...), 404)
	want(t, call(t, s, "GET", usersMe, "", "Authorization", "Bearer "+s.Token+"~one"), 404)
	want(t, call(t, s, "POST", "/__mock/reset", ""), 204)
	want(t, call(t, s, "GET", usersMe, "", one...), 404)
	want(t, call(t, s, "POST", "/__mock/reset", "", one...), 204)
	want(t, call(t, s, "GET", usersMe, "", one...), 200)
}

// TestARequestWithoutItsWorkspaceMeetsNoFault: it is refused, and counts in no world.
func TestARequestWithoutItsWorkspaceMeetsNoFault(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{RequireWorkspace: true})
	putFault(t, s, "a", `{"then": {"status": 404}}`)
	want(t, call(t, s, "GET", usersMe, ""), 400)
	if seen, _ := struck(t, s, "a"); seen != 0.0 {
		t.Errorf("%v requests fitted", seen)
	}
}

// TestATestSetsFaults without an address, and is told what is none.
func TestATestSetsFaults(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	s.Fault("flaky", "{times: 1, then: {status: 503}}")
	want(t, call(t, s, "GET", usersMe, ""), 503)
	want(t, call(t, s, "GET", usersMe, ""), 200)
	for name, fault := range map[string]string{"a b": "{preset: slow}", "a": "{preset: slwo}"} {
		ending := &endingTest{TB: t}
		s := mocktest.Start(ending, mock.Options{Seeds: []string{mock.SeedFresh}})
		var all sync.WaitGroup
		all.Go(func() { s.Fault(name, fault) })
		all.Wait()
		if !strings.HasPrefix(ending.says, "mock: ") {
			t.Errorf("%s: says %q", fault, ending.says)
		}
	}
}

// TestAFaultThatIsPutAgainCountsFromZero: a second run of a test finds its fault as the first did.
func TestAFaultThatIsPutAgainCountsFromZero(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	for range 2 {
		putFault(t, s, "once", `{"times": 1, "then": {"status": 404}}`)
		want(t, call(t, s, "GET", usersMe, ""), 404)
		want(t, call(t, s, "GET", usersMe, ""), 200)
	}
	if list := call(t, s, "GET", "/__mock/faults", "").json(t)["faults"].([]any); len(list) != 1 {
		t.Errorf("there are %v", list)
	}
}

// renaming changes the name of the example stage and reports whether it changed.
func renaming(t testing.TB, s *mocktest.Server, name string) (status int, changed bool) {
	t.Helper()
	a, err := tryCall(s, "PATCH", exampleAddress, fmt.Sprintf(`{"name": %q}`, name))
	if err == nil {
		status = a.status
	}
	want(t, call(t, s, "DELETE", "/__mock/faults", ""), 204)
	return status, call(t, s, "GET", exampleAddress, "").json(t)["name"] == name
}

// tryCall returns call for a request whose connection may fail.
func tryCall(s *mocktest.Server, method, path, body string, headers ...string) (answer, error) {
	request, _ := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+s.Token)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}} // it tries GET again on an old connection
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(text)}, err
}

// TestAFaultStrikesBeforeOrAfterTheChange: as it says, and before if it does not.
func TestAFaultStrikesBeforeOrAfterTheChange(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12"})
	for i, c := range []struct {
		fault   string
		status  int
		changed bool
	}{
		{`{"preset": "crash"}`, 405, false},
		{`{"preset": "crash", "when": "after"}`, 405, true},
		{`{"then": {"status": 502}}`, 502, false},
		{`{"when": "after", "then": {"status": 502}}`, 502, true},
		{`{"preset": "reset"}`, 0, false},
		{`{"preset": "reset", "when": "after"}`, 0, true},
		{`{"preset": "empty"}`, 0, false},
		{`{"preset": "empty", "when": "after"}`, 0, true},
		{`{"preset": "truncated"}`, 0, true},
		{`{"preset": "drip", "then": {"delay": "1ms"}}`, 200, true},
		{`{"then": {"delay": "1ms"}}`, 200, true},
		{`{"when": "after", "then": {"delay": "1ms"}}`, 200, true},
		{`{"preset": "permission-lost"}`, 403, false},
		{`{"preset": "token-expired"}`, 403, false},
	} {
		putFault(t, s, "a", c.fault)
		if status, changed := renaming(t, s, fmt.Sprintf("name %d", i)); status != c.status || changed != c.changed {
			t.Errorf("%s: %d, changed %t, want %d, %t", c.fault, status, changed, c.status, c.changed)
		}
	}
}

func TestWhatHappensToTheConnection(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	whole := call(t, s, "GET", usersMe, "").text
	ask := func(fault, method string) (answer, error) {
		t.Helper()
		putFault(t, s, "a", fault)
		return tryCall(s, method, usersMe, "")
	}
	if _, err := ask(`{"preset": "reset"}`, "GET"); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset: %v", err)
	}
	if _, err := ask(`{"preset": "empty"}`, "GET"); !errors.Is(err, io.EOF) {
		t.Errorf("empty: %v", err)
	}
	if a, err := ask(`{"preset": "truncated"}`, "GET"); !errors.Is(err, io.ErrUnexpectedEOF) || a.status != 200 || a.text == "" || !strings.HasPrefix(whole, a.text) || a.text == whole {
		t.Errorf("truncated: %v, %d %q", err, a.status, a.text)
	}
	if a, err := ask(`{"preset": "truncated"}`, "HEAD"); err == nil {
		t.Errorf("truncated HEAD: %d", a.status)
	}
	if a, err := ask(`{"then": {"status": 500, "connection": "truncated"}}`, "GET"); !errors.Is(err, io.ErrUnexpectedEOF) || a.status != 500 {
		t.Errorf("truncated 500: %v, %d", err, a.status)
	}
	if a, err := ask(`{"then": {"connection": "drip", "delay": "20ms"}}`, "GET"); err != nil || a.text != whole {
		t.Errorf("drip: %v %q", err, a.text)
	}
}

// TestADripComesInParts: the first of them before the last was sent.
func TestADripComesInParts(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	putFault(t, s, "a", `{"then": {"connection": "drip", "delay": "200ms"}}`)
	connection, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprintf(connection, "GET /api/v3/root/config/ HTTP/1.1\nHost: localhost\n\n")
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1<<20)
	if n, err := response.Body.Read(first); err != nil || n == 0 || int64(n) >= response.ContentLength {
		t.Errorf("the first part has %d of %d bytes (%v)", n, response.ContentLength, err)
	}
}

// TestADelayEndsWithItsClient also checks that a delay does not block others: it lasts an hour.
func TestADelayEndsWithItsClient(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Logger: slog.New(mock.NewTextHandler(&log))})
	putFault(t, s, "a", `{"match": {"method": "PATCH"}, "then": {"delay": "1h"}}`)
	putFault(t, s, "b", `{"match": {"method": "PATCH"}, "then": {"delay": "59m..1h"}}`)
	connection, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(connection, "PATCH %s HTTP/1.1\nHost: localhost\nAuthorization: Bearer %s\nContent-Type: application/json\nContent-Length: 14\n\n{\"name\":\"new\"}", exampleAddress, s.Token)
	for {
		if _, struck := struck(t, s, "a"); struck == 1.0 {
			break
		}
	}
	want(t, call(t, s, "POST", "/api/v3/core/groups/", `{"name": "meanwhile"}`), 201)
	connection.Close()
	logged := ""
	for !strings.Contains(logged, "PATCH "+exampleAddress+" 0 - fault: a; fault: b") {
		time.Sleep(time.Millisecond)
		logged += log.take()
	}
	if name := call(t, s, "GET", exampleAddress, "").json(t)["name"]; name == "new" {
		t.Error("the state changed")
	}
}

// TestTheFirstFaultAnswers: another that fits does not even count as one that struck, but for a delay.
func TestTheFirstFaultAnswers(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	for _, line := range []string{`a {"then": {"delay": "2ms"}}`, `b {"then": {"status": 404, "delay": "1ms"}}`, `c {"times": 1, "then": {"status": 403}}`} {
		name, fault, _ := strings.Cut(line, " ")
		putFault(t, s, name, fault)
	}
	want(t, call(t, s, "GET", usersMe, ""), 404)
	for name, times := range map[string]float64{"a": 1, "b": 1, "c": 0} {
		if _, got := struck(t, s, name); got != times {
			t.Errorf("%s struck %v times", name, got)
		}
	}
}

// TestAFaultIsInTheLogAndNotInTheAnswer.
func TestAFaultIsInTheLogAndNotInTheAnswer(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Logger: slog.New(mock.NewTextHandler(&log))})
	putFault(t, s, "flaky", `{"preset": "crash"}`)
	log.take()
	a := want(t, call(t, s, "GET", usersMe, ""), 500)
	if got := log.take(); got != "GET "+usersMe+" 500 - fault: flaky\n" {
		t.Errorf("logged %q", got)
	}
	for name := range a.header {
		if strings.HasPrefix(name, "X-") && !strings.HasPrefix(name, "X-Powered") && !strings.HasPrefix(name, "X-Frame") && !strings.HasPrefix(name, "X-Content") {
			t.Errorf("the answer has %s", name)
		}
	}
	want(t, call(t, s, "GET", "/__mock/health", ""), 200) // the fake's own addresses meet none
	if seen, _ := struck(t, s, "flaky"); seen != 1.0 {
		t.Errorf("%v requests fitted", seen)
	}
}

// TestAFileOfFaultsNamesThePlaceOfItsMistake.
func TestAFileOfFaultsNamesThePlaceOfItsMistake(t *testing.T) {
	t.Parallel()
	good := writeFile(t, "good.yaml", "slow: {preset: slow}\n")
	for text, says := range map[string]string{
		"a:\n  preset: slow\n  tims: 2\n":        `bad.yaml:3:3: a fault has no "tims": did you mean times?`,
		"a:\n  then:\n    status: 99\n":          "bad.yaml:3:13: the status of a fault",
		"a b: {preset: slow}\n":                  "bad.yaml:1:1: ",
		"- preset: slow\n":                       "bad.yaml:1:1: a file of faults must be a mapping",
		"a: {preset: slow}\na: {preset: slow}\n": "already defined",
		"a:\n\tb\n":                              "bad.yaml:2:1: YAML is indented",
		"a:\n":                                   "bad.yaml:1:1: a fault does something",
		"slow: {preset: crash}\n":                `both have a fault "slow"`,
	} {
		bad := writeFile(t, "bad.yaml", text)
		_, err := mock.New(mock.Options{Seeds: []string{"fresh"}, Faults: []string{good, bad}})
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), filepath.Dir(bad)+"/", ""), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
	if _, err := mock.New(mock.Options{Faults: []string{good + ".not"}}); err == nil || !strings.Contains(err.Error(), "cannot read the faults") {
		t.Errorf("a file that is not there: %v", err)
	}
}
