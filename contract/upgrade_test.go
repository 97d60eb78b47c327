package contract_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// callsOf writes a file with calls and returns its name.
func callsOf(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// listThatIs returns the address of a list whose coverage is this in a profile.
func listThatIs(t *testing.T, coverage describe.Coverage, in string) string {
	t.Helper()
	rows, err := describe.Coverages()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row.Method == "GET" && !strings.Contains(row.Path, "{") && row.Profiles[in] == coverage {
			return row.Path
		}
	}
	t.Fatalf("%s has no list that is %v", in, coverage)
	return ""
}

func TestUpgradeTellsWhichCallsChange(t *testing.T) {
	t.Parallel()
	const stage = "title: Calls\ngiven:\n  stage: {}\n  flow: {}\n  group: {}\nsteps:\n"
	for name, c := range map[string]struct {
		steps   string
		ignore  []contract.DriftKind
		summary string
		says    []string
		code    int
	}{
		"nothing changes": {"  - {do: 'GET /api/v3/stages/user_write/{{stage}}/', expect: 200, answer: <any>}\n  - {do: 'DELETE /api/v3/stages/user_write/{{stage}}/', expect: 204}\n",
			nil, "2 calls: 0 changed, 2 the same, 0 cannot be told", nil, 0},
		"a status changes, and what follows cannot be told": {"  - {do: 'PATCH /api/v3/stages/user_write/{{stage}}/', body: {flow_set: null, user_type: internal}, expect: 400, answer: <any>}\n" +
			"  - {do: 'GET /api/v3/stages/user_write/{{stage}}/', expect: 200, answer: <any>}\n",
			nil, "2 calls: 1 changed (status: 1), 0 the same, 1 cannot be told",
			[]string{"• status: flow_set in requests of stages/user_write: 400 ", ":7)\n  e.g. ", "       -400\n       +200\n", "? cannot be told: it follows a call that only one of the versions accepts"}, 1},
		"members are gone, and called otherwise": {"  - {do: 'GET /api/v3/core/groups/{{group}}/', expect: 200, answer: <any>}\n  - {do: 'GET /api/v3/core/groups/{{group}}/', expect: 200, answer: <any>}\n",
			nil, "2 calls: 2 changed (gone: 2), 0 the same, 0 cannot be told", []string{"• gone: core/groups: parent, parent_name → parents", `       -  "parent": null,` + "\n"}, 1},
		"what is ignored is no change": {"  - {do: 'GET /api/v3/core/groups/{{group}}/', expect: 200, answer: <any>}\n", []contract.DriftKind{"gone"},
			"1 call: 0 changed, 1 the same, 0 cannot be told", nil, 0},
		"a text changes, and members are new": {"  - {do: 'GET /api/v3/flows/instances/{{flow}}/', expect: 200, answer: <any>}\n", nil,
			"1 call: 1 changed (new: 1, text: 1), 0 the same, 0 cannot be told", []string{`• text: background of flows/instances: "/static`, "• new: flows/instances: background_url"}, 1},
		"requests at once are asked in turn": {"  - {do: 'POST /api/v3/stages/user_write/', body: {name: '{{unique}} {{i}}'}, at_once: 3, expect: {201: 3}}\n" +
			"  - {do: 'GET /api/v3/stages/user_write/?search={{unique}}', expect: 200, answer: <any>}\n", nil, "4 calls: 0 changed, 4 the same, 0 cannot be told", nil, 0},
		"what the file says otherwise is not compared": {"  - {do: 'GET /api/v3/core/groups/0f3b1f6e-5d0a-4f0e-8a54-0d9a6a4e7c11/', expect: 200, answer: <any>}\n", nil,
			"1 call: 0 changed, 0 the same, 1 cannot be told", []string{"? cannot be told: played on 2025.10 it answers 404, not 200 as in the file"}, 2},
		"what is not served": {"  - {do: 'GET " + listThatIs(t, describe.NotServed, "2025.12") + "', expect: 200, answer: <any>}\n", nil,
			"1 call: 0 changed, 0 the same, 1 cannot be told", []string{"? cannot be told: authentik-mock does not serve it in 2025.1"}, 2},
		"what is modelled": {"  - {do: 'OPTIONS /api/v3/root/config/', expect: 200, answer: <any>}\n  - {do: 'GET " + listThatIs(t, describe.Modelled, "2025.12") + "', expect: 200, answer: <any>}\n",
			[]contract.DriftKind{"new", "gone", "renamed", "value", "text", "null", "order"}, " 1 cannot be told", []string{"no answer of a real server was recorded in"}, 2},
		"what cannot be played": {"  - {do: 'GET /api/v3/core/groups/?name=nobody', expect: 200, answer: <any>, keep: {gone: results.0.pk}}\n  - {do: 'GET /api/v3/core/groups/?name={{gone}}', expect: 200, answer: <any>}\n",
			[]contract.DriftKind{"gone"}, "2 calls: 0 changed, 1 the same, 1 cannot be told", []string{"it could not be played: ", "cannot keep gone"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report, err := contract.Upgrade(t.Context(), contract.UpgradeOptions{From: "2025.10", To: "2025.12", Files: []string{callsOf(t, "calls.yaml", stage+c.steps)}, Ignore: c.ignore})
			var text strings.Builder
			contract.WriteUpgrade(&text, report, false)
			if code := contract.UpgradeExitCode(report, err); err != nil || code != c.code || !strings.Contains(text.String(), c.summary+"\n") {
				t.Errorf("exit %d, %v:\n%s", code, err, text.String())
			}
			for _, says := range c.says {
				if !strings.Contains(text.String(), says) {
					t.Errorf("nothing says %q:\n%s", says, text.String())
				}
			}
		})
	}
}

func TestUpgradeReadsTraffic(t *testing.T) {
	t.Parallel()
	file := callsOf(t, "calls.har", strings.Replace(visit, "ENTRIES", `,
 {"startedDateTime": "2026-11-01T10:00:03Z", "request": {"method": "GET", "url": "http://127.0.0.1:9000/api/v3/flows/executor/login/", "headers": []},
  "response": {"status": 200, "headers": [], "content": {"size": -1}}}`, 1))
	report, err := contract.Upgrade(t.Context(), contract.UpgradeOptions{From: "2025.10", To: "2025.12", Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	contract.WriteUpgrade(&text, report, true)
	for _, says := range []string{"(" + filepath.ToSlash(file) + ", request 2)", "Request 4 of the traffic is a step of a login", " 4 calls: "} {
		if !strings.Contains(text.String(), says) {
			t.Errorf("nothing says %q:\n%s", says, text.String())
		}
	}
}

func TestUpgradeIsUsedWrongly(t *testing.T) {
	t.Parallel()
	calls := callsOf(t, "calls.yaml", "title: T\nsteps:\n  - {do: 'GET /api/v3/root/config/', expect: 200, answer: <any>}\n")
	for says, o := range map[string]contract.UpgradeOptions{
		"nothing can change":          {From: "2025.10", To: "2025.10", Files: []string{calls}},
		`unknown profile "1.0"`:       {From: "2025.10", To: "1.0", Files: []string{calls}},
		"name the files":              {From: "2025.10", To: "2025.12"},
		"no such file":                {From: "2025.10", To: "2025.12", Files: []string{"no-such-file.har"}},
		"/__mock/requests.har":        {From: "2025.10", To: "2025.12", Files: []string{callsOf(t, "calls.json", `{"requests": [], "evicted": 0}`)}},
		"there was no request":        {From: "2025.10", To: "2025.12", Files: []string{callsOf(t, "calls.har", `{"log": {"entries": []}}`)}},
		"there is no scenario to run": {From: "2025.10", To: "2025.12", Only: "no such scenario"},
		`there are status, gone, `:    {From: "2025.10", To: "2025.12", Files: []string{calls}, Ignore: []contract.DriftKind{"everything"}},
		`unknown seed "no-such-seed"`: {From: "2025.10", To: "2025.12", Files: []string{calls}, Seeds: []string{"no-such-seed"}},
	} {
		report, err := contract.Upgrade(t.Context(), o)
		if err == nil || !errors.Is(err, contract.ErrUsage) || !strings.Contains(err.Error(), says) || contract.UpgradeExitCode(report, err) != 2 {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// What the administration pages and the provider of Terraform send is compared with the newest version, without a call that gets lost.
func TestUpgradeComparesWhatKnownClientsSend(t *testing.T) {
	t.Parallel()
	oldest, newest := profile.Releases()[0], profile.Newest()
	for _, client := range []string{"16 Terraform/", "17 the admin page/"} {
		t.Run(client, func(t *testing.T) {
			t.Parallel()
			report, err := contract.Upgrade(t.Context(), contract.UpgradeOptions{From: oldest.Name, To: newest.Name, Only: client})
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range report.Untold {
				if strings.Contains(u.Why, "could not be played") {
					t.Errorf("%s: %s", u.Call, u.Why)
				}
			}
			if report.Changed == 0 || report.Same == 0 {
				t.Errorf("%d changed, %d the same", report.Changed, report.Same)
			}
		})
	}
}
