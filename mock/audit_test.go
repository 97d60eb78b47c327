package mock_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// events returns what the log holds, oldest first: action, model and name of the object, and the app if it is not the middleware.
func events(t *testing.T, s *mocktest.Server, query string) (lines []string) {
	t.Helper()
	list := want(t, call(t, s, "GET", "/api/v3/events/events/?ordering=created&page_size=100&"+query, ""), 200).json(t)
	for _, item := range list["results"].([]any) {
		event := item.(map[string]any)
		line := event["action"].(string)
		for _, fact := range []string{"model", "secret"} {
			if object, ok := event["context"].(map[string]any)[fact].(map[string]any); ok {
				line += fmt.Sprintf(" %s %v", object["model_name"], object["name"])
			}
		}
		if app := event["app"]; app != "authentik.events.middleware" {
			line += fmt.Sprintf(" (%s)", app)
		}
		lines = append(lines, line)
	}
	return lines
}

// TestEveryChangeWritesItsEvent changes things through the API and reads what was written about each change.
func TestEveryChangeWritesItsEvent(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		seen := 0
		after := func(what string, wanted ...string) {
			t.Helper()
			all := events(t, s, "")
			if got := all[seen:]; !slices.Equal(got, wanted) {
				t.Errorf("%s:\n got %q\nwant %q", what, got, wanted)
			}
			seen = len(all)
		}
		send := func(method, path, body string, status int) {
			t.Helper()
			want(t, call(t, s, method, "/api/v3/"+path, body), status)
		}
		make := func(path, body, member string) string { t.Helper(); return made(t, s, "/api/v3/"+path, body, member) }

		after("a fresh installation")
		send("PATCH", "admin/settings/", `{"gdpr_compliance":false,"flags":{}}`, 200) // the log keeps what deleted users did
		send("GET", "core/groups/", "", 200)
		send("POST", "core/groups/", `{}`, 400)
		after("reading, and what is refused")

		user := make("core/users/", `{"username":"ida","name":"Ida"}`, "pk")
		after("a user, whose password is made unusable", "model_created user Ida", "model_updated user Ida")
		group := make("core/groups/", `{"name":"g","users":[`+user+`]}`, "pk")
		after("a group with a user", "model_created group g", "model_updated group g")
		send("PATCH", "core/groups/"+group+"/", `{"users":[`+user+`]}`, 200)
		after("the same user again", "model_updated group g")
		send("PATCH", "core/groups/"+group+"/", `{"users":[]}`, 200)
		after("no user any more", "model_updated group g", "model_updated group g")
		send("POST", "core/groups/"+group+"/add_user/", `{"pk":`+user+`}`, 204)
		send("POST", "core/groups/"+group+"/add_user/", `{"pk":`+user+`}`, 204)
		send("POST", "core/groups/"+group+"/remove_user/", `{"pk":`+user+`}`, 204)
		after("the group's actions", "model_updated group g", "model_updated group g", "model_updated group g")
		send("POST", "core/users/"+user+"/set_password/", `{"password":"secret"}`, 204)
		after("a password", "password_set (authentik.events.signals)", "model_updated user Ida")

		send("POST", "core/tokens/", `{"identifier":"tok","intent":"app_password","expires":"2026-01-01T00:00:00Z","user":`+user+`}`, 201)
		send("PATCH", "core/tokens/tok/", `{"intent":"api","expiring":false,"user":`+user+`}`, 200)
		send("GET", "core/tokens/tok/view_key/", "", 200)
		send("POST", "core/tokens/tok/set_key/", `{"key":"k"}`, 204)
		tokens := events(t, s, "")[seen:]
		seen += len(tokens)
		if wanted := []string{"model_created token tok (expires=2026-01-01 00:00:00+00:00)", "model_updated token tok", "secret_view token tok (authentik.core.api.tokens)",
			"model_updated token tok", "model_updated token tok (authentik.core.api.tokens)"}; !slices.Equal(tokens, wanted) {
			t.Errorf("tokens:\n got %q\nwant %q", tokens, wanted)
		}

		flow := make("flows/instances/", `{"name":"Flow","slug":"f","title":"T","designation":"enrollment"}`, "pk")
		stage := make("stages/user_write/", `{"name":"stage"}`, "pk")
		binding := make("flows/bindings/", `{"target":"`+flow+`","stage":"`+stage+`","order":3}`, "pk")
		bound := want(t, call(t, s, "GET", "/api/v3/flows/bindings/"+binding+"/", ""), 200).json(t)["policybindingmodel_ptr_id"].(string)
		make("policies/bindings/", `{"group":"`+group+`","target":"`+bound+`","order":0}`, "pk")
		all := events(t, s, "")
		flowBinding, policyBinding := all[len(all)-2], all[len(all)-1]
		after("a flow", "model_created flow Flow", "model_created userwritestage stage",
			"model_created flowstagebinding Flow-stage binding #3 to "+flow, policyBinding)
		send("PATCH", "admin/settings/", `{"footer_links":[]}`, 200)
		send("POST", "events/events/", `{"action":"login","app":"mine"}`, 201)
		after("what the middleware ignores", "login (mine)")
		send("DELETE", "stages/user_write/"+stage+"/", "", 204)
		deleted := func(line string) string { return strings.Replace(line, "model_created", "model_deleted", 1) }
		after("a stage goes with what hangs on it", deleted(policyBinding), deleted(flowBinding), "model_deleted userwritestage stage")

		if since(release, "2025.12") {
			above := make("core/groups/", `{"name":"above"}`, "pk")
			send("PATCH", "core/groups/"+group+"/", `{"parents":["`+above+`"]}`, 200)
			node := "groupparentagenode Group Parentage Node from #" + group + " to " + above
			after("a parent", "model_created group above", "model_updated group g", "model_updated group g")
			send("PATCH", "core/groups/"+group+"/", `{"parents":[]}`, 200)
			after("no parent any more", "model_updated group g", "model_updated group g", "model_deleted "+node)
		}
		send("DELETE", "core/users/"+user+"/", "", 204)
		after("a user goes with the tokens", "model_deleted token tok", "model_deleted user Ida")
	})
}

// TestEventsOfADeletedUserAreForgotten holds as long as the settings say so.
func TestEventsOfADeletedUserAreForgotten(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		for _, compliant := range []bool{false, true} {
			want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", fmt.Sprintf(`{"gdpr_compliance":%t,"flags":{}}`, compliant)), 200)
			name := fmt.Sprintf("ben-%t", compliant)
			user := made(t, s, "/api/v3/core/users/", `{"username":"`+name+`","name":"Ben"}`, "pk")
			want(t, call(t, s, "POST", "/api/v3/core/users/"+user+"/set_password/", `{"password":"x"}`), 204)
			if len(events(t, s, "username="+name)) == 0 {
				t.Fatal("the user left no event")
			}
			want(t, call(t, s, "DELETE", "/api/v3/core/users/"+user+"/", ""), 204)
			if left := len(events(t, s, "username="+name)) > 0; left == compliant {
				t.Errorf("gdpr_compliance %t: events left: %t", compliant, left)
			}
		}
	})
}

// TestAnEventSaysWhoDidItAndHow reads one event whole.
func TestAnEventSaysWhoDidItAndHow(t *testing.T) {
	now := time.Date(2026, time.May, 4, 12, 0, 0, 0, time.UTC)
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			s := mocktest.Start(t, mock.Options{Profile: release, Seeds: []string{"fresh"}, Now: now})
			want(t, call(t, s, "PATCH", "/api/v3/admin/settings/", `{"event_retention":"days=2","flags":{}}`), 200)
			group := made(t, s, "/api/v3/core/groups/?ordering=a&ordering=b&api_key=x", `{"name":"g1","users":[]}`, "pk")
			want(t, call(t, s, "PATCH", "/api/v3/core/groups/"+group+"/", `{}`, "X-Forwarded-For", "2001:DB8::1, 10.0.0.1", "User-Agent", ""), 200)
			list := want(t, call(t, s, "GET", "/api/v3/events/events/", ""), 200)
			newest := list.json(t)["results"].([]any)[0].(map[string]any)
			if id := newest["context"].(map[string]any)["http_request"].(map[string]any)["request_id"]; id == strings.ReplaceAll(newest["pk"].(string), "-", "") {
				t.Errorf("event and request are both %s", id)
			}
			_, results, _ := strings.Cut(list.text, `"results":[`)
			for _, free := range []string{`"pk":"[0-9a-f-]{36}"`, `"pk":"[0-9a-f]{32}"`, `"request_id":"[0-9a-f]{32}"`} {
				results = regexp.MustCompile(free).ReplaceAllString(results, strings.Split(free, `":`)[0]+`":"…"`)
			}
			results, _, _ = strings.Cut(results, `],"autocomplete"`)
			user := want(t, call(t, s, "GET", "/api/v3/core/users/me/", ""), 200).json(t)["user"].(map[string]any)
			event := func(action, args, path, method, agent, ip, created string) string {
				return `{"pk":"…","user":{"pk":` + strconv.Itoa(int(user["pk"].(float64))) + `,"email":"` + user["email"].(string) + `","username":"akadmin"},"action":"` +
					action + `","app":"authentik.events.middleware","context":{"model":{"pk":"…","app":"authentik_core","name":"g1","model_name":"group"},` +
					`"http_request":{"args":` + args + `,"path":"` + path + `","method":"` + method + `","request_id":"…","user_agent":"` + agent + `"}},` +
					`"client_ip":"` + ip + `","created":"2026-05-04T12:00:00` + created + `Z","expires":"2026-05-06T12:00:00Z",` +
					`"brand":{"pk":"…","app":"authentik_brands","name":"Default brand","model_name":"brand"}}`
			}
			wanted := event("model_updated", "{}", "/api/v3/core/groups/"+group+"/", "PATCH", "", "2001:db8::1", ".000001") + "," +
				event("model_created", `{"api_key":"********************","ordering":"b"}`, "/api/v3/core/groups/", "POST", "Go-http-client/1.1", "127.0.0.1", "")
			if results != wanted {
				t.Errorf("got  %s\nwant %s", results, wanted)
			}
		})
	}
}

// TestTheLogKeepsTheNewestEvents changes one group more often than events are kept.
func TestTheLogKeepsTheNewestEvents(t *testing.T) {
	t.Parallel()
	handler, err := mock.New(mock.Options{Profile: "2026.5", Seeds: []string{"fresh"}, Token: "t"})
	if err != nil {
		t.Fatal(err)
	}
	s := straight{handler}
	group := s.send(t, "POST", "core/groups/", `{"name":"g"}`).json(t)["pk"].(string)
	const changes, kept = 10_050, 10_000
	for i := range changes {
		s.send(t, "PATCH", "core/groups/"+group+"/?n="+strconv.Itoa(i), `{}`)
	}
	found := ""
	for _, page := range []string{"1", "last"} {
		list := s.send(t, "GET", "events/events/?page_size=1&page="+page, "").json(t)
		event := list["results"].([]any)[0].(map[string]any)["context"].(map[string]any)
		found += fmt.Sprint(list["pagination"].(map[string]any)["count"], event["http_request"].(map[string]any)["args"])
	}
	if wanted := fmt.Sprintf("%[1]d map[n:%[2]d]%[1]d map[n:%[3]d]", kept, changes-1, changes-kept); found != wanted {
		t.Errorf("found %s, want %s", found, wanted)
	}
}

// straight sends requests to a handler without a network.
type straight struct{ http.Handler }

func (s straight) send(t *testing.T, method, path, body string) answer {
	t.Helper()
	request, recorder := recorded(method, "/api/v3/"+path, body)
	s.ServeHTTP(recorder, request)
	if recorder.Code >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, recorder.Code, recorder.Body)
	}
	return answer{recorder.Code, recorder.Header(), recorder.Body.String()}
}

func recorded(method, path, body string) (*http.Request, *httptest.ResponseRecorder) {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer t")
	request.Header.Set("Content-Type", "application/json")
	return request, httptest.NewRecorder()
}
