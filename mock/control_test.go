package mock_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestNoOtherPageControlsTheFake: what a browser sends for a page of another origin than the fake's own is refused under
// /__mock/, whatever the address there is.
func TestNoOtherPageControlsTheFake(t *testing.T) {
	t.Parallel()
	const named = "https://app.example.com"
	s := mocktest.Start(t, mock.Options{CORS: true, CORSOrigins: []string{named}})
	want(t, call(t, s, "DELETE", exampleAddress, ""), 204)
	other := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	for _, headers := range [][]string{
		{"Origin", "https://evil.example"}, {"Origin", "null"}, {"Origin", named}, {"Origin", "http://localhost:5173"}, {"Origin", other},
		{"Origin", strings.Replace(s.URL, "http:", "https:", 1)}, {"Origin", s.URL + "0"}, {"Origin", s.URL + "/"}, {"Origin", ""},
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", s.URL, "Sec-Fetch-Site", "cross-site"},
		{"Origin", "http://localhost:5173", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type"},
	} {
		for _, line := range []string{"GET /__mock/blueprint/", "POST /__mock/reset/", "OPTIONS /__mock/reset/", "GET /__mock/", "DELETE /__mock/nowhere/", "BREW /__mock/reset/", "GET /__mock"} {
			method, path, _ := strings.Cut(line, " ")
			a := call(t, s, method, path, "", headers...)
			wantOwn(t, a, 403, "origin", "/__mock/")
			for name := range a.header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s, %q: the answer has %s", line, headers, name)
				}
			}
		}
	}
	want(t, call(t, s, "GET", exampleAddress, ""), 404) // nothing was reset

	for _, headers := range [][]string{nil, {"Origin", s.URL, "Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}} {
		want(t, call(t, s, "GET", "/__mock/blueprint/", "", headers...), 200)
		want(t, call(t, s, "POST", "/__mock/reset/", "", headers...), 204)
		want(t, call(t, s, "GET", exampleAddress, ""), 200)
	}
	a := want(t, call(t, s, "GET", "/__mock/blueprint/", "", "Host", "APP.localhost:9000", "Origin", "http://app.localhost:9000"), 200)
	if got := allowed(a) + a.header.Get("Vary"); got != "" {
		t.Errorf("the fake's own addresses speak of origins: %q", got)
	}
}

// TestAFakeBehindTLSHasAnotherOrigin: whose pages are then its own.
func TestAFakeBehindTLSHasAnotherOrigin(t *testing.T) {
	t.Parallel()
	handler, err := mock.New(mock.Options{Seeds: []string{"fresh"}})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewTLSServer(handler)
	defer s.Close()
	for origin, status := range map[string]int{s.URL: 204, strings.Replace(s.URL, "https:", "http:", 1): 403} {
		request, err := http.NewRequest("POST", s.URL+"/__mock/reset/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Origin", origin)
		response, err := s.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("%s: %d, want %d", origin, response.StatusCode, status)
		}
	}
}

func TestWhatControlsTheFakeIsJSONOrNothing(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	for _, c := range []struct {
		status  int
		request string
	}{
		{204, "Content-Length: 0\n\n"},
		{204, "\n"},
		{204, "Content-Length: 0\nContent-Type: text/plain\n\n"},
		{204, "Content-Length: 2\nContent-Type: application/json\n\n{}"},
		{204, "Content-Length: 2\nContent-Type: Application/JSON; charset=utf-8\n\n{}"},
		{204, "Transfer-Encoding: chunked\nContent-Type: application/json\n\n2\n{}\n0\n\n"},
		{204, "Transfer-Encoding: chunked\n\n0\n\n"},
		{415, "Transfer-Encoding: chunked\nContent-Type: text/plain\n\n2\n{}\n0\n\n"},
		{415, "Transfer-Encoding: chunked\n\n2\n{}\n0\n\n"},
		{415, "Content-Length: 2\n\n{}"},
		{415, "Content-Length: 2\nContent-Type: text/plain\n\n{}"},
		{415, "Content-Length: 2\nContent-Type: application/x-www-form-urlencoded\n\na="},
		{415, "Content-Length: 2\nContent-Type: application/json, text/plain\n\n{}"},
		{415, "Content-Length: 2\nContent-Type: application/json\nContent-Type: text/plain\n\n{}"},
		{415, "Content-Length: 2\nContent-Type: text/plain; application/json\n\n{}"},
		{415, "Content-Length: 2\nContent-Type: application/jsonp\n\n{}"},
	} {
		want(t, call(t, s, "DELETE", exampleAddress, ""), 204)
		a := sendRaw(t, s, "POST /__mock/reset/ HTTP/1.1\nHost: localhost\nConnection: close\n"+c.request)
		kept := http.StatusOK
		if c.status != 204 {
			kept = http.StatusNotFound
			wantOwn(t, a, c.status, "media-type", "application/json")
		}
		if a.status != c.status {
			t.Errorf("%q: %d, want %d", c.request, a.status, c.status)
		}
		if got := call(t, s, "GET", exampleAddress, "").status; got != kept {
			t.Errorf("%q: the stage answers %d, want %d", c.request, got, kept)
		}
		s.Reset()
	}
}

// TestTheLogSaysWhoWasRefused: a refusal of the fake's own has its reason in the log, as those of authentik have.
func TestTheLogSaysWhoWasRefused(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := mocktest.Start(t, mock.Options{Seeds: []string{"fresh"}, Logger: slog.New(mock.NewTextHandler(&log))})
	want(t, call(t, s, "GET", "/-/health/live/", "", "Host", "evil.example:9000"), 421)
	want(t, call(t, s, "GET", "/__mock/blueprint/", "", "Origin", "https://evil.example"), 403)
	want(t, call(t, s, "POST", "/__mock/reset/", "{}", "Content-Type", "text/plain"), 415)
	const lines = "GET /-/health/live/ 421 - address: another host: evil.example:9000\n" +
		"GET /__mock/blueprint/ 403 - permission: a page of another origin\n" +
		"POST /__mock/reset/ 415 - body: unsupported_media_type\n"
	if got := log.String(); got != lines {
		t.Errorf("got\n%s\nwant\n%s", got, lines)
	}
}
