package mock_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

const (
	stageList     = "/api/v3/stages/user_write/"
	workspaceList = "/__mock/workspaces"
)

// in returns the headers of a request of the administrator in a workspace.
func in(workspace string) []string { return []string{"X-Mock-Workspace", workspace} }

// behind returns the same with the name behind the token.
func behind(workspace string) []string {
	return []string{"Authorization", "Bearer mock-token~" + workspace}
}

// stageNames returns the names of the user write stages.
func stageNames(t *testing.T, s *mocktest.Server, headers ...string) string {
	t.Helper()
	var names []string
	for _, one := range want(t, call(t, s, "GET", stageList, "", headers...), 200).json(t)["results"].([]any) {
		names = append(names, one.(map[string]any)["name"].(string))
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func TestAWorkspaceIsAWorldOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, release := range releases {
		s := mocktest.Start(t, mock.Options{Profile: release})
		seeded := stageNames(t, s)
		for name, headers := range map[string][]string{"cart-7": behind("cart-7"), "cart.8": in("cart.8")} {
			want(t, call(t, s, "POST", stageList, `{"name": "a`+name+`"}`, headers...), 201)
			for _, asked := range [][]string{behind(name), in(name), append(behind(name), in(name)...)} {
				if got, want := stageNames(t, s, asked...), "a"+name+" "+seeded; got != want {
					t.Errorf("%s: %s: %q, want %q", release, asked, got, want)
				}
			}
		}
		if got := stageNames(t, s); got != seeded {
			t.Errorf("%s: the common world has %q", release, got)
		}
		want(t, call(t, s, "POST", "/__mock/reset", "", behind("cart-7")...), 204)
		if got, other := stageNames(t, s, in("cart-7")...), stageNames(t, s, in("cart.8")...); got != seeded || other == seeded {
			t.Errorf("%s: after the reset of one, it has %q and the other %q", release, got, other)
		}
		want(t, call(t, s, "POST", "/__mock/reset?all=true", ""), 204)
		if got := stageNames(t, s, in("cart.8")...); got != seeded {
			t.Errorf("%s: after the reset of all, one has %q", release, got)
		}
	}
}

// TestATokenIsSeenWithoutItsWorkspace: by what the API shows, by the log and in the events.
func TestATokenIsSeenWithoutItsWorkspace(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{Logger: slog.New(mock.NewTextHandler(&log))})
	for _, headers := range [][]string{behind("cart-7"), in("cart-7"), append(in("cart-7"), behind("cart-7")...)} {
		system := want(t, call(t, s, "GET", "/api/v3/admin/system/", "", headers...), 200).json(t)["http_headers"].(map[string]any)
		if _, shown := system["HTTP_X_MOCK_WORKSPACE"]; shown || system["HTTP_AUTHORIZATION"] != "Bearer mock-token" {
			t.Errorf("%s: the system shows %v", headers, system)
		}
		if got := log.take(); got != "GET /api/v3/admin/system/ 200 akadmin ~cart-7\n" {
			t.Errorf("logged %q", got)
		}
	}
	var text bytes.Buffer
	s = mocktest.Start(t, mock.Options{Logger: slog.New(slog.NewJSONHandler(&text, nil))})
	for _, want := range []string{"cart-7", ""} {
		headers := behind("cart-7")
		if want == "" {
			headers = nil
		}
		call(t, s, "GET", stageList, "", headers...)
		var line struct{ Workspace *string }
		if err := json.Unmarshal(text.Bytes(), &line); err != nil || line.Workspace == nil || *line.Workspace != want {
			t.Errorf("want the workspace %q in %s", want, text.String())
		}
		text.Reset()
	}
}

// TestATokenThatIsStoredWithATildeIsWhole: in the world in which it is stored, and only there.
func TestATokenThatIsStoredWithATildeIsWhole(t *testing.T) {
	t.Parallel()
	seed := writeFile(t, "tilde.yaml", "users: [{username: til, name: Til, type: internal, groups: [authentik Admins], "+
		"tokens: [{identifier: til, key: 'mock-token~x', expiring: false}, {identifier: two, key: 'a~b', expiring: false}]}]")
	s := mocktest.Start(t, mock.Options{Seeds: []string{seed}})
	me := func(token string, headers ...string) string {
		t.Helper()
		body := want(t, call(t, s, "GET", "/api/v3/core/users/me/", "", append(headers, "Authorization", "Bearer "+token)...), 200).json(t)
		return body["user"].(map[string]any)["username"].(string)
	}
	for token, user := range map[string]string{"mock-token~x": "til", "mock-token~x~cart": "til", "mock-token~y": "akadmin", "a~b": "til", "a~b~cart": "til"} {
		if got := me(token); got != user {
			t.Errorf("%s is %s, want %s", token, got, user)
		}
	}
	want(t, call(t, s, "POST", stageList, `{"name": "mine"}`, "Authorization", "Bearer a~b"), 201)
	if names := stageNames(t, s); !strings.Contains(names, "mine") {
		t.Errorf("the token that is whole did not reach the common world: %q", names)
	}
	if got := me("mock-token~x", in("other")...); got != "til" {
		t.Errorf("in a workspace the token that is whole is %s", got)
	}
	want(t, call(t, s, "DELETE", "/api/v3/core/tokens/til/", "", in("other")...), 204)
	wantOwn(t, call(t, s, "GET", stageList, "", "X-Mock-Workspace", "other", "Authorization", "Bearer mock-token~x"), 400, "workspace", `"other" and "x"`)
	// Unknown tokens are refused as authentik refuses them.
	for _, token := range []string{"nobodys~cart", "nobodys~not a name", "~", "nobodys~"} {
		a := want(t, call(t, s, "GET", stageList, "", "Authorization", "Bearer "+token), 403)
		if got := a.json(t)["detail"]; got != "Token invalid/expired" {
			t.Errorf("%s: %v", token, got)
		}
	}
}

func TestWhatIsNoWorkspaceIsRefused(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	const long = "a123456789b123456789c123456789d123456789e123456789f123456789g123"
	for _, name := range []string{"a", "A.b-c_9", long} {
		want(t, call(t, s, "GET", stageList, "", in(name)...), 200)
		want(t, call(t, s, "GET", stageList, "", behind(name)...), 200)
	}
	for _, name := range []string{"", ".", "..", "-a", "_a", "a b", "a/b", "ü", long + "4", "a,b"} {
		wantOwn(t, call(t, s, "GET", stageList, "", in(name)...), 400, "workspace", "letters, digits, dots")
		wantOwn(t, call(t, s, "GET", "/__mock/version", "", in(name)...), 400, "workspace", "letters, digits, dots")
		wantOwn(t, call(t, s, "GET", stageList, "", behind(name)...), 400, "workspace", "letters, digits, dots")
	}
	wantOwn(t, call(t, s, "GET", stageList, "", append(in("one"), behind("two")...)...), 400, "workspace", `"one" and "two"`)
}

func TestAFakeMayRequireAWorkspace(t *testing.T) {
	t.Parallel()
	var log lines
	s := mocktest.Start(t, mock.Options{RequireWorkspace: true, CORS: true, Logger: slog.New(mock.NewTextHandler(&log))})
	for _, path := range []string{stageList, "/api/v3/", "/nowhere", "/api/v3/core/applications/"} {
		wantOwn(t, call(t, s, "GET", path, ""), 400, "workspace", "X-Mock-Workspace")
	}
	if got := log.take(); !strings.HasPrefix(got, "GET "+stageList+" 400 - control: Every request needs a workspace") {
		t.Errorf("logged %q", got)
	}
	want(t, call(t, s, "GET", stageList, "", in("a")...), 200)
	want(t, call(t, s, "GET", stageList, "", behind("a")...), 200)
	for _, path := range []string{"/-/health/live/", "/-/health/ready/", "/__mock/", "/__mock/version"} {
		want(t, call(t, s, "GET", path, ""), 200)
	}
	refused := call(t, s, "PATCH", stageList, "{}", "Origin", "http://localhost:5173")
	if got := refused.header; got.Get("Access-Control-Allow-Origin") != "http://localhost:5173" || got.Get("Vary") != "Origin" {
		t.Errorf("a page of another origin cannot read why it was refused: %v", got)
	}
	preflight := call(t, s, "OPTIONS", stageList, "", "Origin", "http://localhost:5173", "Access-Control-Request-Method", "GET",
		"Access-Control-Request-Headers", "x-mock-workspace")
	if got := want(t, preflight, 204).header.Get("Access-Control-Allow-Headers"); !strings.Contains(got, "X-Mock-Workspace") {
		t.Errorf("pages may send %q", got)
	}
}

func TestAWorkspaceGetsTheSameIDsInEveryRun(t *testing.T) {
	t.Parallel()
	made := func(text, workspace string) string {
		s := mocktest.Start(t, mock.Options{IDs: text})
		var headers []string
		if workspace != "" {
			headers = in(workspace)
		}
		first := made(t, s, stageList, `{"name": "one"}`, "pk", headers...)
		want(t, call(t, s, "POST", "/__mock/reset", "", headers...), 204)
		if again := made(t, s, stageList, `{"name": "one"}`, "pk", headers...); again != first {
			t.Errorf("after the reset %s is %s", first, again)
		}
		return first
	}
	a := made("42", "a")
	if again := made("42", "a"); again != a {
		t.Errorf("%s and then %s", a, again)
	}
	for _, other := range []string{made("42", "b"), made("42", ""), made("43", "a"), made("", "a")} {
		if other == a {
			t.Errorf("another workspace or text makes %s too", a)
		}
	}
}

// workspacesOf returns the workspaces that control lists, by name.
func workspacesOf(t *testing.T, s *mocktest.Server) map[string]map[string]any {
	t.Helper()
	found := map[string]map[string]any{}
	for _, one := range want(t, call(t, s, "GET", workspaceList, ""), 200).json(t)["workspaces"].([]any) {
		workspace := one.(map[string]any)
		found[workspace["name"].(string)] = workspace
	}
	return found
}

func TestWorkspacesSayWhatDiffersFromTheSeeds(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	before := time.Now()
	want(t, call(t, s, "POST", stageList, `{"name": "new"}`, in("a")...), 201)
	want(t, call(t, s, "PATCH", exampleAddress, `{"name": "changed"}`, in("a")...), 200)
	want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", `{"avatars": "none"}`, in("a")...), 200)
	want(t, call(t, s, "DELETE", exampleAddress, "", in("b")...), 204)
	all := workspacesOf(t, s)
	if len(all) != 3 {
		t.Fatalf("there are %v", all)
	}
	for name, want := range map[string]string{
		"":  `{}`,
		"a": `{"admin/settings":{"added":0,"changed":1,"removed":0},"stages/user_write":{"added":1,"changed":1,"removed":0}}`,
	} {
		if got, _ := json.Marshal(all[name]["differs"]); string(got) != want {
			t.Errorf("%q differs by %s, want %s", name, got, want)
		}
	}
	if got, _ := json.Marshal(all["b"]["differs"].(map[string]any)["stages/user_write"]); string(got) != `{"added":0,"changed":0,"removed":1}` {
		t.Errorf("without a stage it differs by %s", got)
	}
	if used, err := time.Parse(time.RFC3339, all["a"]["last_use"].(string)); err != nil || used.Before(before) || used.After(time.Now()) {
		t.Errorf("the last use was at %v", all["a"]["last_use"])
	}
	if got := want(t, call(t, s, "GET", workspaceList+"/a", ""), 200).json(t); got["name"] != "a" || len(got["differs"].(map[string]any)) != 2 {
		t.Errorf("one is %v", got)
	}
	want(t, call(t, s, "DELETE", workspaceList+"/a", ""), 204)
	for _, method := range []string{"GET", "DELETE"} {
		wantOwn(t, call(t, s, method, workspaceList+"/a", ""), 404, "workspace", `"a"`)
	}
	if names := stageNames(t, s, in("a")...); strings.Contains(names, "new") {
		t.Errorf("it did not begin anew: %q", names)
	}
}

func TestAWorkspaceThatIsNotUsedGoes(t *testing.T) {
	t.Parallel()
	for ttl, stays := range map[time.Duration]bool{time.Nanosecond: false, time.Hour: true, 0: true} {
		s := mocktest.Start(t, mock.Options{WorkspaceTTL: ttl})
		want(t, call(t, s, "POST", stageList, `{"name": "new"}`, in("a")...), 201)
		time.Sleep(time.Microsecond)
		if _, there := workspacesOf(t, s)["a"]; there != stays {
			t.Errorf("%v: it is there: %v", ttl, there)
		}
		if got := strings.Contains(stageNames(t, s, in("a")...), "new"); got != stays {
			t.Errorf("%v: it has its stage: %v", ttl, got)
		}
	}
}

func TestThereAreSoManyWorkspacesAndNoMore(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{MaxWorkspaces: 2})
	for _, name := range []string{"a", "b", "a"} {
		want(t, call(t, s, "GET", stageList, "", in(name)...), 200)
	}
	wantOwn(t, call(t, s, "GET", stageList, "", in("c")...), 507, "workspace", "--max-workspaces")
	want(t, call(t, s, "GET", stageList, ""), 200)
	want(t, call(t, s, "DELETE", workspaceList+"/a", ""), 204)
	want(t, call(t, s, "GET", stageList, "", in("c")...), 200)
	s = mocktest.Start(t, mock.Options{MaxWorkspaces: 2, WorkspaceTTL: time.Nanosecond})
	for i := range 5 { // one that may go makes room
		want(t, call(t, s, "GET", stageList, "", in(fmt.Sprint("w", i))...), 200)
	}
}

// TestTheStatesOfAllWorldsKeepOneBound: what is shared counts once, and a world that ends gives its part back.
func TestTheStatesOfAllWorldsKeepOneBound(t *testing.T) {
	t.Parallel()
	const part = 1 << 20
	s := mocktest.Start(t, mock.Options{Seeds: []string{mock.SeedFresh}, MaxState: 16 << 20})
	fill := func(workspace string) int {
		body := `{"name": "` + strings.Repeat("x", part) + `"}`
		return call(t, s, "POST", stageList, body, in(workspace)...).status
	}
	var made int
	for ; made < 16 && fill(fmt.Sprint("w", made)) == 201; made++ {
	}
	if made < 2 || made > 7 {
		t.Fatalf("%d worlds took a stage of 1 MB within 16 MiB", made)
	}
	wantOwn(t, call(t, s, "POST", stageList, `{"name": "`+strings.Repeat("y", part)+`"}`), 507, "limit", "--max-state")
	want(t, call(t, s, "PATCH", stageList+stageOf(t, s, "w0")+"/", `{"name": "small"}`, in("w0")...), 200)
	if got := fill("another"); got != 201 {
		t.Errorf("after one world became smaller, another gets %d", got)
	}
	want(t, call(t, s, "DELETE", workspaceList+"/another", ""), 204)
	if got := fill("w9"); got != 201 {
		t.Errorf("after one world ended, another gets %d", got)
	}
	want(t, call(t, s, "POST", "/__mock/reset?all=true", ""), 204)
	for i := range made {
		if got := fill(fmt.Sprint("v", i)); got != 201 {
			t.Errorf("after the reset of all, world %d gets %d", i, got)
		}
	}
}

// stageOf returns the id of the newest stage of a workspace.
func stageOf(t *testing.T, s *mocktest.Server, workspace string) string {
	t.Helper()
	for _, one := range want(t, call(t, s, "GET", stageList, "", in(workspace)...), 200).json(t)["results"].([]any) {
		if stage := one.(map[string]any); strings.HasPrefix(stage["name"].(string), "xx") {
			return stage["pk"].(string)
		}
	}
	t.Fatal("no stage was made")
	return ""
}

func TestSeedsAreReadAgain(t *testing.T) {
	t.Parallel()
	seed := writeFile(t, "mine.yaml", "stages: [{name: first}]")
	s := mocktest.Start(t, mock.Options{Seeds: []string{seed}, Profile: "2026.5"})
	rewrite := func(text string) {
		if err := os.WriteFile(seed, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want(t, call(t, s, "POST", stageList, `{"name": "new"}`), 201)
	want(t, call(t, s, "POST", stageList, `{"name": "new"}`, in("a")...), 201)
	rewrite("stages:\n  - {name: second, user_type: nobody}")
	wantOwn(t, call(t, s, "POST", "/__mock/reset?reload=true", ""), 422, "seed", "mine.yaml:2:31")
	if got := stageNames(t, s); !strings.Contains(got, "first") || !strings.Contains(got, "new") {
		t.Errorf("a seed that is wrong left %q", got)
	}
	rewrite("stages: [{name: second}]")
	want(t, call(t, s, "POST", "/__mock/reset", ""), 204)
	if got := stageNames(t, s); strings.Contains(got, "second") || !strings.Contains(got, "first") {
		t.Errorf("a reset that reads nothing left %q", got)
	}
	want(t, call(t, s, "POST", "/__mock/reset?reload=true", ""), 204)
	for _, headers := range [][]string{nil, in("b")} {
		if got := stageNames(t, s, headers...); strings.Contains(got, "first") || !strings.Contains(got, "second") {
			t.Errorf("the seeds that were read again made %q", got)
		}
	}
	if got := stageNames(t, s, in("a")...); !strings.Contains(got, "first") || !strings.Contains(got, "new") {
		t.Errorf("another world became %q", got)
	}
	wantOwn(t, call(t, s, "POST", "/__mock/reset?reload=yes", ""), 400, "query", `"yes"`)
}

// TestClientsInWorkspacesDoNotSeeOneAnother: each writes in its own world and reads only that.
func TestClientsInWorkspacesDoNotSeeOneAnother(t *testing.T) {
	t.Parallel()
	workspaces, requests := 20, 30
	if os.Getenv("AUTHENTIK_MOCK_LONG") != "" {
		workspaces, requests = 200, 1000
	}
	s := mocktest.Start(t, mock.Options{})
	var all sync.WaitGroup
	gate := make(chan struct{}, 8)
	for i := range workspaces {
		all.Go(func() {
			name := fmt.Sprint("w", i)
			headers := behind(name)
			if i%2 == 0 {
				headers = in(name)
			}
			for n := range requests {
				gate <- struct{}{}
				fault := crosstalk(s, name, n, headers)
				<-gate
				if fault != "" {
					t.Errorf("%s: %s", name, fault)
					return
				}
			}
		})
	}
	all.Wait()
	if got := len(workspacesOf(t, s)); got != workspaces+1 {
		t.Errorf("there are %d worlds", got)
	}
}

// crosstalk sends one request in a workspace and says what is wrong with the answer.
func crosstalk(s *mocktest.Server, name string, n int, headers []string) string {
	method, body := "GET", ""
	expected := fmt.Sprintf("%s-%d", name, n-n%2)
	if n%2 == 0 {
		method, body = "PATCH", `{"name": "`+expected+`"}`
	}
	request, _ := http.NewRequest(method, s.URL+exampleAddress, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+s.Token)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	var stage struct{ Name string }
	if err := json.NewDecoder(response.Body).Decode(&stage); err != nil || stage.Name != expected {
		return fmt.Sprintf("request %d is answered with %d and the name %q, want %q (%v)", n, response.StatusCode, stage.Name, expected, err)
	}
	return ""
}
