package mock_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// lines is a log in the making.
type lines struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

// Write implements io.Writer.
func (l *lines) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(text)
}

// take returns what was written since the last call.
func (l *lines) take() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	text := l.text.String()
	l.text.Reset()
	return text
}

const documentedStage = "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/"

// loggedCalls are requests, each with the line in which the log tells it.
var loggedCalls = []struct {
	method, path, body, token string
	line                      string
}{
	{"GET", documentedStage, "", "mock-token", "GET " + documentedStage + " 200 akadmin"},
	{"PATCH", documentedStage, `{"name": ""}`, "erika-token", "PATCH " + documentedStage + " 400 erika name: blank"},
	{"PATCH", documentedStage, `{"name": null, "user_type": "x"}`, "mock-token", "PATCH " + documentedStage + " 400 akadmin name: null; user_type: invalid_choice"},
	{"PATCH", documentedStage, `{"flow_set": [{"name": ""}]}`, "mock-token", "PATCH " + documentedStage + " 400 akadmin flow_set.0.name: blank; flow_set.0.slug: required; flow_set.0.title: required; flow_set.0.designation: required"},
	{"PATCH", documentedStage, `[]`, "mock-token", "PATCH " + documentedStage + " 400 akadmin body: invalid"},
	{"PATCH", documentedStage, `{`, "mock-token", "PATCH " + documentedStage + " 400 akadmin body: parse_error"},
	{"PATCH", documentedStage, `{}`, "", "PATCH " + documentedStage + " 403 - permission: authentik_stages_user_write.view_userwritestage"},
	{"GET", "/api/v3/stages/user_write/", "", "", "GET /api/v3/stages/user_write/ 403 - authentication: no credentials"},
	{"PATCH", documentedStage, `{}`, "nonsense", "PATCH " + documentedStage + " 403 - authentication: unknown token"},
	{"PATCH", documentedStage, `{}`, "pía", "PATCH " + documentedStage + " 405 - authentication: an unknown key is compared with the secret key, and hmac.compare_digest takes ASCII text only"},
	{"PATCH", documentedStage, `{}`, "nobody-token", "PATCH " + documentedStage + " 403 nobody permission: authentik_stages_user_write.view_userwritestage"},
	{"GET", "/api/v3/core/groups/?token=geheim&search=x&client_secret=geheim", "", "mock-token", "GET /api/v3/core/groups/?token=<hidden>&search=x&client_secret=<hidden> 200 akadmin"},
	{"GET", "/api/v3/core/groups/?search=\u202e\u009b31m", "", "mock-token", "GET /api/v3/core/groups/?search=  31m 200 akadmin"},
	{"POST", documentedStage, `{}`, "mock-token", "POST " + documentedStage + " 405 akadmin address: method_not_allowed"},
	{"GET", "/api/v3/stages/user_write/9/", "", "mock-token", "GET /api/v3/stages/user_write/9/ 404 akadmin look-up: not_found"},
	{"GET", "/api/v3/stages/user_write/?user_creation_mode=x&page=0", "", "mock-token", "GET /api/v3/stages/user_write/?user_creation_mode=x&page=0 400 akadmin user_creation_mode: invalid_choice"},
	{"GET", "/api/v3/stages/user_write/?page=9", "", "mock-token", "GET /api/v3/stages/user_write/?page=9 404 akadmin page: not_found"},
	{"GET", "/api/v3/stages/user_write/?format=xml", "", "mock-token", "GET /api/v3/stages/user_write/?format=xml 404 - format: not_found"},
	{"GET", "/api/v3/nonsense/", "", "mock-token", "GET /api/v3/nonsense/ 404 - address: not_found"},
	{"GET", "/api/v3/stages/../root/", "", "mock-token", "GET /api/v3/stages/../root/ 301 - address: redirect"},
	{"GET", "/api/v3/providers/oauth2/", "", "mock-token", "GET /api/v3/providers/oauth2/ 501 - address: authentik-mock does not implement this operation"},
	{"POST", "/api/v3/core/groups/", `{"name": "large", "attributes": {"a": 1e20}}`, "mock-token", "POST /api/v3/core/groups/ 201 akadmin"},
	{"GET", "/api/v3/core/groups/?search=large", "", "mock-token", "GET /api/v3/core/groups/?search=large 500 akadmin store: orjson writes no integer of more than 64 bits"},
	{"GET", "/api/v3/core/tokens/erika-token/", "", "", "GET /api/v3/core/tokens/erika-token/ 500 - look-up: the filter compares the owner with request.user, and an AnonymousUser has no id"},
	{"GET", "/api/v3/core/tokens/erika-token/used_by/", "", "", "GET /api/v3/core/tokens/erika-token/used_by/ 500 - look-up: the filter compares the owner with request.user, and an AnonymousUser has no id"},
	{"POST", "/api/v3/flows/instances/", `{"name": "e", "slug": "empty", "title": "e", "designation": "enrollment"}`, "mock-token", "POST /api/v3/flows/instances/ 201 akadmin"},
	{"GET", "/api/v3/flows/instances/empty/execute/", "", "mock-token", "GET /api/v3/flows/instances/empty/execute/ 500 akadmin rule: the planner raises EmptyFlowException for a flow without stages, and the view does not catch it"},
	{"GET", "/api/v3/flows/instances/empty/diagram/", "", "", "GET /api/v3/flows/instances/empty/diagram/ 200 -"},
	{"GET", "/api/v3/events/events/", "", "", "GET /api/v3/events/events/ 403 - authentication: no credentials"},
	{"GET", "/-/health/live/", "", "", "GET /-/health/live/ 200 -"},
	{"POST", "/api/v3/core/users/1/set_password/", `{"password": ["geheim"]}`, "mock-token", "POST /api/v3/core/users/1/set_password/ 400 akadmin password: invalid"},
}

func TestTheLogTellsEveryRequestOnALine(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Logger: slog.New(mock.NewTextHandler(&log))})
	for _, c := range loggedCalls {
		callRaw(t, s, c.method, c.path, c.body, c.token)
		if got := log.take(); got != c.line+"\n" {
			t.Errorf("got  %swant %s", got, c.line)
		}
	}
}

func TestTheLogHasMembersInJSON(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	take := func(method, path, body, token string) (line struct {
		Time, Level, Msg, Method, Path, User string
		Status                               int
		Reasons                              []map[string]any
		DurationMS                           *float64 `json:"duration_ms"`
	}) {
		t.Helper()
		callRaw(t, s, method, path, body, token)
		text := log.take()
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if strings.Contains(text, "geheim") {
			t.Errorf("a secret is logged: %s", text)
		}
		return line
	}
	got := take("PATCH", documentedStage, `{"name": "ok", "user_type": "nobody", "create_users_group": 1.5}`, "mock-token")
	if got.Msg != "request" || got.Level != "INFO" || got.Method != "PATCH" || got.Path != documentedStage || got.Status != 400 || got.User != "akadmin" ||
		got.DurationMS == nil || *got.DurationMS < 0 {
		t.Errorf("%+v", got)
	}
	want := []map[string]any{
		{"layer": "field", "resource": "stages/user_write", "field": "create_users_group", "code": "invalid", "value": "1.5"},
		{"layer": "field", "resource": "stages/user_write", "field": "user_type", "code": "invalid_choice", "value": "nobody"},
	}
	if !equalJSON(t, got.Reasons, want) {
		t.Errorf("the reasons are %v, want %v", got.Reasons, want)
	}
	got = take("GET", documentedStage, "", "nobody-token")
	want = []map[string]any{{"layer": "permission", "resource": "stages/user_write", "code": "permission_denied", "value": "authentik_stages_user_write.view_userwritestage"}}
	if got.User != "nobody" || !equalJSON(t, got.Reasons, want) {
		t.Errorf("%+v, want the reasons %v", got, want)
	}
	if got := take("GET", documentedStage, "", "mock-token"); got.Reasons == nil || len(got.Reasons) != 0 || got.Status != http.StatusOK {
		t.Errorf("a request that is answered: %+v", got)
	}
	take("POST", "/api/v3/core/users/1/set_password/", `{"password": ["geheim"]}`, "mock-token")
	if got := take("POST", "/api/v3/core/users/1/set_password/", `{"password": true}`, "mock-token"); len(got.Reasons) != 1 || got.Reasons[0]["value"] != nil {
		t.Errorf("%+v", got)
	}
}

// TestAReasonSaysWhatIsModelled refuses every POST that is served, and compares with the table of operations.
func TestAReasonSaysWhatIsModelled(t *testing.T) {
	t.Parallel()
	rows, err := describe.Coverages()
	if err != nil {
		t.Fatal(err)
	}
	var log lines
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	seen := map[describe.Coverage]int{}
	for _, row := range rows {
		coverage := row.Profiles["2026.5"]
		if row.Method != http.MethodPost || coverage != describe.Modelled && coverage != describe.Proved {
			continue
		}
		callRaw(t, s, "POST", strings.NewReplacer("{", "", "}", "").Replace(row.Path), "{}", "nobody-token")
		text := log.take()
		if !strings.Contains(text, `"layer"`) {
			continue // what everybody may do
		}
		seen[coverage]++
		if got := strings.Contains(text, `"modelled":true`); got != (coverage == describe.Modelled) {
			t.Errorf("%s %s is %s: %s", row.Method, row.Path, coverage, text)
		}
	}
	if seen[describe.Modelled] == 0 || seen[describe.Proved] == 0 {
		t.Errorf("seen %v", seen)
	}
}

func TestOtherRecordsAreWrittenAsText(t *testing.T) {
	t.Parallel()
	var log lines
	slog.New(mock.NewTextHandler(&log)).With("a", 1).Error("something else", "b", 2)
	if got := log.take(); !strings.Contains(got, `level=ERROR msg="something else" a=1 b=2`) {
		t.Error(got)
	}
}

// callRaw sends a request as it is, redirects left alone.
func callRaw(t *testing.T, s *mocktest.Server, method, path, body, token string) {
	t.Helper()
	request, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}

func equalJSON(t *testing.T, a, b any) bool {
	t.Helper()
	var texts [2][]byte
	for i, v := range []any{a, b} {
		var err error
		if texts[i], err = json.Marshal(v); err != nil {
			t.Fatal(err)
		}
	}
	return bytes.Equal(texts[0], texts[1])
}
