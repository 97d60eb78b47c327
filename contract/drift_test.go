package contract_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

func drift(t *testing.T, o contract.DriftOptions) contract.DriftReport {
	t.Helper()
	report, err := contract.Drift(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestDriftNamesWhatTwoRecordingsDifferIn(t *testing.T) {
	t.Parallel()
	report := drift(t, contract.DriftOptions{A: "recording:2025.12", B: "recording:2026.5-rc1"})
	says := rulesOf(report)
	for _, want := range []string{
		`header content-type: "application/json; charset=utf-8" → "application/json"`,
		"a body that is no UTF-8: 405 without a body → 400 \"JSON parse error - 'utf-8' codec can't decode byte",
		`version_current of admin/version: "2025.12.4" → "2026.5.0-rc1"`,
		`layout in requests of flows/instances: 400 "\"sidebar_left_frame_background\" is not a valid choice." → taken`,
	} {
		if !strings.Contains(says, want) {
			t.Errorf("no rule says %s:\n%s", want, says)
		}
	}
}

func TestDriftTellsTheErrorsInJSONApart(t *testing.T) {
	t.Parallel()
	says := rulesOf(drift(t, contract.DriftOptions{A: "recording:2026.5-rc1", B: "recording:2026.8-rc1"}))
	for _, kind := range []string{"unexpected character", "trailing comma is not allowed", "unexpected content after document"} {
		if want := "a body that is no JSON, " + kind + `: 400 "JSON parse error - ` + kind; !strings.Contains(says, want) {
			t.Errorf("no rule says %s:\n%s", want, says)
		}
	}
}

// TestDriftSaysWhatANewReleaseChanges: each rule that real servers and their documents show for 2026.8 beside 2026.5.
func TestDriftSaysWhatANewReleaseChanges(t *testing.T) {
	t.Parallel()
	says := "\n" + rulesOf(drift(t, contract.DriftOptions{A: "recording:2026.5-rc1", B: "2026.8"}))
	for _, want := range []string{
		// JSON and its errors.
		`header content-type: "application/json" → "application/json; charset=utf-8"`,
		"a body that is no JSON, unexpected end of data: ",
		"a body that is no JSON, input data is empty: ",
		"a body that is no JSON, unexpected character: ",
		"a body that is no JSON, unexpected control character in string: ",
		"a body that is no JSON, trailing comma is not allowed: ",
		"a body that is no JSON, unexpected content after document: ",
		"a body that is no JSON, number with leading zero is not allowed: ",
		"a body that is no JSON, number is infinity when parsed as double: ",
		"a body that is no JSON, invalid escaped character in string: ",
		"a body that is no JSON, invalid escaped sequence in string: ",
		"a body that is no JSON, invalid high surrogate in string: ",
		"a body that is no JSON, no low surrogate in string: ",
		"a body that is no JSON, array and object recursion depth exceeded: ",
		"a body that is no UTF-8: 400 ",
		// Numbers.
		`name of stages/user_write: "1e+20" → "100000000000000000000"`,
		`user_type in requests of stages/user_write: 400 "\"1e+20\" is not a valid choice." → 400 "\"100000000000000000000\" is not a valid choice."`,
		"create_users_group in requests of stages/user_write: 400 \"“3.402823669209385e+38” is not a valid UUID.\" → 400 \"“340282366920938463463374607431768211456” is not a valid UUID.\" or 400 \"Invalid pk ",
		`parents in requests of core/groups: 400 "Expected a list of items but got type \"float\"." → 400 "Expected a list of items but got type \"int\"."`,
		// Pages in the place of a 405 without a body.
		"PUT of stages/user_write: 405 without a body → 404 an HTML page",
		"PATCH of policies/event_matcher: 405 without a body → 500 an HTML page",
		// Members and lists.
		"core/brands: branding_map_tiles, flow_user_switch, flow_lockdown, flow_request new",
		"core/users: users new",
		"user: is_current new",
		"policies/bindings: expires, expiring new",
		"core/applications: pbm_uuid, meta_hide new",
		"admin/settings: base_url new",
		// The documents.
		"documents: fully_qualified_model new",
		"documents: nullable of authorization_flow: none → true",
		"documents: core/applications/requestable/: GET new",
		"documents: core/users/switch/: POST new",
		"documents: parameter flow_request new",
		"documents: parameter context_device new",
		"documents: values of CapabilitiesEnum: can_request, can_agent_self_service new",
		"documents: values of EventActions: user_offboarded, access_request_created, access_request_approved, access_request_denied, access_request_revoked new",
		"documents: values of ModelEnum: authentik_core.objectattribute, ",
	} {
		if !strings.Contains(says, "\n"+want) {
			t.Errorf("no rule says %s", want)
		}
	}
	if t.Failed() {
		t.Log(says)
	}
}

func TestARecordingAndItsFakeDoNotDiffer(t *testing.T) {
	t.Parallel()
	report := drift(t, contract.DriftOptions{A: "recording:2025.10", B: "2025.10"})
	if len(report.Rules) > 0 || report.Compared == 0 || contract.DriftExitCode(report, nil) != 0 {
		t.Errorf("of %d answers:\n%s", report.Compared, rulesOf(report))
	}
}

func TestDriftOfServersNamesTheChange(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "life.yaml")
	if err := os.WriteFile(path, []byte(lifeOfAStage), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, says string
		change     func(*http.Request, *httptest.ResponseRecorder)
	}{
		{"a member", "stages/user_write: user_type gone", on("GET /api/v3/stages/user_write/.", replaced(`"user_type":"external",`, ``))},
		{"the order", "order of members of stages/user_write", on("GET /api/v3/stages/user_write/.", replaced(
			`"verbose_name":"User Write Stage","verbose_name_plural":"User Write Stages"`,
			`"verbose_name_plural":"User Write Stages","verbose_name":"User Write Stage"`))},
		{"a value", `user_path_template of stages/user_write: "there" → ""`, on("GET /api/v3/stages/user_write/.", replaced(
			`"user_path_template":"there"`, `"user_path_template":""`))},
		{"a header", `header x-powered-by: "authentik" → none`, on("GET /api/v3/stages/user_write/.",
			func(a *httptest.ResponseRecorder) { a.Header().Del("X-Powered-By") })},
		// The other value in the later GET follows from the refusal and gets no rule of its own.
		{"a refusal", `user_path_template in requests of stages/user_write: taken → 400 "No."`, func(r *http.Request, a *httptest.ResponseRecorder) {
			on("PATCH /api/v3/stages/user_write/.", func(a *httptest.ResponseRecorder) {
				a.Code = http.StatusBadRequest
				a.Body.Reset()
				a.Body.WriteString(`{"user_path_template":["No."]}`)
			})(r, a)
			on("GET /api/v3/stages/user_write/.", replaced(`"user_path_template":"there"`, `"user_path_template":""`))(r, a)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			report := drift(t, contract.DriftOptions{A: serve(t, newFake(t, "2025.10")).URL, B: broken(t, c.change).URL,
				TokenA: recordingToken, TokenB: recordingToken, Paths: []string{path}})
			if says := rulesOf(report); len(report.Rules) != 1 || !strings.HasPrefix(says, c.says) {
				t.Errorf("expected only %q:\n%s", c.says, says)
			}
			if code := contract.DriftExitCode(report, nil); code != 1 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

func TestDriftComparesScenariosOnTwoServers(t *testing.T) {
	t.Parallel()
	pages := read(t, "title: A page has a size\nsteps:\n  - do: GET /api/v3/rbac/permissions/\n    expect: 200\n")
	says := rulesOf(drift(t, contract.DriftOptions{A: serve(t, newFake(t, "2025.10")).URL, B: serve(t, newFake(t, "2025.12")).URL,
		TokenA: recordingToken, TokenB: recordingToken, Scenarios: []contract.Scenario{pages}}))
	if want := "default page size: 100 → 20"; !strings.Contains(says, want) {
		t.Errorf("no rule says %s:\n%s", want, says)
	}
}

func TestDriftRefusesWhatItCannotCompare(t *testing.T) {
	t.Parallel()
	for _, o := range []contract.DriftOptions{
		{A: "2024.1", B: "2025.10"},
		{A: "recording:documented", B: "2025.10"},
		{A: "2025.10", B: "2025.10", Paths: []string{"no such file"}},
	} {
		if report, err := contract.Drift(t.Context(), o); contract.DriftExitCode(report, err) != 2 {
			t.Errorf("%+v: exit code %d (%v)", o, contract.DriftExitCode(report, err), err)
		}
	}
	report, err := contract.Drift(t.Context(), contract.DriftOptions{A: "2025.10", B: "http://127.0.0.1:1"})
	if code := contract.DriftExitCode(report, err); code != 3 {
		t.Errorf("a server that is not there: exit code %d (%v)", code, err)
	}
}

func rulesOf(r contract.DriftReport) string {
	var says []string
	for _, rule := range r.Rules {
		says = append(says, rule.Says)
	}
	return strings.Join(says, "\n")
}
