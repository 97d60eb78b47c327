package contract_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

// visit is a browser's export of a page on another port; ENTRIES is replaced by more requests.
const visit = `{"log": {"entries": [
 {"startedDateTime": "2026-11-01T10:00:00Z", "request": {"method": "GET", "url": "http://127.0.0.1:9000/api/v3/root/config/",
   "headers": [{"name": "Authorization", "value": "Bearer a-token-of-someone"}, {"name": "Cookie", "value": "theme=core; authentik_session=aSessionOfSomeone"}]},
  "response": {"status": 200, "headers": [
    {"name": "Access-Control-Allow-Credentials", "value": "true"}, {"name": "Access-Control-Allow-Credentials", "value": "core"}, {"name": "Sec-Session-Id", "value": "core"},
    {"name": "X-Token-Type", "value": "core"}, {"name": "X-Session", "value": "cor"}],
   "content": {"size": 20, "text": "{\"ok\":true,\"a\":\"core\"}"}}},
 {"startedDateTime": "2026-11-01T10:00:01Z", "request": {"method": "GET", "url": "http://127.0.0.1:9000/api/v3/core/groups/", "headers": []},
  "response": {"status": 200, "headers": [], "content": {"size": -1}}},
 {"startedDateTime": "2026-11-01T10:00:02Z", "request": {"method": "DELETE", "url": "http://127.0.0.1:9000/api/v3/core/groups/x/", "headers": []},
  "response": {"status": 204, "headers": [], "content": {"size": -1}}}ENTRIES]}}`

func imported(t *testing.T, entries string) string {
	t.Helper()
	text, err := contract.ImportHAR("A visit", []byte(strings.Replace(visit, "ENTRIES", entries, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestHeadersWithoutASecretLoseNoRecording(t *testing.T) {
	t.Parallel()
	text := imported(t, "")
	if !strings.Contains(text, `{"ok": true, "a": "core"}`) || strings.Contains(text, "aSessionOfSomeone") || strings.Contains(text, "a-token-of") {
		t.Errorf("the import is\n%s", text)
	}
}

func TestARequestThatHoldsASecretIsLeftOutAlone(t *testing.T) {
	t.Parallel()
	text := imported(t, `, {"startedDateTime": "2026-11-01T10:00:03Z", "request": {"method": "POST", "url": "http://127.0.0.1:9000/api/v3/core/users/6/set_password/",
		"headers": [], "postData": {"text": "{\"password\": \"set_password\"}"}}, "response": {"status": 204, "headers": [], "content": {"size": 0}}}`)
	if !strings.Contains(text, "# A secret would have been written with request 4 of the traffic (POST), which was left out.\n") ||
		strings.Contains(text, "do: POST") || !strings.Contains(text, "do: GET /api/v3/root/config/") {
		t.Errorf("the import is\n%s", text)
	}
}

func TestAnAnswerThatTheBrowserDidNotKeepIsNotNoBody(t *testing.T) {
	t.Parallel()
	text := imported(t, "")
	if !strings.Contains(text, "# The browser has not kept the body of the answer to GET /api/v3/core/groups/: it is compared by status and headers only.\n") ||
		!strings.Contains(text, "do: GET /api/v3/core/groups/\n    as: nobody\n    expect: 200\n    header: ") || strings.Count(text, "has not kept") != 1 {
		t.Errorf("the import is\n%s", text)
	}
	scenario, err := contract.ReadScenario("visit.yaml", []byte(text))
	if err != nil || !scenario.Steps[1].Expect.AnyBody || scenario.Steps[2].Expect.AnyBody {
		t.Errorf("%v %+v", err, scenario.Steps)
	}
}

// The demo stage and the demo group have the same id: the kind of reference decides which one is meant.
func TestOneIDOfTwoObjectsIsTwoNames(t *testing.T) {
	t.Parallel()
	const id = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	const stage = `"url": "http://127.0.0.1:9000/api/v3/stages/user_write/` + id + `/", "headers": []`
	const is = `{\"pk\":\"` + id + `\",\"name\":\"a-stage\",\"create_users_group\":\"` + id + `\"}`
	text := imported(t, `,
 {"startedDateTime": "2026-11-01T10:00:03Z", "request": {"method": "GET", `+stage+`}, "response": {"status": 200, "headers": [], "content": {"text": "`+is+`"}}},
 {"startedDateTime": "2026-11-01T10:00:04Z", "request": {"method": "PATCH", `+stage+`, "postData": {"text": "{\"create_users_group\":\"`+id+`\"}"}},
  "response": {"status": 200, "headers": [], "content": {"text": "`+is+`"}}}`)
	both := imported(t, `,
 {"startedDateTime": "2026-11-01T10:00:03Z", "request": {"method": "PATCH", `+stage+`, "postData": {"text": "{}"}}, "response": {"status": 200, "headers": [], "content": {"text": "`+is+`"}}},
 {"startedDateTime": "2026-11-01T10:00:04Z", "request": {"method": "PATCH", "url": "http://127.0.0.1:9000/api/v3/core/groups/`+id+`/", "headers": [], "postData": {"text": "{}"}},
  "response": {"status": 200, "headers": [], "content": {"text": "{\"pk\":\"`+id+`\"}"}}}`)
	if !strings.Contains(both, "do: PATCH /api/v3/core/groups/{{group2}}/") || !strings.Contains(both, `{"pk": "{{group2}}"}`) || !strings.Contains(both, `"create_users_group": "{{group2}}"`) {
		t.Errorf("the import is\n%s", both)
	}
	if strings.Contains(text, `create_users_group: "{{stage}}"`) || strings.Contains(text, `"create_users_group": "{{stage}}"`) ||
		!strings.Contains(text, "PATCH /api/v3/stages/user_write/{{stage}}/") || !strings.Contains(text, `"pk": "{{stage}}"`) ||
		!strings.Contains(text, `create_users_group: "`+id+`"`) && !strings.Contains(text, `create_users_group: "{{create_users_group}}"`) {
		t.Errorf("the import is\n%s", text)
	}
}

// getGroups is a request in a browser's export; ANSWER is replaced by the rest.
const getGroups = `, {"startedDateTime": "2026-11-01T10:00:03Z", "request": {"method": "GET", "url": "http://127.0.0.1:9000/api/v3/core/brands/", "headers": []}, "response": ANSWER}`

func TestWhatBrowsersWriteOfAnAnswerIsReadAsFarAsItGoes(t *testing.T) {
	t.Parallel()
	const notKept = "has not kept the body of the answer to GET /api/v3/core/brands/"
	for answer, has := range map[string]string{
		`{"status": 200, "headers": [{"name": ":status", "value": "200"}], "content": {"text": "{}"}}`:                "do: GET /api/v3/core/brands/",
		`{"status": 200, "headers": [], "content": {"encoding": "base64", "text": "eyJhIjoxfQ=="}}`:                   `{"a": 1}`,
		`{"status": 200, "headers": [], "content": {"encoding": "base64", "text": "%"}}`:                              notKept,
		`{"status": 200, "headers": [{"name": "Content-Type", "value": "application/json"}], "content": {"size": 0}}`: notKept,
		`{"status": 200, "headers": [], "content": {"size": 0, "mimeType": "application/json"}}`:                      notKept,
		`{"status": 200, "headers": [{"name": "Content-Type", "value": "application/json"}], "content": null}`:        notKept,
		`{"status": 0, "headers": [], "content": {"size": 0}}`:                                                        "# Requests to the API without an answer, which were left out: 1.\n",
		`null`: "# Requests to the API without an answer, which were left out: 1.\n",
	} {
		text := imported(t, strings.Replace(getGroups, "ANSWER", answer, 1))
		if !strings.Contains(text, has) || strings.Contains(text, ":status") {
			t.Errorf("%s\nhas no %s:\n%s", answer, has, text)
		}
	}
	if _, err := contract.ImportHAR("A visit", []byte("\ufeff"+strings.Replace(visit, "ENTRIES", "", 1))); err != nil {
		t.Errorf("with a byte order mark: %v", err)
	}
}

func TestAFormOfWhichOnlyTheFieldsWereKept(t *testing.T) {
	t.Parallel()
	const post = `, {"startedDateTime": "2026-11-01T10:00:03Z", "request": {"method": "POST", "url": "http://127.0.0.1:9000/api/v3/core/brands/",
		"headers": [{"name": "Content-Type", "value": "TYPE"}], "postData": {"mimeType": "TYPE", "params": [{"name": "domain", "value": "a b"}]}},
		"response": {"status": 400, "headers": [], "content": {"text": "{}"}}}`
	if text := imported(t, strings.ReplaceAll(post, "TYPE", "application/x-www-form-urlencoded")); !strings.Contains(text, `text: "domain=a+b"`) {
		t.Errorf("the import is\n%s", text)
	}
	if text := imported(t, strings.ReplaceAll(post, "TYPE", "multipart/form-data; boundary=B")); strings.Contains(text, "do: POST") ||
		!strings.Contains(text, "# The browser has not kept the body of a request, which was left out.\n") {
		t.Errorf("the import is\n%s", text)
	}
}

func TestARequestThatChangesWhatIsOthersIsLeftOutAlone(t *testing.T) {
	t.Parallel()
	const id = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	for _, request := range []string{`"PATCH", "url": "http://127.0.0.1:9000/api/v3/crypto/certificatekeypairs/` + id + `/"`, `"POST", "url": "http://127.0.0.1:9000/api/v3/core/tokens/others/set_key/"`,
		`"PATCH", "url": "http://127.0.0.1:9000/api/v3/admin/settings/"`} {
		text := imported(t, `, {"startedDateTime": "2026-11-01T10:00:03Z", "request": {"method": `+request+`, "headers": [], "postData": {"text": "{\"a\": \"b\"}"}},
			"response": {"status": 200, "headers": [], "content": {"text": "{}"}}}`)
		if !strings.Contains(text, "# What the traffic did not create would be changed by request 4 of the traffic (") || !strings.Contains(text, "do: GET /api/v3/root/config/") ||
			strings.Contains(text, "do: P") {
			t.Errorf("%s\n%s", request, text)
		}
	}
}

// entry is a request in a browser's export, with the body that was sent and the answer.
func entry(method, path, sent string, status int, answer string, headers ...string) string {
	quoted := func(text string) string { return strconv.Quote(text) }
	var answered []string
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		answered = append(answered, `{"name": `+quoted(name)+`, "value": `+quoted(value)+`}`)
	}
	return fmt.Sprintf(`, {"startedDateTime": "2026-11-01T10:00:03Z", "request": {"method": %q, "url": %q, "headers": [], "postData": {"text": %s}},
		"response": {"status": %d, "headers": [%s], "content": {"text": %s}}}`,
		method, "http://127.0.0.1:9000"+path, quoted(sent), status, strings.Join(answered, ", "), quoted(answer))
}

func TestEveryWayToChangeWhatIsOthersGivesAnObject(t *testing.T) {
	t.Parallel()
	const path = "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/"
	for method, status := range map[string]int{"PUT": 200, "PATCH": 200, "DELETE": 204} {
		text := imported(t, entry(method, path, `{}`, status, ""))
		if !strings.Contains(text, "\n  stage: {}\n") || !strings.Contains(text, "do: "+method+" /api/v3/stages/user_write/{{stage}}/") {
			t.Errorf("the import of a %s is\n%s", method, text)
		}
	}
}

// TestAnObjectThatMovedIsStillTheTraffics imports a flow that gets another slug, and with it another address.
func TestAnObjectThatMovedIsStillTheTraffics(t *testing.T) {
	t.Parallel()
	const flows = "/api/v3/flows/instances/"
	for _, method := range []string{"PUT", "PATCH"} {
		text := imported(t, entry("POST", flows, `{"slug": "here"}`, 201, `{"pk": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "slug": "here"}`)+
			entry(method, flows+"here/", `{"slug": "there"}`, 200, `{"pk": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "slug": "there"}`)+
			entry("DELETE", flows+"there/", "", 204, ""))
		if strings.Contains(text, "\n  flow: ") || strings.Contains(text, "left out") || !strings.Contains(text, "do: DELETE "+flows+"{{unique}}-there/") {
			t.Errorf("the import of a %s is\n%s", method, text)
		}
	}
}

func TestASecretIsReplacedWhereverItStandsInAnAddress(t *testing.T) {
	t.Parallel()
	const key = "w4lrus-key-of-quentins-token"
	text := imported(t, entry("POST", "/api/v3/core/groups/", `{"token": "`+key+`"}`, 400, "{}")+
		entry("GET", "/api/v3/core/tokens/?ordering=key&search=a-"+key, "", 200, "{}")+entry("GET", "/api/v3/core/tokens/?api_key=w4lrus-of-another", "", 200, "{}"))
	if strings.Contains(text, "w4lrus") || strings.Contains(text, "would have been written") || !strings.Contains(text, "/api/v3/core/tokens/?ordering=key&search=a-") ||
		!strings.Contains(text, "/api/v3/core/tokens/?api_key=") {
		t.Errorf("the import is\n%s", text)
	}
}

func TestWhatAnswersSayOnlyHereIsAny(t *testing.T) {
	t.Parallel()
	text := imported(t, entry("GET", "/api/v3/core/brands/", "", 200,
		`{"client_secret": 1.5, "token": true, "key_data": null, "url": "http://127.0.0.1:9000/x/", "detail": "for aSessionOfSomeone", "branding_title": "authentik"}`,
		"Location: /elsewhere/", "X-Kept: yes"))
	for _, has := range []string{
		`{"client_secret": "<any>", "token": true, "key_data": null, "url": "<any>", "detail": "<any>",`, `Location: "<any>"`, `X-Kept: "yes"`,
	} {
		if !strings.Contains(text, has) {
			t.Errorf("the import has no %s:\n%s", has, text)
		}
	}
}
