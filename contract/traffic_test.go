package contract_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/contract"
)

// The secrets that the scripted client sends, in every place where one may be.
const (
	plantedKey      = "the-key-of-quentins-token-0123456789"
	plantedPassword = "hunter2 hunter2"
	plantedCookie   = "authentik-session-value-1234"
	plantedCSRF     = "csrf-value-5678"
	plantedQuery    = "query-token-90ab"
	plantedShort    = "zq7" // too short to be searched for
)

// sent is a request of the scripted client; {pk} is the id of the object that the last POST created.
type sent struct {
	method, path, body string
	headers            []string
}

var script = []sent{
	{"GET", "/api/v3/admin/version/", "", nil},
	{"GET", "/-/health/live/", "", nil},
	{"POST", "/api/v3/stages/user_write/", `{"name": "write", "user_path_template": "a/b"}`, []string{"X-authentik-CSRF", plantedCSRF}},
	{"PATCH", "/api/v3/stages/user_write/{pk}/", `{ "create_users_as_inactive" : true }`, nil},
	{"PATCH", "/api/v3/stages/user_write/{pk}/", `{"name": "  renamed "}`, []string{"Cookie", "authentik_session=" + plantedCookie}},
	{"PATCH", "/api/v3/stages/user_write/{pk}/", `{"user_type": 1.50, "name": ""}`, nil},
	{"PATCH", "/api/v3/stages/user_write/{pk}/", `{"password": "` + plantedPassword + `",`, nil},
	{"PATCH", "/api/v3/stages/user_write/{pk}/", `{"user_path_template": "on"}`, []string{"Content-Type", "application/json; charset=utf-8"}},
	{"PATCH", "/api/v3/stages/user_write/7d0a5b6e-3a2f-4c1d-9e8b-112233445566/", `{}`, nil},
	{"PATCH", "/api/v3/stages/user_write/{pk}/", `{"create_users_group": "7d0a5b6e-3a2f-4c1d-9e8b-112233445566"}`, nil},
	{"PATCH", "/api/v3/stages/user_write/{pk}/", `{"name": ""}`, []string{"Accept-Language", "de"}},
	{"GET", "/api/v3/stages/user_write/{pk}/", "", []string{"Accept", "text/html"}},
	{"GET", "/api/v3/stages/user_write/{pk}/", "", []string{"Authorization", "Basic YWtadmluOmh1bnRlcjI="}},
	{"PATCH", "/api/v3/stages/user_write/{pk}/", `{"user_type": "internal", "bind_password": "` + plantedShort + `"}`, nil},
	{"GET", "/api/v3/stages/user_write/?name=renamed", "", nil},
	{"GET", "/api/v3/stages/user_write/?name=renamed&key=" + plantedShort, "", nil},
	{"GET", "/api/v3/stages/all/?ordering=name&page_size=20&token=" + plantedQuery, "", nil},
	{"POST", "/api/v3/flows/instances/", `{"name": "Enrol", "slug": "enrol", "title": "T", "designation": "enrollment"}`, nil},
	{"GET", "/api/v3/flows/instances/enrol/", "", nil},
	{"DELETE", "/api/v3/flows/instances/enrol/", "", nil},
	{"POST", "/api/v3/core/users/", `{"username": "quentin", "name": "Quentin"}`, nil},
	{"POST", "/api/v3/core/users/{pk}/set_password/", `{"password": "` + plantedPassword + `"}`, nil},
	{"POST", "/api/v3/core/tokens/", `{"identifier": "quentins", "intent": "api", "user": {pk}, "expiring": false}`, nil},
	{"POST", "/api/v3/core/tokens/quentins/set_key/", `{"key": "` + plantedKey + `"}`, nil},
	{"GET", "/api/v3/core/tokens/quentins/view_key/", "", nil},
	{"GET", "/api/v3/core/users/me/", "", []string{"Authorization", "Bearer " + plantedKey}},
	{"GET", "/api/v3/core/users/me/", "", []string{"Authorization", ""}},
	{"POST", "/api/v3/stages/user_write/", "{\"name\": \"\xff\"}", nil}, // the last: browsers do not export such bytes
}

// exchange is a request of the scripted client and its answer.
type exchange struct {
	sent
	url    string
	status int
	header http.Header
	answer string
}

// play sends the script to an address.
func play(t *testing.T, url string) []exchange { return playScript(t, url, script) }

func playScript(t *testing.T, url string, script []sent) []exchange {
	t.Helper()
	var all []exchange
	pk := ""
	for _, s := range script {
		s.path, s.body = strings.ReplaceAll(s.path, "{pk}", pk), strings.ReplaceAll(s.body, "{pk}", pk)
		request, err := http.NewRequest(s.method, url+s.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+recordingToken)
		if s.body != "" {
			request.Body, request.ContentLength = io.NopCloser(strings.NewReader(s.body)), int64(len(s.body))
			request.Header.Set("Content-Type", "application/json")
		}
		if s.headers != nil {
			request.Header.Set(s.headers[0], s.headers[1])
		}
		if request.Header.Get("Authorization") == "" {
			request.Header.Del("Authorization")
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		var created struct {
			PK json.RawMessage `json:"pk"`
		}
		if answer.StatusCode == http.StatusCreated && json.Unmarshal(body, &created) == nil && s.path != "/api/v3/core/tokens/" &&
			s.path != "/api/v3/flows/instances/" {
			pk = strings.Trim(string(created.PK), `"`)
		}
		all = append(all, exchange{s, url + s.path, answer.StatusCode, answer.Header, string(body)})
	}
	return all
}

// throughProxy returns the scenario that a proxy in front of a target writes of the script.
func throughProxy(t *testing.T, target string) (string, error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	written := make(chan string)
	var failed error
	go func() {
		var text []byte
		text, failed = contract.RecordProxy(ctx, contract.ProxyOptions{Target: target, Listener: listener, Title: "What the client did"})
		written <- string(text)
	}()
	play(t, "http://"+listener.Addr().String())
	cancel()
	return <-written, failed
}

func TestWhatAProxySawCanBeReplayed(t *testing.T) {
	t.Parallel()
	for _, profile := range []string{"2025.10", "2026.5"} {
		target := serve(t, withCookie(newFake(t, profile)))
		text, err := throughProxy(t, target.URL)
		if err != nil {
			t.Fatal(err)
		}
		holdsNoSecret(t, text)
		replays(t, profile, text, len(script)-1)
	}
}

func TestWhatABrowserExportsCanBeReplayed(t *testing.T) {
	t.Parallel()
	target := serve(t, withCookie(newFake(t, "2025.12")))
	text, err := contract.ImportHAR("What the browser did", har(t, play(t, target.URL)[:len(script)-1]))
	if err != nil {
		t.Fatal(err)
	}
	holdsNoSecret(t, string(text))
	replays(t, "2025.12", string(text), len(script)-2)
}

// withCookie makes a server set a secret cookie, as a real one does.
func withCookie(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "authentik_csrf", Value: plantedCSRF, Secure: true, Domain: "authentik.example"})
		handler.ServeHTTP(w, r)
	})
}

func holdsNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{recordingToken, plantedKey, plantedPassword, plantedCookie, plantedCSRF, plantedQuery, plantedShort, "YWtadmluOmh1bnRlcjI=", "hunter2"} {
		if strings.Contains(text, secret) {
			t.Errorf("the secret %s was written:\n%s", secret, text)
		}
	}
}

// replays runs a written scenario twice against one newly installed fake: the second run finds nothing of the
// first. It must have steps steps, all requests of the script that went to the API.
func replays(t *testing.T, profile, text string, steps int) {
	t.Helper()
	scenario := read(t, text)
	if len(scenario.Steps) != steps {
		t.Errorf("%d steps were written of %d:\n%s", len(scenario.Steps), steps, text)
	}
	target := serve(t, newFake(t, profile))
	for range 2 {
		passesAgainst(t, target, text)
	}
}

func passesAgainst(t *testing.T, target contract.Target, text string) {
	t.Helper()
	report, err := contract.Verify(t.Context(), contract.Options{Target: target, Scenarios: []contract.Scenario{read(t, text)}})
	if err != nil {
		t.Fatal(err)
	}
	if !report.OK() {
		var out strings.Builder
		contract.WriteText(&out, report)
		t.Fatalf("the replay differs:\n%s\n%s", &out, text)
	}
}

// pkOf returns the id of the only object of a list.
func pkOf(t *testing.T, url string) string {
	t.Helper()
	request, _ := http.NewRequest("GET", url, nil)
	request.Header.Set("Authorization", "Bearer "+recordingToken)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var page struct {
		Results []struct{ PK string }
	}
	if err := json.NewDecoder(answer.Body).Decode(&page); err != nil || len(page.Results) != 1 {
		t.Fatalf("%v: %+v", err, page)
	}
	return page.Results[0].PK
}

// har returns exchanges in the form of a browser's export.
func har(t *testing.T, exchanges []exchange) []byte {
	t.Helper()
	type pair map[string]string
	var entries []map[string]any
	for i, e := range exchanges {
		headers := []pair{{"name": "authorization", "value": "Bearer " + recordingToken}, {"name": "cookie", "value": "authentik_session=" + plantedCookie}}
		if e.headers != nil {
			headers = append([]pair{{"name": e.headers[0], "value": e.headers[1]}}, headers...)
		}
		request := map[string]any{"method": e.method, "url": e.url}
		if e.body != "" {
			headers = append(headers, pair{"name": "content-type", "value": "application/json"})
			request["postData"] = map[string]string{"mimeType": "application/json", "text": e.body}
		}
		request["headers"] = headers
		var answered []pair
		for name, values := range e.header {
			answered = append(answered, pair{"name": strings.ToLower(name), "value": strings.Join(values, ", ")})
		}
		entries = append(entries, map[string]any{
			"startedDateTime": time.Unix(int64(i), 0).UTC().Format(time.RFC3339), "request": request,
			"response": map[string]any{"status": e.status, "headers": answered, "content": map[string]string{"text": e.answer}},
		})
	}
	slices.Reverse(entries) // nobody promises an order
	text, err := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "entries": entries}})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// An object that a client changes without having created it becomes a given object, so that a replay does not
// change existing ones.
func TestWhatWasThereBeforeIsGiven(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.12")
	target := serve(t, fake)
	stage := `/api/v3/stages/user_write/` + pkOf(t, target.URL+"/api/v3/stages/user_write/?name=default-user-settings-write") + "/"
	exchanges := playScript(t, target.URL, []sent{
		{"PATCH", stage, `{"user_path_template": "elsewhere"}`, nil},
		{"PUT", stage, `{"name": "renamed"}`, nil},
		{"GET", stage, "", nil},
		{"PATCH", "/api/v3/flows/instances/default-user-settings-flow/", `{"title": "Settings"}`, nil},
		{"GET", "/api/v3/flows/instances/default-user-settings-flow/", "", nil},
	})
	text, err := contract.ImportHAR("What was there", har(t, exchanges))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "given:\n  stage: {") || !strings.Contains(string(text), "\n  flow: {") {
		t.Errorf("nothing is given:\n%s", text)
	}
	before := everything(t, fake)
	passesAgainst(t, target, string(text))
	if after := everything(t, fake); after != before {
		t.Errorf("the replay changed what it did not create:\n%s", text)
	}
}

func TestASecretThatWouldBeWrittenIsRefused(t *testing.T) {
	t.Parallel()
	// A password that is a word of the address cannot be removed without breaking the address.
	exchanges := []exchange{
		{sent{"POST", "/api/v3/core/users/6/set_password/", `{"password": "users"}`, nil}, "https://authentik.example/api/v3/core/users/6/set_password/", 204, nil, ""},
	}
	text, err := contract.ImportHAR("Refused", har(t, exchanges))
	if !errors.Is(err, contract.ErrSecret) || !strings.Contains(err.Error(), "step 1 (POST /api/v3/core/users/6/set_password/)") || text != nil {
		t.Errorf("the error is %v, the text %q", err, text)
	}
}

func TestTrafficWithoutTheAPIIsNoScenario(t *testing.T) {
	t.Parallel()
	if _, err := contract.ImportHAR("Empty", har(t, nil)); !errors.Is(err, contract.ErrNothing) {
		t.Errorf("the error is %v", err)
	}
}
