package contract_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/inventory"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// everyPOST sends each POST that is served once, except for the kinds in GIVEN; steps that only some profiles
// have follow a mark. NAME is the beginning of names.
const everyPOST = `
title: Everything is created
given: {mia: {kind: user, may: [authentik_core.view_group]}GIVEN}
steps:
  - {do: POST /api/v3/stages/user_write/, body: {name: NAME write}, expect: 201, answer: <any>, header: {}, keep: {write: pk}}
  - {do: POST /api/v3/stages/deny/, body: {name: NAME deny}, expect: 201, answer: <any>}
  - {do: POST /api/v3/flows/instances/, body: {name: NAME, slug: NAME-flow, title: T, designation: enrollment}, expect: 201, answer: <any>, keep: {flow: pk, slug: slug}}
  - {do: POST /api/v3/flows/bindings/, body: {target: "{{flow}}", stage: "{{write}}", order: 1}, expect: 201, answer: <any>}
  - {do: POST /api/v3/core/groups/, body: {name: NAME group}, expect: 201, answer: <any>, keep: {group: pk}}
  - {do: POST /api/v3/policies/bindings/, body: {target: "{{flow}}", group: "{{group}}", order: 1}, expect: 201, answer: <any>}
  - {do: POST /api/v3/core/users/, body: {username: NAME-user, name: N}, expect: 201, answer: <any>, keep: {made: pk}}
  - {do: "POST /api/v3/core/users/{{made}}/set_password/", body: {password: secret}, expect: 204}
  - {do: "POST /api/v3/core/groups/{{group}}/add_user/", body: {pk: "{{made}}"}, expect: 204}
  - {do: "POST /api/v3/core/groups/{{group}}/remove_user/", body: {pk: "{{made}}"}, expect: 204}
  - {do: POST /api/v3/core/tokens/, body: {identifier: NAME-token, intent: api}, expect: 201, answer: <any>, keep: {token: identifier}}
  - {do: "POST /api/v3/core/tokens/{{token}}/set_key/", body: {key: NAME-a-key}, expect: 204}
  - {do: POST /api/v3/core/applications/, body: {name: NAME, slug: NAME-app}, expect: 201, answer: <any>, keep: {app: slug, shop: pk}}
  - {do: POST /api/v3/core/application_entitlements/, body: {name: NAME entitlement, app: "{{shop}}"}, expect: 201, answer: <any>}
  - {do: POST /api/v3/core/brands/, body: {domain: NAME.example}, expect: 201, answer: <any>}
  - {do: POST /api/v3/rbac/roles/, body: {name: NAME role}, expect: 201, answer: <any>, keep: {role: pk}}
  - {do: POST /api/v3/rbac/initial_permissions/, body: {name: NAME permissions, role: "{{role}}", mode: user, permissions: []}, expect: 201, answer: <any>}
  - {do: "POST /api/v3/rbac/permissions/assigned_by_roles/{{role}}/assign/", body: {permissions: [authentik_core.view_group]}, expect: 200, answer: <any>}
  - {do: POST /api/v3/events/events/, body: {action: login, app: NAME}, expect: 201, answer: <any>}
  - {do: POST /api/v3/events/notifications/mark_all_seen/, expect: 204}
  - {do: POST /api/v3/flows/instances/cache_clear/, expect: 204}
  - {do: POST /api/v3/crypto/certificatekeypairs/generate/, body: {common_name: NAME cert, validity_days: 1, alg: ecdsa}, expect: 200, answer: <any>, keep: {pair: pk}}
  - {do: "GET /api/v3/crypto/certificatekeypairs/{{pair}}/view_certificate/", expect: 200, answer: <any>, keep: {pem: data}}
  - {do: POST /api/v3/crypto/certificatekeypairs/, body: {name: NAME copy, certificate_data: "{{pem}}"}, expect: 201, answer: <any>}
  - {do: POST /api/v3/policies/dummy/, body: {name: NAME policy}, expect: 201, answer: <any>, keep: {policy: pk}}
  - {do: "POST /api/v3/policies/all/{{policy}}/test/", body: {user: "{{made}}"}, expect: 200, answer: <any>}
  - {do: POST /api/v3/policies/all/cache_clear/, expect: 204}
  - {do: POST /api/v3/stages/prompt/prompts/preview/, body: {name: NAME, field_key: k, label: L, type: text}, expect: 200, answer: <any>}
  - {do: POST /api/v3/endpoints/agents/connectors/, body: {name: NAME connector}, expect: 201, answer: <any>, keep: {connector: connector_uuid}} # since 2025.12
  - {do: POST /api/v3/stages/endpoints/, body: {name: NAME endpoint, connector: "{{connector}}"}, expect: 201, answer: <any>} # since 2025.12
  - {do: POST /api/v3/admin/system/, expect: 200, answer: <any>}
  - {do: POST /api/v3/core/users/service_account/, body: {name: NAME-service, create_group: true}, expect: 200, answer: <any>}
  - {do: "POST /api/v3/core/applications/{{app}}/set_icon_url/", body: {url: /static/x.png}, expect: 200} # until 2025.12
  - {do: "POST /api/v3/flows/instances/{{slug}}/set_background_url/", body: {url: /static/x.png}, expect: 200} # until 2025.12
  - {do: "POST /api/v3/rbac/permissions/assigned_by_users/{{made}}/assign/", body: {permissions: [authentik_core.view_group]}, expect: 200, answer: <any>} # until 2025.12
  - {do: "POST /api/v3/rbac/roles/{{role}}/add_user/", body: {pk: "{{made}}"}, expect: 204} # since 2025.12
  - {do: "POST /api/v3/rbac/roles/{{role}}/remove_user/", body: {pk: "{{made}}"}, expect: 204} # since 2025.12
  - {do: POST /api/v3/flows/instances/import/, type: multipart/form-data; boundary=B, text: "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.yaml\"\r\n\r\nBLUEPRINT\r\n--B--\r\n", expect: 200, answer: <any>} # until 2026.5-rc1
  - {do: POST /api/v3/managed/blueprints/import/, type: multipart/form-data; boundary=B, text: "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.yaml\"\r\n\r\nBLUEPRINT\r\n--B--\r\n", expect: 200, answer: <any>} # since 2026.5-rc1
`

// everyPOSTOf returns everyPOST for a profile. Names begin with name, the name of the imported group with
// imported.
func everyPOSTOf(t *testing.T, p, name, imported string) contract.Scenario {
	t.Helper()
	var lines []string
	for line := range strings.Lines(everyPOST) {
		if step, only, marked := strings.Cut(line, "} # "); !marked {
			lines = append(lines, line)
		} else if marked, name, _ := strings.Cut(strings.TrimSpace(only), " "); (contractOf(t, p) >= contractOf(t, name)) == (marked == "since") {
			lines = append(lines, step+"}\n")
		}
	}
	text := strings.ReplaceAll(strings.Join(lines, ""), "BLUEPRINT",
		`version: 1\r\nentries:\r\n- {model: authentik_core.group, identifiers: {name: '`+imported+`-group'}}\r\n`)
	given := ""
	for _, line := range inventory.Given() {
		if !strings.Contains(text, "POST /api/v3/"+line.Path+"/,") {
			given += ", " + line.Given + ": {}"
		}
	}
	return read(t, unquotedName.ReplaceAllString(strings.ReplaceAll(text, "GIVEN", given), `"`+name+`$1"`))
}

var unquotedName = regexp.MustCompile(`NAME([\w.-]*(?: \w+)?)`)

// created returns a request of a report that was refused, "" if none was.
func created(report contract.Report) string {
	for _, e := range report.Results[0].Exchanges {
		if e.Status >= http.StatusMultipleChoices {
			return e.Method + " " + e.Path + " was refused: " + e.Answer
		}
	}
	return ""
}

func TestWhateverAScenarioCreatesIsDeleted(t *testing.T) {
	t.Parallel()
	for _, p := range profile.Names() {
		t.Run(p, func(t *testing.T) {
			t.Parallel()
			scenario := everyPOSTOf(t, p, "{{unique}}", "{{unique}}")
			for _, operation := range servedPOSTs(t, p) {
				if !sends(scenario, operation) && !createsNothing[operation] {
					t.Errorf("the scenario does not send %s", operation)
				}
			}
			fake := newFake(t, p)
			before := everything(t, fake)
			report, err := contract.Verify(t.Context(), contract.Options{Target: serve(t, fake), Profile: p, Scenarios: []contract.Scenario{scenario}})
			if err != nil || report.Results[0].Verdict == contract.Broken || created(report) != "" {
				t.Fatalf("%v %s %s", err, report.Results[0].Reason, created(report))
			}
			if after := everything(t, fake); after != before {
				t.Errorf("the run left something behind:\n%s\nbefore:\n%s", after, before)
			}
		})
	}
}

// createsNothing holds the addresses at which a scenario creates nothing, for want of a license or since they apply what is
// there again.
var createsNothing = map[string]bool{
	"/api/v3/managed/blueprints/{instance_uuid}/apply/": true,
	"/api/v3/policies/unique_password/":                 true, "/api/v3/stages/account_lockdown/": true, "/api/v3/stages/authenticator/endpoint_gdtc/": true,
	"/api/v3/stages/mtls/": true, "/api/v3/stages/source/": true,
}

// servedPOSTs returns the addresses at which the fake serves a POST.
func servedPOSTs(t *testing.T, p string) []string {
	t.Helper()
	rows, err := describe.Coverages()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range rows {
		if row.Method == "POST" && row.Profiles[p] > describe.NotServed {
			all = append(all, row.Path)
		}
	}
	return all
}

func sends(s contract.Scenario, address string) bool {
	for _, line := range inventory.Given() {
		if address == "/api/v3/"+line.Path+"/" && slices.ContainsFunc(s.Given, func(o contract.Object) bool { return o.Kind == line.Given }) {
			return true
		}
	}
	pattern := regexp.MustCompile("^" + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(address, `\{\{\w+\}\}`) + "$")
	for _, step := range s.Steps {
		if step.Method == "POST" && pattern.MatchString(step.Path) {
			return true
		}
	}
	return false
}

// Names that a scenario chooses itself are deleted if the answers contain them, and an error otherwise.
func TestWhatCannotBeToldToBeTheScenariosIsAnError(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.12")
	before := everything(t, fake)
	options := contract.Options{Target: serve(t, fake), Profile: "2025.12", Scenarios: []contract.Scenario{everyPOSTOf(t, "2025.12", "plain", "{{unique}}")}}
	report, err := contract.Verify(t.Context(), options)
	if err != nil || report.Results[0].Verdict == contract.Broken || everything(t, fake) != before {
		t.Errorf("names of its own: %v %s", err, report.Results[0].Reason)
	}
	options.Scenarios = []contract.Scenario{everyPOSTOf(t, "2025.12", "plain", "imported")}
	report, err = contract.Verify(t.Context(), options)
	says := regexp.MustCompile(`^cleaning up: /api/v3/core/groups/[0-9a-f-]{36}/ is new since POST /api/v3/\S+, .*POST /api/v3/flows/instances/import/, and stays`)
	if code := contract.ExitCode(report, err); code != 1 || !says.MatchString(report.Results[0].Reason) {
		t.Errorf("exit code %d (%v): %s", code, err, report.Results[0].Reason)
	}
}

func TestCollectionsThatATargetLacksAreAskedForOnce(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.10")
	lacking := map[string]int{}
	target := contract.Target{Token: recordingToken, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		fake.ServeHTTP(answer, r)
		if answer.Code == http.StatusNotFound || answer.Code == http.StatusNotImplemented {
			lacking[r.URL.Path]++
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		w.Write(answer.Body.Bytes())
	})}
	report := verify(t, target, "title: T\nsteps:\n  - {do: POST /api/v3/core/users/service_account/, body: {name: '{{unique}}', create_group: true}, expect: 200, answer: <any>}\n")
	if result := report.Results[0]; len(lacking) == 0 || slices.Max(slices.Collect(maps.Values(lacking))) > 1 || result.Verdict != contract.Passed {
		t.Errorf("%s: %s; asked for what is not there: %v", result.Verdict, result.Reason, lacking)
	}
}

func TestADeleteThatDeletesNothingIsNoticed(t *testing.T) {
	t.Parallel()
	fake := newFake(t, "2025.10")
	target := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "DELETE" && strings.HasPrefix(r.URL.Path, "/api/v3/core/brands/") {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		fake.ServeHTTP(w, r)
	}))
	report := verify(t, target, "title: T\nsteps:\n  - {do: POST /api/v3/core/brands/, body: {domain: '{{unique}}'}, expect: 201, answer: <any>}\n")
	says := regexp.MustCompile(`^cleaning up: DELETE /api/v3/core/brands/[0-9a-f-]{36}/ answered 204, and GET still answers 200 .*: it stays$`)
	if result := report.Results[0]; result.Verdict != contract.Broken || !says.MatchString(result.Reason) {
		t.Errorf("%s: %s", result.Verdict, result.Reason)
	}
}

func TestASweepFindsWhatAKilledRunLeftOfEveryKind(t *testing.T) {
	t.Parallel()
	for _, p := range profile.Names() {
		t.Run(p, func(t *testing.T) {
			t.Parallel()
			fake := newFake(t, p)
			before := everything(t, fake)
			target := serve(t, withoutDELETE(fake))
			report, err := contract.Verify(t.Context(), contract.Options{Target: target, Profile: p,
				Scenarios: []contract.Scenario{everyPOSTOf(t, p, "{{unique}}", "{{unique}}")}})
			if err != nil || created(report) != "" || everything(t, fake) == before {
				t.Fatalf("the run should have left what it created: %v %s", err, created(report))
			}
			var out strings.Builder
			if _, err := contract.Verify(t.Context(), contract.Options{Target: serve(t, fake), Sweep: true, Out: &out}); err != nil {
				t.Fatal(err)
			}
			if after := everything(t, fake); after != before {
				t.Errorf("the sweep left something behind:\n%s\n%s", &out, after)
			}
		})
	}
}

// withoutDELETE returns a server that stops before anything is deleted.
func withoutDELETE(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "DELETE" {
			panic(http.ErrAbortHandler)
		}
		handler.ServeHTTP(w, r)
	})
}

// everything returns a server's answers about all that scenarios create. Of the event log, only events that a
// client posts count: authentik adds one for every change.
func everything(t *testing.T, handler http.Handler) string {
	t.Helper()
	var all strings.Builder
	for _, list := range []string{"stages/all", "flows/instances", "flows/bindings", "policies/bindings", "core/groups", "core/tokens", "core/users",
		"core/applications", "core/brands", "rbac/roles", "rbac/initial_permissions", "crypto/certificatekeypairs", "sources/all", "core/application_entitlements", "policies/all", "stages/prompt/prompts", "stages/invitation/invitations", "propertymappings/notification", "events/events"} {
		query := "?page_size=100"
		if list == "events/events" {
			query += "&action=login"
		}
		request := httptest.NewRequest("GET", "/api/v3/"+list+"/"+query, nil)
		request.Header.Set("Authorization", "Bearer "+recordingToken)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		text, _, _ := strings.Cut(recorder.Body.String(), `,"autocomplete":`) // names the apps of all events
		all.WriteString(text + "\n")
	}
	return all.String()
}
