package mock_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// request is a request as the journal lists it.
type request struct {
	ID                              uint64
	Method, Path, Query, Kind, User string
	Workspace                       string
	Status                          int
	Time                            time.Time
	Duration                        float64 `json:"duration_ms"`
	Reasons                         []map[string]any
}

// requests returns those that the journal lists for a query, and what else the list says.
func requests(t *testing.T, s *mocktest.Server, query string, headers ...string) (listed []request, evicted int, next string) {
	t.Helper()
	var list struct {
		Requests []request
		Evicted  *int
		Next     *string
	}
	a := want(t, call(t, s, "GET", "/__mock/requests?"+query, "", headers...), 200)
	if err := json.Unmarshal([]byte(a.text), &list); err != nil || list.Requests == nil || list.Evicted == nil || list.Next == nil {
		t.Fatalf("%v: %s", err, a.text)
	}
	return list.Requests, *list.Evicted, *list.Next
}

// one returns the last request, in full.
func one(t *testing.T, s *mocktest.Server) map[string]any {
	t.Helper()
	listed, _, _ := requests(t, s, "")
	return want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d", listed[len(listed)-1].ID), ""), 200).json(t)
}

func TestTheJournalListsWhatWasAskedAndHowItEnded(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12"})
	before := time.Now()
	call(t, s, "PATCH", exampleAddress, `{"name":"geändert"}`)
	call(t, s, "PATCH", exampleAddress, `{"name":""}`, "Authorization", "Bearer erika-token")
	call(t, s, "GET", exampleAddress+"?format=json&key=geheim", "", "Authorization", "Bearer wrong")
	call(t, s, "GET", "/api/v3/stages/user_write/none/", "")
	call(t, s, "GET", "/nowhere", "")
	call(t, s, "DELETE", "/api/v3/core/users/", "")
	call(t, s, "POST", "/api/v3/providers/oauth2/", `{"name": "shop"}`)
	call(t, s, "GET", "/api/v3//stages/user_write/", "")
	call(t, s, "GET", "/__mock/version", "")
	listed, evicted, next := requests(t, s, "")
	var got []string
	for _, r := range listed {
		line := fmt.Sprintf("%s %s?%s %d %s %q", r.Method, r.Path, r.Query, r.Status, r.Kind, r.User)
		for _, reason := range r.Reasons {
			line += fmt.Sprintf(" %v/%v/%v", reason["layer"], reason["field"], reason["code"])
		}
		got = append(got, line)
		if r.Time.Before(before.Add(-time.Second)) || r.Time.After(time.Now()) || r.Duration <= 0 || r.Duration > 600_000 || r.Workspace != "" {
			t.Errorf("%+v", r)
		}
	}
	lines := []string{
		`PATCH ` + exampleAddress + `? 200 ok "akadmin"`,
		`PATCH ` + exampleAddress + `? 400 refused "erika" field/name/blank`,
		`GET ` + exampleAddress + `?format=json&key=<hidden> 403 refused "" authentication/<nil>/authentication_failed`,
		`GET /api/v3/stages/user_write/none/? 404 not-found "akadmin" look-up/<nil>/not_found`,
		`GET /nowhere? 404 not-found "" address/<nil>/not_found`,
		`DELETE /api/v3/core/users/? 405 refused "akadmin" address/<nil>/method_not_allowed`,
		`POST /api/v3/providers/oauth2/? 501 not-served "" address/<nil>/not_implemented`,
		`GET /api/v3//stages/user_write/? 301 ok "" address/<nil>/redirect`,
	}
	if !slices.Equal(got, lines) || evicted != 0 {
		t.Errorf("evicted %d\n got %s\nwant %s", evicted, strings.Join(got, "\n     "), strings.Join(lines, "\n     "))
	}
	unserved := want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d", listed[6].ID), ""), 200).json(t)
	if sent := unserved["request"].(map[string]any); sent["body"] != `{"name": "shop"}` || sent["cut"] != false {
		t.Errorf("the request that is not served is kept as %v", sent)
	}
	if more, _, again := requests(t, s, "since="+next); len(more) != 0 || again != next {
		t.Errorf("after the end there are %v, next %s", more, again)
	}
}

func TestTheJournalIsAskedInParts(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	for i := range 12 {
		call(t, s, "PATCH", exampleAddress, fmt.Sprintf(`{"name":"n%d"}`, i))
	}
	if most, _, next := requests(t, s, "limit=10"); len(most) != 10 || next != "10" {
		t.Errorf("%d, next %s", len(most), next)
	}
	if rest, _, _ := requests(t, s, "since=10"); len(rest) != 2 || rest[0].ID != 11 {
		t.Errorf("after the tenth: %v", rest)
	}
	want(t, call(t, s, "DELETE", "/__mock/requests", ""), 204)
	for i := range 5 {
		call(t, s, "PATCH", exampleAddress, fmt.Sprintf(`{"name":"n%d"}`, i))
	}
	first, _, next := requests(t, s, "limit=2")
	second, _, _ := requests(t, s, "limit=9&since="+next)
	if len(first) != 2 || len(second) != 3 || second[0].ID != first[1].ID+1 {
		t.Errorf("%d, then %d", len(first), len(second))
	}
	if one, _, _ := requests(t, s, "limit=1"); len(one) != 1 || one[0].ID != first[0].ID {
		t.Errorf("the first is %v", one)
	}
	if newest, _, _ := requests(t, s, "last=1"); len(newest) != 1 || newest[0].ID != second[2].ID {
		t.Errorf("the last is %v", newest)
	}
	middle := url.QueryEscape(second[0].Time.Format(time.RFC3339Nano))
	for query, count := range map[string]int{
		"": 5, "method=PATCH": 5, "method=get": 0, "status=200": 5, "status=4xx": 0, "status=1xx": 0, "status=5xx": 0, "status=599": 0, "user=akadmin": 5, "user=": 0, "kind=ok&kind=fault": 5, "kind=fault": 0,
		"body.name=n3": 1, "body.nome=n3": 0, "path=" + exampleAddress: 5, "path=/api/*": 5, "since=" + middle: 3, "until=" + middle: 2,
		"since=" + middle + "&body.name=n0": 0,
	} {
		if listed, _, _ := requests(t, s, query); len(listed) != count {
			t.Errorf("%s: %d, want %d", query, len(listed), count)
		}
		if text := want(t, call(t, s, "GET", "/__mock/requests/count?"+query, ""), 200).text; text != fmt.Sprintf("{\"count\":%d,\"evicted\":0}\n", count) {
			t.Errorf("%s: %s", query, text)
		}
	}
	want(t, call(t, s, "DELETE", "/__mock/requests", ""), 204)
	if listed, _, _ := requests(t, s, ""); len(listed) != 0 {
		t.Errorf("%d are left", len(listed))
	}
	for query, says := range map[string]string{
		"status=4000": "404", "status=600": "404", "status=xx": "4xx", "status=0xx": "4xx", "status=6xx": "4xx", "kind=bad": "not-served", "since=yesterday": "2026-01-31", "until=5": "until is", "limit=0": "limit", "limit=x": "limit", "nome=x": "method",
	} {
		wantOwn(t, call(t, s, "GET", "/__mock/requests?"+query, ""), 400, "query", says)
	}
}

func TestTheJournalSaysWhatIsGoneAndRefusesToCountIt(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{JournalEntries: 3})
	for range 5 {
		call(t, s, "GET", exampleAddress, "")
	}
	if listed, evicted, _ := requests(t, s, ""); len(listed) != 3 || evicted != 2 {
		t.Errorf("%d, evicted %d", len(listed), evicted)
	}
	wantOwn(t, call(t, s, "GET", "/__mock/requests/count", ""), 409, "journal", "--journal-size")
	wantOwn(t, call(t, s, "GET", "/__mock/requests/wait?n=9", ""), 409, "journal", "--journal-size")
	want(t, call(t, s, "GET", "/__mock/requests/wait?n=3", ""), 200)
	if text := want(t, call(t, s, "GET", "/__mock/requests/count?since=3", ""), 200).text; text != "{\"count\":2,\"evicted\":2}\n" {
		t.Error(text)
	}
	wantOwn(t, call(t, s, "GET", "/__mock/requests/1", ""), 404, "request", "/__mock/requests")
	off := mocktest.Start(t, mock.Options{JournalSize: -1})
	wantOwn(t, call(t, off, "GET", "/__mock/requests", ""), 409, "journal", "--journal-entries")
	if _, err := mock.New(mock.Options{JournalEntries: -1, Explain: true}); err == nil || !strings.Contains(err.Error(), "--journal-entries") {
		t.Errorf("%v", err)
	}
}

func TestWaitingForRequestsOverHTTP(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	if text := want(t, call(t, s, "GET", "/__mock/requests/wait?timeout=1ms", ""), 408).text; text != "{\"count\":0,\"evicted\":0}\n" {
		t.Error(text)
	}
	var all sync.WaitGroup
	all.Go(func() {
		a := call(t, s, "GET", "/__mock/requests/wait?n=2&method=PATCH&timeout=1m", "")
		if a.status != 200 || a.text != "{\"count\":2,\"evicted\":0}\n" {
			t.Errorf("%d: %s", a.status, a.text)
		}
	})
	for range 2 {
		call(t, s, "GET", exampleAddress, "")
		call(t, s, "PATCH", exampleAddress, `{}`)
	}
	all.Wait()
	want(t, call(t, s, "GET", "/__mock/requests/wait?n=4&state=received", ""), 200)
	for query, says := range map[string]string{"state=sent": "answered or received", "timeout=5": "300ms", "timeout=1h": "10m", "n=0": "n is", "state=received&status=200": "state=answered"} {
		wantOwn(t, call(t, s, "GET", "/__mock/requests/wait?"+query, ""), 400, "query", says)
	}
}

// TestAWaitSaysThatItsWorkspaceEnded, in which nothing comes any more.
func TestAWaitSaysThatItsWorkspaceEnded(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	call(t, s, "GET", exampleAddress, "", "X-Mock-Workspace", "g")
	done := make(chan answer, 1)
	go func() { done <- call(t, s, "GET", "/__mock/requests/wait?n=4&timeout=1m", "", "X-Mock-Workspace", "g") }()
	var told answer
	for waits := true; waits; { // the question may come after an end, and begins the workspace again
		want(t, call(t, s, "GET", "/__mock/workspaces/g", ""), 200)
		want(t, call(t, s, "DELETE", "/__mock/workspaces/g", ""), 204)
		select {
		case told = <-done:
			waits = false
		case <-time.After(10 * time.Millisecond):
			call(t, s, "GET", exampleAddress, "", "X-Mock-Workspace", "g")
		}
	}
	wantOwn(t, told, 409, "journal", "The workspace has ended meanwhile, after ")
}

// TestARequestThatIsNotAnsweredIsReceived: its body is on its way.
func TestARequestThatIsNotAnsweredIsReceived(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	body, send := io.Pipe()
	done := make(chan error, 1)
	go func() {
		r, _ := http.NewRequest("PUT", s.URL+exampleAddress, body)
		response, err := http.DefaultClient.Do(r)
		if err == nil {
			response.Body.Close()
		}
		done <- err
	}()
	want(t, call(t, s, "GET", "/__mock/requests/wait?state=received&method=PUT&timeout=5s", ""), 200)
	want(t, call(t, s, "GET", "/__mock/requests/wait?state=answered&method=PUT&timeout=1ms", ""), 408)
	send.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	want(t, call(t, s, "GET", "/__mock/requests/wait?state=answered&method=PUT&timeout=5s", ""), 200)
}

// TestNoSecretIsKept: of a request or an answer, anywhere that the journal shows something.
func TestNoSecretIsKept(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2026.5", Token: "geheim-admin"})
	call(t, s, "POST", "/api/v3/core/users/6/set_password/", `{"password":"geheim-1"}`)
	call(t, s, "GET", "/api/v3/core/users/?token=geheim-2&search=x", "", "Cookie", "authentik_session=geheim-3", "Referer", "http://a.example/?key=geheim-4", "X-Api-Key", "geheim-5")
	call(t, s, "POST", "/api/v3/core/users/6/set_password/", `"geheim-8"`)
	call(t, s, "GET", `/api/v3/core/users/?attributes={"token":"geheim-9"}`, "", "X-Forwarded-Authorization", "Bearer geheim-10", "Referer", "http://a:geheim-11@a.example/")
	call(t, s, "POST", "/api/v3/core/users/6/set_password/", "geheim-12", "Content-Encoding", "gzip")
	if coded, _, _ := requests(t, s, ""); want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d/curl", coded[len(coded)-1].ID), ""), 409).status != 409 {
		t.Error("a hidden body can be sent again")
	}
	made := want(t, call(t, s, "POST", "/api/v3/core/tokens/", `{"identifier":"mine","intent":"api"}`), 201)
	key, _ := want(t, call(t, s, "GET", "/api/v3/core/tokens/mine/view_key/", ""), 200).json(t)["key"].(string)
	call(t, s, "GET", "/api/v3/core/users/me/", "", "Authorization", "Bearer "+key)
	call(t, s, "GET", "/api/v3/core/users/me/", "", "Authorization", "Basic geheim-6")
	call(t, s, "POST", "/api/v3/managed/blueprints/", `{"name":"b","content":"version: 1\nentries:\n- model: authentik_core.token\n  attrs: {key: geheim-7}\n  x: 1"}`)
	if len(key) < 20 || made.status != 201 {
		t.Fatal(key)
	}
	pair, _ := want(t, call(t, s, "POST", "/api/v3/crypto/certificatekeypairs/generate/", `{"common_name":"mine","validity_days":1,"alg":"ecdsa"}`), 200).json(t)["pk"].(string)
	private, _ := want(t, call(t, s, "GET", "/api/v3/crypto/certificatekeypairs/"+pair+"/view_private_key/", ""), 200).json(t)["data"].(string)
	lines := strings.Split(private, "\n")
	listed, _, _ := requests(t, s, "")
	shown := want(t, call(t, s, "GET", "/__mock/requests", ""), 200).text + want(t, call(t, s, "GET", "/__mock/requests.har", ""), 200).text
	for _, r := range listed {
		for _, form := range []string{"", "/curl", "/scenario"} {
			shown += call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d%s", r.ID, form), "").text
		}
	}
	for _, secret := range []string{"geheim", key, lines[1]} {
		if before, after, found := strings.Cut(shown, secret); found {
			t.Errorf("%s is shown: …%s%s%s…", secret, before[max(0, len(before)-200):], secret, after[:min(100, len(after))])
		}
	}
	if !strings.Contains(shown, "Bearer \\u003chidden\\u003e") && !strings.Contains(shown, "Bearer <hidden>") {
		t.Error("the scheme of an Authorization is not shown")
	}
}

func TestARequestIsShownInFullWithWhatWouldPass(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12", Explain: true, Stamp: true})
	for _, c := range []struct {
		method, path, body, token string
		reason                    map[string]any
	}{
		{"PATCH", exampleAddress, `{"name":""}`, "", map[string]any{
			"layer": "field", "field": "name", "code": "blank", "declaration": "stages/user_write.name", "rule": "rest_framework/fields.py CharField", "since": "documented",
			"passes": "a text, not empty", "text": "name: blank"}},
		{"PATCH", exampleAddress, `{"user_type":"robot"}`, "", map[string]any{"field": "user_type", "code": "invalid_choice", "value": "robot",
			"passes": "one of internal, external, service_account, internal_service_account"}},
		{"PATCH", exampleAddress, `{}`, "nobody-token", map[string]any{"layer": "permission",
			"passes": "a user who holds the permission authentik_stages_user_write.view_userwritestage, over all objects or over this one"}},
		{"PATCH", exampleAddress, `{}`, "wrong", map[string]any{"layer": "authentication", "passes": "a header Authorization: Bearer with the key of a token that there is and that has not expired"}},
		{"POST", exampleAddress, `{}`, "", map[string]any{"code": "method_not_allowed", "passes": "one of the methods GET, PUT, PATCH, DELETE, HEAD, OPTIONS"}},
		{"PATCH", exampleAddress, `{`, "", map[string]any{"layer": "body", "passes": "a body that is valid JSON"}},
	} {
		headers := []string{}
		if c.token != "" {
			headers = []string{"Authorization", "Bearer " + c.token}
		}
		a := call(t, s, c.method, c.path, c.body, headers...)
		at := a.header.Get("X-Mock-Explain")
		full := want(t, call(t, s, "GET", at, ""), 200).json(t)
		sent, answered := full["request"].(map[string]any), full["answer"].(map[string]any)
		if sent["body"] != c.body || answered["body"] != a.text || full["status"] != float64(a.status) || a.header.Get("X-Mock-Profile") != "2025.12" {
			t.Errorf("%s %s: %v\n%v", c.method, c.body, sent, answered)
		}
		reasons, _ := full["reasons"].([]any)
		if len(reasons) == 0 {
			t.Fatalf("%s %s has no reason", c.method, c.body)
		}
		for name, value := range c.reason {
			if got := reasons[0].(map[string]any)[name]; got != value {
				t.Errorf("%s %s: %s is %v, want %v", c.method, c.body, name, got, value)
			}
		}
	}
}

// TestARefusalNamesTheRecordingThatHoldsIt: or one that holds its rule, or says that it is modelled.
func TestARefusalNamesTheRecordingThatHoldsIt(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12"})
	for _, c := range []struct{ address, body, begins, proves string }{
		{exampleAddress, `{"name":""}`, "recordings/2025.12/", "answer"},
		{exampleAddress, `{"user_type":"never seen"}`, "recordings/2025.12/", "rule"},
		{exampleAddress, `{"name":["a","b"],"user_type":"never seen"}`, "recordings/2025.12/", "rule"},
		{"/api/v3/core/brands/4ef0ff3d-3ba5-4cb6-a4e7-d2f1f4b8e001/", `{"domain":"never seen"}`, "modelled", ""},
	} {
		call(t, s, "PATCH", c.address, c.body)
		reason := one(t, s)["reasons"].([]any)[0].(map[string]any)
		got, _ := reason["recording"].(string)
		if proves, _ := reason["proves"].(string); proves != c.proves || !strings.HasPrefix(got, c.begins) {
			t.Errorf("%s: %s proves %q", c.body, got, proves)
		}
	}
}

// TestTheDocumentedProfileSaysWhereAnAuthentikAnswersOtherwise: there are two such places, and no other profile has them.
func TestTheDocumentedProfileSaysWhereAnAuthentikAnswersOtherwise(t *testing.T) {
	t.Parallel()
	const flow = `{"flow_set":[{"name":"string","slug":"string","title":"string","designation":"authentication"}]}`
	documented := strings.Replace(exampleAddress, "/api/v3/", "/api/v3//", 1)
	for name, says := range map[string][]string{"documented": {"two slashes", "500"}, "2026.5": {"", ""}} {
		s := mocktest.Start(t, mock.Options{Profile: name})
		for i, r := range [][2]string{{documented, `{}`}, {exampleAddress, flow}} {
			call(t, s, "PATCH", r[0], r[1])
			text := fmt.Sprint(one(t, s)["reasons"])
			if told := strings.Contains(text, "documented: "); told != (says[i] != "") || !strings.Contains(text, says[i]) {
				t.Errorf("%s: %s says %s", name, r[0], text)
			}
		}
		call(t, s, "PATCH", exampleAddress, `{}`)
		if reasons := one(t, s)["reasons"].([]any); len(reasons) != 0 {
			t.Errorf("%s: a usual answer has reasons: %v", name, reasons)
		}
	}
}

func TestTheJournalKeepsWhatIsCompressedAsText(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	call(t, s, "GET", exampleAddress, "", "Accept-Encoding", "gzip")
	if body := one(t, s)["answer"].(map[string]any)["body"].(string); !strings.HasPrefix(body, `{"pk":"`+exampleStage) || !json.Valid([]byte(body)) {
		t.Error(body)
	}
	call(t, s, "HEAD", exampleAddress, "")
	if body := one(t, s)["answer"].(map[string]any)["body"]; body != "" {
		t.Error(body)
	}
}

// TestAJournalledRequestIsAScenario: verify reads it, and it is green against a new fake, and against the one that was
// asked.
func TestAJournalledRequestIsAScenario(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12"})
	taken := want(t, call(t, s, "GET", exampleAddress, ""), 200).json(t)["name"]
	erika := keyOfUser(t, s, "erika")
	for _, r := range [][]string{
		{"PATCH", exampleAddress, `{"user_type":"external","create_users_group":null}`}, {"PATCH", exampleAddress, `{"user_type":"x: 'y' \"z\""}`},
		{"GET", exampleAddress, ""}, {"GET", "/api/v3/core/groups/?name=none", ""}, {"POST", "/api/v3/core/groups/", `{"name":"made here"}`}, {"POST", "/api/v3/core/groups/", `not JSON`},
		{"PATCH", exampleAddress, `{}`, "Authorization", "Bearer nobody-token"}, {"GET", "/api/v3/core/users/me/", "", "Authorization", "Bearer wrong"},
		{"GET", exampleAddress, "", "Authorization", ""},
		{"PATCH", "/api/v3/core/groups/3fa85f64-5717-4562-b3fc-2c963f66afa6/", `{"is_superuser":false}`},
		{"PATCH", "/api/v3/core/groups/3fa85f64-5717-4562-b3fc-2c963f66afa6/", `[1]`},
		// secrets that come back, alone and deep within a value
		{"POST", "/api/v3/core/groups/", `{"name":"keeps","attributes":{"a":[{"api_key":"geheim"}],"b":1}}`},
		{"POST", "/api/v3/core/users/", `{"password":"geheim geheim geheim","name":1e400}`},
		// headers that are not the usual ones
		{"PATCH", exampleAddress, `{"name":""}`, "Accept-Language", "de"}, {"GET", "/api/v3/none/", ""}, {"GET", "/api/v3/core/groups", ""}, {"PATCH", exampleAddress, `<a/>`, "Content-Type", "text/xml"},
		{"GET", exampleAddress, "", "Accept", "text/html"}, {"GET", exampleAddress, "", "Origin", "http://localhost:5173"}, {"OPTIONS", exampleAddress, ""}, {"HEAD", exampleAddress, ""},
		// objects of kinds that scenarios can be given, with what they need
		{"POST", "/api/v3/core/tokens/", `{"identifier":"tk","intent":"api"}`}, {"POST", "/api/v3/core/tokens/tk/set_key/", `{"key":"geheim"}`}, {"PATCH", "/api/v3/core/tokens/tk/", `{"description":"x"}`},
		{"DELETE", "/api/v3/core/tokens/tk/", ""}, {"PATCH", "/api/v3/core/users/" + erika + "/", `{"name":"Erika"}`}, {"GET", "/api/v3/stages/all/" + exampleStage + "/", ""},
		{"POST", "/api/v3/core/applications/", `{"name":"Shop","slug":"shop"}`}, {"PATCH", "/api/v3/core/applications/shop/", `{"meta_publisher":"x"}`},
		// names that are taken, and references
		{"PATCH", exampleAddress, `{"name":"default-user-settings-write"}`}, {"POST", "/api/v3/stages/user_write/", fmt.Sprintf(`{"name":%q,"user_type":"none"}`, taken)},
		{"GET", "/api/v3/core/users/?groups_by_pk=3fa85f64-5717-4562-b3fc-2c963f66afa6", ""},
		{"PATCH", exampleAddress, `{"create_users_group":"3fa85f64-5717-4562-b3fc-2c963f66afa6"}`}, {"PATCH", exampleAddress, `{"create_users_group":"` + exampleStage + `"}`},
		{"PATCH", "/api/v3/core/groups/3fa85f64-5717-4562-b3fc-2c963f66afa6/", `{"users":[` + erika + `],"name":""}`},
		{"POST", "/api/v3/core/groups/3fa85f64-5717-4562-b3fc-2c963f66afa6/add_user/", `{"pk":` + erika + `}`}, {"GET", "/api/v3/core/users/?groups_by_name=Customers", ""},
		{"PATCH", exampleAddress, `{"create_users_group":340282366920938463463374607431768211455}`}, {"PATCH", exampleAddress, `{"name" : [5], "flow_set":[] }`},
		{"GET", "/api/v3/flows/instances/customer-enrollment/export/", ""}, {"POST", "/api/v3/rbac/initial_permissions/", `{"name":"first","role":"` + exampleStage + `","mode":"user"}`},
		{"PATCH", "/api/v3/core/groups/3fa85f64-5717-4562-b3fc-2c963f66afa6/", `{"parents":["3fa85f64-5717-4562-b3fc-2c963f66afa6"]}`},
		{"POST", "/api/v3/core/groups/3fa85f64-5717-4562-b3fc-2c963f66afa6/add_user/", `{"pk":987654321}`}, {"POST", "/api/v3/core/users/service_account/", `{"name":"robot","create_group":true}`},
		{"DELETE", exampleAddress, ""}, {"GET", exampleAddress, ""},
	} {
		call(t, s, r[0], r[1], r[2], r[3:]...)
		listed, _, _ := requests(t, s, "")
		text := want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d/scenario", listed[len(listed)-1].ID), ""), 200).text
		scenario, err := contract.ReadScenario("journal.yaml", []byte(text))
		if err != nil || len(scenario.Steps) != 1 {
			t.Errorf("%v\n%s", err, text)
			continue
		}
		path := writeFile(t, "journal.yaml", text)
		for _, o := range []contract.Options{{Paths: []string{path}}, {Paths: []string{path}, Target: contract.Target{URL: s.URL, Token: s.Token}, Profile: "2025.12"}} {
			report, err := contract.Verify(t.Context(), o)
			if contract.ExitCode(report, err) != 0 {
				t.Errorf("%v\n%s\n%s", err, text, printed(report))
			}
		}
	}
}

// keyOfUser returns the primary key of a user.
func keyOfUser(t *testing.T, s *mocktest.Server, username string) string {
	t.Helper()
	found := want(t, call(t, s, "GET", "/api/v3/core/users/?username="+username, ""), 200).json(t)["results"].([]any)
	return fmt.Sprint(found[0].(map[string]any)["pk"])
}

// printed returns a report as verify prints it.
func printed(r contract.Report) string {
	var out strings.Builder
	contract.WriteText(&out, r)
	return out.String()
}

// TestWhatNoServerAnswersIsNoScenario: nor what would change objects that a scenario did not create.
func TestWhatNoServerAnswersIsNoScenario(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12", RequireWorkspace: true})
	in := func(headers ...string) []string { return append(headers, "X-Mock-Workspace", "a") }
	want(t, call(t, s, "PUT", "/__mock/faults/gone", `{"match":{"path":"/api/v3/core/groups/"},"then":{"connection":"empty"}}`, in()...), 200)
	for _, c := range []struct {
		method, path, body string
		headers            []string
		why                string
	}{
		{"GET", "/api/v3/providers/saml/", "", in(), "its answer is authentik-mock's own, which no other server gives"},
		{"GET", exampleAddress, "", nil, "its answer is authentik-mock's own, which no other server gives"},
		{"GET", "/api/v3/core/groups/", "", in(), "it had no answer to expect"},
		{"PATCH", exampleAddress, `{"name":"{{x}}"}`, in(), "it contains {{, which begins a placeholder in a scenario"},
		{"PATCH", "/api/v3/admin/settings/", `{"avatars":"initials"}`, in(), "it changes an object of a kind that a scenario cannot be given"},
	} {
		tryCall(s, c.method, c.path, c.body, c.headers...) // one has no answer
		listed, _, _ := requests(t, s, "", c.headers...)
		answer := want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d/scenario", listed[len(listed)-1].ID), ""), 409)
		if detail := answer.json(t)["detail"]; detail != "This cannot be made of the request: "+c.why+"." {
			t.Errorf("%s %s: %v", c.method, c.path, detail)
		}
	}
}

// TestAScenarioTouchesNothingOfOthers: on another server there may be what was not there, and flows may have the names that
// were sent.
func TestAScenarioTouchesNothingOfOthers(t *testing.T) {
	t.Parallel()
	s, other := mocktest.Start(t, mock.Options{}), mocktest.Start(t, mock.Options{})
	before := call(t, other, "GET", "/__mock/state", "").text
	call(t, s, "DELETE", exampleAddress, "")
	for _, r := range [][2]string{
		{"DELETE", exampleAddress}, {"PATCH", exampleAddress},
		{"PATCH", "/api/v3/stages/user_write/" + want(t, call(t, s, "POST", "/api/v3/stages/user_write/", `{"name":"new"}`), 201).json(t)["pk"].(string) + "/"},
	} {
		call(t, s, r[0], r[1], `{"flow_set":[{"slug":"default-authentication-flow","name":"n","title":"t","designation":"authentication"}]}`)
		listed, _, _ := requests(t, s, "")
		path := writeFile(t, "journal.yaml", want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d/scenario", listed[len(listed)-1].ID), ""), 200).text)
		report, err := contract.Verify(t.Context(), contract.Options{Paths: []string{path}, Target: contract.Target{URL: other.URL, Token: other.Token}, Profile: "documented"})
		if contract.ExitCode(report, err) != 0 {
			t.Errorf("%v %v\n%s", r, err, printed(report))
		}
		for _, address := range []string{"/api/v3/stages/user_write/", "/api/v3/flows/instances/", "/api/v3/flows/bindings/"} {
			if now := call(t, other, "GET", address+"?page_size=100", "").text; strings.Contains(now, "\"n\",\"slug") || strings.Contains(now, "contract-") {
				t.Errorf("%v leaves %s", r, now)
			}
		}
	}
	if !strings.Contains(before, `"customer-enrollment-write"`) || !strings.Contains(call(t, other, "GET", "/__mock/state", "").text, `"customer-enrollment-write"`) {
		t.Error("the stage is gone")
	}
	if flow := want(t, call(t, other, "GET", "/api/v3/flows/instances/default-authentication-flow/", ""), 200).json(t); flow["name"] == "n" {
		t.Error("a flow was overwritten")
	}
}

// TestAScenarioSaysWhatItCannotBring names what the server must have.
func TestAScenarioSaysWhatItCannotBring(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12"})
	pair := want(t, call(t, s, "POST", "/api/v3/crypto/certificatekeypairs/generate/", `{"common_name":"mine","validity_days":1,"alg":"ecdsa"}`), 200).json(t)["pk"].(string)
	app := want(t, call(t, s, "POST", "/api/v3/core/applications/", `{"name":"Shop","slug":"shop"}`), 201).json(t)["pk"].(string)
	for _, c := range []struct{ method, path, body, note string }{
		{"GET", "/api/v3/crypto/certificatekeypairs/" + pair + "/", "", "The server needs the object in the address: a scenario cannot be given one of its kind."},
		{"POST", "/api/v3/policies/bindings/", fmt.Sprintf(`{"target":%q,"user":%s,"order":0}`, app, keyOfUser(t, s, "erika")), "The server needs what it names by key: a scenario cannot be given all of it."},
		{"PATCH", "/api/v3/crypto/certificatekeypairs/" + pair + "/", `{"name":"authentik Self-signed Certificate"}`, "The server needs an object that has this name already: a scenario cannot be given one."},
	} {
		call(t, s, c.method, c.path, c.body)
		listed, _, _ := requests(t, s, "")
		text := want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d/scenario", listed[len(listed)-1].ID), ""), 200).text
		if !strings.Contains(text, "    # "+c.note+"\n") {
			t.Errorf("%s %s:\n%s", c.method, c.path, text)
		}
	}
}

// TestACommandSendsTheAddressAsItWas: curl reads brackets and dots otherwise, and fetch does not send everything.
func TestACommandSendsTheAddressAsItWas(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	for _, c := range [][4]string{
		{"GET", `/api/v3/core/groups/?attributes={"a":[1]}`, "", "curl -i -X 'GET' --globoff "}, {"GET", "/api/v3/../v3/stages/user_write/./", "", "curl -i -X 'GET' --path-as-is "},
		{"HEAD", exampleAddress, "", "curl -I '"}, {"GET", exampleAddress, "{}", "fetch sends no body with GET and HEAD"}, {"TRACE", exampleAddress, "", "and no CONNECT, TRACE or TRACK"},
	} {
		call(t, s, c[0], c[1], c[2])
		listed, _, _ := requests(t, s, "")
		form := "curl"
		if !strings.HasPrefix(c[3], "curl") {
			form = "fetch"
		}
		if text := call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d/%s", listed[len(listed)-1].ID, form), "").text; !strings.Contains(text, c[3]) {
			t.Errorf("%v: %s", c, text)
		}
	}
}

// TestAllFormsOfARequestNameItsWorkspace, also if it stood behind the token.
func TestAllFormsOfARequestNameItsWorkspace(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	call(t, s, "GET", exampleAddress, "", "X-Mock-Workspace", "q")
	call(t, s, "GET", exampleAddress, "", "Authorization", "Bearer mock-token~q")
	listed, _, _ := requests(t, s, "", "X-Mock-Workspace", "q")
	if len(listed) != 2 {
		t.Fatal(listed)
	}
	for _, r := range listed {
		for form, part := range map[string]string{
			"/curl": "  -H 'X-Mock-Workspace: q'", "/fetch": `"X-Mock-Workspace": "q"`, "": `"X-Mock-Workspace":["q"]`, "/har": `{"name":"X-Mock-Workspace","value":"q"}`,
		} {
			if text := want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d%s", r.ID, form), ""), 200).text; !strings.Contains(text, part) {
				t.Errorf("%s: %s", form, text)
			}
		}
	}
	call(t, s, "GET", exampleAddress, "", "X-Mock-Workspace", "not a name")
	common, _, _ := requests(t, s, "")
	if text := call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d/curl", common[0].ID), "").text; !strings.Contains(text, "-H 'X-Mock-Workspace: not a name'") {
		t.Error(text)
	}
}

// TestAScenarioExpectsWhatTookEffect: members that are answered otherwise than they were sent say nothing of a rule.
func TestAScenarioExpectsWhatTookEffect(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	call(t, s, "PATCH", exampleAddress, `{"name":" trimmed ","user_type":"external"}`)
	text := want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%v/scenario", one(t, s)["id"]), ""), 200).text
	if !strings.HasSuffix(text, "    has: {\"user_type\":\"external\"}\n") {
		t.Error(text)
	}
	call(t, s, "PATCH", exampleAddress, `{"create_users_group":"3fa85f64-5717-4562-b3fc-2c963f66afa6"}`)
	if text := want(t, call(t, s, "GET", "/__mock/requests/2/scenario", ""), 200).text; !strings.HasSuffix(text, "    has: {\"create_users_group\":\"{{group}}\"}\n") {
		t.Error(text)
	}
}

// TestTheArchiveOfADayIsAScenarioThatPasses: whoever asked, and however a body was written; what is incomplete is left out.
func TestTheArchiveOfADayIsAScenarioThatPasses(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12"})
	call(t, s, "GET", exampleAddress, "", "Authorization", "Bearer wrong")
	call(t, s, "POST", "/api/v3/core/tokens/", `{"identifier":"mine","intent":"api"}`)
	call(t, s, "GET", "/api/v3/core/tokens/mine/view_key/", "") // a hidden key is not that of the requests after it
	call(t, s, "PATCH", exampleAddress, `{"user_type":"external"}`)
	call(t, s, "PATCH", exampleAddress, `{"user_type":"internal"}`, "Authorization", "Bearer nobody-token")
	call(t, s, "GET", "/api/v3/core/users/me/", "", "Authorization", "")
	call(t, s, "PATCH", exampleAddress, `{"name":"hers"}`, "Authorization", "Bearer erika-token")
	call(t, s, "POST", "/api/v3/core/groups/", `{"name":"A \"group\"",  "attributes":{"a":1.50}, "name":"A \u0022group\u0022"}`)
	call(t, s, "POST", "/api/v3/core/groups/", `{"name":"large","attributes":{"a":"`+strings.Repeat("x", 70_000)+`"}}`)
	call(t, s, "PATCH", exampleAddress, `{"name":"`+strings.Repeat("y", 70_000)+`"}`)
	har := want(t, call(t, s, "GET", "/__mock/requests.har", ""), 200).text
	text, err := contract.ImportHAR("A day", []byte(har))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		"# The administrator sends what these users sent, since nothing here tells which permissions that takes: erika.\n", "  user: {}\n", "    as: user\n", "    as: nobody\n",
		"    as: Bearer placeholder-for-secret-1\n", `{{unique}}-A \"group\"`, "# The browser has not kept the body of a request, which was left out.\n",
	} {
		if !strings.Contains(string(text), part) {
			t.Errorf("the import has no %q", part)
		}
	}
	if strings.Count(string(text), "  - do: ") != 8 || strings.Contains(string(text), "xxx") {
		t.Error("a body that was cut is a step")
	}
	path := writeFile(t, "day.yaml", string(text))
	report, err := contract.Verify(t.Context(), contract.Options{Paths: []string{path}, Profile: "2025.12"})
	if contract.ExitCode(report, err) != 0 || t.Failed() {
		t.Errorf("%v\n%s\n%s", err, text, printed(report))
	}
}

func TestTheJournalIsAHARThatImportReads(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12"})
	call(t, s, "PATCH", exampleAddress, `{"user_type":"external"}`)
	call(t, s, "GET", exampleAddress+"?a=b", "")
	har := want(t, call(t, s, "GET", "/__mock/requests.har", ""), 200).text
	text, err := contract.ImportHAR("From the journal", []byte(har))
	if err != nil {
		t.Fatalf("%v\n%s", err, har)
	}
	if scenario, err := contract.ReadScenario("har.yaml", text); err != nil || len(scenario.Steps) != 2 {
		t.Errorf("%v\n%s", err, text)
	}
	if one := want(t, call(t, s, "GET", "/__mock/requests.har?method=GET", ""), 200).text; strings.Contains(one, `"method":"PATCH"`) || !strings.Contains(one, `"a"`) {
		t.Error(one)
	}
}

// TestACommandLineSendsTheSameRequest runs the command lines, with bodies of all kinds.
func TestACommandLineSendsTheSameRequest(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
	}
	s := mocktest.Start(t, mock.Options{})
	for _, body := range []string{`{"name":"it's @ \"$HOME\" \\ ` + "`x`" + ` é"}`, "@file", "\x00\xff", ""} {
		call(t, s, "PATCH", exampleAddress+"?a=%27b%27", body, "Accept-Language", "de")
		sent := one(t, s)
		command := want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%v/curl", sent["id"]), ""), 200).text
		run := exec.Command("sh", "-c", command)
		run.Env = append(run.Environ(), "AUTHENTIK_TOKEN="+s.Token)
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s\n%s", err, out, command)
		}
		again := one(t, s)
		for _, of := range []map[string]any{sent, again} {
			for _, name := range []string{"id", "time", "duration_ms"} {
				delete(of, name)
			}
			headers := of["request"].(map[string]any)["headers"].(map[string]any)
			for _, name := range []string{"Accept-Encoding", "Accept", "User-Agent", "Content-Length"} {
				delete(headers, name)
			}
			answered := of["answer"].(map[string]any)
			delete(answered["headers"].(map[string]any), "Content-Encoding")
		}
		if got, want := fmt.Sprint(again["request"], again["status"], again["user"], again["query"]), fmt.Sprint(sent["request"], sent["status"], sent["user"], sent["query"]); got != want {
			t.Errorf("%s\n got %s\nwant %s", command, got, want)
		}
	}
}

// TestEveryWorkspaceHasItsJournal: an id finds a request of any of them.
func TestEveryWorkspaceHasItsJournal(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	call(t, s, "GET", exampleAddress, "", "Authorization", "Bearer "+s.Token+"~a")
	call(t, s, "GET", exampleAddress, "", "X-Mock-Workspace", "b")
	call(t, s, "GET", exampleAddress, "")
	for name, id := range map[string]uint64{"a": 1, "b": 2, "": 3} {
		headers := []string{}
		if name != "" {
			headers = []string{"X-Mock-Workspace", name}
		}
		listed, _, _ := requests(t, s, "", headers...)
		if len(listed) != 1 || listed[0].Workspace != name || listed[0].ID != id {
			t.Errorf("%q: %+v", name, listed)
		}
		want(t, call(t, s, "GET", fmt.Sprintf("/__mock/requests/%d", id), ""), 200)
	}
	want(t, call(t, s, "POST", "/__mock/reset", "", "X-Mock-Workspace", "a"), 204)
	if listed, _, _ := requests(t, s, "", "X-Mock-Workspace", "a"); len(listed) != 0 {
		t.Error("a reset leaves the journal of its workspace")
	}
	if listed, _, _ := requests(t, s, ""); len(listed) != 1 {
		t.Error("the reset of a workspace empties another's journal")
	}
}
