package mock_test

import (
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestTheLogNamesTheExceptionOfARefusal sends what REST framework refuses before any field is looked at: the reason has the
// code of its exception.
func TestTheLogNamesTheExceptionOfARefusal(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	ann := newPerson(t, s, "ann")
	const list = "/api/v3/stages/user_write/"
	for _, test := range []struct {
		method, path, body string
		headers            []string
		layer, code        string
	}{
		{"PUT", list, "{}", nil, "address", "method_not_allowed"},
		{"GET", list + "7d0a5b6e-3a2f-4c1d-9e8b-112233445566/", "", nil, "look-up", "not_found"},
		{"GET", list, "", ann.as(), "permission", "permission_denied"},
		{"GET", list, "", []string{"Accept", "image/png"}, "negotiation", "not_acceptable"},
		{"POST", list, "{}", []string{"Content-Type", "text/plain"}, "body", "unsupported_media_type"},
	} {
		log.take()
		call(t, s, test.method, test.path, test.body, test.headers...)
		var line struct {
			Reasons []struct{ Layer, Code string }
		}
		text := log.take()
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if len(line.Reasons) != 1 || line.Reasons[0].Layer != test.layer || line.Reasons[0].Code != test.code {
			t.Errorf("%s %s is refused for %+v, want %s %s", test.method, test.path, line.Reasons, test.layer, test.code)
		}
	}
}

// TestTheLogNamesTheMemberThatAuthentikFailsOn: a brand's locale that is no text, before any resource answers.
func TestTheLogNamesTheMemberThatAuthentikFailsOn(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Profile: "2025.12", Seeds: []string{mock.SeedFresh}, Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	brand := members(t, call(t, s, "GET", "/api/v3/core/brands/", ""), "brand_uuid")[0]
	want(t, call(t, s, "PATCH", "/api/v3/core/brands/"+brand+"/", `{"attributes": {"settings": {"locale": 5}}}`), 200)
	log.take()
	want(t, call(t, s, "GET", "/api/v3/core/groups/", ""), 500)
	var line struct {
		Reasons []struct{ Field, Code string }
	}
	text := log.take()
	if err := json.Unmarshal([]byte(text), &line); err != nil || len(line.Reasons) != 1 || line.Reasons[0].Field != "attributes" || line.Reasons[0].Code != "crash" {
		t.Errorf("%v: %s", err, text)
	}
}
