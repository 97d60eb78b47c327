package contract_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

const (
	idA = "7d0a5b6e-3a2f-4c1d-9e8b-112233445566"
	idB = "8d0a5b6e-3a2f-4c1d-9e8b-112233445566"
)

func TestAnswersAreComparedToTheByteButWhereAWordSaysNot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expected, answer string
		equal            bool
	}{
		{`answer: '{ "a": 1,  "b": [ ] }'`, `{"a":1,"b":[]}`, true},
		{`answer: '{"a": "x  y"}'`, `{"a":"x y"}`, false},
		{`answer: '{"a": 1, "b": 2}'`, `{"b":2,"a":1}`, false},
		{`answer: '{"a": 1}'`, `{"a":1.0}`, false},
		{`answer: '{"a": "é"}'`, `{"a":"\u00e9"}`, false},
		{`answer: '{"a": 1}'`, `{"a":1,"b":2}`, false},
		{`answer: 'no JSON'`, `no JSON`, true},
		{`answer: 'no JSON'`, `no  JSON`, false},
		{`answer: '{"a": "<uuid>"}'`, `{"a":"` + idA + `"}`, true},
		{`answer: '{"a": "<uuid>"}'`, `{"a":"` + strings.ToUpper(idA) + `"}`, false},
		{`answer: '{"a": "<uuid>"}'`, `{"a":""}`, false},
		{`answer: '["<uuid1>", "<uuid1>"]'`, `["` + idA + `","` + idA + `"]`, true},
		{`answer: '["<uuid1>", "<uuid1>"]'`, `["` + idA + `","` + idB + `"]`, false},
		{`answer: '["<uuid1>", "<uuid2>"]'`, `["` + idA + `","` + idB + `"]`, true},
		{`answer: '["<uuid1>", "<uuid2>"]'`, `["` + idA + `","` + idA + `"]`, false},
		{`answer: '{"a": "<time>"}'`, `{"a":"2026-02-03T04:05:06.789012Z"}`, true},
		{`answer: '{"a": "<time>"}'`, `{"a":"2026-02-03"}`, false},
		{`answer: '{"a": "<any>", "b": 1}'`, `{"a":{"x":[1,"}"]},"b":1}`, true},
		{`answer: '{"a": "<any>", "b": 1}'`, `{"a":null,"b":2}`, false},
		{`answer: '{"a": "at <any>", "b": 1}'`, `{"a":"at \"noon\"","b":1}`, true},
		{`answer: '{"a": "at <any>", "b": 1}'`, `{"a":"in the morning","b":1}`, false},
		{`answer: <any>`, `{"a":1}`, true},
		{`has: {a: {b: 1}}`, `{"a":{"b":1,"c":2},"d":3}`, true},
		{`has: {a: {b: 1}}`, `{"a":{"b":2}}`, false},
		{`has: {a: 1}`, `[]`, false},
		{`has: {a: [{b: 1}, {}]}`, `{"a":[{"b":1,"c":2},{"d":3}]}`, true},
		{`has: {a: [{b: 1}]}`, `{"a":[{"b":1},{"d":3}]}`, false},
		{`has: {a: null}`, `{"b":1}`, false},
		{`has: {a: <uuid>}`, `{"a":"` + idA + `"}`, true},
	} {
		scenario := read(t, "title: A title\nsteps:\n  - do: GET /api/v3/core/things/\n    expect: 200\n    "+c.expected+"\n")
		report, err := contract.Verify(t.Context(), contract.Options{
			Target: answering(t, c.answer), Profile: "2025.10", Scenarios: []contract.Scenario{scenario},
		})
		if err != nil {
			t.Fatal(err)
		}
		if result := report.Results[0]; result.Verdict == contract.Passed != c.equal || result.Verdict == contract.Broken {
			t.Errorf("%s\n%s\nthe verdict is %s (%s), expected equal: %v", c.expected, c.answer, result.Verdict, result.Reason, c.equal)
		}
	}
}

// answering returns a server that gives one answer to everything, with the headers of authentik's lists.
func answering(t *testing.T, body string) contract.Target {
	t.Helper()
	return serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range map[string]string{
			"Content-Type": "application/json; charset=utf-8", "Allow": "GET, POST, HEAD, OPTIONS", "Content-Language": "en",
			"Vary": "Accept-Language, Cookie", "X-Powered-By": "authentik", "X-Content-Type-Options": "nosniff",
			"X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		} {
			w.Header().Set(name, value)
		}
		fmt.Fprint(w, body)
	}))
}

func TestReplayingACorpusNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in     string
		change func(http.Header, *int, *string)
	}{
		{"status", func(_ http.Header, status *int, _ *string) { *status = http.StatusTeapot }},
		{"body", func(_ http.Header, _ *int, body *string) {
			*body = strings.ReplaceAll(*body, `"external"`, `"internal"`)
		}},
		{"member order", func(_ http.Header, _ *int, body *string) {
			*body = strings.ReplaceAll(*body, `"user_type":"external","user_path_template":""`, `"user_path_template":"","user_type":"external"`)
		}},
		{"vary", func(header http.Header, _ *int, _ *string) { header.Set("Vary", "Cookie") }},
	} {
		t.Run(c.in, func(t *testing.T) {
			t.Parallel()
			target := broken(t, on("PATCH /api/v3/stages/user_write/.", changed(c.change)))
			result, err := contract.ReplayCorpus(t.Context(), target, "2025.10", "fields")
			if err != nil {
				t.Fatal(err)
			}
			if len(result.Differences) == 0 || result.Equal == result.Exchanges {
				t.Fatal("nothing was found to differ")
			}
			for _, d := range result.Differences {
				if !slices.Equal(d.In, []string{c.in}) {
					t.Fatalf("%v differ, expected %s:\n%s", d.In, c.in, d)
				}
			}
		})
	}
}

// changed returns a change of status, headers and body of an answer.
func changed(change func(http.Header, *int, *string)) func(*httptest.ResponseRecorder) {
	return func(a *httptest.ResponseRecorder) {
		body := a.Body.String()
		change(a.Header(), &a.Code, &body)
		a.Body = bytes.NewBufferString(body)
	}
}

// compared returns the exchange of a step that expects something of an answer with status 200.
func compared(t *testing.T, status int, expected, answer string) contract.Exchange {
	t.Helper()
	scenario := read(t, fmt.Sprintf("title: A title\nsteps:\n  - do: GET /api/v3/core/things/\n    expect: %d\n    %s\n", status, expected))
	report, err := contract.Verify(t.Context(), contract.Options{
		Target: answering(t, answer), Profile: "2025.10", Scenarios: []contract.Scenario{scenario},
	})
	if err != nil {
		t.Fatal(err)
	}
	return report.Results[0].Exchanges[0]
}

// changedLine matches the lines of a difference that say what differs.
var changedLine = regexp.MustCompile(`(?m)^[-+] .*|^expected status .*`)

// TestADifferenceShowsWhatDiffersAndNoMore checks that what a word allows is none of the lines that differ.
func TestADifferenceShowsWhatDiffersAndNoMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status                    int
		expected, answer, differs string
	}{
		{200, `answer: '{"a": "<uuid>", "b": 1}'`, `{"a":"` + idA + `","b":2}`, "body\n-  \"b\": 1\n+  \"b\": 2"},
		{200, `answer: '{"a": "<any>", "b": 1}'`, `{"a":{"c":3},"b":2}`, "body\n-  \"b\": 1\n+  \"b\": 2"},
		{200, `answer: '[["<any>"], 1]'`, `[[{"c":3}],2]`, "body\n-  1\n+  2"},
		{201, `answer: <any>`, `{"a":1}`, "status\nexpected status 201, got 200 OK: {\"a\":1}"},
		{201, `has: {b: 1}`, `{"a":1}`, "status\nexpected status 201, got 200 OK: {\"a\":1}"},
		{201, `answer: '{"a": 1}'`, `{"a":1}`, "status\nexpected status 201, got 200 OK"},
	} {
		var differs []string
		for _, d := range compared(t, c.status, c.expected, c.answer).Differences {
			if d.Kind != "header" {
				differs = append(append(differs, d.Kind), changedLine.FindAllString(d.Text, -1)...)
			}
		}
		if got := strings.Join(differs, "\n"); got != c.differs {
			t.Errorf("%s\n%s\ngot\n%s\nwant\n%s", c.expected, c.answer, got, c.differs)
		}
	}
}

func TestAnIDThatIsAnotherThanBeforeIsToldSo(t *testing.T) {
	t.Parallel()
	const step = "  - {do: GET /api/v3/core/things/, expect: 200, answer: '%s'}\n"
	scenario := "title: T\nsteps:\n" + fmt.Sprintf(step, `["<uuid1>", "<any>"]`) + fmt.Sprintf(step, `["<any>", "<uuid1>"]`)
	exchanges := verify(t, answering(t, `["`+idA+`","`+idB+`"]`), scenario).Results[0].Exchanges
	if d := exchanges[len(exchanges)-1].Differences; len(exchanges) != 2 || len(d) != 1 || !strings.HasPrefix(d[0].Text, "an id is not the one that the same name stood for before") {
		t.Errorf("%d steps, the last differs in %+v", len(exchanges), d)
	}
}

// TestWhatAStepExpectedIsSaidInWords checks what a replay shows of the expectation.
func TestWhatAStepExpectedIsSaidInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ expected, said string }{
		{"header: {}", "200\nno body"},
		{"answer: <any>", "200\nany body"},
		{"has: {a: <uuid>}", "200\na body that has\n{\n  \"a\": \"<uuid>\"\n}"},
		{`answer: '{"a": 1}'`, "200\n{\n  \"a\": 1\n}"},
	} {
		if got := compared(t, 200, c.expected, `{"a":1}`).Expected; got != c.said {
			t.Errorf("%s is said as\n%s\nwant\n%s", c.expected, got, c.said)
		}
	}
	at := verify(t, serve(t, newFake(t, "2025.10")), "title: T\nsteps:\n  - do: GET /api/v3/core/groups/\n    at_once: 2\n    expect: {200: 2}\n")
	if got := at.Results[0].Exchanges[0].Expected; got != "number of answers of each status: map[200:2]" {
		t.Errorf("a step at once expects %s", got)
	}
}

func TestNoPartOfAnExchangeHoldsASecret(t *testing.T) {
	t.Parallel()
	target := broken(t, func(r *http.Request, a *httptest.ResponseRecorder) {
		a.Header().Set("Set-Cookie", "authentik_session=w4lrus-cookie")
		if r.URL.Path == "/api/v3/core/groups/" {
			a.Body.Reset()
			fmt.Fprint(a.Body, `{"password": "w4lrus-answered"}`)
		}
	})
	scenario := "title: T\nsteps:\n  - {do: 'GET /api/v3/core/groups/', expect: 200, answer: '{\"password\": \"w4lrus-expected\"}'}\n"
	e := verify(t, target, scenario).Results[0].Exchanges[0]
	if text := fmt.Sprintf("%+v", e); strings.Contains(text, "w4lrus") || !strings.Contains(text, "the body differs") || e.Answered.Get("Set-Cookie") == "" {
		t.Errorf("the exchange is %s", text)
	}
}
