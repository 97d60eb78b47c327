package mock_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// allowed returns the origin that an answer lets read it.
func allowed(a answer) string { return a.header.Get("Access-Control-Allow-Origin") }

func TestPagesThatMayReadTheAnswers(t *testing.T) {
	t.Parallel()
	const named = "https://app.example.com"
	loopback := []string{
		"http://localhost:5173", "http://localhost", "https://localhost:8443", "http://app.localhost:5173", "http://a.b.localhost", "http://localhost.:5173",
		"http://127.0.0.1:3000", "http://127.9.9.9", "http://[::1]:3000",
	}
	foreign := []string{
		"null", "https://example.com", "chrome-extension://localhost", "moz-extension://127.0.0.1", "file://", "file://localhost", "ftp://localhost", "ws://localhost",
		"capacitor://localhost", "http://localhost.evil.example", "http://evillocalhost", "http://localhost@evil.example", "http://evil.example#localhost",
		"http://127.0.0.1.evil.example", "http://192.168.1.7", "http://[fe80::1]", "http://0.0.0.0:5173", "http://.localhost", "http://localhost:5173/",
		"HTTP://localhost", "http://LOCALHOST", "http://localhost:80:80", "//localhost", "localhost", "http://localhost,http://evil.example",
		"http://app.example.com", "https://app.example.com:8443", "https://app.example.com.evil.example", "https://evil.example/https://app.example.com", "https://sub.app.example.com",
	}
	for _, c := range []struct {
		options     mock.Options
		may, mayNot [][]string
	}{
		{mock.Options{CORS: true}, [][]string{loopback}, [][]string{foreign, {named}}},
		{mock.Options{CORS: true, CORSOrigins: []string{"https://second.example", named}}, [][]string{loopback, {named}}, [][]string{foreign}},
		{mock.Options{CORSOrigins: []string{named}}, [][]string{{named}}, [][]string{foreign, loopback}},
		{mock.Options{}, nil, [][]string{foreign, loopback, {named}}},
	} {
		s := mocktest.Start(t, c.options)
		for _, origin := range slices.Concat(c.may...) {
			a := want(t, call(t, s, "GET", exampleAddress, "", "Origin", origin), 200)
			if allowed(a) != origin || a.header.Get("Access-Control-Allow-Credentials") != "true" || !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "X-Authentik-Mock") {
				t.Errorf("%+v, %s: %v", c.options, origin, a.header)
			}
			if a := call(t, s, "OPTIONS", exampleAddress, "", "Origin", origin, "Access-Control-Request-Method", "PATCH"); a.status != 204 || allowed(a) != origin {
				t.Errorf("%+v, preflight of %s: %d %v", c.options, origin, a.status, a.header)
			}
		}
		for _, origin := range slices.Concat(c.mayNot...) {
			for _, headers := range [][]string{{"Origin", origin}, {"Origin", origin, "Access-Control-Request-Method", "PATCH"}} {
				a := want(t, call(t, s, "OPTIONS", exampleAddress, "", headers...), 200)
				for name := range a.header {
					if strings.HasPrefix(name, "Access-Control-") {
						t.Errorf("%+v, %s: the answer has %s", c.options, origin, name)
					}
				}
			}
		}
	}
}

// TestAPageMaySendOPTIONS: an OPTIONS that is no preflight is answered by the address, and the page may read that.
func TestAPageMaySendOPTIONS(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{CORS: true})
	const page = "http://localhost:5173"
	a := want(t, call(t, s, "OPTIONS", exampleAddress, "", "Origin", page), 200)
	if allowed(a) != page || a.json(t)["name"] == nil || a.header.Get("Access-Control-Allow-Methods") != "" {
		t.Errorf("%v %s", a.header, a.text)
	}
}

// TestAnswersVaryByOrigin: a cache must not give one page what another may read; without CORS nothing is said of it.
func TestAnswersVaryByOrigin(t *testing.T) {
	t.Parallel()
	now := time.Now()
	open, closed := mocktest.Start(t, mock.Options{CORS: true, Now: now}), mocktest.Start(t, mock.Options{Now: now})
	for _, line := range []string{
		"GET " + exampleAddress, "PATCH " + exampleAddress, "OPTIONS " + exampleAddress, "BREW " + exampleAddress, "GET /api/v3/core/groups/?page=x", "GET /api/v3/",
		"GET /api/v3/nowhere/", "GET /api/v3/stages/captcha/", "GET /api/v3/schema/", "GET /api/v3/core/groups/?a=%80", "GET /-/health/live/",
	} {
		method, path, _ := strings.Cut(line, " ")
		for _, headers := range [][]string{nil, {"Origin", "http://localhost:5173"}, {"Origin", "https://evil.example"}, {"Authorization", "Bearer wrong"}} {
			a, plain := call(t, open, method, path, "", headers...), call(t, closed, method, path, "", headers...)
			vary := strings.Join(a.header["Vary"], ", ")
			own := strings.Join(plain.header["Vary"], ", ")
			if want := strings.TrimPrefix(own+", Origin", ", "); vary != want {
				t.Errorf("%s, %q: Vary is %q, want %q", line, headers, vary, want)
			}
			if strings.Contains(own, "Origin") {
				t.Errorf("%s, %q: without CORS, Vary is %q", line, headers, own)
			}
			for _, header := range []map[string][]string{a.header, plain.header} {
				maps.DeleteFunc(header, func(name string, _ []string) bool {
					return name == "Vary" || name == "Date" || strings.HasPrefix(name, "Access-Control-")
				})
			}
			if a.status != plain.status || !maps.EqualFunc(a.header, plain.header, slices.Equal) {
				t.Errorf("%s, %q: %d %v\nwithout CORS %d %v", line, headers, a.status, a.header, plain.status, plain.header)
			}
		}
	}
}

func TestOriginsThatCannotBeNamed(t *testing.T) {
	t.Parallel()
	const form = "write scheme, host and port, such as https://app.example.com (--cors takes on and off too)"
	for origin, says := range map[string]string{
		"": form, "*": form, "null": form, "app.example.com": form, "localhost:5173": form, "chrome-extension://abcdef": form,
		"https://*.example.com": form, "https://": form, "https://bücher.example": form, "https://app.example.com:many": form,
		"https://app.example.com/": "write https://app.example.com", "https://App.Example.com": "write https://app.example.com",
		"HTTPS://app.example.com:443": "write https://app.example.com", "http://app.example.com:80/x?y#z": "write http://app.example.com",
		"http://user@app.example.com:8080": "write http://app.example.com:8080", "http://[2001:DB8::1]:80": "write http://[2001:db8::1]",
	} {
		if _, err := mock.New(mock.Options{CORSOrigins: []string{origin}}); err == nil || !strings.HasSuffix(err.Error(), says) {
			t.Errorf("%q: %v", origin, err)
		}
	}
}
