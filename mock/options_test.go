package mock_test

import (
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

func TestOptionsThatMakeNoFakeSayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		options mock.Options
		says    string
	}{
		{mock.Options{Profile: "1.0"}, `--profile (Profile): unknown profile "1.0": choose one of ` + strings.Join(profile.Names(), ", ") + `, or latest`},
		{mock.Options{Seeds: []string{"nope"}}, `unknown seed "nope": choose fresh or demo, or name a file that ends in .yaml`},
		{mock.Options{Seeds: []string{"/nowhere/x.yaml"}}, `cannot read the seed: open /nowhere/x.yaml: no such file or directory`},
		{mock.Options{Token: " x"}, `token " x" cannot be sent in a header: leave out white space at its ends and control characters`},
		{mock.Options{Now: time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)}, `--now (Now): the time cannot stand still in the year 1960: it is between 1970 and 9000`},
		{mock.Options{Now: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}, `--now (Now): the time cannot stand still in the year 9999: it is between 1970 and 9000`},
		{mock.Options{Watch: true, Seeds: []string{"fresh", "demo"}}, `--watch (Watch): there is nothing to watch: name seeds or faults that are files, with --seed or --fault`},
		{mock.Options{BlueprintEnv: []string{"A=B"}}, `--blueprint-env (BlueprintEnv): "A=B" is no name of a variable: give the name alone`},
		{mock.Options{MaxBody: -1}, `a body cannot have at most -1 bytes: give a positive one`},
		{mock.Options{MaxBodyWithoutToken: -1}, `a body without a token cannot have at most -1 bytes: give a positive one`},
		{mock.Options{MaxHeld: -1}, `all requests cannot hold at most -1 bytes: give a positive one`},
		{mock.Options{MaxState: -1}, `the state cannot take at most -1 bytes: give a positive one`},
		{mock.Options{WorkspaceTTL: -time.Second}, `a workspace cannot stay for -1s: give a positive one`},
		{mock.Options{MaxWorkspaces: -2}, `there cannot be at most -2 workspaces: give a positive one`},
		{mock.Options{BodyTimeout: -1}, `a client cannot be waited for -1ns: give a positive one`},
	} {
		if _, err := mock.New(c.options); err == nil || err.Error() != c.says {
			t.Errorf("got  %v\nwant %s", err, c.says)
		}
	}
}

func TestAMistakeInASeedIsShownWhereItIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, at, says string }{
		{"stages:\n  - nam: x\n", ":2:", "an entry of stages needs its name"},
		{"stages:\n  - name: x\n    colour: red\n", ":3:5: ", `stages have no "colour"`},
		{"stages:\n  - name: x\n    user_type: robot\n", ":3:16: ", `user_type: "robot" is not a valid choice.`},
		{"stages:\n  - name: x\n    create_users_group: Nobodies\n", ":3:25: ", `there is no group with the name "Nobodies"`},
		{"stages:\n  - name: x\n  - name: y\n    id: 12\n", ":4:9: ", "this must be a UUID"},
		{"stages: {name: x}\n", ":1:", "stages must be a list"},
		{"stagez: []\n", ":1:1: ", `a seed has no "stagez"`},
		{"stages:\n  - name: x\n    name: y\n", ":3:5: ", ""},
		{"stages: [\n", ":1:9: ", ""},
		{"flows:\n  - {slug: a b, name: n, title: t, designation: enrollment}\n", ":2:", "slug"},
		{"flows:\n  - {slug: a, name: n, title: t, designation: enrollment, stages: [missing]}\n", ":2:", `there is no stage with the name "missing"`},
		{"users:\n  - {username: u, name: n, tokens: [{identifier: i, intent: none}]}\n", ":2:", `"none" is not a valid choice.`},
	} {
		path := writeFile(t, "mine.yaml", c.text)
		_, err := mock.New(mock.Options{Seeds: []string{path}})
		if err == nil {
			t.Errorf("this seed was taken:\n%s", c.text)
			continue
		}
		if message := err.Error(); !strings.HasPrefix(message, path+c.at) || !strings.Contains(message, c.says) || !strings.Contains(message, "\n") {
			t.Errorf("%q:\n%s", c.text, message)
		}
	}
}

func TestSeedsAddToAndChangeWhatIsThere(t *testing.T) {
	t.Parallel()
	first := writeFile(t, "first.yaml", "groups:\n  - name: Staff\nstages:\n  - {name: mine, type: user_write, create_users_group: Staff}\n")
	second := writeFile(t, "second.yaml", "stages:\n  - {name: mine, user_type: internal}\n  - {name: default-user-settings-write, user_path_template: changed}\n")
	s := mocktest.Start(t, mock.Options{Seeds: []string{first, second}})
	results := call(t, s, "GET", "/api/v3/stages/user_write/?search=mine", "").json(t)["results"].([]any)
	if len(results) != 1 {
		t.Fatalf("%d stages are called mine", len(results))
	}
	if stage := results[0].(map[string]any); stage["user_type"] != "internal" || stage["create_users_group"] == nil {
		t.Errorf("mine is %v", stage)
	}
	changed := call(t, s, "GET", "/api/v3/stages/user_write/?name=default-user-settings-write", "").json(t)["results"].([]any)
	if changed[0].(map[string]any)["user_path_template"] != "changed" {
		t.Errorf("the fresh stage is %v", changed[0])
	}
}

func TestTheSameIDsInEveryRun(t *testing.T) {
	t.Parallel()
	create := func(ids string) string {
		s := mocktest.Start(t, mock.Options{IDs: ids, Now: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)})
		first := call(t, s, "POST", "/api/v3/stages/user_write/", `{"name":"one"}`).text
		s.Reset()
		if again := call(t, s, "POST", "/api/v3/stages/user_write/", `{"name":"one"}`).text; again != first {
			t.Errorf("after Reset %s, before %s", again, first)
		}
		return first
	}
	if a, b := create("42"), create("42"); a != b {
		t.Errorf("%s\n%s", a, b)
	}
	if create("42") == create("43") {
		t.Error("other ids should differ")
	}
	if first, second := create(""), create(""); first == second {
		t.Error("without ids they should be random")
	}
}

func TestResetTakesTheFakeBackToItsSeed(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{})
	before := call(t, s, "GET", "/api/v3/stages/user_write/", "").text
	want(t, call(t, s, "DELETE", exampleAddress, ""), 204)
	if call(t, s, "GET", "/api/v3/stages/user_write/", "").text == before {
		t.Fatal("the stage is still there")
	}
	s.Reset()
	if after := call(t, s, "GET", "/api/v3/stages/user_write/", "").text; after != before {
		t.Errorf("after Reset %s", after)
	}
}

func TestABodyThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{MaxBody: 100})
	want(t, call(t, s, "PATCH", exampleAddress, `{"name":"`+strings.Repeat("x", 100)+`"}`), 413).json(t)
	want(t, call(t, s, "PATCH", exampleAddress, `{"name":"short"}`), 200)
}

func TestBrowserPagesOnThisMachineMayCall(t *testing.T) {
	t.Parallel()
	s := mocktest.Start(t, mock.Options{CORS: true})
	const page = "http://localhost:5173"
	preflight := call(t, s, "OPTIONS", exampleAddress, "", "Origin", page, "Access-Control-Request-Method", "PATCH",
		"Access-Control-Request-Headers", "authorization,content-type", "Authorization", "")
	if preflight.status != 204 || preflight.header.Get("Access-Control-Allow-Origin") != page ||
		!strings.Contains(preflight.header.Get("Access-Control-Allow-Methods"), "PATCH") ||
		!strings.Contains(preflight.header.Get("Access-Control-Allow-Headers"), "Authorization") {
		t.Errorf("preflight: %d %v", preflight.status, preflight.header)
	}
	if got := want(t, call(t, s, "PATCH", exampleAddress, `{}`, "Origin", page), 200).header.Get("Access-Control-Allow-Origin"); got != page {
		t.Errorf("the answer allows %q", got)
	}
	if got := want(t, call(t, s, "PATCH", exampleAddress, `{}`, "Origin", "https://example.com"), 200).header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("a foreign page is allowed: %q", got)
	}
	silent := mocktest.Start(t, mock.Options{})
	if got := want(t, call(t, silent, "PATCH", exampleAddress, `{}`, "Origin", page), 200).header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("without CORS the answer allows %q", got)
	}
}
