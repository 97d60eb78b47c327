package mock_test

import (
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

const clockAddress = "/__mock/clock"

// clockOf returns the time that control says, and whether it stands still.
func clockOf(t *testing.T, a answer) (time.Time, bool) {
	t.Helper()
	body := want(t, a, 200).json(t)
	at, err := time.Parse(time.RFC3339Nano, body["now"].(string))
	if err != nil || len(body) != 2 {
		t.Fatalf("%v in %s", err, a.text)
	}
	return at, body["frozen"].(bool)
}

func TestTheClockIsFrozenAdvancedAndReleased(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Seeds: []string{mock.SeedFresh}})
	noon := time.Date(2030, 1, 31, 12, 0, 0, 0, time.UTC)
	wantStill := func(body string, at time.Time) {
		t.Helper()
		if got, frozen := clockOf(t, call(t, s, "PUT", clockAddress, body)); !frozen || !got.Equal(at) {
			t.Errorf("%s: it is %v (%v), want %v", body, got, frozen, at)
		}
		if got := serverTime(t, s); !got.Equal(at) {
			t.Errorf("%s: authentik shows %v, want %v", body, got, at)
		}
	}
	wantGoing := func(body string, ahead time.Duration) {
		t.Helper()
		before := time.Now().Truncate(time.Microsecond)
		got, frozen := clockOf(t, call(t, s, "PUT", clockAddress, body))
		if got = got.Add(-ahead); frozen || got.Before(before) || got.After(time.Now()) {
			t.Errorf("%s: it is %v (%v) without what it is ahead, want %v", body, got, frozen, before)
		}
	}
	wantGoing(`{"advance": "48h"}`, 48*time.Hour)
	wantStill(`{"frozen": "2030-01-31T13:00:00+01:00"}`, noon)
	wantStill(`{"advance": "900h"}`, noon.Add(900*time.Hour))
	if got, frozen := clockOf(t, call(t, s, "GET", clockAddress, "")); !frozen || !got.Equal(noon.Add(900*time.Hour)) {
		t.Errorf("the clock says %v (%v)", got, frozen)
	}
	if _, frozen := clockOf(t, call(t, s, "GET", clockAddress, "", in("other")...)); frozen {
		t.Error("the time of another world stands still")
	}
	wantGoing(`{"frozen": null}`, 48*time.Hour)
	wantStill(`{"frozen": "2030-01-31T12:00:00Z"}`, noon)
	want(t, call(t, s, "POST", "/__mock/reset", ""), 204)
	wantGoing(`{"advance": "0s"}`, 0)
}

func TestATimeThatIsNoneIsRefusedByItsMember(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	s := mocktest.Start(t, mock.Options{Seeds: []string{mock.SeedFresh}, Now: noon})
	for _, c := range []struct{ body, kind, says string }{
		{`{"frozen": "noon"}`, "clock", `frozen: "noon" is no time`},
		{`{"frozen": 5}`, "clock", "frozen: 5 is no time"},
		{`{"frozen": "1969-12-31T23:59:59Z"}`, "clock", "frozen: the time cannot stand still in the year 1969"},
		{`{"frozen": "9001-01-01T00:00:00Z"}`, "clock", "frozen: the time cannot stand still in the year 9001"},
		{`{"advance": "900"}`, "clock", `advance: "900" is no duration`},
		{`{"advance": 900}`, "clock", "advance: 900 is no duration"},
		{`{"advance": "-1h"}`, "clock", "advance: the time cannot be advanced by -1h0m0s"},
		{`{"advance": "1h", "frozen": null}`, "clock", "one of them"},
		{`{"forward": "1h"}`, "clock", `"forward"`},
		{`{}`, "clock", "empty"},
		{`[]`, "body", "does not fit"},
		{``, "body", "there is none"},
	} {
		wantOwn(t, call(t, s, "PUT", clockAddress, c.body), 400, c.kind, c.says)
		if got := serverTime(t, s); !got.Equal(noon) {
			t.Errorf("%s: it is %v", c.body, got)
		}
	}
	want(t, call(t, s, "PUT", clockAddress, `{"frozen": "8999-12-31T00:00:00Z"}`), 200)
	wantOwn(t, call(t, s, "PUT", clockAddress, `{"advance": "17000h"}`), 400, "clock", "it would be the year 9001")
}
