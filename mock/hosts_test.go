package mock_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// sendRaw sends a request as it is written, with \n for the ends of its lines, on a connection of its own.
func sendRaw(t *testing.T, s *mocktest.Server, request string) answer {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := io.WriteString(connection, strings.ReplaceAll(request, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

// wantOwn fails the test if an answer is not a problem of the fake's own, of this status and kind, whose sentence holds says.
func wantOwn(t *testing.T, a answer, status int, kind, says string) {
	t.Helper()
	detail, _ := want(t, a, status).json(t)["detail"].(string)
	if got := a.header.Get("X-Authentik-Mock"); got != kind {
		t.Errorf("X-Authentik-Mock is %q, want %q", got, kind)
	}
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type is %q", got)
	}
	if !strings.Contains(detail, says) || !strings.HasSuffix(detail, ".") || strings.Count(detail, ". ") > 0 {
		t.Errorf("want one sentence with %q: %q", says, detail)
	}
	for _, name := range []string{"X-Powered-By", "Access-Control-Allow-Origin"} {
		if got := a.header.Get(name); got != "" {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func TestHostsThatMayBeAsked(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Seeds: []string{"fresh"}, AllowHosts: []string{"Mock.Example.", ".wide.example", "*.below.example"}})
	for status, hosts := range map[int][]string{
		200: {
			"localhost", "LocalHost", "localhost.", "localhost:9000", "localhost:", "localhost.:80",
			"app.localhost", "a.b.LOCALHOST:5173", "app.localhost.",
			"127.0.0.1", "127.0.0.1:9000", "127.0.0.1.", "192.168.1.7:80", "0.0.0.0", "8.8.8.8",
			"[::1]", "[::1]:9000", "[::]", "[fe80::1%25eth0]:9000", "[fe80::1%eth0]", "[::ffff:127.0.0.1]", "[2001:DB8::1]",
			"mock", "authentik_mock-1:9000", "MOCK.",
			"mock.example", "MOCK.example.:9000", "wide.example", "a.wide.example", "a.b.Wide.Example:1", "a.below.example",
		},
		421: {
			"", ":9000", ".", ".localhost", "a..localhost", "localhost..",
			"evil.example", "evil.example:9000", "localhost.evil.example", "app.localhost.evil.example", "evillocalhost.example",
			"127.0.0.1.evil.example", "127.0.0.1.nip.example", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1.5", "127.0.0.256", "1.2.3.4.5:80",
			"[::1].evil", "[::1]evil:80", "[::1", "[::1]:evil", "[127.0.0.1]", "[evil.example]", "[]", "::1", "::1:9000",
			"localhost:evil.example", "localhost:80:80", "localhost%2eevil", "localhost,evil",
			"sub.mock.example", "mock.example.evil", "mockXexample.org", "evilwide.example", "wide.example.evil", "below.example", ".below.example",
		},
		400: {"localhost:80@evil.example", "user@localhost", "evil。example"}, // by net/http itself
	} {
		for _, host := range hosts {
			if a := sendRaw(t, s, "GET /-/health/live/ HTTP/1.1\nHost: "+host+"\nConnection: close\n\n"); a.status != status {
				t.Errorf("%q: %d, want %d: %s", host, a.status, status, a.text)
			}
		}
	}
}

// TestARequestForAnotherHostIsRefusedWhereverItGoes: a name that a page makes point at this machine reaches nothing.
func TestARequestForAnotherHostIsRefusedWhereverItGoes(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{CORS: true})
	const rebound = "evil.example:9000"
	for _, line := range []string{
		"GET /api/v3/core/users/", "OPTIONS /api/v3/core/users/", "GET /api/v3/", "DELETE " + exampleAddress, "GET /api/v3/stages/captcha/",
		"GET /api/v3//core/users/", "GET /api/../x", "GET /__mock/blueprint/", "POST /__mock/reset/", "GET /-/health/live/", "GET /-/health/ready/",
		"GET /", "PUT /nowhere", "BREW /api/v3/core/users/", "GET /api/v3/core/users/?q=%zz",
	} {
		method, path, _ := strings.Cut(line, " ")
		a := call(t, s, method, path, "", "Host", rebound, "Origin", "http://"+rebound, "X-Forwarded-Host", "localhost", "Forwarded", "host=localhost")
		wantOwn(t, a, 421, "host", "--allow-host evil.example ")
	}
	want(t, call(t, s, "GET", exampleAddress, "", "X-Forwarded-Host", rebound), 200)
	wantOwn(t, sendRaw(t, s, "OPTIONS * HTTP/1.1\nHost: "+rebound+"\nConnection: close\n\n"), 421, "host", "--allow-host evil.example ")
	want(t, sendRaw(t, s, "OPTIONS * HTTP/1.1\nHost: localhost\nConnection: close\n\n"), 200)
	// The host of an address counts before the header, as RFC 9112 has it.
	wantOwn(t, sendRaw(t, s, "GET http://user@evil.example/-/health/live/ HTTP/1.1\nHost: localhost\nConnection: close\n\n"), 421, "host", "--allow-host evil.example ")
	wantOwn(t, sendRaw(t, s, "GET /-/health/live/ HTTP/1.0\n\n"), 421, "host", "--allow-host NAME ")
	if a := sendRaw(t, s, "GET /-/health/live/ HTTP/1.1\nHost: localhost\nHost: evil.example\nConnection: close\n\n"); a.status != 400 {
		t.Errorf("two hosts: %d", a.status)
	}
}

// TestAHandlerWithoutAListenerTakesTheHostOfTestRequests: httptest.NewRequest says example.com if it is not told another.
func TestAHandlerWithoutAListenerTakesTheHostOfTestRequests(t *testing.T) {
	t.Parallel()
	handler, err := mock.New(mock.Options{Seeds: []string{"fresh"}})
	if err != nil {
		t.Fatal(err)
	}
	status := func(target string) int {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest("GET", target, nil))
		return answer.Code
	}
	if got := status("/-/health/live/"); got != 200 {
		t.Errorf("the host of httptest: %d", got)
	}
	if got := status("http://evil.example/-/health/live/"); got != 421 {
		t.Errorf("another host: %d", got)
	}
	listening := httptest.NewServer(handler)
	defer listening.Close()
	s := &mocktest.Server{URL: listening.URL}
	if got := call(t, s, "GET", "/-/health/live/", "", "Host", "example.com").status; got != 421 {
		t.Errorf("that host over a connection: %d", got)
	}
}

func TestHostsThatCannotBeAllowed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "*", ".", "*.", "*example.com", "a.*.example", "..example.com", "https://example.com", "example.com:9000", "example.com/", "bücher.example", "a b"} {
		if _, err := mock.New(mock.Options{AllowHosts: []string{name}}); err == nil || !strings.Contains(err.Error(), "such as authentik.example.com") {
			t.Errorf("%q: %v", name, err)
		}
	}
}
