package mock_test

import (
	"fmt"
	"log/slog"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// serverTime returns the time that authentik shows.
func serverTime(t *testing.T, s *mocktest.Server) time.Time {
	t.Helper()
	shown, _ := want(t, call(t, s, "GET", "/api/v3/admin/system/", ""), 200).json(t)["server_time"].(string)
	at, err := time.Parse(time.RFC3339, shown)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTimeThatStandsStillIsAdvancedAndResetTakesItBack(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	s := mocktest.Start(t, mock.Options{Seeds: []string{mock.SeedFresh}, Now: noon.In(time.FixedZone("", 3600))})
	for _, later := range []time.Duration{0, 90 * time.Minute, time.Microsecond, 0} {
		s.Advance(later)
		noon = noon.Add(later)
		if got := serverTime(t, s); !got.Equal(noon) {
			t.Errorf("it is %v, want %v", got, noon)
		}
	}
	s.Reset()
	if got, want := serverTime(t, s), noon.Add(-90*time.Minute-time.Microsecond); !got.Equal(want) {
		t.Errorf("after the reset it is %v, want %v", got, want)
	}
}

func TestTimeThatGoesOnIsAdvanced(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Seeds: []string{mock.SeedFresh}})
	for _, later := range []time.Duration{0, 48 * time.Hour} {
		s.Advance(later)
		before := time.Now().Truncate(time.Microsecond)
		shown := serverTime(t, s).Add(-later)
		if shown.Before(before) || shown.After(time.Now()) {
			t.Errorf("%v later it is %v more, and %v at the machine", later, shown, before)
		}
	}
}

// TestATokenExpiresWhenTheTimeIsAdvanced: for what the state answers, and for the bound on a body.
func TestATokenExpiresWhenTheTimeIsAdvanced(t *testing.T) {
	t.Parallel()
	for _, release := range releases {
		s := mocktest.Start(t, mock.Options{Profile: release, Now: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), MaxBodyWithoutToken: 100})
		want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", `{"default_token_duration": "minutes=1"}`), 200)
		ann := newPerson(t, s, "ann")
		group := made(t, s, "/api/v3/core/groups/", `{"name": "superusers", "is_superuser": true}`, "pk")
		want(t, call(t, s, "POST", "/api/v3/core/groups/"+group+"/add_user/", `{"pk": `+ann.pk+`}`), 204)
		ask := func(get, patch int) {
			t.Helper()
			want(t, call(t, s, "GET", "/api/v3/core/users/me/", "", ann.as()...), get)
			want(t, call(t, s, "PATCH", exampleAddress, fmt.Sprintf(`{"name": %q}`, strings.Repeat("a", 100)), ann.as()...), patch)
		}
		s.Advance(time.Minute)
		ask(200, 200)
		s.Advance(time.Microsecond)
		ask(403, 413)
	}
}

// endingTest is a test that ends where Fatalf is called, which says why.
type endingTest struct {
	testing.TB
	says string
}

func (e *endingTest) Helper() {}

func (e *endingTest) Fatalf(format string, values ...any) {
	e.says = fmt.Sprintf(format, values...)
	runtime.Goexit()
}

func TestTimeDoesNotGoBackNorBeyondADuration(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		by   []time.Duration
		says string
	}{
		{[]time.Duration{time.Hour, -time.Minute}, "mock: advance: the time cannot be advanced by -1m0s: it does not go back; reset does that, together with the state."},
		{[]time.Duration{time.Hour, math.MaxInt64}, "mock: advance: the time cannot be advanced by 2562047h47m16.854775807s: it is 1h0m0s ahead, and 2562047h47m16.854775807s is the most."},
		{[]time.Duration{math.MaxInt64, 0}, ""},
	} {
		ending := &endingTest{TB: t}
		noon := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
		s := mocktest.Start(ending, mock.Options{Seeds: []string{mock.SeedFresh}, Now: noon})
		var all sync.WaitGroup
		all.Go(func() {
			for _, d := range c.by {
				s.Advance(d)
			}
		})
		all.Wait()
		if ending.says != c.says {
			t.Errorf("%v: says %q, want %q", c.by, ending.says, c.says)
		}
		if got, want := serverTime(t, s), noon.Add(c.by[0]).Truncate(time.Microsecond); !got.Equal(want) {
			t.Errorf("%v: it is %v, want %v", c.by, got, want)
		}
	}
}

// TestAMethodIsSaidAsItWasSent: also one that is called as the fake calls all that its router does not know.
func TestAMethodIsSaidAsItWasSent(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Logger: slog.New(mock.NewTextHandler(&log))})
	for _, method := range []string{"OTHER", "BREW", "other"} {
		a := want(t, call(t, s, method, exampleAddress, ""), 405)
		if got := a.json(t)["detail"]; got != fmt.Sprintf("Method %q not allowed.", method) {
			t.Errorf("%s: %v", method, got)
		}
		want(t, call(t, s, method, "/api/v3/providers/oauth2/", ""), 501)
		logged := fmt.Sprintf("%s %s 405 akadmin address: method_not_allowed\n%[1]s /api/v3/providers/oauth2/ 501 - ", method, exampleAddress)
		if got := log.take(); !strings.HasPrefix(got, logged) {
			t.Errorf("%s: logged %q", method, got)
		}
	}
}

// TestAnExportSaysWhatOfANewInstallationIsGone, and nothing of what a seed brought and is gone.
func TestAnExportSaysWhatOfANewInstallationIsGone(t *testing.T) {
	t.Parallel()
	for _, release := range releases {
		s := mocktest.Start(t, mock.Options{Profile: release})
		gone := func() int {
			return strings.Count(want(t, call(t, s, "GET", "/__mock/blueprint/", ""), 200).text, "state: absent")
		}
		want(t, call(t, s, "DELETE", exampleAddress, ""), 204)
		if got := gone(); got != 0 {
			t.Errorf("without a stage of the seed, %d are gone", got)
		}
		want(t, call(t, s, "DELETE", "/api/v3/flows/instances/default-authentication-flow/", ""), 204)
		if got := gone(); got != 1 {
			t.Errorf("without a flow, %d are gone", got)
		}
		s.Reset()
		if got := gone(); got != 0 {
			t.Errorf("after the reset, %d are gone", got)
		}
	}
}
