package mock_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestTheFrontAnswersWhileAuthentikStarts: by what the client accepts, and alive all the same.
func TestTheFrontAnswersWhileAuthentikStarts(t *testing.T) {
	t.Parallel()
	for _, release := range append(slices.Clone(releases), "2026.8") {
		s := mocktest.Start(t, mock.Options{Profile: release})
		putFault(t, s, "a", `{"preset": "starting"}`)
		status, end, later, power := 200, "\n", "5", ""
		if release == "2026.8" {
			status, end, later, power = 503, "", "", "authentik"
		}
		for _, c := range []struct {
			accept, media, text string
			status              int
		}{
			{"application/json", "application/json", `{"error":"authentik starting"}` + end, status},
			{"text/html,application/xhtml+xml", "text/html", "<!DOCTYPE html>", 503},
			{"*/*", "text/plain", "authentik starting", 503},
		} {
			for _, path := range []string{usersMe, "/-/health/ready/", "/nowhere/"} {
				a := want(t, call(t, s, "GET", path, "", "Accept", c.accept), c.status)
				again := later
				if c.media == "application/json" {
					again = "5"
				}
				if a.header.Get("Retry-After") != again || a.header.Get("Content-Type") != c.media || !strings.HasPrefix(a.text, c.text) || c.media == "application/json" && a.text != c.text || a.header.Get("X-Powered-By") != power || a.header.Get("Server") != "" {
					t.Errorf("%s, %s: %v %q", path, c.accept, a.header, a.text)
				}
			}
		}
		want(t, call(t, s, "GET", "/-/health/live/", ""), 200)
	}
}

// TestACrashIsOneOfAuthentiks: a page for what reads, nothing for what writes, as a real one of the same fake.
func TestACrashIsOneOfAuthentiks(t *testing.T) {
	t.Parallel()
	for _, release := range releases {
		s := mocktest.Start(t, mock.Options{Profile: release})
		for _, method := range []string{"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"} {
			real := call(t, s, method, exampleAddress, "", "Authorization", "Bearer ümlaut")
			for _, preset := range []string{"crash", "database-gone"} {
				putFault(t, s, "a", `{"preset": "`+preset+`"}`)
				made := call(t, s, method, exampleAddress, "")
				delete(real.header, "Date")
				delete(made.header, "Date")
				if made.status != real.status || made.text != real.text || !equalHeaders(made.header, real.header) {
					t.Errorf("%s %s: %d %q %v, a crash is %d %q %v", preset, method, made.status, made.text, made.header, real.status, real.text, real.header)
				}
			}
			want(t, call(t, s, "DELETE", "/__mock/faults", ""), 204)
		}
		putFault(t, s, "a", `{"preset": "database-gone"}`)
		want(t, call(t, s, "GET", "/-/health/ready/", ""), 503)
		want(t, call(t, s, "GET", "/-/health/live/", ""), 200)
	}
}

func equalHeaders(a, b map[string][]string) bool {
	if len(a) != len(b) {
		return false
	}
	for name := range a {
		if strings.Join(a[name], ",") != strings.Join(b[name], ",") {
			return false
		}
	}
	return true
}

// TestATokenThatExpiresIsUnknown: that of one user, in the words that a token has which is none.
func TestATokenThatExpiresIsUnknown(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	ann := newPerson(t, s, "ann")
	unknown := want(t, call(t, s, "GET", usersMe, "", "Authorization", "Bearer nobody", "Accept-Language", "de"), 403)
	putFault(t, s, "a", `{"preset": "token-expired", "match": {"user": "ann"}}`)
	for range 2 {
		if a := call(t, s, "GET", usersMe, "", append(ann.as(), "Accept-Language", "de")...); a.status != 403 || a.text != unknown.text {
			t.Errorf("%d %s, want %s", a.status, a.text, unknown.text)
		}
	}
	want(t, call(t, s, "GET", usersMe, ""), 200)
}

// TestAUserWithoutPermissionsIsAnsweredAsOne: as a new user is, address by address.
func TestAUserWithoutPermissionsIsAnsweredAsOne(t *testing.T) {
	t.Parallel()
	for _, release := range releases {
		s := mocktest.Start(t, mock.Options{Profile: release})
		ann := newPerson(t, s, "ann")
		putFault(t, s, "a", `{"preset": "permission-lost", "match": {"user": "akadmin"}}`)
		for _, line := range []string{"GET " + exampleAddress, "PATCH " + exampleAddress, "DELETE " + exampleAddress, "GET /api/v3/stages/user_write/", "GET /api/v3/core/groups/", "GET /api/v3/admin/settings/"} {
			method, path, _ := strings.Cut(line, " ")
			new, lost := call(t, s, method, path, `{}`, ann.as()...), call(t, s, method, path, `{}`)
			if new.status != lost.status || new.text != lost.text {
				t.Errorf("%s: %d %s, a new user gets %d %s", line, lost.status, lost.text, new.status, new.text)
			}
		}
		if name := want(t, call(t, s, "GET", usersMe, ""), 200).json(t)["user"].(map[string]any)["username"]; name != "akadmin" {
			t.Errorf("the user is %v", name)
		}
	}
}

func TestAThrottledClientIsToldWhenToTryAgain(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	putFault(t, s, "a", `{"preset": "throttled"}`)
	a := want(t, call(t, s, "GET", usersMe, ""), 429)
	if a.header.Get("Retry-After") != "1" || a.header.Get("Allow") != "GET, HEAD, OPTIONS" || a.json(t)["detail"] != "Request was throttled. Expected available in 1 second." {
		t.Errorf("%v %s", a.header, a.text)
	}
	putFault(t, s, "a", `{"then": {"status": 403}}`)
	if a := want(t, call(t, s, "GET", usersMe, "", "Accept-Language", "de"), 403); a.header.Get("Content-Language") != "de" || strings.Contains(a.text, "You do not") {
		t.Errorf("%v %s", a.header, a.text)
	}
}

// TestWithoutTheDefaultBlueprints there are none of their flows, stages and policies, what else there is stays, and nothing is lost.
func TestWithoutTheDefaultBlueprints(t *testing.T) {
	t.Parallel()
	const flow = "/api/v3/flows/instances/default-authentication-flow/"
	for _, release := range releases {
		s := mocktest.Start(t, mock.Options{Profile: release, Seeds: []string{mock.SeedFresh}})
		made(t, s, "/api/v3/flows/instances/", `{"name": "own", "slug": "own", "title": "own", "designation": "enrollment"}`, "pk")
		putFault(t, s, "a", `{"preset": "no-default-flows"}`)
		count := func(path string) float64 {
			t.Helper()
			return want(t, call(t, s, "GET", path, ""), 200).json(t)["pagination"].(map[string]any)["count"].(float64)
		}
		for path, want := range map[string]float64{
			"/api/v3/flows/instances/": 1, "/api/v3/stages/all/": 0, "/api/v3/flows/bindings/": 0, "/api/v3/policies/bindings/": 0, "/api/v3/core/brands/": 1,
		} {
			if got := count(path); got != want {
				t.Errorf("%s %s: %v, want %v", release, path, got, want)
			}
		}
		want(t, call(t, s, "GET", flow, ""), 404)
		want(t, call(t, s, "GET", "/-/health/ready/", ""), 200)
		want(t, call(t, s, "DELETE", "/__mock/faults", ""), 204)
		want(t, call(t, s, "GET", flow, ""), 200)
		if got := count("/api/v3/stages/all/"); got < 5 {
			t.Errorf("%v stages are left", got)
		}
	}
}

// TestAPageOfAnotherOriginReadsAFault: a browser would show it as a network error otherwise. What asks before it is not struck.
func TestAPageOfAnotherOriginReadsAFault(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{CORS: true})
	putFault(t, s, "a", `{"times": 1, "then": {"status": 503}}`)
	const page = "http://localhost:5173"
	want(t, call(t, s, "OPTIONS", exampleAddress, "", "Origin", page, "Access-Control-Request-Method", "PATCH"), 204)
	if a := want(t, call(t, s, "PATCH", exampleAddress, "{}", "Origin", page), 503); a.header.Get("Access-Control-Allow-Origin") != page {
		t.Errorf("%v", a.header)
	}
}
