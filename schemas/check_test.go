package schemas_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/schemas"
)

func check(t *testing.T, profile, name string, document []byte) []schemas.Fault {
	t.Helper()
	faults, err := schemas.Check(profile, name, document)
	if err != nil {
		t.Fatalf("%s %s: %v", profile, name, err)
	}
	return faults
}

// Every recorded answer is valid except for the known deviations, and each of these was recorded where the
// list says.
func TestRecordedAnswersFitButForTheKnownDeviations(t *testing.T) {
	for _, profile := range answered() {
		known, err := schemas.Deviations(profile)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]bool{}
		for _, e := range recorded(t, profile) {
			name := schemas.Response(profile, e.Method, e.Path, e.Status)
			if name == "" || e.Body == nil {
				continue
			}
			for _, fault := range check(t, profile, name, e.Body) {
				if !fault.Deviation {
					t.Errorf("%s %s %s: %s breaks %s: %s", profile, e.set, e.Scenario, e.Body, name, fault)
				}
				found[fmt.Sprint(fault.Member, fault.Keyword, fault.Got, e.set, e.Scenario)] = true
			}
		}
		for _, d := range known {
			if d.Version == recordedOn(t, profile) && !found[fmt.Sprint(d.Member, d.Keyword, d.Found, d.Set, d.Scenario)] {
				t.Errorf("%s: no recording proves the deviation: %s", profile, d)
			}
		}
	}
}

// A deviation that was not recorded on the version of the document was recorded on another, whose document says the same.
func TestDeviationsOfOtherVersionsAreTheirs(t *testing.T) {
	for _, profile := range schemas.Profiles() {
		known, err := schemas.Deviations(profile)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range known {
			theirs, err := schemas.Deviations(d.Version)
			if err != nil || !slices.Contains(theirs, d) {
				t.Errorf("%s: %s does not list %s (%v)", profile, d.Version, d, err)
			}
			if !slices.Contains(answered(), d.Version) {
				t.Errorf("%s: nothing was recorded of %s", profile, d.Version)
			}
		}
	}
}

// The document describes answers with status 400 and 403; 404, 405, 406 and 415 look the same.
func TestRecordedErrorsFitTheErrorContracts(t *testing.T) {
	for _, profile := range answered() {
		details, refusals := 0, 0
		for _, e := range recorded(t, profile) {
			name := ""
			switch {
			case e.Status < 400 || !bytes.HasPrefix(e.Body, []byte("{")):
				continue
			case bytes.HasPrefix(e.Body, []byte(`{"detail"`)):
				name = "error.detail"
				details++
			case e.Status == http.StatusBadRequest && e.Method != http.MethodGet:
				name = refusal(profile, e)
				refusals++
			}
			if name == "" {
				continue
			}
			for _, fault := range check(t, profile, name, e.Body) {
				t.Errorf("%s %s: %s breaks %s: %s", profile, e.Scenario, e.Body, name, fault)
			}
		}
		if details < 300 || refusals < 300 {
			t.Errorf("%s: only %d details and %d refusals were recorded", profile, details, refusals)
		}
	}
}

// refusal returns the contract for a refusal of members of the resource that was written to; "" for actions.
func refusal(profile string, e exchange) string {
	name, ok := strings.CutSuffix(schemas.Request(profile, e.Method, e.Path), ".request")
	resource, verb, _ := strings.Cut(name, ".")
	if !ok || !slices.Contains([]string{"create", "put", "patch"}, verb) {
		return ""
	}
	return resource + ".error.validation"
}

// Requests that the servers accepted are valid too, except for what Django REST Framework accepts beyond the
// document: text for booleans and numbers, numbers for text and booleans, an empty text for null, and a
// country in small letters.
func TestRecordedRequestsThatWereTakenFit(t *testing.T) {
	for _, profile := range schemas.Profiles() {
		fitting := 0
		for _, e := range recorded(t, profile) {
			name := schemas.Request(profile, e.Method, e.Path)
			if e.Status >= 300 || name == "" || !json.Valid(e.request) {
				continue
			}
			faults := check(t, profile, name, e.request)
			for _, fault := range faults {
				if !coerced(fault) && len(check(t, recordedOn(t, profile), name, e.request)) > 0 { // a server ignores what it does not know
					t.Errorf("%s %s: %s breaks %s: %s", profile, e.Scenario, e.request, name, fault)
				}
			}
			if len(faults) == 0 {
				fitting++
			}
		}
		if fitting < 150 {
			t.Errorf("%s: only %d of the requests that were taken fit", profile, fitting)
		}
	}
}

// country matches the code of a country as JSON.
var country = regexp.MustCompile(`^"[A-Za-z]{2}"$`)

func coerced(fault schemas.Fault) bool {
	switch fault.Keyword {
	case "type":
		return !strings.HasPrefix(fault.Got, "an ") && fault.Got != "null"
	case "enum": // a country is found whatever the case of its code
		return country.MatchString(fault.Got) && strings.Contains(fault.Expected, strings.ToUpper(fault.Got))
	case "format", "pattern": // spaces around a text are taken off, and a day is taken for a time
		_, err := time.Parse(`"2006-01-02"`, fault.Got)
		return fault.Got == `""` || err == nil || strings.HasPrefix(fault.Got, `" `)
	}
	return false
}
