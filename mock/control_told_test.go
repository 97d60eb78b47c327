package mock_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// indented returns JSON with a member on each line.
func indented(t *testing.T, text string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestWhatEveryAddressOfControlTakes holds the document of the fake's own addresses, and the presets of faults.
func TestWhatEveryAddressOfControlTakes(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	golden(t, "control-document.json", indented(t, want(t, call(t, s, "GET", "/__mock/openapi.json", ""), 200).text))
	golden(t, "control-presets.json", indented(t, want(t, call(t, s, "GET", "/__mock/presets", ""), 200).text))
}

// goodRequests are requests that control answers, one after the other: method, address, body, and the workspace of some.
var goodRequests = [][]string{
	{"GET", "health", ""}, {"GET", "version", ""}, {"OPTIONS", "faults/a", ""}, {"HEAD", "version", ""},
	{"PUT", "clock", `{"frozen": "1999-01-31T12:00:00Z"}`}, {"PUT", "clock", `{"advance": "1h30m"}`}, {"GET", "clock", ""}, {"GET", "clock", "", "one"}, {"PUT", "clock", `{"frozen": null}`},
	{"PUT", "faults/a", `{"then": {"status": 503}}`}, {"PUT", "faults/a", `{"preset": "slow"}`}, {"PUT", "faults/A.b-c_9", `{"preset": "drip", "then": {"delay": "1s..2s"}}`},
	{"PUT", "faults/b", `{"match": {"method": "GET", "path": "/api/v3/core/*", "user": "mia", "nth": 2}, "times": 2, "after": 3, "probability": 0.5, "for": "90s", "when": "after", "then": {"status": 599, "delay": "20ms..30ms"}}`},
	{"PUT", "faults/c", `{"times": 2.0, "then": {"connection": "truncated"}}`}, {"PUT", "faults/d", `{"then": {"connection": "reset"}}`}, {"PUT", "faults/e", `{"then": {"delay": "1h"}, "probability": 0}`},
	{"PUT", "faults/f", `{"match": {"path": "*/users/", "nth": 2147483647}, "times": 1, "probability": 1, "then": {"status": 400}}`}, {"PUT", "faults/g", `{"preset": "crash", "when": "after"}`},
	{"PUT", "faults/h", `{"preset": "database-gone", "when": "after"}`}, {"PUT", "faults/i", `{"preset": "slow", "when": "after"}`}, {"PUT", "faults/j", `{"preset": "reset", "when": "after"}`}, {"PUT", "faults/k", `{"preset": "empty", "when": "after"}`},
	{"GET", "faults/b", ""}, {"DELETE", "faults/b", ""}, {"GET", "faults", ""}, {"GET", "faults", "", "one"}, {"DELETE", "faults", ""}, {"GET", "faults", ""},
	{"PUT", "snapshots/a", ""}, {"PUT", "snapshots/b", "", "one"}, {"GET", "snapshots", ""}, {"POST", "snapshots/a/restore", ""}, {"DELETE", "snapshots/a", ""}, {"GET", "snapshots", ""},
	{"GET", "workspaces", ""}, {"GET", "workspaces/one", ""}, {"DELETE", "workspaces/one", ""}, {"GET", "workspaces", ""},
	{"GET", "look?at=/api/v3/core/groups/", ""}, {"GET", "look?at=/api/v3/core/groups/&as=nobody", ""}, {"GET", "readers?at=" + exampleAddress, ""}, {"GET", "tokens", ""},
	{"GET", "objects/authentik_core.group/3fa85f64-5717-4562-b3fc-2c963f66afa6", ""}, {"GET", "objects/group/3fa85f64-5717-4562-b3fc-2c963f66afa6", ""},
	{"GET", "requests", ""}, {"GET", "requests/count", ""}, {"GET", "requests/wait?timeout=1ms", ""}, {"GET", "requests.har", ""}, {"DELETE", "requests", ""},
	{"POST", "reset", ""}, {"POST", "reset?all=true&reload=true", ""}, {"POST", "reset?all=false", ""},
	{"GET", "resources", ""}, {"GET", "state", ""}, {"GET", "state?format=json", ""}, {"GET", "blueprint", ""}, {"GET", "reference", ""}, {"GET", "reference/openapi.json", ""},
	{"GET", "page/app.js", ""}, {"GET", "page/app.css", ""},
}

// TestWhatEveryAddressOfControlAnswers holds the answers; of long ones, which other tests read, what they are.
func TestWhatEveryAddressOfControlAnswers(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{IDs: "answers"})
	var told strings.Builder
	for _, r := range goodRequests {
		var headers []string
		if len(r) > 3 {
			headers = []string{"X-Mock-Workspace", r[3]}
		}
		a := call(t, s, r[0], "/__mock/"+r[1], r[2], headers...)
		if a.status >= 400 && a.status != 408 {
			t.Errorf("%v: %d %s", r, a.status, a.text)
		}
		text := a.text
		if len(text) > 2<<10 || strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			text = "a long text"
		}
		fmt.Fprintf(&told, "%s\n  %d %s %s%s\n  %s\n", strings.Join(r, " "), a.status, a.header.Get("Content-Type"), a.header.Get("Cache-Control"), a.header.Get("Allow"), strings.TrimSpace(text))
	}
	golden(t, "control-answers.txt", passing.ReplaceAllString(told.String(), "${1}${2}PASSING"))
}

// wrongFaults are bodies that are no faults.
var wrongFaults = []string{
	``, `[]`, `preset: slow`, `{`, `{}`, `{"preset": "slwo"}`, `{"preset": 5}`, `{"preset": ""}`, `{"prest": "slow"}`, `{"colour": "orange"}`,
	`{"match": {"pth": "/"}}`, `{"match": 5}`, `{"match": {"path": "api"}}`, `{"match": {"path": ""}}`, `{"match": {"path": "/__mock/x"}}`,
	`{"match": {"path": "/a?b"}}`, `{"match": {"method": "get"}}`, `{"match": {"method": 1}}`, `{"match": {"user": null}}`,
	`{"match": {"nth": 0}}`, `{"match": {"nth": -1}}`, `{"match": {"nth": "1"}}`, `{"match": {"nth": 2147483648}}`,
	`{"times": 0}`, `{"times": 1.5}`, `{"times": 1e10}`, `{"times": -1e10}`, `{"times": 99999999999999999999}`, `{"after": "3"}`, `{"after": 0}`,
	`{"probability": 2}`, `{"probability": -0.1}`, `{"probability": "x"}`, `{"probability": null}`,
	`{"for": "10"}`, `{"for": "-1s"}`, `{"for": "0s"}`, `{"for": 10}`,
	`{"when": "later", "preset":"slow"}`, `{"when": true, "preset":"slow"}`,
	`{"then": {}}`, `{"then": {"status": 200}}`, `{"then": {"status": 399}}`, `{"then": {"status": 600}}`, `{"then": {"status": "404"}}`, `{"then": {"stat": 404}}`,
	`{"match": {"path": "http://127.0.0.1:9000/api/v3/*"}}`, `{"for": "99999999h"}`, `{"for": [1]}`, `{"then": {"delay": {"From": 1000000}}}`, `{"then": {"status": {}}}`,
	`{"then": {"delay": 5}}`, `{"then": {"delay": "5"}}`, `{"then": {"delay": "5s..1s"}}`, `{"then": {"delay": "2h"}}`, `{"then": {"delay": "1h1ns"}}`, `{"then": {"delay": "-1s"}}`, `{"then": {"delay": "1s..x"}}`,
	`{"then": {"connection": "shut"}}`, `{"then": {"connection": "drip"}}`, `{"then": {"connection": 1}}`,
	`{"preset": "slow", "then": {"status": 404}}`, `{"preset": "slow", "then": {"connection": "empty"}}`,
	`{"then": {"status": 404, "connection": "reset"}}`, `{"then": {"status": 503, "connection": "empty"}}`,
	`{"when": "before", "then": {"connection": "truncated"}}`, `{"when": "before", "then": {"connection": "drip", "delay": "1s"}}`, `{"when": "before", "preset": "drip"}`,
	`{"when": "after", "preset": "token-expired"}`, `{"when": "after", "preset": "starting"}`, `{"when": "after", "preset": "throttled"}`,
	`{"preset": "slow", "preset": "slow"}`, `{"then": {"status": 404}, "when": "after", "colour": "orange"}`,
}

// wrongRequests are requests that control refuses: method, address, body.
var wrongRequests = [][3]string{
	{"GET", "nowhere", ""}, {"DELETE", "version", ""}, {"POST", "faults/a", ""}, {"GET", "version?profil=1", ""}, {"GET", "requests?nome=x", ""}, {"GET", "requests?metod=x", ""},
	{"GET", "requests?status=4000", ""}, {"GET", "requests?kind=bad", ""}, {"GET", "requests?since=yesterday", ""}, {"GET", "requests?until=5", ""}, {"GET", "requests?limit=0", ""}, {"GET", "requests?last=x", ""},
	{"GET", "requests?workspace=a", ""}, {"GET", "requests?method=GET&method=PUT", ""}, {"GET", "requests?body.a=1&body.a=2", ""}, {"GET", "requests/count?body.=x", ""}, {"GET", "requests?status=400&status=4000", ""},
	{"GET", "requests/count?status=xx", ""}, {"GET", "requests.har?kind=good", ""}, {"GET", "requests/0", ""}, {"GET", "requests/x/curl", ""}, {"GET", "requests/9/har", ""}, {"GET", "requests/9/scenario", ""}, {"GET", "requests/9/fetch", ""},
	{"GET", "requests/wait?state=sent", ""}, {"GET", "requests/wait?timeout=5", ""}, {"GET", "requests/wait?timeout=11m", ""}, {"GET", "requests/wait?timeout=-1s", ""}, {"GET", "requests/wait?n=0", ""},
	{"GET", "requests/wait?state=received&user=a&timeout=1ms", ""}, {"GET", "requests/wait?state=received&body.a=b&timeout=1ms", ""}, {"GET", "requests/wait?state=received&kind=ok&timeout=1ms", ""}, {"GET", "requests/wait?state=received&mentions=a&timeout=1ms", ""},
	{"GET", "faults/none", ""}, {"DELETE", "faults/none", ""}, {"PUT", "faults/a%20b", `{"preset": "slow"}`}, {"PUT", "faults/" + strings.Repeat("a", 65), `{"preset": "slow"}`}, {"PUT", "faults/.a", `{"preset": "slow"}`},
	{"PUT", "clock", ``}, {"PUT", "clock", `{}`}, {"PUT", "clock", `[]`}, {"PUT", "clock", `{} {}`}, {"PUT", "clock", `{"frozen": "noon"}`}, {"PUT", "clock", `{"advance": "x"}`}, {"PUT", "clock", `{"advance": 5}`}, {"PUT", "clock", `{"advance": "99999999h"}`},
	{"PUT", "clock", `{"advance": "` + strings.Repeat("1", 70) + `"}`}, {"PUT", "clock", `{"advance": "` + strings.Repeat("é", 58) + `"}`}, {"PUT", "clock", `{"advance": "` + strings.Repeat("é", 59) + `"}`}, {"PUT", "clock", `{"stop": true}`},
	{"GET", "state?format=xml", ""}, {"PUT", "state", ""}, {"PUT", "state", `{"tokens": 5}`}, {"PUT", "state", "null"}, {"PUT", "state", "{}{}"}, {"PUT", "state", "a: [b"}, {"POST", "reset?all=yes", ""}, {"POST", "reset?reload=1", ""},
	{"GET", "requests/count?user=erika%zz", ""}, {"GET", "requests?user=erika;status=400", ""}, {"POST", "reset?all=true%zz", ""}, {"PUT", "clock", `{"frozen": "2026-01-31T12:00:00Z", "frozen": null}`},
	{"POST", "reset", `{"all": true}`}, {"DELETE", "requests", `[]`}, {"PUT", "snapshots/b", `{"x": 1}`}, {"GET", "events?workspace=bad%20name", ""},
	{"DELETE", "faults/.", ""}, {"DELETE", "faults/%2E", ""}, {"DELETE", "faults/../requests", ""}, {"DELETE", "snapshots/..%2Frequests", ""}, {"PUT", "snapshots/..%2Fclock", ""}, {"DELETE", "workspaces/..%2frequests", ""}, {"DELETE", "faults//", ""},
	{"GET", "snapshots/none", ""}, {"GET", "snapshots/none?format=x", ""}, {"POST", "snapshots/none/restore", ""}, {"DELETE", "snapshots/none", ""}, {"PUT", "snapshots/a%20b", ""},
	{"GET", "workspaces/none", ""}, {"DELETE", "workspaces/none", ""},
	{"GET", "look", ""}, {"GET", "look?at=/nowhere", ""}, {"GET", "look?at=/api/v3/core/users/&as=none", ""}, {"GET", "readers", ""}, {"GET", "objects/none/1", ""}, {"GET", "objects/group/none", ""},
	{"GET", "page/none.js", ""}, {"GET", "events?worksp=a", ""}, {"GET", "metrics?a=b", ""},
}

// TestWhatEveryRefusalOfControlSays: one sentence of which no word is lost, and nothing has changed.
func TestWhatEveryRefusalOfControlSays(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Seeds: []string{"fresh"}, Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	before := call(t, s, "GET", "/__mock/state", "").text
	var told strings.Builder
	for _, r := range wrongRequests {
		tell(t, &told, s, &log, r[0], r[1], r[2])
	}
	golden(t, "control-refusals.txt", told.String())
	told.Reset()
	for _, fault := range wrongFaults {
		tell(t, &told, s, &log, "PUT", "faults/a", fault)
	}
	golden(t, "control-faults.txt", told.String())
	if after := call(t, s, "GET", "/__mock/state", "").text; after != before {
		t.Error("a refusal has changed the state")
	}
	if list := call(t, s, "GET", "/__mock/faults", "").text; list != "{\"faults\":[]}\n" {
		t.Errorf("there are %s", list)
	}
}

// tell writes a request that control refuses, its refusal, and what the log says of it.
func tell(t *testing.T, out *strings.Builder, s *mocktest.Server, log *lines, method, path, body string) {
	t.Helper()
	a := call(t, s, method, "/__mock/"+path, body)
	detail, _ := a.json(t)["detail"].(string)
	kind := a.header.Get("X-Authentik-Mock")
	wantOwn(t, a, a.status, kind, "")
	if a.status < 400 {
		t.Errorf("%s %s %s: %d", method, path, body, a.status)
	}
	if allow := a.header.Get("Allow"); allow != "" {
		kind += " (Allow: " + allow + ")"
	}
	var line struct {
		Reasons []struct{ Layer, Code, Why string }
	}
	logged := strings.Split(strings.TrimSpace(log.take()), "\n")
	if err := json.Unmarshal([]byte(logged[len(logged)-1]), &line); err != nil || len(line.Reasons) != 1 || line.Reasons[0].Why != detail {
		t.Errorf("%v: the log has %+v", err, line)
		return
	}
	fmt.Fprintf(out, "%s %s %s\n  %d %s (%s, %s): %s\n", method, path, body, a.status, kind, line.Reasons[0].Layer, line.Reasons[0].Code, detail)
}

// shownRequests are requests that the journal shows in all its forms: method, address, body, headers, of which "-" is none.
// <user> and <flow> are keys of the seed.
var shownRequests = [][]string{
	{"PATCH", exampleAddress, `{"name":"it's \"é\" $HOME \\ ` + "`x`" + `","create_users_group":"3fa85f64-5717-4562-b3fc-2c963f66afa6","user_type":"external"}`, "Accept-Language", "de", "Accept", "application/json"},
	{"PATCH", exampleAddress, `{"create_users_group":"00000000-0000-0000-0000-000000000000"}`},
	{"PATCH", exampleAddress, `{"name":" trimmed ","user_type":"external","nothing":1}`, "Accept", "*/*"},
	{"GET", "/api/v3/core/groups/?name=b&name=a&key=geheim&page=1", ""},
	{"GET", "/api/v3/core/groups/00000000-0000-0000-0000-000000000000/", ""},
	{"GET", "/api/v3/core/users/me/?a=%27", "", "Authorization", "", "X-Empty", "", "Origin", "http://localhost:5173", "Sec-Fetch-Mode", "cors", "Referer", "http://localhost:5173/a"},
	{"GET", "/api/v3/core/users/me/", "", "Authorization", "Bearer wrong"},
	{"GET", "/api/v3/core/users/me/", "", "Authorization", "Basic wrong"},
	{"PATCH", exampleAddress, `{}`, "Authorization", "Bearer nobody-token"},
	{"PATCH", exampleAddress, `{"name":"by erika"}`, "Authorization", "Bearer erika-token"},
	{"POST", "/api/v3/core/users/<user>/set_password/", `{"password":"geheim"}`},
	{"POST", "/api/v3/core/groups/", `name=a+b&password=geheim`, "Content-Type", "application/x-www-form-urlencoded"},
	{"POST", "/api/v3/core/groups/", "name=it's", "Content-Type", ""},
	{"POST", "/api/v3/core/groups/", "\x00\xff", "Content-Type", "application/octet-stream"},
	{"POST", "/api/v3/core/groups/", "name=it's", "Content-Type", "-", "Authorization", "geheim", "Cookie", "authentik_session=geheim"},
	{"POST", "/api/v3/core/groups/", "\x00", "Content-Type", "-", "Authorization", "-"},
	{"POST", "/api/v3/core/groups/", `not JSON`},
	{"POST", "/api/v3/core/groups/", `[1]`},
	{"POST", "/api/v3/core/brands/", `{"domain":"a.example","flow_authentication":"<flow>","flow_recovery":"<flow>","flow_unenrollment":null}`},
	{"GET", exampleAddress, "", "Accept-Encoding", "gzip"},
	{"HEAD", exampleAddress, ""},
	{"OPTIONS", "/api/v3/core/groups/", ""},
	{"DELETE", exampleAddress, ""},
	{"POST", "/api/v3/providers/oauth2/", `{"name":"shop"}`},
	{"GET", "/nowhere", ""},
	{"GET", "/api/v3//stages/user_write/", ""},
	{"POST", "/api/v3/core/groups/", `{"name":"` + strings.Repeat("a", 64<<10) + `"}`},
}

// passing matches what differs between runs.
var passing = regexp.MustCompile(`\b127\.0\.0\.1:\d+|"20[2-9]\d-\d\d-\d\dT[0-9:.]+Z"|("(?:duration_ms|time|wait|size)": ?)[0-9.e-]+|("(?:release|commit)": ?)"[^"]*"`)

// TestWhatEveryFormOfARequestShows holds the requests of the journal in all the forms in which it shows one.
func TestWhatEveryFormOfARequestShows(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{Profile: "2025.12", IDs: "forms"})
	keys := strings.NewReplacer("<user>", fmt.Sprint(first(t, s, "core/users")), "<flow>", fmt.Sprint(first(t, s, "flows/instances")))
	want(t, call(t, s, "DELETE", "/__mock/requests", ""), 204)
	for _, r := range shownRequests {
		request, err := http.NewRequest(r[0], s.URL+keys.Replace(r[1]), strings.NewReader(keys.Replace(r[2])))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = http.Header{"Authorization": {"Bearer " + s.Token}, "Content-Type": {"application/json"}, "User-Agent": {"test"}}
		for i := 3; i < len(r); i += 2 {
			request.Header.Set(r[i], r[i+1])
			if r[i+1] == "-" {
				request.Header.Del(r[i])
			}
		}
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		received(t, response)
	}
	putFault(t, s, "flaky", `{"preset": "crash"}`)
	call(t, s, "GET", usersMe, "")
	want(t, call(t, s, "DELETE", "/__mock/faults", ""), 204)
	listed, _, _ := requests(t, s, "")
	if len(listed) != len(shownRequests)+1 {
		t.Fatalf("%d requests", len(listed))
	}
	var told strings.Builder
	for _, r := range listed {
		address := fmt.Sprintf("/__mock/requests/%d", r.ID)
		fmt.Fprintf(&told, "== %s %s\n%s", r.Method, r.Path, indented(t, call(t, s, "GET", address, "").text))
		for _, form := range []string{"curl", "fetch", "scenario", "har"} {
			a := call(t, s, "GET", address+"/"+form, "")
			text := a.text
			if a.header.Get("Content-Type") != "application/yaml" && !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") {
				text = indented(t, text)
			}
			fmt.Fprintf(&told, "-- %s: %d %s\n%s", form, a.status, a.header.Get("Content-Type"), text)
		}
	}
	text := strings.ReplaceAll(told.String(), strings.Repeat("a", 65000), "<65,000 letters>")
	golden(t, "journal-forms.txt", passing.ReplaceAllString(text, "${1}${2}PASSING"))
}

// first returns the primary key of the first object of a list.
func first(t *testing.T, s *mocktest.Server, list string) any {
	t.Helper()
	return want(t, call(t, s, "GET", "/api/v3/"+list+"/", ""), 200).json(t)["results"].([]any)[0].(map[string]any)["pk"]
}

// TestWhatEveryMetricIs holds the names, kinds and labels of the metrics.
func TestWhatEveryMetricIs(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	call(t, s, "GET", exampleAddress, "")
	call(t, s, "GET", "/nowhere", "")
	call(t, s, "BREW", exampleAddress, "")
	var told []string
	for line := range strings.Lines(want(t, call(t, s, "GET", "/__mock/metrics", ""), 200).text) {
		if strings.HasPrefix(line, "#") {
			told = append(told, line)
			continue
		}
		name, _, _ := strings.Cut(line, " ")
		told = append(told, name+"\n")
	}
	ofKernel := func(line string) bool { return strings.Contains(line, "process_") } // on Linux only
	golden(t, "control-metrics.txt", strings.Join(slices.DeleteFunc(told, ofKernel), ""))
}
