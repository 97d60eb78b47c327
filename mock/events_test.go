package mock_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// event is one that a stream sent.
type event struct {
	id, kind string
	data     map[string]any
}

// stream is a stream of events that a test reads.
type stream struct {
	*testing.T
	lines *bufio.Scanner
	close func() error
}

// listen opens a stream; query may be empty, and last is the id of the last event that was seen.
func listen(t *testing.T, url, query, last string) *stream {
	t.Helper()
	request, _ := http.NewRequest("GET", url+"/__mock/events"+query, nil)
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	s := &stream{t, bufio.NewScanner(response.Body), response.Body.Close}
	t.Cleanup(func() { s.close() })
	if media := response.Header.Get("Content-Type"); response.StatusCode != 200 || media != "text/event-stream" || response.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", response.StatusCode, response.Header)
	}
	s.lines.Scan()
	if s.lines.Text() != "retry: 1000" {
		t.Fatalf("the stream begins with %q", s.lines.Text())
	}
	s.lines.Scan()
	return s
}

// patience is how long a test waits for what comes at once: one that waits in vain fails.
const patience = 8 * time.Second

// next returns the next event.
func (s *stream) next() event {
	s.Helper()
	defer time.AfterFunc(patience, func() { s.close() }).Stop()
	var e event
	for s.lines.Scan() && s.lines.Text() != "" {
		name, value, _ := strings.Cut(s.lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.kind = value
		case "data":
			if err := json.Unmarshal([]byte(value), &e.data); err != nil {
				s.Fatal(err)
			}
		}
	}
	if e.kind == "" {
		s.Fatal("the stream ended")
	}
	return e
}

// wants fails the test unless the next event is of a kind, and has this in its data.
func (s *stream) wants(kind, member string, value any) event {
	s.Helper()
	e := s.next()
	if e.kind != kind || e.data[member] != value || e.id == "" {
		s.Fatalf("%+v, want a %s with %s %v", e, kind, member, value)
	}
	return e
}

func TestAStreamTellsWhatHappens(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	events := listen(t, s.URL, "", "")
	want(t, call(t, s, "GET", usersMe+"?a=b", ""), 200)
	e := events.wants("request", "path", usersMe)
	id, _ := e.data["id"].(float64)
	if id < 1 || e.data["kind"] != "ok" || e.data["status"] != 200.0 || e.data["method"] != "GET" || e.data["query"] != "a=b" || e.data["user"] != "akadmin" || e.data["workspace"] != "" {
		t.Errorf("%v", e.data)
	}
	want(t, call(t, s, "PATCH", exampleAddress, `{"name": "new"}`), 200)
	events.wants("state", "cause", "request")
	events.wants("request", "method", "PATCH")
	want(t, call(t, s, "PATCH", exampleAddress, `{"name": ""}`), 400)
	if e := events.wants("request", "status", 400.0); fmt.Sprint(e.data["reasons"]) != "[name: blank]" {
		t.Errorf("%v", e.data)
	}
	want(t, call(t, s, "GET", "/__mock/health", ""), 200) // a page that listens would hear itself
	want(t, call(t, s, "POST", "/__mock/reset", ""), 204)
	events.wants("state", "cause", "reset")
	want(t, call(t, s, "PUT", "/__mock/snapshots/a", ""), 200)
	want(t, call(t, s, "POST", "/__mock/snapshots/a/restore", ""), 204)
	events.wants("state", "cause", "restore")
	want(t, call(t, s, "POST", "/__mock/reset?reload=true", ""), 204)
	events.wants("reload", "error", "")
	events.wants("state", "cause", "reset")
	for _, change := range []string{`{"advance": "1h"}`, `{"frozen": "2030-01-01T00:00:00Z"}`, `{"frozen": null}`} {
		want(t, call(t, s, "PUT", "/__mock/clock", change), 200)
		events.wants("state", "cause", "clock")
	}
	want(t, call(t, s, "GET", usersMe+"?token=hide-me", "", "X-Mock-Workspace", "one"), 200) // of another world
	want(t, call(t, s, "GET", usersMe+"?token=hide-me", ""), 200)
	if e := events.wants("request", "workspace", ""); strings.Contains(fmt.Sprint(e.data), "hide-me") {
		t.Errorf("%v", e.data)
	}
}

// TestAStreamIsOfOneWorldOrOfAll: as the request says.
func TestAStreamIsOfOneWorldOrOfAll(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	one, all := listen(t, s.URL, "?workspace=one", ""), listen(t, s.URL, "?workspace=*", "")
	call(t, s, "GET", "/a", "")
	call(t, s, "GET", "/b", "", "X-Mock-Workspace", "one")
	one.wants("request", "path", "/b")
	all.wants("request", "path", "/a")
	if e := all.wants("request", "path", "/b"); e.data["workspace"] != "one" {
		t.Errorf("%v", e.data)
	}
}

// TestAStreamGoesOnWhereItBrokeOff: and says so if it cannot.
func TestAStreamGoesOnWhereItBrokeOff(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	first, second := listen(t, s.URL, "", ""), listen(t, s.URL, "", "")
	ask := func(path string) {
		t.Helper()
		call(t, s, "GET", path, "")
	}
	ask("/a")
	seen := first.wants("request", "path", "/a").id
	first.close()
	ask("/b")
	ask("/c")
	again := listen(t, s.URL, "", seen)
	again.wants("request", "path", "/b")
	seen = again.wants("request", "path", "/c").id

	again.close()
	second.close()
	for openStreams(t, s) > 0 {
		time.Sleep(time.Millisecond)
	}
	listen(t, s.URL, "", seen).close() // nothing happened: no gap
	for openStreams(t, s) > 0 {
		time.Sleep(time.Millisecond)
	}
	ask("/d")
	ask("/e")
	after := listen(t, s.URL, "", seen)
	after.wants("gap", "missed", 2.0)
	ask("/f")
	after.wants("request", "path", "/f")
	another := mocktest.Start(t, mock.Options{})
	events := listen(t, another.URL, "", "")
	call(t, another, "GET", "/a", "")
	ofAnother := events.wants("request", "path", "/a").id
	for _, other := range []string{ofAnother, "other-1", "nonsense", strings.Split(seen, "-")[0] + "-99"} {
		stranger := listen(t, s.URL, "", other)
		stranger.wants("gap", "missed", 0.0)
		stranger.close()
	}
}

// openStreams returns how many streams are open.
func openStreams(t *testing.T, s *mocktest.Server) float64 {
	t.Helper()
	return sample(t, s, "authentik_mock_event_streams")
}

func TestThereIsAMostOfStreams(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	var last *stream
	for range 32 {
		last = listen(t, s.URL, "", "")
	}
	wantOwn(t, call(t, s, "GET", "/__mock/events", ""), 429, "limit", "32 streams")
	last.close()
	for openStreams(t, s) == 32 {
		time.Sleep(time.Millisecond)
	}
	listen(t, s.URL, "", "")
}

// TestAShutdownEndsStreamsAndWaits: a server waits for what is under way, and these last long.
func TestAShutdownEndsStreamsAndWaits(t *testing.T) {
	t.Parallel()
	handler, err := mock.New(mock.Options{Seeds: []string{"fresh"}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the handler outlives a server
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		busy := make(chan bool, 2)
		server := &http.Server{Handler: handler, ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateActive {
				busy <- true
			}
		}}
		go server.Serve(listener)
		events := listen(t, "http://"+listener.Addr().String(), "", "")
		waiting, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(waiting, "GET /__mock/requests/wait?n=1000&timeout=10m HTTP/1.1\r\nHost: localhost\r\n\r\n")
		<-busy
		<-busy
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		if err := server.Shutdown(ctx); err != nil {
			server.Close()
			t.Fatal(err)
		}
		cancel()
		if status, _ := bufio.NewReader(waiting).ReadString('\n'); !strings.Contains(status, " 503 ") {
			t.Errorf("a wait ends with %q", status)
		}
		waiting.Close()
		if events.lines.Scan() {
			t.Errorf("the stream goes on with %q", events.lines.Text())
		}
	}
}

// TestAStreamIsOfOneWorkspace: two names are a mistake, as everywhere.
func TestAStreamIsOfOneWorkspace(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	wantOwn(t, call(t, s, "GET", "/__mock/events?workspace=a", "", "X-Mock-Workspace", "b"), 400, "workspace", "two workspaces")
	wantOwn(t, call(t, s, "GET", "/__mock/events?workspace=not%20a%20name", ""), 400, "workspace", "cannot be called")
}

// metricsOf returns the lines of the metrics that begin so.
func metricsOf(t testing.TB, s *mocktest.Server, prefix string) (lines []string) {
	t.Helper()
	for line := range strings.Lines(want(t, call(t, s, "GET", "/__mock/metrics", ""), 200).text) {
		if strings.HasPrefix(line, prefix) {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

// sample returns the value of a metric without labels.
func sample(t testing.TB, s *mocktest.Server, name string) (value float64) {
	t.Helper()
	lines := metricsOf(t, s, name+" ")
	if len(lines) != 1 {
		t.Fatalf("%s: %q", name, lines)
	}
	fmt.Sscan(strings.TrimPrefix(lines[0], name+" "), &value)
	return value
}

// TestMetricsCountByRoute checks that keys in an address do not matter, and that unknown addresses and
// methods count as one.
func TestMetricsCountByRoute(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	for i := range 20 {
		call(t, s, "GET", fmt.Sprintf("/api/v3/stages/user_write/%d/", i), "")
		call(t, s, "GET", fmt.Sprintf("/wp-admin/%d%%22%%0A", i), "")
		call(t, s, fmt.Sprintf("BREW%d", i), "/wp-admin", "")
	}
	want(t, call(t, s, "GET", exampleAddress, ""), 200)
	want(t, call(t, s, "GET", exampleAddress, ""), 200)
	putFault(t, s, "a", `{"times": 1, "then": {"status": 429}}`)
	want(t, call(t, s, "GET", exampleAddress, ""), 429)
	const route = `authentik_mock_requests_total{method="GET",route="/api/v3/stages/user_write/{id}/",status=`
	got := strings.Join(metricsOf(t, s, "authentik_mock_requests_total"), "\n")
	for _, line := range []string{route + `"200"} 2`, route + `"404"} 20`, route + `"429"} 1`,
		`authentik_mock_requests_total{method="GET",route="unmatched",status="404"} 20`, `authentik_mock_requests_total{method="other",route="unmatched",status="405"} 20`} {
		if !strings.Contains(got+"\n", line+"\n") {
			t.Errorf("want %s in\n%s", line, got)
		}
	}
	if n := strings.Count(got, "\n") + 1; n != 5 {
		t.Errorf("%d series:\n%s", n, got)
	}
	for _, line := range []string{`_bucket{method="GET",route="unmatched",le="+Inf"} 20`, `_count{method="GET",route="unmatched"} 20`} {
		if lines := metricsOf(t, s, "authentik_mock_request_duration_seconds"+line); len(lines) != 1 {
			t.Errorf("no %s", line)
		}
	}
	if sum := metricsOf(t, s, `authentik_mock_request_duration_seconds_sum{method="GET",route="unmatched"}`); len(sum) != 1 || strings.HasSuffix(sum[0], " 0") {
		t.Errorf("the sum is %q", sum)
	}
	want(t, call(t, s, "GET", usersMe, "", "X-Mock-Workspace", "one"), 200)
	if sample(t, s, "authentik_mock_worlds") != 2 || sample(t, s, "authentik_mock_journal_entries") != 64 || sample(t, s, "authentik_mock_journal_bytes") < 1<<10 {
		t.Error("a gauge of the worlds is wrong")
	}
	if sample(t, s, "authentik_mock_faults") != 1 || sample(t, s, "authentik_mock_heap_bytes") < 1<<20 || sample(t, s, "authentik_mock_state_bytes") < 1<<10 {
		t.Error("a gauge is wrong")
	}
	if media := call(t, s, "GET", "/__mock/metrics", "").header.Get("Content-Type"); media != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("Content-Type: %s", media)
	}
}

// TestMetricsTellOfTheProcess runs alone, since it counts what all tests share.
func TestMetricsTellOfTheProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the kernel tells of descriptors and memory on Linux")
	}
	s := mocktest.Start(t, mock.Options{})
	const connections, most = 64, 32 // others may end meanwhile
	descriptors, goroutines := sample(t, s, "process_open_fds"), sample(t, s, "go_goroutines")
	for range connections {
		connection, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		if _, err := fmt.Fprint(connection, "GET /-/health/live/ HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := connection.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	if more := sample(t, s, "process_open_fds") - descriptors; more < connections-most {
		t.Errorf("%d connections are %v more descriptors", connections, more)
	}
	if more := sample(t, s, "go_goroutines") - goroutines; more < connections-most {
		t.Errorf("%d connections are %v more goroutines", connections, more)
	}
	if bytes := sample(t, s, "process_resident_memory_bytes"); bytes < 1<<20 || bytes > 1<<40 {
		t.Errorf("%v bytes of memory", bytes)
	}
}
